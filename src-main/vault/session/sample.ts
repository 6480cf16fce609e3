/** Sample vaults: thrown away afterwards, so that nothing is asked again in them and nothing is backed up. */
import type { Keyring } from '../keyring/keyring.ts';
import type { Roster } from '../keyring/roster-seal.ts';

/** The passphrase of every sample vault: plain, because it protects nothing, and refused for any other vault. */
export const samplePassphrase = 'sample';

/** Whether the passphrase is the one that opens samples and no vault of anybody's. */
export function isSamplePassphrase(passphrase: Uint8Array): boolean {
  return Buffer.from(samplePassphrase).equals(passphrase);
}

/**
 * Whether a vault counts as a sample. The mark in the keyring is everybody's to set who has the vault key: it says nothing of a vault that
 * protects something, or that more than one person ever had an account in.
 * @param wasPlain it was opened by {@link samplePassphrase}
 */
export function countsAsSample(
  { isSample }: Pick<Keyring, 'isSample'>,
  { body }: Pick<Roster, 'body'>,
  wasPlain: boolean,
): boolean {
  return isSample && wasPlain && body.people.length === 1;
}
