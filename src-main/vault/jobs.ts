import type { ErrorCode } from '../../src-preload/contract/index.ts';
import { VaultError } from './errors.ts';

/** Long work that the window can stop by the id that it gave it. */
export interface CancellableJobs {
  /** Runs `work`, which calls `checkIsOn` as it goes on: it throws once the job was cancelled. */
  run<T>(jobId: string, work: (checkIsOn: () => void) => Promise<T>): Promise<T>;
  /** A job that is not running has stopped already. */
  cancel(jobId: string): void;
}

/** @param code what a job that was cancelled ends with */
export function cancellableJobs(code: ErrorCode): CancellableJobs {
  const running = new Map<string, { isCancelled: boolean }>();
  return {
    async run(jobId, work) {
      const job = { isCancelled: false };
      running.set(jobId, job);
      try {
        return await work(() => {
          if (job.isCancelled) throw new VaultError(code);
        });
      } finally {
        running.delete(jobId);
      }
    },
    cancel(jobId) {
      const job = running.get(jobId);
      if (job !== undefined) job.isCancelled = true;
    },
  };
}
