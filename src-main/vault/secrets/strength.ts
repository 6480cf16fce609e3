import type { PassphraseStrength } from '../../../src-preload/contract/session.ts';
import { examine, scoreFor } from '../session/passphrase/strength.ts';

/**
 * What somebody tries in a second who has stolen a service's list of well hashed passwords: zxcvbn's measure. A secret of
 * a customer's guards something elsewhere, not the vault, so the vault's key derivation does not slow its guessing.
 */
const guessesPerSecond = 10_000;
/** Below this score a secret is called weak: found within a month. */
export const leastScore = 2;

/** How long a secret withstands guessing where it is used. */
export async function secretStrength(text: string): Promise<PassphraseStrength> {
  const { log10, advice } = await examine(text.normalize('NFKC'));
  const crackSeconds = 10 ** log10 / guessesPerSecond;
  const score = scoreFor(crackSeconds);
  return { score, guessesLog10: log10, crackSeconds, advice: score >= 3 ? 'none' : advice };
}
