/** How strong Argon2id can be on this machine: about one second, more memory before more passes. */
import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { kdfFloor, targetMs, type KdfParameters } from '../crypto/argon2-cost.ts';
import { deriveKek, kdfCeiling, kdfWork, mostPasses } from '../crypto/kdf.ts';
import { VaultError } from '../errors.ts';

export interface TunedKdf extends KdfParameters {
  readonly milliseconds: number;
}

const stepKiB = 16 * 1024;

/** At most the ceiling and a quarter of the machine's memory, in steps of 16 MiB, never under the floor. */
function memoryCapKiB(totalBytes: number): number {
  const quarter = Math.floor(totalBytes / 4 / 1024 / stepKiB) * stepKiB;
  return Math.max(kdfFloor.memoryKiB, Math.min(kdfCeiling.memoryKiB, quarter));
}

async function measure(kdf: KdfParameters): Promise<number> {
  const started = performance.now();
  (await deriveKek(new Uint8Array(16), new Uint8Array(16), kdf, null)).destroy();
  return performance.now() - started;
}

/**
 * Measures until the time is about a second: memory first, from the floor to the cap, then passes.
 * @param measureMs how long given parameters take; the real one by default
 */
export async function tuneKdf(
  measureMs: (kdf: KdfParameters) => Promise<number> = measure,
  totalBytes: number = totalmem(),
): Promise<TunedKdf> {
  const capKiB = memoryCapKiB(totalBytes);
  let best: TunedKdf = { ...kdfFloor, milliseconds: await measureMs(kdfFloor) };
  for (let round = 0; round < 4 && best.milliseconds < targetMs * 0.8; round++) {
    const scale = targetMs / Math.max(best.milliseconds, 1);
    // The first measurement is short and says little about a large one: grow at most eightfold at a time.
    const memoryKiB = Math.min(capKiB, Math.floor((best.memoryKiB * Math.min(scale, 8)) / stepKiB) * stepKiB);
    const passes =
      memoryKiB > best.memoryKiB
        ? best.passes
        : Math.min(mostPasses(best.memoryKiB), Math.floor(best.passes * scale));
    if (memoryKiB <= best.memoryKiB && passes <= best.passes) break;
    const next = { ...best, memoryKiB: Math.max(memoryKiB, best.memoryKiB), passes };
    try {
      best = { ...next, milliseconds: await measureMs(next) };
    } catch (error) {
      if (error instanceof VaultError && error.code === 'vault/kdf-out-of-memory') break;
      throw error;
    }
  }
  return best;
}

/** Whether a slot is worth making again: clearly more work for whoever guesses. */
export function isStrongerBy(factor: number, tuned: KdfParameters, slot: KdfParameters): boolean {
  return tuned.memoryKiB >= slot.memoryKiB && kdfWork(tuned) > kdfWork(slot) * factor;
}
