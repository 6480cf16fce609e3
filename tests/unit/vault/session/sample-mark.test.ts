/** The mark of a sample in the keyring, which turns asking again and backups off: anybody with the vault key can set it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { saveKeyring } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { samplePassphrase } from '../../../../src-main/vault/session/sample.ts';
import { addPeople } from '../access/team.ts';
import { openKeys } from '../keyring/opened-vault.ts';
import { takeVault } from './take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

const hours = 3_600_000;
let bench: Bench;

beforeEach(() => {
  bench = makeBench();
});
afterEach(() => {
  bench.remove();
});

/** As somebody with a program of their own. */
async function markAsSample(path: string): Promise<void> {
  const { alleged } = readKeyring(readFileSync(join(path, 'keyring.json')));
  const { vaultKey } = await openKeys(alleged);
  await saveKeyring(path, { ...alleged, isSample: true, generation: alleged.generation + 1 }, vaultKey);
}
const changePeople = () =>
  bench.code('roles/set-factors', { roleId: 'member', factors: { keyFile: false, device: false } });

describe('a vault that somebody marked as a sample', () => {
  it.each([
    ['of one person', false],
    ['of several people', true],
  ])('%s asks again, is backed up, and is called none', async (_whose, hasColleague) => {
    const { vault, path } = await takeVault(bench);
    await bench.engine.prepareLock();
    if (hasColleague)
      await addPeople(bench, path, [
        { name: 'Mia', role: 'member', passphrase: 'lantern meadow quartz harbour' },
      ]);
    await markAsSample(path);
    const person = { name: '李雷' };
    const session = await bench.call('vault/unlock', { vault, person, passphrase: bytes(goodPassphrase) });
    expect(session.isSample).toBe(false);
    expect(bench.controls.findLast(({ type }) => type === 'opened')).toMatchObject({ isSample: false });
    bench.clock += 3 * hours;
    bench.steady += 3 * hours;
    expect(await changePeople()).toBe('access/step-up-needed');
    const { backups: before } = await bench.call('backups/list');
    await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Ann' }] });
    await bench.engine.prepareLock();
    await bench.call('vault/unlock', { vault, person, passphrase: bytes(goodPassphrase) });
    expect((await bench.call('backups/list')).backups).toHaveLength(before.length + 1);
  });
});

describe('a sample', () => {
  it('is one by its own passphrase, until somebody else gets an account', async () => {
    const place = bench.ticket(join(bench.folder, 'Sample.coffer'));
    const made = await bench.call('vault/create-sample', { place, language: 'en' });
    expect(made.isSample).toBe(true);
    await bench.engine.prepareLock();
    const passphrase = () => bytes(samplePassphrase);
    expect(await bench.call('vault/unlock', { vault: place, passphrase: passphrase() })).toMatchObject({
      isSample: true,
    });
    bench.clock += 3 * hours;
    bench.steady += 3 * hours;
    expect(await changePeople()).toBeNull();
    await bench.call('people/invite', { name: 'Ann', roleId: 'member', delivery: null, language: 'en' });
    expect(await changePeople()).toBe('access/step-up-needed');
    await bench.engine.prepareLock();
    const again = await bench.call('vault/unlock', {
      vault: place,
      person: { name: made.personName },
      passphrase: passphrase(),
    });
    expect(again.isSample).toBe(false);
  });
});
