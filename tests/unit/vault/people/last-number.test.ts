/** An administrator with a program of their own, who signs the roster with the highest number there is. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readKeyringFile, saveKeyring } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { openRoster, rosterOf, sealRoster } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { signRoster } from '../../../../src-main/vault/keyring/roster.ts';
import { passphrases, Team } from '../policy/insider.ts';
import { bytes } from '../session/vault-fixture.ts';

let team: Team;
beforeEach(async () => {
  team = await Team.make();
  await team.bench.call('people/set-role', { id: team.ids.Max, roleId: 'owner' });
});
afterEach(() => {
  team.remove();
});

async function signLastNumber(): Promise<void> {
  const { vaultKeys, opened } = await team.hold('Max');
  const { signingKey, rootKey } = opened.bundle;
  const { alleged: keyring } = (await readKeyringFile(team.path)).read;
  const expected = { vaultId: keyring.vaultId, keys: vaultKeys, rootKey };
  const { body, keyClaim } = openRoster(keyring.roster, expected);
  const people = body.people.map((person) =>
    person.id === team.ids.Max
      ? {
          ...person,
          setIn: { ...person.setIn, status: Number.MAX_SAFE_INTEGER, role: Number.MAX_SAFE_INTEGER },
        }
      : person,
  );
  const signed = signRoster({ ...body, people, seq: Number.MAX_SAFE_INTEGER, at: body.at + 1 }, signingKey);
  const roster = sealRoster(rosterOf([signed], keyClaim), vaultKeys.vaultKey);
  await saveKeyring(
    team.path,
    { ...keyring, roster, generation: keyring.generation + 1 },
    vaultKeys.vaultKey,
  );
}

it('keeps nobody from changing people after them, nor from removing them', async () => {
  await signLastNumber();
  await team.enter('李雷');
  expect(await team.bench.code('people/set-role', { id: team.ids.Mia, roleId: 'manager' })).toBeNull();
  await team.enter('李雷');
  expect(await team.bench.code('people/set-role', { id: team.ids.Mia, roleId: 'owner' })).toBeNull();
  await team.enter('Mia');
  expect(await team.bench.code('people/remove', { id: team.ids.Max, heir: null })).toBeNull();
  // Of equal numbers nobody can tell which is the later: whoever saw another is asked.
  await team.bench.engine.prepareLock();
  const request = { vault: team.vault, person: { id: team.ids.李雷 } };
  const passphrase = () => bytes(passphrases.李雷);
  expect(await team.bench.code('vault/unlock', { ...request, passphrase: passphrase() })).toBe(
    'vault/older-roster',
  );
  await team.bench.call('vault/unlock', { ...request, passphrase: passphrase(), acceptOlder: true });
  const { people } = await team.bench.call('people/list');
  expect(people.find(({ id }) => id === team.ids.Mia)?.roleId).toBe('owner');
  await expect(team.enter('Max')).rejects.toThrow();
  await team.enterElsewhere('李雷');
});
