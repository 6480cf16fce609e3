/** The thread that prepares the rows of large files, as the engine sees it. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { VaultError } from '../../errors.ts';
import type { CsvDialect } from '../source.ts';
import { unpacked, type PackedBatch } from './packing.ts';
import type { Preparation, PreparedBatch } from './prepare.ts';

/** A file as the thread reads it. */
export interface ThreadWork {
  readonly path: string;
  readonly dialect: CsvDialect;
  readonly hasHeader: boolean;
  readonly preparation: Preparation;
}

/** What the thread is told. */
export interface ThreadStart extends ThreadWork {
  /** Where it says what it has; each time, it tells its parent that there is something. */
  readonly said: MessagePort;
}

/** What the thread says. It waits for a word after each batch, but for those that it may be ahead. */
export type FromThread =
  | { readonly type: 'batch'; readonly batch: PackedBatch }
  | { readonly type: 'end' }
  | { readonly type: 'refusal'; readonly code: VaultError['code']; readonly details: VaultError['details'] };

/** In megabytes: rows are let go as soon as they are sent. */
const threadMemory = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 };

/**
 * Starts when it is first needed, and waits for more until it is ended: a file that was tried out is imported by code that is
 * compiled already, with readings of names that are known.
 */
export class PreparingThread {
  readonly #module: URL;
  #worker: Worker | null = null;

  /** `module` runs `serveThread` (thread.ts). */
  constructor(module: URL) {
    this.#module = module;
  }

  /** Gives the rows after the heading, in order; one file at a time. @throws VaultError the codes of reading the file */
  async *rows(work: ThreadWork): AsyncGenerator<PreparedBatch> {
    const worker = (this.#worker ??= this.#start());
    const { port1: messages, port2: said } = new MessageChannel();
    // They stay in the port, as bytes, until their turn comes: taken out, each is thousands of objects.
    let waiting = 0;
    let failure: { readonly error: unknown } | null = null;
    let wake = (): void => undefined;
    const onMessage = (): void => {
      waiting += 1;
      wake();
    };
    const onError = (error: unknown): void => {
      failure ??= { error };
      wake();
    };
    const onExit = (): void => {
      onError(new Error('the thread that prepares rows ended before they did'));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
    let isDone = false;
    try {
      worker.postMessage({ ...work, said } satisfies ThreadStart, [said]);
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
          messages.postMessage('more');
          yield unpacked(message.batch);
          continue;
        }
        isDone = true;
        if (message.type === 'end') return;
        throw new VaultError(message.code, message.details);
      }
    } finally {
      messages.close();
      worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
      // One that is in the middle of a file is not waited for.
      if (!isDone) await this.end();
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { resourceLimits: threadMemory });
    // Whoever waits for rows hears of it as well; where nobody does, the next rows start another one.
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}
