/** The thread that reads a file and prepares its rows. It holds no key and sees nothing of the vault but its fields and tags. */
import { parentPort } from 'node:worker_threads';
import { fromFileError, VaultError } from '../../errors.ts';
import { withoutTrailingBlanks } from '../blank-rows.ts';
import { csvRows } from '../csv/rows.ts';
import { packed } from './packing.ts';
import { preparedHere } from './prepared-rows.ts';
import type { FromThread, ThreadStart } from './preparing-thread.ts';

/** Batches that are sent before the first is asked for: as many as the other side takes until it has written the next hundreds of customers. */
const batchesAhead = 32;

/** Prepares file after file, as it is told by `PreparingThread`. To be called once, in a worker thread. */
export function serveThread(): void {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread');
  port.on('message', (start: ThreadStart) => {
    // What it throws ends the thread, and reaches the other side as that.
    void serve(start, () => {
      port.postMessage('said');
    });
  });
}

async function serve(
  { path, dialect, hasHeader, preparation, said }: ThreadStart,
  tellParent: () => void,
): Promise<void> {
  const tell = (message: FromThread): void => {
    said.postMessage(message, message.type === 'batch' ? [message.batch.grams.buffer] : []);
    tellParent();
  };
  let credit = batchesAhead;
  let wake = (): void => undefined;
  said.on('message', () => {
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
  }
}
