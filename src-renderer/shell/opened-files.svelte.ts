import type { OutputOf } from '../../src-preload/contract/index.ts';
import { call, on } from '../vault.ts';
import { jobs } from './jobs.svelte.ts';
import { isPersonBusy } from './person-busy.ts';

export type WaitingFile = OutputOf<'host/opened-files'>['files'][number];
export type TakenFile = NonNullable<OutputOf<'host/take-opened-file'>>;

/** Kinds that are shown at once when nothing is in the way; the others are a question to the person first. */
const shownAtOnce: readonly WaitingFile['kind'][] = ['bundle', 'card', 'receipt', 'invitation'];

/** Files opened from outside the app: they wait with the host until the person has time for them. */
export class OpenedFiles {
  readonly #show: (taken: TakenFile) => void;
  #waiting = $state.raw<readonly WaitingFile[]>([]);

  /** @param show what is done with one that is taken */
  constructor(show: (taken: TakenFile) => void) {
    this.#show = show;
  }

  get waiting(): readonly WaitingFile[] {
    return this.#waiting;
  }

  /** Looks for what waits already, and listens; returns the function that ends it. */
  start(): () => void {
    void this.#receive();
    return on('host/files-opened', () => void this.#receive());
  }

  async #receive(): Promise<void> {
    await this.#load();
    const [first, ...others] = this.#waiting;
    if (first === undefined || others.length > 0 || !shownAtOnce.includes(first.kind)) return;
    if (this.canOpen(first) && !isPersonBusy()) await this.open(first);
  }

  async #load(): Promise<void> {
    this.#waiting = (await call('host/opened-files')).files;
  }

  /** What is being taken in, and imported, goes on to its end first. */
  canOpen({ kind }: WaitingFile): boolean {
    return !(kind === 'table' ? jobs.isRunning('import') : jobs.isRunning('openBundle', 'takeIn'));
  }

  async open({ id }: WaitingFile): Promise<void> {
    const taken = await call('host/take-opened-file', { id });
    await this.#load();
    if (taken !== null) this.#show(taken);
  }

  /** The person does not want it. */
  async drop({ id }: WaitingFile): Promise<void> {
    await call('host/take-opened-file', { id });
    await this.#load();
  }
}
