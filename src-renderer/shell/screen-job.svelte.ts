import type { Progress } from '../../src-preload/contract/upkeep.ts';
import { type CallError, textOf } from '../vault.ts';
import { jobs, type Begun, type Job, type Said } from './jobs.svelte.ts';

/** The long work of one screen, one at a time, as the screen shows it. The work itself is a job of the window. */
export class ScreenJob {
  #job = $state.raw<Job | null>(null);
  #failure = $state<string | null>(null);
  #wasCancelled = $state(false);

  get isRunning(): boolean {
    return this.#job?.isRunning === true;
  }
  get progress(): Progress | null {
    return this.isRunning ? (this.#job?.progress ?? null) : null;
  }
  get failure(): string | null {
    return this.#failure;
  }
  get wasCancelled(): boolean {
    return this.#wasCancelled;
  }

  /** Until the returned function is called, the screen shows how the work ends. */
  watch(): () => void {
    return this.#job?.watch() ?? (() => undefined);
  }

  forget(): void {
    this.#failure = null;
    this.#wasCancelled = false;
  }

  /**
   * Runs the work. A refusal is kept to be shown, unless `onrefusal` takes it. Answers whether it was done.
   * @param say what is said to who looks at something else by then
   */
  async run<T>(
    begun: Begun,
    work: (jobId: string) => Promise<T>,
    say: (value: T) => Said | null,
    onrefusal: (error: CallError) => boolean = () => false,
  ): Promise<boolean> {
    this.forget();
    const outcome = await jobs.run(
      begun,
      (job) => {
        this.#job = job;
        return work(job.id);
      },
      say,
    );
    if (outcome.state === 'cancelled') this.#wasCancelled = true;
    else if (outcome.state === 'failed' && !onrefusal(outcome.error)) this.#failure = textOf(outcome.error);
    return outcome.state === 'done';
  }

  async cancel(): Promise<void> {
    await this.#job?.cancel();
  }
}
