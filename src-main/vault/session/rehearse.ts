/**
 * What an unlock does around Argon2id, done once with a vault of nobody's while somebody types: loading and compiling that
 * code takes several times as long as running it.
 */
import { vaultCalls } from '../../../src-preload/contract/index.ts';
import { newId } from '../crypto/id.ts';
import { ageRecipient } from '../crypto/identity.ts';
import { destroyVaultKeys, openGrant, sealGrant } from '../keyring/grant.ts';
import { destroyKeyBundle, newKeyBundle } from '../keyring/key-bundle.ts';
import { openRoster, sealRoster } from '../keyring/roster-seal.ts';
import { judge, signDocument } from '../policy/document.ts';
import { safeProtection } from '../policy/kinds.ts';
import { expectedSchema } from '../store/expected-schema.ts';
import { foundingRoster, newVaultKeys } from './founding.ts';

let isRehearsed = false;

async function rehearse(): Promise<void> {
  const vaultId = newId();
  const founder = newKeyBundle(newId(), null);
  const vaultKeys = newVaultKeys();
  try {
    const { vaultKey } = vaultKeys;
    const { personId, rootKey, ageIdentity } = founder;
    const grant = await sealGrant(ageRecipient(ageIdentity), { vaultId, personId }, vaultKeys);
    destroyVaultKeys(await openGrant(ageIdentity, { vaultId, personId }, grant));
    const roster = foundingRoster({ vaultId, at: 0, name: 'nobody' }, founder, vaultKeys);
    openRoster(sealRoster(roster, vaultKey), { vaultId, keys: vaultKeys, rootKey });
    const about = {
      vaultId,
      kind: 'settings',
      seq: 1,
      at: 0,
      person: personId,
      content: safeProtection,
    } as const;
    const expected = { vaultId, kind: 'settings', roster: roster.body, known: 0 } as const;
    judge(signDocument(about, founder.signingKey), expected);
  } finally {
    destroyVaultKeys(vaultKeys);
    destroyKeyBundle(founder);
  }
  expectedSchema();
  vaultCalls['vault/unlock'].input.safeParse({ vault: '', passphrase: new Uint8Array(1) });
}

/** Rehearses once in a process, after what is being answered. */
export function rehearseSoon(): void {
  if (isRehearsed) return;
  isRehearsed = true;
  setImmediate(() => {
    rehearse().catch(() => {
      // What fails here fails in the unlock as well, where there is somebody to be told.
    });
  });
}
