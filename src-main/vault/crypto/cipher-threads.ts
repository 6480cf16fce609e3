/**
 * Sealing and opening long content beside everything else: JavaScript's ciphers take all of a core for some 100 MB a
 * second. The threads belong to this process and end with the work. The key lies in memory that they share, once, and is
 * overwritten when the work is over.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { perform, type CipherTask } from './cipher-task.ts';
import type { KeyRole, SecretKey } from './secret-key.ts';

/** Where a task was done, and whether the content opened. */
export interface CipherResult {
  /** The task's memory; another object for it where a thread had it. */
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly opens: boolean;
}

/** Does tasks under one key. Dispose of it when the last one is done or none is wanted any more. */
export interface Ciphers extends Disposable {
  /** Tasks that are worth having underway at a time. */
  readonly depth: number;
  /** Tasks are done in any order; each takes its memory over and gives it back. */
  readonly run: (task: CipherTask) => Promise<CipherResult>;
}

/** What a thread is started with. */
export interface ThreadKey {
  readonly key: SharedArrayBuffer;
}

/** Below this, threads would take longer to start than they save. */
const worthThreadsBytes = 16 * 1024 * 1024;
/** More would wait for this process's own thread. */
const mostThreads = 4;
/** Tasks that each thread has at hand, so that it need not wait for this one while that writes to the database. */
const tasksAhead = 4;
/** In megabytes: the threads keep nothing. */
const threadMemory = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 };

/**
 * @param module runs {@link serveCiphers}; with `null`, or for little content, everything is done in this thread
 * @param atMost threads, where others are busy beside them
 */
export function openCiphers(
  module: URL | null,
  key: SecretKey<KeyRole>,
  bytes: number,
  atMost = mostThreads,
): Ciphers {
  if (module === null || bytes < worthThreadsBytes) return ciphersHere(key);
  return ciphersBeside(module, key, Math.min(atMost, mostThreads, availableParallelism()));
}

function ciphersHere(key: SecretKey<KeyRole>): Ciphers {
  return {
    depth: 1,
    run: (task) => {
      try {
        return Promise.resolve({ memory: task.memory, opens: key.use((bytes) => perform(bytes, task)) });
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error('a cipher failed'));
      }
    },
    [Symbol.dispose]: () => undefined,
  };
}

interface Waiting {
  readonly resolve: (result: CipherResult) => void;
  readonly reject: (error: Error) => void;
}

/** A thread, with those who wait for it; it does its tasks in their order. */
class CipherThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  constructor(module: URL, workerData: ThreadKey) {
    this.#worker = new Worker(module, { workerData, resourceLimits: threadMemory });
    this.#worker.on('message', (result: CipherResult) => {
      this.#waiting.shift()?.resolve(result);
    });
    this.#worker.on('error', (error) => {
      this.#fail(error instanceof Error ? error : new Error('a thread of the ciphers failed'));
    });
    this.#worker.on('exit', () => {
      this.#fail(new Error('a thread of the ciphers ended before its work did'));
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  get load(): number {
    return this.#waiting.length;
  }

  run(task: CipherTask): Promise<CipherResult> {
    const result = new Promise<CipherResult>((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task, [task.memory.buffer]);
    });
    // Whoever gives up after the first failure waits for no other task: those must not count as unheard of.
    result.catch(() => undefined);
    return result;
  }

  end(): void {
    this.#fail(new Error('the work was given up'));
    void this.#worker.terminate();
  }
}

function ciphersBeside(module: URL, key: SecretKey<KeyRole>, count: number): Ciphers {
  const shared = new Uint8Array(new SharedArrayBuffer(32));
  key.use((bytes) => {
    shared.set(bytes);
  });
  const threads = Array.from({ length: count }, () => new CipherThread(module, { key: shared.buffer }));
  return {
    depth: count * tasksAhead,
    run: (task) => {
      const [first, ...others] = threads;
      if (first === undefined) throw new Error('no processor to work on');
      return others.reduce((least, each) => (each.load < least.load ? each : least), first).run(task);
    },
    [Symbol.dispose]: () => {
      shared.fill(0);
      for (const thread of threads) thread.end();
    },
  };
}
