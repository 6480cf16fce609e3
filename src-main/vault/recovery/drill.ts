/** The drill: whether a recovery kit, as it lies there, would open the vault. */
import { ageRecipient } from '../crypto/identity.ts';
import { VaultError } from '../errors.ts';
import { destroyKeyBundle } from '../keyring/key-bundle.ts';
import { slotOf } from '../keyring/keyring.ts';
import { recoveryCredential } from '../keyring/recovery-key.ts';
import { forgetFactors } from '../keyring/slots.ts';
import { openAnySlot } from '../session/open-slot.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { kitChanged, noteKitWorks } from './kit-state.ts';

/**
 * Opens the person's recovery slot with the key, as recovering would, and closes it again. Slot and passphrase stay as
 * they are; the vault notes when it was, and the journal that it was done, or failed.
 * @param typed the recovery key as typed
 * @throws VaultError vault/wrong-recovery-key, vault/no-such-slot, vault/kdf-out-of-memory
 */
export async function checkKit(
  session: OpenSession,
  surroundings: EngineSurroundings,
  typed: Uint8Array,
  what: 'recovery' | 'shares',
): Promise<number> {
  const { vault, keyring } = session;
  const credential = recoveryCredential(typed);
  try {
    const own = slotOf(keyring, vault.personId, 'recovery');
    if (own === null) throw new VaultError('vault/no-such-slot', { kind: 'recovery' });
    const { bundle, ...factors } = await openAnySlot(
      { ...keyring, slots: [own] },
      { kind: 'recovery', personId: vault.personId, credential, keyFilePath: null },
      surroundings.deviceSecret,
    );
    const isSame = ageRecipient(bundle.ageIdentity) === ageRecipient(vault.keys.ageIdentity);
    destroyKeyBundle(bundle);
    forgetFactors(factors);
    if (!isSame) throw new VaultError('vault/keyring-edited', { part: 'slot' });
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/wrong-recovery-key')
      vault.store.journal('recovery-check-failed', { with: what });
    throw error;
  } finally {
    credential.fill(0);
  }
  const at = surroundings.now();
  noteKitWorks(vault.store, vault.personId, at);
  vault.store.journal('recovery-checked', { with: what });
  kitChanged(session);
  return at;
}
