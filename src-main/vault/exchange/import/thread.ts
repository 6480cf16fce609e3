/** The thread that reads a file and prepares its rows. It holds no key and sees nothing of the vault but its fields and tags. */
import { parentPort, workerData } from 'node:worker_threads';
import { fromFileError, VaultError } from '../../errors.ts';
import { withoutTrailingBlanks } from '../blank-rows.ts';
import { csvRows } from '../csv/rows.ts';
import { packed } from './packing.ts';
import { preparedHere, type FromThread, type ThreadStart } from './prepared-rows.ts';

/** Batches that are sent before the first is asked for: as many as the other side takes until it has written the next hundreds of customers. */
const batchesAhead = 32;

/** Does the work that the thread was started with. To be called once, in a worker thread. */
export async function serveThread(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread');
  // Written by preparedRows, of the same program.
  const { path, dialect, hasHeader, preparation, said } = workerData as ThreadStart;
  const tell = (message: FromThread): void => {
    said.postMessage(message, message.type === 'batch' ? [message.batch.grams.buffer] : []);
    port.postMessage('said');
  };
  let credit = batchesAhead;
  let wake = (): void => undefined;
  port.on('message', () => {
    credit++;
    wake();
  });
  try {
    const rows = withoutTrailingBlanks(csvRows(path, dialect));
    for await (const batch of preparedHere({ rows, hasHeader }, preparation)) {
      while (credit === 0) await new Promise<void>((resolve) => (wake = resolve));
      credit--;
      tell({ type: 'batch', batch: packed(batch) });
    }
    tell({ type: 'end' });
  } catch (thrown) {
    const error = fromFileError(thrown);
    if (!(error instanceof VaultError)) throw error;
    tell({ type: 'refusal', code: error.code, details: error.details });
  } finally {
    port.close();
  }
}
