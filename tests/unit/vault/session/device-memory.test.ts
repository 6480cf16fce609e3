/** What a device knows of a vault it knows also after an exchange of keys, after a restore, and of a copy by another name. */
import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { readKeyringFile, saveKeyring } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { safeProtection } from '../../../../src-main/vault/policy/kinds.ts';
import { Team, type Forgery } from '../policy/insider.ts';

const key = 'policy:settings';
let team: Team;
beforeEach(async () => {
  team = await Team.make();
});
afterEach(() => {
  team.remove();
});

/** Puts the first document back, and takes every trace of a newer one away. */
function forgetNewer({ tx, put }: Forgery): void {
  const sql = 'SELECT value FROM change WHERE entity_id = ? ORDER BY seq LIMIT 1';
  const first = tx.value<string>(sql, key) ?? '';
  put(key, null, 'silent');
  tx.run("UPDATE change SET entity_id = 'another' WHERE entity_id = ?", key);
  tx.run('DELETE FROM checkpoint');
  put(key, first);
}

const acts = {
  'an exchange of keys': () => team.bench.call('rotation/start', { jobId: newId(), reason: 'leaked' }),
  'a restore': async () => {
    const { id } = await team.bench.call('backups/make');
    return team.bench.call('backups/restore-over', { id });
  },
};

describe.each(Object.entries(acts))('right after %s', (_, act) => {
  it('an older policy that is put back is noticed', async () => {
    await team.bench.call('settings/set', { clipboardSeconds: 7 });
    await act();
    await team.forge('Mia', forgetNewer);
    expect(await team.enter('李雷')).toContain('protection-reset');
    expect((await team.bench.call('settings/get')).clipboardSeconds).toBe(safeProtection.clipboardSeconds);
    expect(await team.putBack()).toEqual(['settings older lost']);
  });

  it('the device knows all that it knows of an open vault', async () => {
    await act();
    const told = team.bench.controls.findLast(({ type }) => type === 'generation');
    expect(told).toMatchObject({
      note: expect.stringContaining('coffer.invalid/') as string,
      policies: { settings: 1, layout: expect.any(Number) as number },
      roster: { seq: expect.any(Number) as number },
      keyClaim: expect.any(String) as string,
      place: { folder: team.path },
    });
    expect(await team.enter('李雷')).not.toContain('unknown-copy');
  });
});

it('a vault that was restored elsewhere is known there', async () => {
  const { id } = await team.bench.call('backups/make');
  const path = join(team.bench.folder, 'Again.coffer');
  await team.bench.call('backups/restore-as', { id, place: team.bench.ticket(path) });
  expect(team.bench.controls.findLast(({ type }) => type === 'generation')).toMatchObject({
    place: { folder: path },
    roster: { seq: expect.any(Number) as number },
  });
});

it('older files under a name of their own do not pass for a copy that nobody knows', async () => {
  const held = await team.hold('Mia');
  const aside = join(team.bench.folder, 'aside');
  cpSync(team.path, aside, { recursive: true });
  await team.enter('李雷');
  await team.bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Alder' }] });
  await team.bench.engine.prepareLock();
  rmSync(team.path, { recursive: true });
  renameSync(aside, team.path);
  const { alleged } = (await readKeyringFile(team.path)).read;
  const renamed = { ...alleged, copyId: newId(), generation: alleged.generation + 100 };
  await saveKeyring(team.path, renamed, held.vaultKeys.vaultKey);
  await expect(team.enter('李雷')).rejects.toThrow('vault/older-copy');
  expect(team.bench.controls.filter(({ type }) => type === 'not-as-seen')).toHaveLength(1);
});

it('a copy by another name that goes on from what was seen is said to be one', async () => {
  const held = await team.hold('Mia');
  const { alleged } = (await readKeyringFile(team.path)).read;
  const renamed = { ...alleged, copyId: newId(), generation: alleged.generation + 1 };
  await saveKeyring(team.path, renamed, held.vaultKeys.vaultKey);
  expect(await team.enter('李雷')).toContain('unknown-copy');
});

it('keys on an earlier word than the one that this device saw are told, also to somebody who saw nothing yet', async () => {
  await team.bench.engine.prepareLock();
  // The device heard of an exchange that the files, made anew under the keys of before, say nothing of.
  for (const [copyId, state] of team.bench.seen)
    team.bench.seen.set(copyId, { ...state, keyClaim: 'the word that was given since' });
  await expect(team.enter('Mia')).rejects.toThrow('vault/older-copy {"against":"keys"');
  await team.enterElsewhere('Mia');
});
