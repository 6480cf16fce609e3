import type { Progress } from '../../src-preload/contract/upkeep.ts';
import { newId } from '../features/customers/new-id.ts';
import { t } from '../i18n/index.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../vault.ts';

/** Every kind of long work. Whose `/cancel` stops it, and whose `/cancelled` it then ends with; `null` where nothing stops it. */
const areas = {
  attach: 'attachments',
  saveCopy: 'attachments',
  reseal: 'attachments',
  export: 'export',
  sheets: null,
  import: 'import',
  importUndo: null,
  bundle: 'bundle',
  audit: 'audit-file',
  auditCheck: 'audit-file',
  openBundle: 'bundle',
  takeIn: 'bundle',
  mergeUndo: null,
  kit: 'bundle',
  sendBack: 'bundle',
  classes: 'classes',
  secrets: 'secrets',
  undo: null,
  redo: null,
  backup: null,
  restore: null,
  verify: null,
} as const;
export type JobKind = keyof typeof areas;

/** How work ended, in words. */
export interface Said {
  readonly text: string;
  readonly kind?: 'info' | 'success' | 'danger';
  /** One by one, what was not done. */
  readonly lines?: readonly string[];
  readonly action?: { readonly label: string; readonly run: () => void };
}

export type Outcome<T> =
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'cancelled' | 'failed'; readonly error: CallError };

export interface Begun {
  readonly kind: JobKind;
  /** What it is about: a customer, a file. */
  readonly name?: string;
  readonly jobId?: string;
  /** The customer whose page shows it too. */
  readonly customerId?: string;
}

/** Most work is over before anybody could read that it runs. */
const showAfterMs = 500;
/** How many that have ended are kept to be read. */
const mostEnded = 20;

/** One long piece of work from its beginning to its end. */
export class Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly customerId: string | null;
  readonly #name: string;
  #progress = $state.raw<Progress | null>(null);
  #said = $state.raw<Said | null>(null);
  #isLong = $state(false);
  #isStopping = $state(false);
  #watchers = 0;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor({ kind, name = '', jobId = newId(), customerId }: Begun) {
    this.customerId = customerId ?? null;
    this.id = jobId;
    this.kind = kind;
    this.#name = name;
    this.#timer = setTimeout(() => {
      this.#isLong = true;
    }, showAfterMs);
  }

  get title(): string {
    return t(`jobs.running.${this.kind}`, { name: this.#name });
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  /** How it ended; `null` while it runs. */
  get said(): Said | null {
    return this.#said;
  }
  get isRunning(): boolean {
    return this.#said === null;
  }
  /** Whether it has run for so long that people ask themselves about it. */
  get isLong(): boolean {
    return this.#isLong;
  }
  get canCancel(): boolean {
    return areas[this.kind] !== null && this.isRunning && !this.#isStopping;
  }
  /** Whether its end is shown where the person is looking. */
  get isWatched(): boolean {
    return this.#watchers > 0;
  }

  /** Until the returned function is called, its end is shown by who called this. */
  watch(): () => void {
    this.#watchers += 1;
    return () => {
      this.#watchers -= 1;
    };
  }

  follow(progress: Progress): void {
    if (progress.jobId === this.id && this.isRunning) this.#progress = progress;
  }

  async cancel(): Promise<void> {
    const area = areas[this.kind];
    if (area === null || !this.canCancel) return;
    this.#isStopping = true;
    try {
      await call(`${area}/cancel`, { jobId: this.id });
    } catch (error) {
      this.#isStopping = false;
      throw error;
    }
  }

  end(said: Said): void {
    clearTimeout(this.#timer);
    this.#said = said;
  }

  isOwnWish(error: CallError): boolean {
    const area = areas[this.kind];
    return area !== null && error.code === `${area}/cancelled`;
  }
}

/** All long work of this window: it outlives the screen that began it, and says at its end what was done. */
class Jobs {
  #all = $state.raw<readonly Job[]>([]);

  /** What runs, and what has ended and was long enough to be asked about; the newest first. */
  readonly shown: readonly Job[] = $derived(this.#all.filter((job) => job.isLong || !job.isRunning));
  readonly runningCount: number = $derived(this.shown.filter((job) => job.isRunning).length);

  /** Follows the progress; returns the function that ends it. */
  start(): () => void {
    return on('job/progress', (progress) => {
      for (const job of this.#all) job.follow(progress);
    });
  }

  /** What runs for a customer. */
  of(customerId: string): readonly Job[] {
    return this.#all.filter((job) => job.isRunning && job.customerId === customerId);
  }

  isRunning(...kinds: readonly JobKind[]): boolean {
    return this.#all.some((job) => job.isRunning && kinds.includes(job.kind));
  }

  /**
   * Runs `work` as a job. How it ended is said at the window's foot, unless somebody watches the job. What is no refusal of the vault
   * is thrown on.
   */
  async run<T>(
    begun: Begun,
    work: (job: Job) => Promise<T>,
    say: (value: T) => Said | null,
  ): Promise<Outcome<T>> {
    const job = new Job(begun);
    this.#all = [job, ...this.#all];
    try {
      const value = await work(job);
      this.#end(job, say(value));
      return { state: 'done', value };
    } catch (error) {
      if (error instanceof CallError && job.isOwnWish(error)) {
        this.#end(job, { text: textOf(error) });
        return { state: 'cancelled', error };
      }
      this.#end(job, { text: `${job.title}: ${textOf(error)}`, kind: 'danger' });
      if (error instanceof CallError) return { state: 'failed', error };
      throw error;
    }
  }

  /** @param said `null` where there is nothing to say */
  #end(job: Job, said: Said | null): void {
    job.end(said ?? { text: '' });
    const isKept = said !== null && (job.isLong || (said.lines ?? []).length > 0);
    const others = this.#all.filter((each) => each !== job);
    const ended = others.filter((each) => !each.isRunning).slice(0, mostEnded - 1);
    const running = others.filter((each) => each.isRunning);
    this.#all = isKept ? [job, ...running, ...ended] : [...running, ...ended];
    if (said === null || job.isWatched) return;
    const { text, kind, action } = said;
    toasts.show({ text, ...(kind && { kind }), ...(action && { action }) });
  }

  dismiss(job: Job): void {
    this.#all = this.#all.filter((each) => each !== job);
  }

  dismissEnded(): void {
    this.#all = this.#all.filter((each) => each.isRunning);
  }
}

export const jobs = new Jobs();
