import type { Progress } from '../../src-preload/contract/upkeep.ts';
import { newId } from '../features/customers/new-id.ts';
import { on } from '../vault.ts';

/** Most undos are over before anybody could read that they run. */
const showAfterMs = 600;

/** How far an undo or redo of many values has come. */
class UndoProgress {
  #isShown = $state(false);
  #progress = $state.raw<Progress | null>(null);

  get isShown(): boolean {
    return this.#isShown;
  }
  get progress(): Progress | null {
    return this.#progress;
  }

  /** Runs `work` and follows its progress. */
  async during<T>(work: (jobId: string) => Promise<T>): Promise<T> {
    const jobId = newId();
    this.#progress = null;
    const end = on('job/progress', (progress) => {
      if (progress.jobId === jobId) this.#progress = progress;
    });
    const timer = setTimeout(() => {
      this.#isShown = true;
    }, showAfterMs);
    try {
      return await work(jobId);
    } finally {
      clearTimeout(timer);
      end();
      this.#isShown = false;
    }
  }
}

export const undoProgress = new UndoProgress();
