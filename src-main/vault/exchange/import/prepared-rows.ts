/** The rows of a file, prepared: here, or in a thread of its own where there are many. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { VaultError } from '../../errors.ts';
import type { CsvDialect } from '../source.ts';
import type { OpenedFile } from './open.ts';
import { unpacked, type PackedBatch } from './packing.ts';
import { preparer, type Preparation, type PreparedBatch } from './prepare.ts';

/** A file as the thread reads it. */
interface ThreadWork {
  readonly path: string;
  readonly dialect: CsvDialect;
  readonly hasHeader: boolean;
  readonly preparation: Preparation;
}

/** What a thread is started with. */
export interface ThreadStart extends ThreadWork {
  /** Where it says what it has; each time, it tells its parent that there is something. */
  readonly said: MessagePort;
}

/** What the thread says. It waits for a word after each batch, but for a few that it may be ahead. */
export type FromThread =
  | { readonly type: 'batch'; readonly batch: PackedBatch }
  | { readonly type: 'end' }
  | { readonly type: 'refusal'; readonly code: VaultError['code']; readonly details: VaultError['details'] };

/** Rows that are prepared in one go, so that others get their turn in between. */
export const rowsAtOnce = 50;
/** Below this, a thread would take longer to start than the rows take. */
const rowsForThread = 2000;
/** In megabytes: rows are let go as soon as they are sent. */
const threadMemory = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 };

/**
 * Gives the rows after the heading, in order. `threadModule` runs {@link serveThread}; with `null` everything is done
 * in this thread.
 * @throws VaultError the codes of reading the file
 */
export function preparedRows(
  file: OpenedFile,
  preparation: Preparation,
  threadModule: URL | null,
): AsyncIterable<PreparedBatch> {
  const { path, dialect, hasHeader } = file;
  if (threadModule === null || dialect === null || file.survey.rowCount < rowsForThread)
    return preparedHere(file, preparation);
  return preparedThere(threadModule, { path, dialect, hasHeader, preparation });
}

/** Prepares the rows that come from `source`, without the heading. */
export async function* preparedHere(
  { rows: source, hasHeader }: Pick<OpenedFile, 'rows' | 'hasHeader'>,
  preparation: Preparation,
): AsyncGenerator<PreparedBatch> {
  const prepare = preparer(preparation);
  let toSkip = hasHeader ? 1 : 0;
  for await (const rows of source()) {
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at + toSkip, at + rowsAtOnce);
      toSkip = 0;
      if (some.length > 0) yield prepare(some);
    }
  }
}

async function* preparedThere(threadModule: URL, work: ThreadWork): AsyncGenerator<PreparedBatch> {
  const { port1: messages, port2: said } = new MessageChannel();
  const thread = new Worker(threadModule, {
    workerData: { ...work, said } satisfies ThreadStart,
    transferList: [said],
    resourceLimits: threadMemory,
  });
  // They stay in the port, as bytes, until their turn comes: taken out, each is thousands of objects.
  let waiting = 0;
  let failure: { readonly error: unknown } | null = null;
  let wake = (): void => undefined;
  thread.on('message', () => {
    waiting += 1;
    wake();
  });
  thread.on('error', (error) => {
    failure ??= { error };
    wake();
  });
  thread.on('exit', () => {
    failure ??= { error: new Error('the thread that prepares rows ended before they did') };
    wake();
  });
  try {
    for (;;) {
      if (waiting === 0) {
        // Set by the listeners above, which the compiler does not follow.
        const failed = failure as { readonly error: unknown } | null;
        if (failed !== null) throw failed.error;
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      waiting -= 1;
      // Of serveThread, of the same program.
      const { message } = receiveMessageOnPort(messages) as { readonly message: FromThread };
      if (message.type === 'batch') {
        thread.postMessage('more');
        yield unpacked(message.batch);
      } else if (message.type === 'end') return;
      else throw new VaultError(message.code, message.details);
    }
  } finally {
    messages.close();
    await thread.terminate();
  }
}
