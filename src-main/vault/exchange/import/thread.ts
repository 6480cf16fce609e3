/** The thread that reads a file and prepares its rows. It holds no key and sees nothing of the vault but its fields and tags. */
import { parentPort } from 'node:worker_threads';
import { fromFileError, VaultError } from '../../errors.ts';
import { openFile, rereadFile } from './open.ts';
import { packed } from './packing.ts';
import { preparedRows, rowsAt } from './prepared-rows.ts';
import type { Answer, Sign, Task, TaskStart } from './reading-thread.ts';

/** Batches that are sent before the first is asked for: as many as the other side takes until it has written the next hundreds of customers. */
const batchesAhead = 32;
/** Files on cards, of so many bytes, count as a batch. */
const fileBytesABatch = 256 * 1024;
const betweenSignsMs = 1000;

/** Does task after task, as it is told by `ReadingThread`. To be called once, in a worker thread. */
export function serveThread(): void {
  const port = parentPort;
  if (port === null) throw new Error('not in a thread');
  const sign = (of: Sign): void => {
    port.postMessage(of);
  };
  port.on('message', (start: TaskStart) => {
    // What it throws ends the thread, and reaches the other side as that.
    void serve(start, sign);
  });
  // Comes between two pieces of work, and not while one of them does not end.
  setInterval(sign, betweenSignsMs, 'alive').unref();
}

async function serve({ task, said }: TaskStart, sign: (of: Sign) => void): Promise<void> {
  const tell = (answer: Answer): void => {
    said.postMessage(answer, answer.type === 'batch' ? [answer.batch.grams.buffer] : []);
    sign('said');
  };
  let credit = batchesAhead;
  let wake = (): void => undefined;
  said.on('message', (weight: number) => {
    credit += weight;
    wake();
  });
  try {
    for await (const answer of answers(task)) {
      while (credit <= 0) await new Promise<void>((resolve) => (wake = resolve));
      credit -= answer.weight;
      tell(answer);
    }
    tell({ type: 'end', weight: 0 });
  } catch (thrown) {
    const error = fromReading(thrown);
    if (!(error instanceof VaultError)) throw error;
    tell({ type: 'refusal', weight: 0, code: error.code, details: error.details });
  }
}

async function* answers(task: Task): AsyncGenerator<Answer> {
  switch (task.is) {
    case 'open':
      yield { type: 'file', weight: 1, file: await openFile(task.path) };
      return;
    case 'reread':
      yield { type: 'file', weight: 1, file: await rereadFile(task.file, task.reading) };
      return;
    case 'prepare':
      for await (const batch of preparedRows(task.file, task.preparation)) {
        const fileBytes = batch.rows
          .flatMap(({ row }) => row.card?.files ?? [])
          .reduce((sum, { bytes }) => sum + bytes.length, 0);
        yield { type: 'batch', weight: 1 + Math.floor(fileBytes / fileBytesABatch), batch: packed(batch) };
      }
      return;
    case 'rows-at':
      for await (const rows of rowsAt(task.file, task.lines)) yield { type: 'rows', weight: 1, rows };
  }
}

/** A text, a list or a stretch of bytes that is longer than there can be is more than a file may take. */
function fromReading(error: unknown): unknown {
  return error instanceof RangeError
    ? new VaultError('import/exhausting', {}, error)
    : fromFileError(error, 'outside');
}
