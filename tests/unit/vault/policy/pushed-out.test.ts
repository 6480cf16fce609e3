/** An older signed document, and everything that would tell of the newer one pushed out of sight by a member with a program of their own. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { safeLockPolicy } from '../../../../src-preload/contract/upkeep.ts';
import { canonicalText } from '../../../../src-main/vault/crypto/canonical.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { originOf, signCheckpoint } from '../../../../src-main/vault/log/note.ts';
import { Team, type Forgery, type Program } from './insider.ts';

const strict = {
  lock: { ...safeLockPolicy, idle: { on: true, minutes: 2 } },
  stepUp: { reveal: true, export: true, security: true, minutes: 1 },
  clipboardSeconds: 10,
  revealSeconds: 10,
};
const key = 'policy:settings';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
  await team.bench.call('settings/set', strict);
});
afterEach(() => {
  team.remove();
});

const first = ({ store }: Program): string =>
  store.db.value<string>('SELECT value FROM change WHERE entity_id = ? ORDER BY seq LIMIT 1', key) ?? '';

function pushOut(program: Program, text: string): void {
  for (let n = 0; n < 25; n++) {
    program.tables(({ put }) => {
      put(key, n % 2 === 0 ? text : `${text} `);
    });
    program.sign();
  }
}

async function expectRestored(fault: string): Promise<void> {
  expect(await team.enterElsewhere('李雷')).toContain('protection-restored');
  expect(await team.bench.call('settings/get')).toMatchObject(strict);
  expect(await team.putBack()).toEqual([`settings ${fault} restored`]);
  expect(await team.enter('李雷')).not.toContain('protection-restored');
}

it('the newer one holds on a device that never saw it, however often the older one was written and signed for', async () => {
  await team.program('Mia', await team.hold('Mia'), (program) => {
    pushOut(program, first(program));
  });
  await expectRestored('older');
});

it('the last word of who may sign counts behind any number of a member’s, also where the log lost the newer one', async () => {
  await team.program('Mia', await team.hold('Mia'), (program) => {
    const older = first(program);
    program.tables(({ tx }) => {
      tx.run(`UPDATE change SET entity_id = 'another' WHERE entity_id = ? AND value <> ?`, key, older);
    });
    pushOut(program, older);
  });
  expect(await team.enterElsewhere('李雷')).toContain('protection-reset');
  expect(await team.putBack()).toEqual(['settings older lost']);
});

/** Checkpoints in the owner's name, with a note that the forger signed, that the owner signed over another size, or that is none. */
function checkpointsOfOwner({ tx, store, vaultId, keys }: Forgery): void {
  const owner = team.ids['李雷'];
  const own = tx.value<string>('SELECT note FROM checkpoint WHERE person = ? LIMIT 1', owner) ?? '';
  for (let n = 0; n < 30; n++) {
    const hash = '0'.repeat(64);
    const said = { changes: 1, changesRoot: hash, changesSince: 0, journalSince: 0, policy: {} };
    store.journalCheckpoint(canonicalText(said));
    const head = store.journalHead();
    const forged = signCheckpoint({ origin: originOf(vaultId, newId()), ...head }, owner, keys.signingKey);
    const note = [forged, own, 'no note'][n % 3] ?? '';
    const sql = 'INSERT INTO checkpoint (journal_size, change_size, person, note) VALUES (?, 1, ?, ?)';
    tx.run(sql, head.size, owner, note);
  }
}

it('the last word of who may sign counts behind any number of forged ones in their own name', async () => {
  await team.forge('Mia', (forgery) => {
    const older = forgery.tx.value<string>('SELECT value FROM change WHERE entity_id = ? ORDER BY seq', key);
    forgery.tx.run(
      "UPDATE change SET entity_id = 'another' WHERE entity_id = ? AND value <> ?",
      key,
      older ?? '',
    );
    forgery.put(key, older ?? '');
    checkpointsOfOwner(forgery);
  });
  expect(await team.enterElsewhere('Max')).toContain('protection-reset');
  expect(await team.enterElsewhere('李雷')).toContain('protection-reset');
});

it('a document with a number twice is none, whichever of the two somebody reads', async () => {
  await team.program('Mia', await team.hold('Mia'), (program) => {
    const older = first(program);
    const twice = older.replace('{"body":{', '{"body":{"seq":999,');
    program.tables(({ put }) => {
      put(key, twice);
    });
    program.sign();
  });
  await expectRestored('unreadable');
});
