import type { Person } from '../../../src-preload/contract/people.ts';
import { language, t } from '../../i18n/index.svelte.ts';
import { call, CallError, on } from '../../vault.ts';
import { rights } from '../session/rights.svelte.ts';

/** The people of the vault, for choosing among them and for their names. Empty in a vault of one. */
class Colleagues {
  #people = $state.raw<readonly Person[]>([]);
  #request = 0;

  /** Who can be given customers: oneself first, then by name. */
  readonly active: readonly Person[] = $derived(
    this.#people
      .filter(({ status }) => status === 'active')
      .sort((a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name, language())),
  );

  /** Those whose customers can be looked for: also who left without an heir. */
  readonly withCustomers: readonly Person[] = $derived([
    ...this.active,
    ...this.#people
      .filter(({ status, customers }) => status !== 'active' && customers > 0)
      .sort((a, b) => a.name.localeCompare(b.name, language())),
  ]);

  /** Everybody who has or had an account, by name. */
  readonly all: readonly Person[] = $derived(
    this.#people.toSorted((a, b) => a.name.localeCompare(b.name, language())),
  );

  /** What somebody is called. */
  nameOf(id: string): string {
    return this.#people.find((person) => person.id === id)?.name ?? t('customers.assignee.unknown');
  }

  /** Loads them and follows changes; returns the function that ends it. */
  start(): () => void {
    void this.#load();
    return on('changed/people', () => void this.#load());
  }

  async #load(): Promise<void> {
    const request = (this.#request += 1);
    try {
      const { people } = await call('people/list');
      if (request === this.#request) this.#people = people.length > 1 ? people : [];
    } catch (error) {
      // The vault is being locked: this window is about to go.
      if (!(error instanceof CallError && error.code === 'vault/locked')) throw error;
    }
  }
}

export const colleagues = new Colleagues();

/** Whether the window speaks of who looks after a customer: not where there is one person, or where all are one's own. */
export function showsAssignees(): boolean {
  return rights.isShared && !rights.hasOwnOnly;
}

/** Whether the person may say who looks after a customer. */
export function mayAssign(): boolean {
  return showsAssignees() && rights.mayWrite('internal');
}

/** The name that came with a customer, in words also where there is none. */
export function assigneeText(name: string | null): string {
  if (name === null) return t('customers.assignee.nobody');
  return name === '' ? t('customers.assignee.unknown') : name;
}
