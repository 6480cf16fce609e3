import { newId } from '../../crypto/id.ts';
import { VaultError } from '../../errors.ts';
import type { OpenedFile } from './open.ts';
import type { Tally } from './outcome.ts';

/** Abandoned jobs beyond this many make room for new ones. */
const maxJobs = 8;

/** A file being imported: what is known of it and how its last run ended. */
export interface Job {
  readonly id: string;
  file: OpenedFile;
  isCancelled: boolean;
  isRunning: boolean;
  tally: Tally | null;
}

export interface Jobs {
  start(file: OpenedFile): Job;
  /** @throws VaultError import/no-such-job */
  find(id: string): Job;
  /** Asks a job to stop; a missing one has stopped already. */
  cancel(id: string): void;
  close(id: string): void;
}

export function importJobs(): Jobs {
  const jobs = new Map<string, Job>();
  return {
    start(file) {
      for (const [id, job] of jobs) if (jobs.size >= maxJobs && !job.isRunning) jobs.delete(id);
      const job: Job = { id: newId(), file, isCancelled: false, isRunning: false, tally: null };
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
      if (job !== undefined) job.isCancelled = true;
      jobs.delete(id);
    },
  };
}
