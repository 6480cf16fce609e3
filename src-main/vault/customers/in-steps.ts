/** Work over many customers in one transaction that lets the event loop run in between. */
import { setImmediate } from 'node:timers/promises';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import type { Batch, WriteTx } from '../store/store.ts';

/** How long work goes on before other calls get their turn, in milliseconds. */
const stretchMs = 15;

/**
 * Runs the steps of `work` in one long write; what they yield is told to `onStep` between stretches. Work that is
 * done within one stretch never lets go. @throws VaultError vault/busy, vault/locked when the vault was closed meanwhile
 */
export async function inSteps<T, S = void>(
  vault: OpenVault,
  batch: Batch,
  work: (tx: WriteTx) => Generator<S, T, void>,
  onStep?: (step: S) => void,
): Promise<T> {
  const { store } = vault;
  const long = store.startLongWrite(batch);
  try {
    const steps = work(long.tx);
    let startedAt = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        long.commit();
        return step.value;
      }
      if (performance.now() - startedAt < stretchMs) continue;
      onStep?.(step.value);
      await setImmediate();
      if (!store.isLongWriteRunning) throw new VaultError('vault/locked');
      startedAt = performance.now();
    }
  } catch (error) {
    if (store.isLongWriteRunning) long.rollback();
    throw error;
  }
}

/** Runs the same steps at once, within a write that is already there. */
export function atOnce<T, S>(steps: Generator<S, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
