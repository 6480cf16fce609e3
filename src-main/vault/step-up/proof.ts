/** What proved that the person at an open vault is who unlocked it, and what happens to somebody who guesses. */
import type { Moment } from '../../../src-preload/contract/moment.ts';
import { VaultError } from '../errors.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';

/** After so many wrong ones in a row the vault locks: an open desk is no place to guess a passphrase. */
const mostFailures = 5;

/** The proof of somebody who has just unlocked. */
export const freshProof = (now: Moment): OpenSession['proof'] => ({ at: now, isSpent: false, failures: 0 });

const isGuess = (error: unknown): boolean =>
  error instanceof VaultError &&
  ['vault/wrong-passphrase', 'step-up/wrong-code', 'step-up/used-code'].includes(error.code);

/**
 * Runs a check of a passphrase or a code; one that fails is counted and noted in the journal, and the last of several
 * locks the vault.
 * @throws whatever the check throws
 */
export async function proving<T>(
  session: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
  by: 'passphrase' | 'code',
  check: () => T | Promise<T>,
): Promise<T> {
  try {
    const result = await check();
    session.proof = { ...session.proof, failures: 0 };
    return result;
  } catch (error) {
    if (!isGuess(error)) throw error;
    const failures = session.proof.failures + 1;
    session.proof = { ...session.proof, failures };
    session.vault.store.journal('step-up-failed', { with: by, failures });
    if (failures >= mostFailures) surroundings.onControl({ type: 'request-lock', reason: 'guessed' });
    throw error;
  }
}
