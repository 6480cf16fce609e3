/** A vault made once, closed, with what is needed to take its parts apart. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { verifyKeyring } from '../../../../src-main/vault/keyring/format/v1/read.ts';
import { openGrant, type VaultKeys } from '../../../../src-main/vault/keyring/grant.ts';
import type { KeyBundle } from '../../../../src-main/vault/keyring/key-bundle.ts';
import { entryOf, type Keyring } from '../../../../src-main/vault/keyring/keyring.ts';
import { openAnySlot } from '../../../../src-main/vault/session/open-slot.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

export interface ClosedVault {
  readonly bench: Bench;
  readonly path: string;
  readonly recoveryKey: string;
  /** The bytes of `keyring.json`. */
  readonly file: Uint8Array;
  readonly keyring: Keyring;
  readonly bundle: KeyBundle;
  readonly keys: VaultKeys;
  /** A copy of the vault in a place of its own, without the keyring before. */
  copy(): string;
}

/** What a passphrase opens of a vault: the person's keys, and by the grant the vault's. */
export async function openKeys(
  keyring: Keyring,
  passphrase = goodPassphrase,
): Promise<KeyBundle & VaultKeys> {
  const { bundle } = await openAnySlot(
    keyring,
    { kind: 'passphrase', personId: null, credential: bytes(passphrase), keyFilePath: null },
    () => Promise.resolve(null),
  );
  const { vaultId } = keyring;
  const { personId } = bundle;
  const { grant } = entryOf(keyring, personId);
  if (grant === null) throw new Error('no grant');
  return { ...bundle, ...(await openGrant(bundle.ageIdentity, { vaultId, personId }, grant)) };
}

/** Makes a vault with a few settings in it, closes it, and opens its slot once. */
export async function makeClosedVault(): Promise<ClosedVault> {
  const bench = makeBench();
  const { path, recoveryKey } = await makeVault(bench);
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  const file = Uint8Array.from(readFileSync(join(path, 'keyring.json')));
  const read = readKeyring(file);
  const { personId, rootKey, signingKey, ageIdentity, ...keys } = await openKeys(read.alleged);
  const bundle = { personId, rootKey, signingKey, ageIdentity };
  return {
    bench,
    path,
    recoveryKey,
    file,
    keyring: verifyKeyring(read, keys.vaultKey),
    bundle,
    keys,
    copy: () => {
      const folder = mkdtempSync(join(bench.folder, 'copy-'));
      cpSync(path, folder, { recursive: true });
      rmSync(join(folder, 'keyring.json.prev'), { force: true });
      return folder;
    },
  };
}

export function writeKeyringText(folder: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, 'keyring.json'), content);
}
