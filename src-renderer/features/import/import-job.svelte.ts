import type {
  ImportOutcome,
  ImportPlan,
  ImportSource,
  Target,
} from '../../../src-preload/contract/exchange.ts';
import type { InputOf } from '../../../src-preload/contract/index.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import { language, t } from '../../i18n/index.svelte.ts';
import { jobs, type Job } from '../../shell/jobs.svelte.ts';
import { call, CallError, on } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';
import { guarded } from './targets.ts';
import { undoImport } from './undo-import.ts';

export type ImportStep = 'file' | 'reading' | 'columns' | 'check' | 'running' | 'result';
type Rules = Pick<ImportPlan, 'duplicates' | 'erased' | 'defaultKind' | 'dateOrder' | 'addTag' | 'photos'>;
type Reread = Omit<InputOf<'import/reread'>, 'jobId'>;

/** One import from choosing the file to the result. Nothing changes in the vault before `run`. */
export class ImportJob {
  #step = $state<ImportStep>('file');
  #source = $state.raw<ImportSource | null>(null);
  #targets = $state.raw<readonly Target[]>([]);
  #rules = $state.raw<Rules>({
    duplicates: 'skip',
    erased: 'leave-out',
    defaultKind: 'guess',
    dateOrder: 'ymd',
    addTag: null,
    photos: true,
  });
  #running = $state.raw<Job | null>(null);
  #outcome = $state.raw<ImportOutcome | null>(null);
  #progress = $state.raw<Progress | null>(null);
  #failure = $state.raw<unknown>(null);
  #isBusy = $state(false);
  #notice = $state('');
  /** Of the file that is being opened. */
  #opening: string | null = null;

  get step(): ImportStep {
    return this.#step;
  }
  get source(): ImportSource | null {
    return this.#source;
  }
  get targets(): readonly Target[] {
    return this.#targets;
  }
  get rules(): Rules {
    return this.#rules;
  }
  get outcome(): ImportOutcome | null {
    return this.#outcome;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  /** Until the returned function is called, this screen shows how the import ends. */
  watch(): () => void {
    return this.#running?.watch() ?? (() => undefined);
  }
  get failure(): unknown {
    return this.#failure;
  }
  get isBusy(): boolean {
    return this.#isBusy;
  }
  get notice(): string {
    return this.#notice;
  }

  /** Follows the progress; returns the function that ends it and lets the vault forget the file. */
  start(): () => void {
    const end = on('job/progress', (progress) => {
      if (progress.jobId === this.#source?.jobId) this.#progress = progress;
    });
    return () => {
      end();
      void this.#close();
    };
  }

  goTo(step: ImportStep): void {
    this.#step = step;
    this.#failure = null;
    this.#notice = '';
  }

  async chooseFile(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'import' });
    if (file !== null) await this.open(file.ticket);
  }

  async open(file: string): Promise<void> {
    await this.#close();
    const jobId = newId();
    this.#opening = jobId;
    await this.#attempt(async () => {
      this.#take(await call('import/open', { file, jobId }));
      this.#step = 'reading';
    });
    this.#opening = null;
  }

  async reread(settings: Reread): Promise<void> {
    const jobId = this.#source?.jobId;
    if (jobId === undefined) return;
    await this.#attempt(async () => {
      this.#take(await call('import/reread', { jobId, ...settings }));
    });
  }

  setTarget(index: number, target: Target): void {
    this.#targets = this.#targets.map((present, i) => (i === index ? target : present));
  }

  /** Columns whose new field is in a lower class than is proposed for it. */
  get exposed(): number {
    return this.#guardedTargets().filter((target) => target !== null).length;
  }

  /** Puts every new field into the class that is proposed for it. */
  guardAll(): void {
    const guardedTargets = this.#guardedTargets();
    this.#targets = this.#targets.map((present, i) => guardedTargets[i] ?? present);
  }

  #guardedTargets(): (Target | null)[] {
    return this.#targets.map((target, i) => {
      const column = this.#source?.columns[i];
      return column === undefined ? null : guarded(column, target);
    });
  }

  setRules(change: Partial<Rules>): void {
    this.#rules = { ...this.#rules, ...change };
  }

  async check(): Promise<void> {
    await this.#attempt(async () => {
      this.#outcome = await call('import/dry-run', this.#plan());
      this.#step = 'check';
    });
  }

  async run(): Promise<void> {
    const plan = this.#plan();
    const name = this.#source?.fileName ?? '';
    this.#step = 'running';
    await this.#attempt(async () => {
      const outcome = await jobs.run(
        { kind: 'import', name, jobId: plan.jobId },
        (job) => {
          this.#running = job;
          return call('import/run', plan);
        },
        ({ added, updated }) => ({ text: t('jobs.done.import', { name, added, updated }), kind: 'success' }),
      );
      this.#step = outcome.state === 'done' ? 'result' : 'check';
      if (outcome.state !== 'done') throw outcome.error;
      this.#outcome = outcome.value;
    });
  }

  async cancel(): Promise<void> {
    const jobId = this.#opening ?? this.#source?.jobId;
    if (jobId !== undefined) await call('import/cancel', { jobId });
  }

  async saveReport(): Promise<void> {
    const source = this.#source;
    if (source === null) return;
    const stem = source.fileName.replace(/\.[^.]*$/, '');
    const place = await call('host/pick-save', {
      purpose: 'import-report',
      suggestedName: `${stem} - report.csv`,
    });
    if (place === null) return;
    await this.#attempt(async () => {
      const { rows } = await call('import/report', {
        jobId: source.jobId,
        save: place.ticket,
        language: language(),
      });
      this.#notice = t('exchange.import.reportSaved', { count: rows });
    });
  }

  async undo(): Promise<void> {
    const batchId = this.#outcome?.batchId;
    if (batchId === null || batchId === undefined) return;
    const name = this.#source?.fileName ?? '';
    await undoImport(batchId, name);
  }

  async restart(): Promise<void> {
    await this.#close();
    this.#source = null;
    this.#outcome = null;
    this.goTo('file');
  }

  #take(source: ImportSource): void {
    this.#source = source;
    this.#targets = source.columns.map((column) => column.suggestion);
    this.#rules = { ...this.#rules, dateOrder: source.dateOrder, erased: 'leave-out' };
    this.#outcome = null;
  }

  #plan(): ImportPlan {
    if (this.#source === null) throw new Error('no file is open');
    return {
      jobId: this.#source.jobId,
      targets: [...this.#targets],
      matchBy: ['phone', 'email', 'id-number', 'name-organisation'],
      ...this.#rules,
    };
  }

  async #close(): Promise<void> {
    const jobId = this.#opening ?? this.#source?.jobId;
    if (jobId !== undefined) await call('import/close', { jobId });
  }

  /** Runs one step; a refusal is kept as the failure to show, and answers false. */
  async #attempt(run: () => Promise<void>): Promise<boolean> {
    this.#isBusy = true;
    this.#failure = null;
    this.#notice = '';
    this.#progress = null;
    try {
      await run();
      return true;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.code === 'import/cancelled') this.#notice = t('exchange.import.cancelled');
      else this.#failure = error;
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}
