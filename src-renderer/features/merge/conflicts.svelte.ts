import type { InputOf } from '../../../src-preload/contract/index.ts';
import type { Conflict, ConflictSide } from '../../../src-preload/contract/merge.ts';
import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { byCustomer } from './grouping.ts';

export type Rule = 'newest' | 'mine' | 'theirs';

const pageSize = 50;
const settleMs = 200;

/** Values that were changed on both sides and wait for a decision. */
export class Conflicts {
  #conflicts = $state.raw<readonly Conflict[]>([]);
  #total = $state(0);
  #hasMore = $state(false);
  #wasLoaded = $state(false);
  #failure = $state<string | null>(null);
  #deciding = $state.raw<ReadonlySet<number>>(new Set());
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get conflicts(): readonly Conflict[] {
    return this.#conflicts;
  }
  get total(): number {
    return this.#total;
  }
  get hasMore(): boolean {
    return this.#hasMore;
  }
  get wasLoaded(): boolean {
    return this.#wasLoaded;
  }
  get failure(): string | null {
    return this.#failure;
  }

  readonly groups = $derived(byCustomer(this.#conflicts));

  start(): () => void {
    void this.load();
    const ends = [
      on('changed/conflicts', () => this.#loadSoon()),
      on('changed/handover', () => this.#loadSoon()),
    ];
    return () => {
      for (const end of ends) end();
      clearTimeout(this.#timer);
    };
  }

  isDeciding(conflict: Conflict): boolean {
    return this.#deciding.has(conflict.seq);
  }

  /** As much as is shown already, from the newest on. */
  async load(): Promise<void> {
    await this.#ask(null, Math.min(200, Math.max(pageSize, this.#conflicts.length)));
  }

  async loadMore(): Promise<void> {
    await this.#ask(this.#conflicts.at(-1)?.seq ?? null, pageSize);
  }

  async decide(conflict: Conflict, side: ConflictSide): Promise<void> {
    if (this.isDeciding(conflict)) return;
    this.#deciding = new Set([...this.#deciding, conflict.seq]);
    try {
      await call('merge/decide', { seq: conflict.seq, side });
      await this.load();
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
      if (error instanceof CallError && error.code === 'merge/no-such-conflict') await this.load();
    } finally {
      this.#deciding = new Set([...this.#deciding].filter((seq) => seq !== conflict.seq));
    }
  }

  /** Decides all, or all of one customer, by a rule. */
  async decideAll(by: Rule, customerId: string | null = null): Promise<void> {
    try {
      const rule: InputOf<'merge/decide-all'>['rule'] = { by };
      const { decided } = await call('merge/decide-all', { rule, customerId });
      toasts.show({ text: t('merge.decided', { count: decided }), kind: 'success' });
      await this.load();
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }

  #loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), settleMs);
  }

  async #ask(before: number | null, count: number): Promise<void> {
    const request = (this.#request += 1);
    try {
      const page = await call('merge/conflicts', { before, count });
      if (request !== this.#request) return;
      this.#conflicts = before === null ? page.conflicts : [...this.#conflicts, ...page.conflicts];
      this.#total = page.total;
      this.#hasMore = page.hasMore;
      this.#wasLoaded = true;
      this.#failure = null;
    } catch (error) {
      const isLocked = error instanceof CallError && error.code === 'vault/locked';
      if (request === this.#request && !isLocked) this.#failure = textOf(error);
    }
  }
}
