import { mostErasedAtOnce, type Selection } from '../../../src-preload/contract/customers.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call } from '../../vault.ts';
import { DialogWork } from '../people/dialog-work.svelte.ts';
import { rights } from '../session/rights.svelte.ts';

/** Customers whom a person chose to erase. `one`: who it is, where it is one. */
export interface ToErase {
  readonly selection: Selection;
  readonly count: number;
  readonly one: { readonly id: string; readonly name: string } | null;
}

type Erased = OutputOf<'customers/erase'>;

export function mayErase(): boolean {
  return rights.can('erase') && rights.mayWrite('internal') && !rights.hasOwnOnly;
}

/** Erasing some customers, from the question to what is left elsewhere. */
export class Erasing {
  readonly work = new DialogWork();
  readonly what: ToErase;
  #done = $state.raw<Erased | null>(null);
  typed = $state('');
  recognises = $state(true);

  constructor(what: ToErase) {
    this.what = what;
  }

  get done(): Erased | null {
    return this.#done;
  }

  get isTooMany(): boolean {
    return this.what.count > mostErasedAtOnce;
  }

  /** What one customer is called here, with a name or without. */
  get name(): string {
    return this.what.one?.name.trim() || t('customers.unnamed');
  }

  get canSubmit(): boolean {
    return this.typed.trim() !== '' && !this.isTooMany;
  }

  /** Who has no name is confirmed by what stands in its place. */
  #proof(): string {
    const { one } = this.what;
    return one?.name.trim() === '' && this.typed.trim() === this.name ? one.id : this.typed;
  }

  /** @returns the ids of those who are gone; `null` where nobody is */
  async run(): Promise<readonly string[] | null> {
    if (!this.canSubmit) return null;
    const { selection } = this.what;
    const input = { selection, typed: this.#proof(), forgetNumbers: !this.recognises };
    const isDone = await this.work.run(async () => {
      this.#done = await call('customers/erase', input);
    });
    return isDone ? (this.#done?.customers ?? null) : null;
  }
}
