import type { Progress } from '../../src-preload/contract/upkeep.ts';
import { call, CallError, on, textOf } from '../vault.ts';
import { newId } from '../features/customers/new-id.ts';

/** One long piece of work at a time: its progress, its cancel, and what went wrong. */
export class Job {
  /** Whose `/cancel` stops it, and whose `/cancelled` says that it was. */
  readonly #area: 'bundle' | 'classes' | 'secrets';
  #id: string | null = null;
  #isRunning = $state(false);
  #progress = $state.raw<Progress | null>(null);
  #failure = $state<string | null>(null);
  #wasCancelled = $state(false);

  constructor(area: 'bundle' | 'classes' | 'secrets') {
    this.#area = area;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get failure(): string | null {
    return this.#failure;
  }
  get wasCancelled(): boolean {
    return this.#wasCancelled;
  }

  /** Follows the progress; returns the function that ends it. */
  start(): () => void {
    return on('job/progress', (progress) => {
      if (progress.jobId === this.#id) this.#progress = progress;
    });
  }

  forget(): void {
    this.#failure = null;
    this.#wasCancelled = false;
  }

  /**
   * Runs the work under `jobId` or a new id. A refusal is kept to be shown, unless `onrefusal` takes it. Answers whether
   * it was done.
   */
  async run(
    work: (jobId: string) => Promise<void>,
    jobId = newId(),
    onrefusal: (error: CallError) => boolean = () => false,
  ): Promise<boolean> {
    this.forget();
    this.#id = jobId;
    this.#progress = null;
    this.#isRunning = true;
    try {
      await work(jobId);
      return true;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.code === `${this.#area}/cancelled`) this.#wasCancelled = true;
      else if (!onrefusal(error)) this.#failure = textOf(error);
      return false;
    } finally {
      this.#isRunning = false;
      this.#progress = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.#id !== null && this.#isRunning) await call(`${this.#area}/cancel`, { jobId: this.#id });
  }
}
