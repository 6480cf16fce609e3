/** A member with a program of their own, who may not erase: what they sign destroys nothing, hides nothing, and is said. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { gapsOf, fileTombstone, noteGap } from '../../../../src-main/vault/erasure/ledger.ts';
import { customerHash, parseTombstone, signTombstone } from '../../../../src-main/vault/erasure/tombstone.ts';
import { changeBody, commitmentTo, disclosure } from '../../../../src-main/vault/log/line.ts';
import { Team, type Forgery, type Name } from '../policy/insider.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
});
afterEach(() => {
  team.remove();
});

const make = async (value: string): Promise<string> => {
  const edits = [{ field: 'name', value }] as const;
  return (await team.bench.call('customers/create', { kind: 'person', edits: [...edits] })).id;
};
const findings = async (): Promise<string[]> =>
  (await team.bench.call('vault/verify')).findings.map(({ code }) => code);
const isThere = async (id: string): Promise<boolean> =>
  (await team.bench.engine.handle('customers/get', { id })).ok;
const erase = (id: string, typed: string) =>
  team.bench.call('customers/erase', { selection: { ids: [id] }, typed });

/** Files a tombstone of the forger's own. @returns the id of the erasure */
function forged({ tx, vaultId, personId, keys }: Forgery, customerId: string): string {
  const id = newId();
  const said = {
    vault: vaultId,
    id,
    at: tx.now,
    person: personId,
    customers: [customerHash(customerId)],
    marks: [],
  };
  const document = signTombstone(said, keys.signingKey);
  const read = parseTombstone(document);
  if (read === null) throw new Error('no tombstone');
  fileTombstone(tx, read.body, document);
  return id;
}

interface ChangeRow {
  readonly seq: number;
  readonly entity_id: string;
  readonly field: string;
  readonly old_value: string | null;
  readonly value: string | null;
  readonly salt: Uint8Array;
}

/** Does as an erasure does with rows of the log. */
function hideRows({ tx }: Forgery, erasure: string, sql: string, ...params: string[]): void {
  for (const row of tx.all<ChangeRow>(`SELECT * FROM change WHERE ${sql}`, ...params)) {
    const { seq, entity_id: entityId, field, old_value: oldValue, value, salt } = row;
    const commitment = commitmentTo(disclosure(salt, changeBody({ field, entityId, oldValue, value })));
    tx.run(
      "UPDATE change SET entity_id = '', field = '', old_value = NULL, value = NULL, salt = NULL, commitment = ? WHERE seq = ?",
      Buffer.from(commitment, 'hex'),
      seq,
    );
    noteGap(tx, erasure, 'change', seq);
  }
}

/** The same, and says so in the journal. */
function hide(forgery: Forgery, erasure: string, sql: string, ...params: string[]): void {
  const { tx, store } = forgery;
  hideRows(forgery, erasure, sql, ...params);
  tx.run("UPDATE erasure SET done_at = ?, handed = '[]' WHERE id = ?", tx.now, erasure);
  const { gaps, changes } = gapsOf(tx, erasure);
  store.journal('erased', { erasure, customers: 1, changes, journalEntries: 0, gaps });
}

test.each<Name>(['Mia', 'Max'])('nobody is erased by the word of %s, who may not', async (who) => {
  const id = await make('韩梅梅');
  await team.forge(who, (forgery) => void forged(forgery, id), who);
  expect(await team.enter('李雷')).toContain('erasure-refused');
  expect(await isThere(id)).toBe(true);
  expect(await findings()).toContain('verify/erasures');
  const { entries } = await team.bench.call('journal/list', {});
  expect(entries.find(({ action }) => action === 'erasure-refused')?.details).toMatchObject({ by: who });
  // Not when she may some day, either; and whoever may still can.
  await team.bench.call('people/set-role', { id: team.ids[who], roleId: 'owner' });
  expect(await team.enter('李雷')).not.toContain('erasure-refused');
  expect(await isThere(id)).toBe(true);
  await erase(id, '韩梅梅');
  expect(await isThere(id)).toBe(false);
});

test('a customer that somebody destroyed who may not is a finding', async () => {
  const id = await make('韩梅梅');
  await team.forge(
    'Mia',
    (forgery) => {
      hide(forgery, forged(forgery, id), 'entity_id = ?', id);
    },
    'Mia',
  );
  await team.enter('李雷');
  expect(await findings()).toContain('verify/erasures');
});

test('what somebody destroyed who may not stays a finding, also once the customer whom they named is erased', async () => {
  const [id, other] = [await make('韩梅梅'), await make('林涛')];
  await team.bench.call('customers/edit', { id: other, edits: [{ field: 'notes', value: 'seen at night' }] });
  await team.forge(
    'Mia',
    (forgery) => {
      hide(forgery, forged(forgery, id), "entity_id = ? AND field = 'notes'", other);
    },
    'Mia',
  );
  await team.enter('李雷');
  await erase(id, '韩梅梅');
  expect(await findings()).toContain('verify/erasures');
});

test('what somebody noted as gone with an erasure that is yet to be carried out is not taken for a part of it', async () => {
  const [id, other] = [await make('韩梅梅'), await make('林涛')];
  await team.bench.call('customers/edit', { id: other, edits: [{ field: 'notes', value: 'seen at night' }] });
  let document = '';
  const erasure = newId();
  await team.forge('李雷', ({ vaultId, personId, keys, tx }) => {
    const said = { vault: vaultId, id: erasure, at: tx.now, person: personId, marks: [] };
    document = signTombstone({ ...said, customers: [customerHash(id)] }, keys.signingKey);
  });
  await team.forge(
    'Mia',
    (forgery) => {
      const read = parseTombstone(document);
      if (read === null) throw new Error('no tombstone');
      fileTombstone(forgery.tx, read.body, document);
      hideRows(forgery, erasure, "entity_id = ? AND field = 'notes'", other);
    },
    'Mia',
  );
  await team.enter('李雷');
  expect(await isThere(id)).toBe(false);
  expect(await findings()).toContain('verify/erasures');
});

test('what somebody noted as gone with an erasure that is done keeps nobody else from being erased', async () => {
  const [id, other] = [await make('韩梅梅'), await make('林涛')];
  await erase(id, '韩梅梅');
  await team.forge(
    'Mia',
    ({ tx }) => {
      tx.run(
        "INSERT OR IGNORE INTO erased_entry SELECT 'change', c.seq, -1, e.id FROM change c, erasure e UNION SELECT 'journal', j.seq, -1, e.id FROM journal j, erasure e",
      );
    },
    'Mia',
  );
  await team.enter('李雷');
  await erase(other, '林涛');
  expect(await isThere(other)).toBe(false);
  expect(await findings()).toContain('verify/erasures');
});

test('nothing but what is about a customer is ever missing from the log, whoever signed for it', async () => {
  await team.bench.call('customers/erase', { selection: { ids: [await make('韩梅梅')] }, typed: '韩梅梅' });
  expect(await findings()).toEqual([]);
  await team.forge('李雷', (forgery) => {
    hide(forgery, forged(forgery, newId()), "entity = 'setting' AND entity_id = ?", 'policy:settings');
  });
  await team.enter('李雷');
  expect(await findings()).toContain('verify/erasures');
});

test('who was erased stays so, without a finding, when whoever erased them may not any more', async () => {
  await team.bench.call('people/set-role', { id: team.ids.Max, roleId: 'owner' });
  const id = await make('韩梅梅');
  await team.enter('Max');
  await erase(id, '韩梅梅');
  await team.enter('李雷');
  expect(await findings()).toEqual([]);
  await team.bench.call('people/set-role', { id: team.ids.Max, roleId: 'manager' });
  expect(await findings()).toEqual([]);
  await team.bench.call('people/remove', { id: team.ids.Max, heir: null });
  expect(await findings()).toEqual([]);
  expect(await team.enter('李雷')).not.toContain('erasure-refused');
});

test('a name that is no text keeps nobody from being erased', async () => {
  const id = await make('韩梅梅');
  await team.forge(
    'Mia',
    ({ tx }) => {
      for (const [field, value] of [
        ['name', '7'],
        ['point:x', '"y"'],
        ['contact:x', 'null'],
        ['name', 'no JSON'],
        ['*', '[3'],
      ] as const)
        tx.record({ entity: 'customer', entityId: id, field, oldValue: '{}', value });
    },
    'Mia',
  );
  await team.enter('李雷');
  await erase(id, '韩梅梅');
  expect(await isThere(id)).toBe(false);
  await team.enter('李雷');
  expect(await isThere(id)).toBe(false);
});
