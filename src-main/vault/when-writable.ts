/** For work in small writes that nobody waits for: each waits its turn behind everything else. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { OpenVault } from './context.ts';
import { VaultError } from './errors.ts';

/** How long to wait for a long write (an import) to end before the next look. */
const busyRetryMs = 100;

/** Lets others have their turn, and waits until short writes are possible. @throws VaultError vault/locked, whatever `checkIsOn` throws */
export async function whenWritable(
  { store }: Pick<OpenVault, 'store'>,
  checkIsOn?: () => void,
): Promise<void> {
  await setImmediate();
  for (;;) {
    if (store.isClosed) throw new VaultError('vault/locked');
    checkIsOn?.();
    if (!store.isLongWriteRunning) return;
    await setTimeout(busyRetryMs);
  }
}

/** Has `work`, which waits its turn so, begin after a while. Where it is broken off, the next opening goes on with it. */
export function unattended(work: () => Promise<void>, startsAfterMs: number): void {
  const timer = globalThis.setTimeout(() => {
    work().catch((error: unknown) => {
      // Locked meanwhile, or the disk is full.
      if (!(error instanceof VaultError)) throw error;
    });
  }, startsAfterMs);
  timer.unref();
}
