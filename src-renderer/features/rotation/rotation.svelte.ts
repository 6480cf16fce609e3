import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { RotationReason } from '../../../src-preload/contract/rotation.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, on, reply, textOf } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';

export type Plan = OutputOf<'rotation/plan'>;
export type Aftermath = NonNullable<OutputOf<'rotation/aftermath'>>;

/** What has to be done, in this order. The last one is short, and its progress is not known. */
export const steps = ['copying', 'encrypting', 'resealing', 'finishing'] as const;
export type Step = (typeof steps)[number];

/** Exchanging the vault's keys: what it would take, how far it is, and what it leaves behind. One for the whole window. */
class Rotation {
  #reason = $state.raw<RotationReason | null>(null);
  #plan = $state.raw<Plan | null>(null);
  #failure = $state<string | null>(null);
  #isRunning = $state(false);
  #step = $state<Step>('copying');
  #progress = $state.raw<Progress | null>(null);
  #aftermath = $state.raw<Aftermath | null>(null);

  /** Why the person was asked; `null` while they are not. */
  get reason(): RotationReason | null {
    return this.#reason;
  }
  get plan(): Plan | null {
    return this.#plan;
  }
  get failure(): string | null {
    return this.#failure;
  }
  get isRunning(): boolean {
    return this.#isRunning;
  }
  get step(): Step {
    return this.#step;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  /** What the keys of before still open, while it is shown. */
  get aftermath(): Aftermath | null {
    return this.#aftermath;
  }

  readonly hasRoom: boolean = $derived(this.#plan !== null && this.#plan.freeBytes >= this.#plan.neededBytes);
  readonly canStart: boolean = $derived(this.hasRoom && this.#plan?.holdsEveryKey === true);

  /** Shows what exchanging the keys would mean, for the person to decide. */
  ask(reason: RotationReason): void {
    if (this.#isRunning) return;
    this.#reason = reason;
    this.#plan = null;
    this.#failure = null;
    void this.#load();
  }

  leave(): void {
    if (!this.#isRunning) this.#reason = null;
  }

  async #load(): Promise<void> {
    try {
      this.#plan = await call('rotation/plan');
    } catch (error) {
      this.#failure = textOf(error);
    }
  }

  /** Exchanges the keys. Where that goes well, the window is replaced by the unlock screen. */
  async start(): Promise<void> {
    const reason = this.#reason;
    if (reason === null || this.#isRunning || !this.canStart) return;
    this.#isRunning = true;
    this.#failure = null;
    this.#step = 'copying';
    this.#progress = null;
    const jobId = newId();
    const end = on('job/progress', (progress) => {
      if (progress.jobId === jobId) this.#take(progress);
    });
    try {
      await call('rotation/start', { jobId, reason });
      this.#step = 'finishing';
      this.#progress = null;
    } catch (error) {
      this.#failure = textOf(error);
      // Where it failed before anything was done, the vault is still open; otherwise this window is about to go.
      const state = await reply('vault/state');
      this.#isRunning = !(state.ok && state.value.session !== null);
    } finally {
      end();
    }
  }

  #take(progress: Progress): void {
    const isOver = progress.phase === 'resealing' && progress.done === progress.total;
    this.#step = isOver ? 'finishing' : (steps.find((step) => step === progress.phase) ?? this.#step);
    this.#progress = isOver ? null : progress;
  }

  async showAftermath(): Promise<void> {
    try {
      this.#aftermath = await call('rotation/aftermath');
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }

  leaveAftermath(): void {
    this.#aftermath = null;
  }

  async dealWith(): Promise<void> {
    try {
      await call('rotation/deal-with');
      this.#aftermath = null;
      toasts.show({ text: t('rotation.aftermath.saved'), kind: 'success' });
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }
}

export const rotation = new Rotation();
