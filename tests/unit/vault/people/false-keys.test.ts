/** A member without any class, with a program of their own, who hands the owner class keys of the member's choosing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '@noble/hashes/utils.js';
import {
  SecretKey,
  type ConfidentialKey,
  type RestrictedKey,
} from '../../../../src-main/vault/crypto/secret-key.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { openGrant, sealGrant, type VaultKeys } from '../../../../src-main/vault/keyring/grant.ts';
import { signKeyClaim } from '../../../../src-main/vault/keyring/key-claim.ts';
import { saveKeyringForgettingPrevious } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { entryOf, type Keyring } from '../../../../src-main/vault/keyring/keyring.ts';
import { openRoster, sealRoster } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { openAnySlot } from '../../../../src-main/vault/session/open-slot.ts';
import { addPeople } from '../access/team.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';

const passphrases = {
  李雷: goodPassphrase,
  Mia: 'lantern meadow quartz harbour',
  Ann: 'granite lantern whistle meadow',
};
type Name = keyof typeof passphrases;

let bench: Bench;
let path: string;
let ids: ReadonlyMap<string, string>;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  ids = await addPeople(bench, path, [
    { name: 'Mia', role: 'member', passphrase: passphrases.Mia },
    { name: 'Ann', role: 'manager', passphrase: passphrases.Ann },
  ]);
});
afterEach(() => {
  bench.remove();
});

const readFile = () => readKeyring(Uint8Array.from(readFileSync(join(path, 'keyring.json')))).alleged;
const random = <R extends 'compartment-confidential' | 'compartment-restricted'>(role: R) =>
  SecretKey.adopt(role, randomBytes(32));
const falseClasses = () => ({
  confidential: random('compartment-confidential'),
  restricted: random('compartment-restricted'),
});

/** What somebody’s passphrase opens. */
async function as(name: Name) {
  const keyring = readFile();
  const request = { kind: 'passphrase', personId: ids.get(name) ?? '', keyFilePath: null } as const;
  const credential = bytes(passphrases[name]);
  const { bundle } = await openAnySlot(keyring, { ...request, credential }, () => Promise.resolve(null));
  const place = { vaultId: keyring.vaultId, personId: bundle.personId };
  const grant = entryOf(keyring, bundle.personId).grant ?? new Uint8Array();
  const keys = await openGrant(bundle.ageIdentity, place, grant);
  const expected = { vaultId: keyring.vaultId, keys, rootKey: bundle.rootKey };
  return { keyring, bundle, keys, roster: openRoster(keyring.roster, expected) };
}

/** Writes the keyring as a program of somebody’s own, with a right MAC: everybody has the vault key. */
async function writeGrants(
  { keyring, keys, roster }: Awaited<ReturnType<typeof as>>,
  compartments: VaultKeys['compartments'],
  to: readonly string[],
  more: Partial<Keyring> = {},
): Promise<void> {
  const people = await Promise.all(
    keyring.people.map(async (entry) => {
      if (!to.includes(entry.person)) return entry;
      const { recipient } = roster.body.people.find(({ id }) => id === entry.person) ?? { recipient: '' };
      const place = { vaultId: keyring.vaultId, personId: entry.person };
      return { ...entry, grant: await sealGrant(recipient, place, { ...keys, compartments }) };
    }),
  );
  const next = { ...keyring, people, ...more, generation: keyring.generation + 1 };
  await saveKeyringForgettingPrevious(path, next, keys.vaultKey);
}

const founder = (): string => readFile().people.find(({ name }) => name === '李雷')?.person ?? '';
/** @returns the refusal, and which part it names */
async function enter(name: Name, seen = bench.seen) {
  const device = makeBench(bench.folder, seen);
  const reply = await device.engine.handle('vault/unlock', {
    vault: device.ticket(path),
    person: { name },
    passphrase: bytes(passphrases[name]),
  });
  device.engine.close();
  return reply.ok ? null : [reply.error.code, reply.error.details['part']];
}

describe('a grant with class keys that no administrator vouched for', () => {
  it.each([
    ['both', ({ confidential, restricted }) => ({ confidential, restricted })],
    ['the confidential one', ({ confidential }) => ({ confidential, restricted: null })],
    ['the restricted one', ({ restricted }) => ({ confidential: null, restricted })],
  ] satisfies [string, (own: ReturnType<typeof falseClasses>) => VaultKeys['compartments']][])(
    'is refused before anything is sealed under it or written: %s',
    async (_which, chosen) => {
      await writeGrants(await as('Mia'), chosen(falseClasses()), [founder()]);
      const before = contentOf(path);
      expect(await enter('李雷')).toEqual(['vault/keyring-edited', 'grant']);
      expect(await enter('李雷', new Map())).toEqual(['vault/keyring-edited', 'grant']);
      expect(contentOf(path)).toEqual(before);
    },
  );

  it('is refused to a manager as well, and whose grant was left alone goes on', async () => {
    await writeGrants(await as('Mia'), falseClasses(), [ids.get('Ann') ?? '']);
    expect(await enter('Ann')).toEqual(['vault/keyring-edited', 'grant']);
    expect(await enter('李雷')).toBeNull();
  });

  it('is refused with the right keys in each other’s place', async () => {
    const ann = await as('Ann');
    const moved = (key: ConfidentialKey | RestrictedKey | null) =>
      key?.use((bytesOfKey) => Uint8Array.from(bytesOfKey)) ?? new Uint8Array(32);
    const { confidential, restricted } = ann.keys.compartments;
    const exchanged = {
      confidential: SecretKey.adopt('compartment-confidential', moved(restricted)),
      restricted: SecretKey.adopt('compartment-restricted', moved(confidential)),
    };
    await writeGrants(ann, exchanged, [founder()]);
    expect(await enter('李雷')).toEqual(['vault/keyring-edited', 'grant']);
  });

  it('is refused with her own word for them: she is no administrator', async () => {
    const mia = await as('Mia');
    const { keyring, keys, roster, bundle } = mia;
    const own = falseClasses();
    const keyClaim = signKeyClaim(
      keyring.vaultId,
      { ...keys, compartments: own },
      { administrators: [], roster: roster.body.seq, key: bundle.signingKey },
    );
    const sealed = sealRoster({ ...roster, keyClaim }, keys.vaultKey);
    await writeGrants(mia, own, [founder()], { roster: sealed });
    expect(await enter('李雷')).toEqual(['vault/keyring-edited', 'roster']);
  });
});
