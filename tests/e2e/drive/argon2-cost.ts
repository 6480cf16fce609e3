/**
 * Stands in for the engine's own in the build that is driven from source, and in the engines that make vaults for it: hundreds
 * of unlocks at what the engine asks for were a fifth of the processors' time and prove nothing more. The suites in Node and the
 * packaged app, which is driven too, have the engine's.
 */
import type { KdfParameters } from '../../../src-main/vault/crypto/argon2-cost.ts';

export const kdfFloor: KdfParameters = { memoryKiB: 1024, passes: 1, lanes: 1 };
export const targetMs = 1;
