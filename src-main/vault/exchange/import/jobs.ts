import { newId } from '../../crypto/id.ts';
import { VaultError } from '../../errors.ts';
import type { OpenedFile } from './open.ts';
import type { Tally } from './outcome.ts';
import { PreparingThread } from './preparing-thread.ts';

/** Abandoned jobs beyond this many make room for new ones. */
const maxJobs = 8;

/** A file being imported: what is known of it and how its last run ended. */
export interface Job {
  readonly id: string;
  file: OpenedFile;
  isCancelled: boolean;
  isRunning: boolean;
  tally: Tally | null;
  readonly thread: PreparingThread | null;
}

export interface Jobs {
  start(file: OpenedFile): Job;
  /** @throws VaultError import/no-such-job */
  find(id: string): Job;
  /** Asks a job to stop; a missing one has stopped already. */
  cancel(id: string): void;
  close(id: string): void;
  /** A run is over. What a job that was closed meanwhile still has is let go. */
  hasRun(job: Job): void;
}

/** `threadModule`: runs `serveThread` (thread.ts); `null` where no job has a thread. */
export function importJobs(threadModule: URL | null): Jobs {
  const jobs = new Map<string, Job>();
  const drop = (job: Job): void => {
    jobs.delete(job.id);
    // One that is at work is ended by the run that uses it.
    if (!job.isRunning) void job.thread?.end();
  };
  return {
    start(file) {
      for (const job of jobs.values()) if (jobs.size >= maxJobs && !job.isRunning) drop(job);
      const thread = threadModule && new PreparingThread(threadModule);
      const job: Job = { id: newId(), file, isCancelled: false, isRunning: false, tally: null, thread };
      jobs.set(job.id, job);
      return job;
    },
    find(id) {
      const job = jobs.get(id);
      if (job === undefined) throw new VaultError('import/no-such-job');
      return job;
    },
    cancel(id) {
      const job = jobs.get(id);
      if (job?.isRunning === true) job.isCancelled = true;
    },
    close(id) {
      const job = jobs.get(id);
      if (job === undefined) return;
      job.isCancelled = true;
      drop(job);
    },
    hasRun(job) {
      job.isRunning = false;
      if (!jobs.has(job.id)) void job.thread?.end();
    },
  };
}
