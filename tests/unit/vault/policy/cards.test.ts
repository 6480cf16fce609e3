/** A card counts as compared by what somebody signed who may hand over, whatever a colleague with a program of their own writes. */
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { signDocument } from '../../../../src-main/vault/policy/document.ts';
import { takeVault } from '../session/take-vault.ts';
import { makeBench, type Bench } from '../session/vault-fixture.ts';
import { addCustomer, introduce, make, open } from '../handover/kit.ts';
import { everybody, Team, type Forgery } from './insider.ts';

const key = 'policy:cards';
let team: Team;
let pat: Bench;
/** Whose keys the attacker has. */
let eve: Bench;
let patId: string;
let eveId: string;
beforeEach(async () => {
  team = await Team.make();
  [pat, eve] = [makeBench(), makeBench()];
  await takeVault(pat, 'Pat');
  await takeVault(eve, 'Eve');
  patId = await introduce(pat, team.bench);
  eveId = (await eve.call('cards/mine')).personId;
  await addCustomer(team.bench, '韩梅梅');
});
afterEach(() => {
  for (const each of [team, pat, eve]) each.remove();
});

const cardOf = async (id: string) =>
  (await team.bench.call('cards/list')).cards.find(({ personId }) => personId === id);
const words = async (bench: Bench) => (await bench.call('cards/mine')).fingerprint.code;
/** Makes a bundle for Pat. @returns who of the two can open it, or why it was not made */
async function whoOpens(): Promise<string[] | string> {
  const file = join(team.bench.folder, `${newId()}.coffer-bundle`);
  try {
    await make(team.bench, file, { recipientIds: [patId] });
  } catch (error) {
    return String(error).replace(/^Error: (\S+).*/, '$1');
  }
  const readers: string[] = [];
  for (const [name, bench] of [
    ['Pat', pat],
    ['Eve', eve],
  ] as const) {
    const opened = await open(bench, file).catch(() => null);
    if (opened !== null) readers.push(name);
  }
  return readers;
}

interface Logged {
  readonly signingKey: string;
  readonly recipient: string;
  readonly [name: string]: unknown;
}
/** Writes a card as the app would, in whoever's name. */
function putCard({ tx }: Forgery, id: string, change: Readonly<Record<string, unknown>>): void {
  const before =
    tx.value<string>('SELECT value FROM change WHERE entity_id = ? ORDER BY seq DESC LIMIT 1', id) ?? '{}';
  const next = { ...(JSON.parse(before) as Logged), ...change } as Logged;
  tx.run(
    `UPDATE card SET name = ?, organisation = ?, signing_key = ?, recipient = ?, checked_at = ?, checked_how = ? WHERE person = ?`,
    String(next['name']),
    String(next['organisation']),
    base64.decode(next.signingKey),
    next.recipient,
    Number(next['checkedAt']),
    String(next['checkedHow']),
    id,
  );
  tx.record({ entity: 'card', entityId: id, field: '*', oldValue: before, value: JSON.stringify(next) });
}

/** The keys of Eve's card, as it says them. */
async function keysOfEve() {
  const file = join(eve.folder, 'eve.coffer-card');
  await eve.call('cards/export', { save: eve.ticket(file) });
  await team.bench.call('cards/add', { file: team.bench.ticket(file) });
  const keys = { signingKey: '', recipient: '' };
  await team.forge('Mia', ({ tx }) => {
    const row = tx.get<{ signing_key: Uint8Array; recipient: string }>(
      'SELECT signing_key, recipient FROM card WHERE person = ?',
      eveId,
    );
    keys.signingKey = base64.encode(row?.signing_key ?? new Uint8Array());
    keys.recipient = row?.recipient ?? '';
  });
  await team.enter('李雷');
  return keys;
}

it('a checked card with other keys in it is put back, and what is made for its owner is for its owner', async () => {
  const keys = await keysOfEve();
  await team.forge('Mia', (forgery) => {
    putCard(forgery, patId, keys);
  });
  expect(await team.enter('李雷')).toContain('cards-restored');
  expect((await cardOf(patId))?.fingerprint.code).toBe(await words(pat));
  expect((await cardOf(patId))?.checked).toMatchObject({ how: 'voice' });
  expect(await whoOpens()).toEqual(['Pat']);
  expect(await team.putBack()).toEqual(['cards changed restored']);
  const { findings } = await team.bench.call('vault/verify');
  expect(findings.filter(({ code }) => code !== 'verify/unsigned-entries')).toEqual([]);
  expect(await team.enter('李雷')).not.toContain('cards-restored');
});

it.each(everybody)('%s is told and finds the card as it was compared', async (name) => {
  const keys = await keysOfEve();
  await team.forge('Mia', (forgery) => {
    putCard(forgery, patId, keys);
  });
  expect(await team.enter(name)).toContain('cards-restored');
  expect((await cardOf(patId))?.fingerprint.code).toBe(await words(pat));
});

it('where the log no longer has the card that was compared, nobody is a recipient', async () => {
  const keys = await keysOfEve();
  await team.forge('Mia', (forgery) => {
    putCard(forgery, patId, keys);
    forgery.tx.run(
      `UPDATE change SET entity_id = 'another' WHERE entity_id = ? AND value NOT LIKE ?`,
      patId,
      `%${keys.recipient}%`,
    );
  });
  expect(await team.enter('Max')).toContain('cards-unchecked');
  expect((await cardOf(patId))?.checked).toBeNull();
  expect(await whoOpens()).toBe('bundle/recipient-unchecked');
  expect(await team.putBack().catch(() => [])).toEqual([]);
  await team.enter('李雷');
  expect(await whoOpens()).toBe('bundle/recipient-unchecked');
});

it('a card that nobody compared is not made one that was', async () => {
  await keysOfEve();
  await team.forge('Mia', (forgery) => {
    putCard(forgery, eveId, { checkedAt: 5, checkedHow: 'in-person' });
  });
  expect(await team.enter('李雷')).toContain('cards-unchecked');
  expect((await cardOf(eveId))?.checked).toBeNull();
  expect((await cardOf(patId))?.checked).not.toBeNull();
});

it('the names of two cards that were compared cannot change places', async () => {
  await introduce(eve, team.bench);
  const before = await cardOf(patId);
  await team.forge('Mia', (forgery) => {
    putCard(forgery, eveId, { name: before?.name ?? '', organisation: 'Pat & Co.' });
  });
  expect(await team.enter('李雷')).toContain('cards-restored');
  expect((await cardOf(eveId))?.organisation).toBe('');
});

it('a card that was compared and is deleted is there again', async () => {
  await team.forge('Mia', ({ tx }) => {
    tx.run('DELETE FROM card WHERE person = ?', patId);
  });
  expect(await team.enter('李雷')).toContain('cards-restored');
  expect(await whoOpens()).toEqual(['Pat']);
});

describe('what the member signs', () => {
  it('counts for nothing', async () => {
    const keys = await keysOfEve();
    await team.forge('Mia', (forgery) => {
      const { vaultId, personId: person, setting, put } = forgery;
      putCard(forgery, patId, keys);
      const content = {
        [patId]: {
          fingerprint: '0'.repeat(33),
          name: '李雷',
          organisation: '',
          how: 'voice',
          at: 1,
          by: person,
        },
      } as const;
      put(
        key,
        signDocument({ vaultId, kind: 'cards', seq: 50, at: 1, person, content }, forgery.keys.signingKey),
      );
      expect(setting(key)).toContain('0'.repeat(33));
    });
    expect(await team.enter('李雷')).toContain('cards-restored');
    expect(await whoOpens()).toEqual(['Pat']);
    expect((await team.putBack()).sort()).toEqual(['cards changed restored', 'cards not-allowed restored']);
  });
});

describe('a card whose keys were stolen', () => {
  /** Pat's card was compared, then replaced by one with new keys, which was compared too. */
  async function replaced(): Promise<{ text: string; row: string }> {
    const before = { text: '', row: '' };
    await team.forge('Mia', ({ tx, setting }) => {
      before.text = setting(key);
      before.row =
        tx.value<string>('SELECT value FROM change WHERE entity_id = ? ORDER BY seq DESC LIMIT 1', patId) ??
        '';
    });
    await team.enter('李雷');
    await team.bench.call('cards/remove', { personId: patId });
    return before;
  }
  const back = ({ text, row }: { text: string; row: string }, forgery: Forgery): void => {
    forgery.put(key, text);
    const { signingKey, recipient } = JSON.parse(row) as Logged;
    forgery.tx.run(
      `INSERT INTO card (person, name, organisation, signing_key, recipient, added_at, checked_at, checked_how, checked_note)
       VALUES (?, '李雷', '', ?, ?, 1, 1, 'voice', '')`,
      patId,
      base64.decode(signingKey),
      recipient,
    );
    forgery.tx.record({ entity: 'card', entityId: patId, field: '*', oldValue: null, value: row });
  };

  it('does not count again with the older document', async () => {
    const before = await replaced();
    await team.forge('Mia', (forgery) => {
      back(before, forgery);
    });
    const told = await team.enterElsewhere('李雷');
    expect(told).toContain('cards-unchecked');
    expect(await whoOpens()).toBe('bundle/recipient-unchecked');
  });

  it('nor where the newer one is gone from the log, on a device that saw it', async () => {
    const before = await replaced();
    await team.forge('Mia', (forgery) => {
      forgery.tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = ?`, key);
      back(before, forgery);
    });
    expect(await team.enter('李雷')).toContain('cards-unchecked');
    expect(await whoOpens()).toBe('bundle/recipient-unchecked');
  });
});

describe('what somebody compared who may not any more', () => {
  it('stays compared', async () => {
    await team.enter('Max');
    const other = makeBench();
    await takeVault(other, 'other');
    const otherId = await introduce(other, team.bench);
    await team.enter('李雷');
    await team.bench.call('people/remove', { id: team.ids.Max, heir: null });
    expect(await team.enterElsewhere('李雷')).not.toContain('cards-unchecked');
    expect((await cardOf(otherId))?.checked).not.toBeNull();
    other.remove();
  });
});

it('a bundle that somebody takes in who may compare no cards leaves one that was compared as it is', async () => {
  const classes = { internal: 'write', confidential: 'write', restricted: 'none' } as const;
  const factors = { keyFile: false, device: false };
  const role = { name: 'Importer', classes, customers: 'all', permissions: ['import'], factors } as const;
  const { roleId } = await team.bench.call('roles/save', { role: { ...role, permissions: ['import'] } });
  await team.bench.call('people/set-role', { id: team.ids.Mia, roleId });
  await addCustomer(pat, '林涛');
  await pat.call('cards/set-mine', { name: '李雷', organisation: 'Another company' });
  await team.enter('Mia');
  const mia = await introduce(team.bench, pat);
  const file = join(pat.folder, 'from-pat.coffer-bundle');
  await make(pat, file, { recipientIds: [mia] });
  const { jobId, sender } = await open(team.bench, file);
  expect(sender).toMatchObject({ standing: 'checked', organisation: 'Another company' });
  await team.bench.call('bundle/take-in', { jobId, acceptSender: false });
  expect(await cardOf(patId)).toMatchObject({ organisation: '', checked: { how: 'voice' } });
  // The owner may, and brings its name up to date.
  expect(await team.enter('李雷')).not.toContain('cards-restored');
  const owner = await introduce(team.bench, pat);
  const second = join(pat.folder, 'again.coffer-bundle');
  await make(pat, second, { recipientIds: [owner] });
  await team.bench.call('bundle/take-in', {
    jobId: (await open(team.bench, second)).jobId,
    acceptSender: false,
  });
  expect(await cardOf(patId)).toMatchObject({ organisation: 'Another company', checked: { how: 'voice' } });
  expect(await team.enter('李雷')).not.toContain('cards-restored');
});
