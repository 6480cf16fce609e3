/** What somebody changed in a vault is refused by the reader that was written from the specification, under the number that it breaks. */
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalText, type CanonicalValue } from '../../../src-main/vault/crypto/canonical.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { introduce, make } from '../../unit/vault/handover/kit.ts';
import { schemaVersion } from '../../../src-main/vault/store/schema.ts';
import { Team, passphrases } from '../../unit/vault/policy/insider.ts';
import { takeVault } from '../../unit/vault/session/take-vault.ts';
import { makeBench } from '../../unit/vault/session/vault-fixture.ts';
import { readerSays, refusalOf } from './python.ts';
import { fill } from './rich-vault.ts';

let team: Team;
let whole: string;
beforeAll(async () => {
  team = await Team.make();
  const { bench } = team;
  const { customerId } = await fill(bench);
  await bench.call('cards/set-mine', { name: '李雷', organisation: '青禾商贸' });
  for (const fileClass of ['internal', 'restricted'] as const) {
    const file = join(bench.folder, `${fileClass}.txt`);
    writeFileSync(file, `what is ${fileClass}`);
    await bench.call('attachments/add', {
      customerId,
      file: bench.ticket(file),
      class: fileClass,
      jobId: newId(),
    });
  }
  const colleague = makeBench();
  await takeVault(colleague, 'of the colleague');
  const recipient = await introduce(colleague, bench);
  await make(bench, join(bench.folder, 'given.coffer-bundle'), { recipientIds: [recipient] });
  colleague.remove();
  await bench.engine.prepareLock();
  whole = join(bench.folder, 'Whole.coffer');
  cpSync(team.path, whole, { recursive: true });
}, 60_000);
beforeEach(() => {
  rmSync(team.path, { recursive: true });
  cpSync(whole, team.path, { recursive: true });
});
afterAll(() => {
  team.remove();
});

const refusal = (): string | null =>
  refusalOf('vault', { folder: team.path, passphrase: passphrases['李雷'] });

it('the vault as it was is read', () => {
  const { people } = readerSays('vault', { folder: whole, passphrase: passphrases['Mia'] }) as {
    people: object[];
  };
  expect(people).toHaveLength(4);
  expect(refusal()).toBeNull();
});

describe('keyring.json, with its checksum put right', () => {
  type Keyring = Record<string, CanonicalValue> & {
    slots: Record<string, CanonicalValue>[];
    people: Record<string, CanonicalValue>[];
    database: Record<string, CanonicalValue>;
  };
  const path = (): string => join(team.path, 'keyring.json');
  const edit = (change: (keyring: Keyring) => void): void => {
    const { checksum: _, ...keyring } = JSON.parse(readFileSync(path(), 'utf8')) as Keyring;
    change(keyring);
    const checksum = createHash('sha256').update(canonicalText(keyring)).digest('hex');
    writeFileSync(path(), `${canonicalText({ ...keyring, checksum })}\n`);
  };

  it.each([
    ['R-5', 'another generation', (keyring) => (keyring['generation'] = 1)],
    ['R-5', 'another order of slots', ({ slots }) => slots.reverse()],
    ['R-5', 'no MAC to speak of', (keyring) => (keyring['mac'] = Buffer.alloc(32).toString('base64'))],
    ['R-3', 'a member more', (keyring) => (keyring['more'] = 1)],
    ['R-3', 'a member more of a slot', ({ slots }) => Object.assign(slots[0] ?? {}, { more: 1 })],
    [
      'R-3',
      'a derivation without its salt',
      ({ slots }) => delete (slots[0]?.['kdf'] as { salt?: string }).salt,
    ],
    ['R-3', 'a number for a name', ({ people }) => Object.assign(people[0] ?? {}, { name: 7 })],
    ['R-4', 'a slot twice', ({ slots }) => slots.push(slots[0] ?? {})],
    ['R-4', 'a person twice', ({ people }) => people.push(people[0] ?? {})],
    ['S-1', 'a cheap derivation', ({ slots }) => Object.assign(slots[0]?.['kdf'] ?? {}, { memoryKiB: 8 })],
    ['S-6', 'another label of a slot', ({ slots }) => Object.assign(slots[0] ?? {}, { label: 'mine' })],
    [
      'G-1',
      'the grants of two people exchanged',
      ({ people: [one, other] }) => {
        if (one !== undefined && other !== undefined)
          [one['grant'], other['grant']] = [other['grant'] ?? null, one['grant'] ?? null];
      },
    ],
    [
      'D-2',
      'another header',
      (keyring) => (keyring.database['header'] = Buffer.alloc(24).toString('base64')),
    ],
  ] satisfies [string, string, (keyring: Keyring) => unknown][])('[%s] %s', (number, _, change) => {
    edit(change);
    // The keyring's MAC is checked before the database is looked at.
    expect(refusal()).toBe(number === 'D-2' ? 'R-5' : number);
  });

  it('[R-2] [R-3] [A-6] another checksum, a spare blank, a link', () => {
    const text = readFileSync(path(), 'utf8');
    writeFileSync(path(), text.replace('"generation":', '"generation":1'));
    expect(refusal()).toBe('R-2');
    writeFileSync(path(), text.replace(',', ', '));
    expect(refusal()).toBe('R-3');
    const elsewhere = join(team.path, 'elsewhere');
    writeFileSync(elsewhere, text);
    rmSync(path());
    symlinkSync(elsewhere, path());
    expect(refusal()).toBe('A-6');
  });

  it.each(['whole', 'one page'])('[D-9] an older database under it: %s', async (extent) => {
    const older = readFileSync(join(team.path, 'records.db'));
    await team.forge('李雷', ({ tx }) => {
      tx.record({ entity: 'tag', entityId: newId(), field: '*', oldValue: null, value: '{}' });
    });
    const now = readFileSync(join(team.path, 'records.db'));
    const at = [...older.keys()].find((byte) => byte >= 4096 && older[byte] !== now[byte]) ?? 0;
    const page = at - (at % 4096);
    if (extent === 'one page') older.copy(now, page, page, page + 4096);
    writeFileSync(join(team.path, 'records.db'), extent === 'whole' ? older : now);
    rmSync(join(team.path, 'records.db-wal'), { force: true });
    expect(refusal()).toBe('D-9');
  });
});

describe('records.db, by somebody without a key', () => {
  const path = (): string => join(team.path, 'records.db');
  const pageBytes = 4096;

  it('[D-2] another file in its place', () => {
    renameSync(path(), `${path()}.away`);
    writeFileSync(path(), Buffer.alloc(8 * pageBytes, 7));
    expect(refusal()).toBe('D-2');
  });

  it('[Z-4] one bit, or two pages exchanged', () => {
    const content = readFileSync(path());
    const bit = Buffer.from(content);
    bit[5 * pageBytes + 99] = (bit[5 * pageBytes + 99] ?? 0) ^ 4;
    writeFileSync(path(), bit);
    expect(refusal()).toBe('Z-4');
    const [one, other] = [
      content.subarray(4 * pageBytes, 5 * pageBytes),
      content.subarray(5 * pageBytes, 6 * pageBytes),
    ];
    writeFileSync(
      path(),
      Buffer.concat([content.subarray(0, 4 * pageBytes), other, one, content.subarray(6 * pageBytes)]),
    );
    expect(refusal()).toBe('Z-4');
  });
});

describe('tables, by somebody who has the database key', () => {
  it.each([
    ['L-12', "UPDATE customer SET name = 'another' WHERE row = 1"],
    ['L-12', 'UPDATE customer SET gone = 1 WHERE deleted_at IS NOT NULL'],
    ['L-12', "UPDATE point SET value = '+86 532 8000 9999' WHERE type = 'phone'"],
    ['L-12', "UPDATE contact SET note = 'more'"],
    ['L-12', 'DELETE FROM customer_tag'],
    ['L-12', "UPDATE field SET name = 'Remarks ' WHERE class = 'internal'"],
    ['Q-9', "UPDATE field SET class = 'public' WHERE class = 'internal'"],
    ['L-12', 'DELETE FROM card'],
    ['L-12', "UPDATE card SET checked_how = 'in-person'"],
    ['L-12', "UPDATE ledger SET purpose = 'another'"],
    ['L-12', "UPDATE setting SET value = '1' WHERE key NOT LIKE 'policy:%'"],
    ['Q-2', "DELETE FROM setting WHERE key = 'policy:settings'"],
    [
      'Q-3',
      `UPDATE setting SET value = replace(value, '"keep":10', '"keep":11') WHERE key = 'policy:settings'`,
    ],
    ['L-12', "UPDATE field_value SET text = 'another' WHERE text LIKE 'prefers%'"],
    ['L-1', "UPDATE journal SET action = 'locked' WHERE seq = 1"],
    ['L-1', 'UPDATE change SET salt = zeroblob(16) WHERE seq = 2'],
    ['L-1', 'DELETE FROM journal WHERE seq = 2'],
    ['L-4', 'UPDATE journal SET details = NULL WHERE seq = 2'],
    ['L-7', 'UPDATE checkpoint SET change_size = change_size - 1 WHERE change_size > 1'],
    ['L-8', "UPDATE checkpoint SET note = replace(note, char(10) || char(10), char(10) || '1' || char(10))"],
    ['L-8', 'UPDATE checkpoint SET note = (SELECT min(note) FROM checkpoint)'],
    ['L-7', "UPDATE checkpoint SET person = '01jz0000000000000000000009'"],
    ['W-3', "UPDATE field_value SET text = '13' WHERE text = '12.5'"],
    ['Q-9', "UPDATE field SET class = 'internal' WHERE class = 'restricted'"],
    ['L-13', "UPDATE field_value SET text = '2023-02-28' WHERE text = '2024-02-29'"],
    ['V-3', 'UPDATE field_value SET version = version + 1 WHERE sealed IS NOT NULL'],
    ['V-2', 'UPDATE customer SET restricted_key = confidential_key'],
    ['B-3', 'DELETE FROM blind_index WHERE field = (SELECT max(field) FROM blind_index)'],
    ['T-3', "UPDATE blob_chunk SET bytes = CAST('what is internam' AS BLOB) WHERE length(bytes) = 16"],
    ['T-5', 'UPDATE blob_chunk SET bytes = zeroblob(58) WHERE length(bytes) = 58'],
    ['T-7', "UPDATE blob SET keyed_hash = zeroblob(32) WHERE form = 'plain'"],
  ])('[%s] %s', async (number, sql) => {
    await team.forge('Mia', ({ tx }) => {
      expect(tx.run(sql).changes).toBeGreaterThan(0);
    });
    expect(refusal()).toBe(number);
  });
});

it('[Q-8] a card that a member changed, with a line of history, counts as compared no more', async () => {
  const counting = (): boolean[] => {
    const { cards } = readerSays('vault', { folder: team.path, passphrase: passphrases['李雷'] }) as {
      cards: Record<string, boolean>;
    };
    return Object.values(cards);
  };
  expect(counting()).toEqual([true]);
  await team.forge('Mia', ({ tx }) => {
    const oldValue = tx.value<string>(
      "SELECT value FROM change WHERE entity = 'card' ORDER BY seq DESC LIMIT 1",
    );
    const before = JSON.parse(oldValue ?? '{}') as { personId: string; name: string };
    tx.run("UPDATE card SET name = 'Somebody else'");
    const value = JSON.stringify({ ...before, name: 'Somebody else' });
    tx.record({ entity: 'card', entityId: before.personId, field: '*', oldValue: oldValue ?? null, value });
  });
  expect(counting()).toEqual([false]);
});

it.each([
  `PRAGMA user_version = ${schemaVersion + 1}`,
  'CREATE VIEW more AS SELECT * FROM customer',
  'CREATE TRIGGER more AFTER INSERT ON customer BEGIN DELETE FROM tag; END',
])('[D-5] %s', async (sql) => {
  await team.forge('Mia', ({ tx }) => {
    tx.run(sql);
  });
  expect(refusal()).toBe('D-5');
});
