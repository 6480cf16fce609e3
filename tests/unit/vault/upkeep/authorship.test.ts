/** Whoever has an account holds the database key: what they can write into the logs with a program of their own, and who notices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { newSigningKey } from '../../../../src-main/vault/crypto/identity.ts';
import type { SigningKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import type { Store, WriteTx } from '../../../../src-main/vault/store/store.ts';
import { addCheckpointBy, sizesOf } from '../../../../src-main/vault/upkeep/checkpoints.ts';
import { openKeys } from '../keyring/opened-vault.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { withOwnProgram as ownProgram } from './own-program.ts';
import { rehash } from './rewriting.ts';

let bench: Bench;
let path: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: '韩梅梅' }] });
  await bench.call('settings/set', { revealSeconds: 9 });
});
afterEach(() => {
  bench.remove();
});

async function reopen(more: object = {}): Promise<string | null> {
  bench = bench.restart();
  return bench.code('vault/unlock', {
    vault: bench.ticket(path),
    passphrase: bytes(goodPassphrase),
    ...more,
  });
}

const findings = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await bench.call('vault/verify')).findings.map(({ code, count }): [string, number] => [code, count]),
  );

const withOwnProgram = (work: (store: Store) => void): Promise<void> =>
  ownProgram(
    path,
    () => bench.clock,
    ({ store }) => {
      work(store);
    },
  );
/** Entries rewritten, and all hashes made anew. */
const edited = (sql: string) => (store: Store) => {
  store.write({ kind: 'edit', label: 'customers/edit' }, (tx: WriteTx) => {
    tx.run('PRAGMA defer_foreign_keys=ON');
    for (const statement of sql.split(';')) tx.run(statement);
    rehash(tx);
  });
};
/** A note over both logs as they are, in the name of somebody, with a key that is not theirs. */
const signedBy = (person: string, key: SigningKey) => (store: Store) => {
  const { vaultId, copyId } = readKeyring(readFileSync(join(path, 'keyring.json'))).alleged;
  const ownSince = { changes: 0, journal: 0 };
  addCheckpointBy(store, { vaultId, copyId, personId: person, signingKey: key, ownSince, policy: {} });
};

const refused = { call: 'export/csv', need: 'export' };
const aValueRewritten = "UPDATE change SET value = replace(value, '韩梅梅', '李四') WHERE field = '*'";

describe('an honest vault', () => {
  it('is vouched for from its first entry to its last', async () => {
    for (let n = 0; n < 3; n++) {
      await bench.engine.prepareLock();
      expect(await reopen()).toBeNull();
    }
    expect(await findings()).toEqual({});
    const { unsigned } = await bench.call('vault/verify');
    expect(unsigned).toBeLessThan(256);
  });

  it('is signed as it grows, not only at the lock', async () => {
    for (let n = 0; n < 300; n++) await bench.call('settings/set', { revealSeconds: 6 + (n % 2) });
    expect((await bench.call('vault/verify')).unsigned).toBeLessThan(300);
  });

  it('whose session was cut off is signed by who did it, as far as this device saw it', async () => {
    await bench.call('settings/set', { revealSeconds: 8 });
    // The host hears of it a second after the change; closing tells it at once.
    expect(await reopen()).toBeNull();
    await bench.engine.prepareLock();
    expect(await reopen()).toBeNull();
    expect(await findings()).toEqual({});
    const { entries } = await bench.call('journal/list', {});
    expect(entries.map(({ action }) => action)).toContain('unclean-end');
  });

  it('says what nobody signed where this device did not see it', async () => {
    await bench.call('settings/set', { revealSeconds: 8 });
    bench.seen.clear();
    bench.engine.close();
    bench.seen.clear();
    expect(await reopen()).toBeNull();
    await bench.engine.prepareLock();
    expect(await reopen()).toBeNull();
    expect(Object.keys(await findings())).toEqual(['verify/unsigned-entries']);
  });
});

describe('somebody with the database key and a program of their own', () => {
  beforeEach(async () => {
    await bench.engine.prepareLock();
  });

  it('who lays notes ahead of the journal keeps nobody from signing what they do, and is found', async () => {
    await withOwnProgram((store) => {
      store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        for (const ahead of [...Array(100).keys(), 1_000_000])
          tx.run(
            "INSERT INTO checkpoint (journal_size, change_size, person, note) SELECT max(seq) + 1 + ?, 1000000, 'x', 'x' FROM journal",
            ahead,
          );
      });
    });
    for (let n = 0; n < 2; n++) {
      expect(await reopen()).toBeNull();
      await bench.call('settings/set', { revealSeconds: 7 + n });
      await bench.engine.prepareLock();
    }
    expect(await reopen()).toBeNull();
    expect(Object.keys(await findings())).toEqual(['verify/checkpoint-signature']);
  });

  it('who lays rows of entries that are not there yet keeps nobody from opening or revealing, and is found', async () => {
    await ownProgram(
      path,
      () => bench.clock,
      ({ afterwards }) => {
        const lay = (into: string, values: string, log: string): void => {
          afterwards(`WITH RECURSIVE ahead (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM ahead WHERE n < 60)
            INSERT INTO ${into} SELECT (SELECT max(seq) FROM ${log}) + n, ${values} FROM ahead`);
        };
        for (const number of [0, 1])
          lay('subject (entry, number, customer, salt)', `${String(number)}, 1, zeroblob(16)`, 'journal');
        for (const cell of ['*', 'name']) lay('merged', `'${cell}', 1, 1, 'x', 'x'`, 'change');
        lay('conflict', "1, 'x', 'name', 'mine', 1, 1, 'x', 'x'", 'change');
      },
    );
    for (let n = 0; n < 2; n++) {
      expect(await reopen()).toBeNull();
      const [{ id } = { id: '' }] = (await bench.call('customers/window', { query: {}, start: 0, count: 1 }))
        .rows;
      expect(await bench.code('customers/get', { id })).toBeNull();
      await bench.engine.prepareLock();
    }
    expect(await reopen()).toBeNull();
    expect(Object.keys(await findings())).toEqual(['verify/change-log', 'verify/journal', 'verify/tables']);
    for (let n = 0; n < 60; n++) await bench.call('settings/set', { revealSeconds: 6 + (n % 2) });
    expect(await findings()).toEqual({});
  });

  it.each([
    [2 ** 30, null],
    [2 ** 40 + 3, null],
    [2 ** 48 - 9, null],
    [2 ** 48 + 1, 'vault/database-damaged'],
    ['9223372036854775807', 'vault/database-damaged'],
  ])('who numbers an entry %s has nobody wait: opening says %s', async (seq, code) => {
    const numbered = ownProgram(
      path,
      () => bench.clock,
      ({ afterwards }) => {
        for (const log of ['journal', 'change'])
          afterwards(`UPDATE ${log} SET seq = ${String(seq)} WHERE seq = (SELECT max(seq) FROM ${log})`);
      },
    );
    const begun = performance.now();
    if (code !== null) {
      await expect(numbered).rejects.toMatchObject({ code });
      return;
    }
    await numbered;
    bench.seen.clear();
    expect(await reopen()).toBeNull();
    expect(await bench.code('settings/set', { revealSeconds: 7 })).toBeNull();
    expect(Object.keys(await findings())).toEqual(
      expect.arrayContaining(['verify/change-log', 'verify/journal']),
    );
    await bench.engine.prepareLock();
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('who lays hashes ahead of the trees keeps nobody from writing', async () => {
    await withOwnProgram((store) => {
      store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
        for (const log of ['change', 'journal'])
          for (let number = 0; number < 10; number++)
            tx.run('INSERT OR IGNORE INTO tree_node VALUES (?, 8, ?, zeroblob(32))', log, number);
      });
    });
    expect(await reopen()).toBeNull();
    for (let n = 0; n < 300; n++) await bench.call('settings/set', { revealSeconds: 6 + (n % 2) });
    await bench.engine.prepareLock();
    expect(await reopen()).toBeNull();
    expect(Object.keys(await findings())).toEqual(['verify/change-log', 'verify/journal']);
  });

  it('who rewrites a value, at the same length or not, is noticed by the device that saw it', async () => {
    await withOwnProgram(edited(aValueRewritten));
    expect(await reopen()).toBe('vault/diverged-copy');
    await bench.engine.prepareLock();
    expect(await reopen({ acceptOlder: true })).toBeNull();
    expect(Object.keys(await findings())).toContain('verify/checkpoint-head');
  });

  it.each([
    ['rewrites a value', aValueRewritten],
    ['removes a look', "DELETE FROM journal WHERE action = 'unlocked'"],
    ['writes in another name', "UPDATE change SET person = '01jz0000000000000000000009'"],
    [
      'puts an entry in',
      "UPDATE journal SET seq = seq + 1000 WHERE seq > 2;INSERT INTO journal SELECT 500, at, person, device, session, 'refused', NULL, '{}', salt, NULL, hash FROM journal WHERE seq = 1",
    ],
  ])('who %s is found by verifying on a device that never saw the vault', async (_what, sql) => {
    await withOwnProgram(edited(sql));
    bench.seen.clear();
    expect(await reopen()).toBeNull();
    expect(Object.keys(await findings())).toContain('verify/checkpoint-head');
  });

  it('who takes the notes away as well has nobody vouch for what is left', async () => {
    await withOwnProgram(edited(`${aValueRewritten};DELETE FROM checkpoint`));
    bench.seen.clear();
    expect(await reopen()).toBeNull();
    const found = await findings();
    expect(found['verify/unsigned-entries']).toBeGreaterThan(5);
  });

  it('who signs anew in the owner’s name, and keeps the key in the tables, is found out by the roster', async () => {
    const key = newSigningKey();
    const { alleged } = readKeyring(readFileSync(join(path, 'keyring.json')));
    const { personId } = await openKeys(alleged);
    await withOwnProgram((store) => {
      edited(`${aValueRewritten};DELETE FROM checkpoint;DELETE FROM journal WHERE action = 'checkpoint'`)(
        store,
      );
      signedBy(personId, key)(store);
    });
    bench.seen.clear();
    expect(await reopen()).toBeNull();
    expect(await findings()).toMatchObject({ 'verify/checkpoint-signature': 1 });
  });

  it('who signs as somebody without an account is nobody', async () => {
    await withOwnProgram((store) => {
      store.journal('refused', refused);
      signedBy('01jz0000000000000000000009', newSigningKey())(store);
    });
    expect(await reopen()).toBeNull();
    expect(await findings()).toMatchObject({ 'verify/checkpoint-signature': 1 });
  });

  it('who appends in the owner’s name gets no signature for it, whoever opens next', async () => {
    await withOwnProgram((store) => {
      store.journal('refused', refused);
    });
    expect(await reopen()).toBeNull();
    expect(await findings()).toMatchObject({ 'verify/unsigned-entries': 1 });
    await bench.engine.prepareLock();
    expect(await reopen()).toBeNull();
    expect(await findings()).toMatchObject({ 'verify/unsigned-entries': 1 });
  });

  it('who signs entries that name the owner with a key of their own is told from the owner', async () => {
    // A member's own note, over rows that name the owner: the roster has both.
    const stranger = newId();
    await withOwnProgram((store) => {
      const since = sizesOf(store);
      store.journal('refused', refused);
      const { vaultId, copyId } = readKeyring(readFileSync(join(path, 'keyring.json'))).alleged;
      addCheckpointBy(store, {
        vaultId,
        copyId,
        personId: stranger,
        signingKey: newSigningKey(),
        ownSince: since,
        policy: {},
      });
    });
    expect(await reopen()).toBeNull();
    const found = await findings();
    expect(found['verify/checkpoint-signature']).toBe(1);
  });

  it('who cuts the tail off, notes and all, is noticed by the device', async () => {
    await withOwnProgram(
      edited('DELETE FROM journal WHERE seq > 3;DELETE FROM checkpoint WHERE journal_size > 3'),
    );
    expect(await reopen()).toBe('vault/older-copy');
  });
});
