/** The thread that copies a database under another key. */
import { parentPort, workerData } from 'node:worker_threads';
import { VaultError } from '../errors.ts';
import { carryOut, type CopyNews, type CopyOrder } from './copy-file.ts';

/** Carries out the one order that the thread was started with. To be called once, in a worker thread. */
export function serveCopy(): void {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread');
  const say = (news: CopyNews): void => {
    port.postMessage(news);
  };
  try {
    // Written by copyDatabaseBeside, of the same program.
    carryOut(workerData as CopyOrder, say);
    say({ at: 'done' });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    say({ at: 'failed', code: error.code });
  }
}
