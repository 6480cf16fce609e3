import { VaultError } from '../../errors.ts';
import type { OpenedFile } from './open.ts';
import type { Tally } from './outcome.ts';
import { readerHere, type FileReader } from './reader.ts';
import { ReadingThread } from './reading-thread.ts';

/** Abandoned jobs beyond this many make room for new ones. */
const maxJobs = 8;

/** A file being imported: what is known of it and how its last run ended. */
export interface Job {
  readonly id: string;
  file: OpenedFile;
  isCancelled: boolean;
  isBusy: boolean;
  tally: Tally | null;
  readonly reader: FileReader;
}

export interface Jobs {
  /** Opens a file for a new job, whose id is known to whoever wants to cancel that. @throws VaultError the codes of reading files */
  open(id: string, path: string): Promise<Job>;
  /** @throws VaultError import/no-such-job */
  find(id: string): Job;
  /** Does something with a job that nothing else may be done with meanwhile. @throws VaultError vault/busy */
  alone<T>(job: Job, work: () => Promise<T>): Promise<T>;
  /** Asks a job to stop; a missing one has stopped already. */
  cancel(id: string): void;
  close(id: string): void;
}

/** `threadModule`: runs `serveThread` (thread.ts); with `null`, files are read here. */
export function importJobs(threadModule: URL | null): Jobs {
  const jobs = new Map<string, Job>();
  const opening = new Map<string, FileReader>();
  const drop = (job: Job): void => {
    jobs.delete(job.id);
    void job.reader.end();
  };
  return {
    async open(id, path) {
      if (opening.has(id) || jobs.has(id)) throw new VaultError('vault/busy');
      const reader = threadModule === null ? readerHere() : new ReadingThread(threadModule);
      opening.set(id, reader);
      try {
        const file = await reader.open(path);
        for (const job of jobs.values()) if (jobs.size >= maxJobs && !job.isBusy) drop(job);
        const job: Job = { id, file, isCancelled: false, isBusy: false, tally: null, reader };
        jobs.set(id, job);
        return job;
      } catch (error) {
        await reader.end();
        throw error;
      } finally {
        opening.delete(id);
      }
    },
    find(id) {
      const job = jobs.get(id);
      if (job === undefined) throw new VaultError('import/no-such-job');
      return job;
    },
    async alone(job, work) {
      if (job.isBusy) throw new VaultError('vault/busy');
      job.isBusy = true;
      job.isCancelled = false;
      try {
        return await work();
      } finally {
        job.isBusy = false;
        if (!jobs.has(job.id)) await job.reader.end();
      }
    },
    cancel(id) {
      void opening.get(id)?.end();
      const job = jobs.get(id);
      if (job?.isBusy !== true) return;
      job.isCancelled = true;
      void job.reader.end();
    },
    close(id) {
      void opening.get(id)?.end();
      const job = jobs.get(id);
      if (job === undefined) return;
      job.isCancelled = true;
      drop(job);
    },
  };
}
