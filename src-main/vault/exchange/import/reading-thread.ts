/** The thread that reads files and prepares their rows, as the engine sees it. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { VaultError } from '../../errors.ts';
import type { SourceRow } from '../source.ts';
import type { Reading } from './look-through.ts';
import type { OpenedFile } from './open.ts';
import { unpacked, type PackedBatch } from './packing.ts';
import type { Preparation, PreparedBatch } from './prepare.ts';
import type { FileReader } from './reader.ts';

export type Task =
  | { readonly is: 'open'; readonly path: string }
  | { readonly is: 'reread'; readonly file: OpenedFile; readonly reading: Reading }
  | { readonly is: 'prepare'; readonly file: OpenedFile; readonly preparation: Preparation }
  | { readonly is: 'rows-at'; readonly file: OpenedFile; readonly lines: ReadonlySet<number> };

/** What the thread is told. */
export interface TaskStart {
  readonly task: Task;
  /** Where it says what it has; each time, it gives its parent a sign that there is something. */
  readonly said: MessagePort;
}

export type Sign = 'said' | 'alive';

/** What the thread says. After each it waits for its weight in return, but for those that it may be ahead. */
export type Answer = { readonly weight: number } & (
  | { readonly type: 'file'; readonly file: OpenedFile }
  | { readonly type: 'batch'; readonly batch: PackedBatch }
  | { readonly type: 'rows'; readonly rows: readonly SourceRow[] }
  | { readonly type: 'end' }
  | { readonly type: 'refusal'; readonly code: VaultError['code']; readonly details: VaultError['details'] }
);

/** In megabytes. Rows are let go as soon as they are sent; the texts that the cells of a workbook share are not. */
const threadMemory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 48 };
const patienceMs = 60_000;
/** Looks after which a thread that gave no sign is given up. Time in which this process did not run either does not count. */
const looks = 12;

/**
 * Starts when it is first needed, and waits for more until it is ended: a file that was tried out is imported by code that is
 * compiled already, with readings of names that are known. A file that takes more memory than a thread has, or holds it up for a minute,
 * ends the thread and is refused (import/exhausting).
 */
export class ReadingThread implements FileReader {
  readonly #module: URL;
  readonly #patienceMs: number;
  #worker: Worker | null = null;
  #fail: (error: unknown) => void = () => undefined;

  /** `module` runs `serveThread` (thread.ts). */
  constructor(module: URL, options: { readonly patienceMs?: number } = {}) {
    this.#module = module;
    this.#patienceMs = options.patienceMs ?? patienceMs;
  }

  readonly open = (path: string): Promise<OpenedFile> => this.#file({ is: 'open', path });

  readonly reread = (file: OpenedFile, reading: Reading): Promise<OpenedFile> =>
    this.#file({ is: 'reread', file, reading });

  async *prepared(file: OpenedFile, preparation: Preparation): AsyncGenerator<PreparedBatch> {
    for await (const answer of this.#answers({ is: 'prepare', file, preparation }))
      if (answer.type === 'batch') yield unpacked(answer.batch);
  }

  async *rowsAt(file: OpenedFile, lines: ReadonlySet<number>): AsyncGenerator<readonly SourceRow[]> {
    for await (const answer of this.#answers({ is: 'rows-at', file, lines }))
      if (answer.type === 'rows') yield answer.rows;
  }

  readonly end = async (): Promise<void> => {
    const worker = this.#worker;
    this.#worker = null;
    this.#fail(new VaultError('import/cancelled'));
    await worker?.terminate();
  };

  async #file(task: Task): Promise<OpenedFile> {
    let file: OpenedFile | null = null;
    for await (const answer of this.#answers(task)) if (answer.type === 'file') file = answer.file;
    if (file === null) throw new Error('the thread that reads files gave none');
    return file;
  }

  async *#answers(task: Task): AsyncGenerator<Answer> {
    const worker = (this.#worker ??= this.#start());
    const { port1: messages, port2: said } = new MessageChannel();
    // They stay in the port, as bytes, until their turn comes: taken out, each is thousands of objects.
    let waiting = 0;
    let silent = 0;
    let failure: { readonly error: unknown } | null = null;
    let wake = (): void => undefined;
    const fail = (error: unknown): void => {
      failure ??= { error: isOutOfMemory(error) ? new VaultError('import/exhausting', {}, error) : error };
      wake();
    };
    const onSign = (sign: Sign): void => {
      silent = 0;
      if (sign === 'said') waiting += 1;
      wake();
    };
    const onExit = (): void => {
      fail(new Error('the thread that reads files ended before its task did'));
    };
    const watch = setInterval(() => {
      silent += 1;
      if (silent >= looks) fail(new VaultError('import/exhausting'));
    }, this.#patienceMs / looks);
    worker.on('message', onSign).on('error', fail).on('exit', onExit).ref();
    this.#fail = fail;
    let isDone = false;
    try {
      worker.postMessage({ task, said } satisfies TaskStart, [said]);
      for (;;) {
        // Set by the listeners above, which the compiler does not follow.
        const failed = failure as { readonly error: unknown } | null;
        if (failed !== null) throw failed.error;
        if (waiting === 0) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        waiting -= 1;
        // Of serveThread, of the same program.
        const { message: answer } = receiveMessageOnPort(messages) as { readonly message: Answer };
        isDone = answer.type === 'end' || answer.type === 'refusal';
        if (answer.type === 'end') return;
        if (answer.type === 'refusal') throw new VaultError(answer.code, answer.details);
        messages.postMessage(answer.weight);
        yield answer;
      }
    } finally {
      clearInterval(watch);
      this.#fail = () => undefined;
      messages.close();
      worker.off('message', onSign).off('error', fail).off('exit', onExit).unref();
      // One that is in the middle of a file is not waited for.
      if (!isDone) await this.end();
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { resourceLimits: threadMemory });
    // Whoever waits for an answer hears of it as well; where nobody does, the next task starts another one.
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
