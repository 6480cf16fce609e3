import type { InputOf, OutputOf } from '../../../src-preload/contract/index.ts';
import type { SlotSummary } from '../../../src-preload/contract/session.ts';

export type KnownPerson = OutputOf<'vault/inspect'>['people'][number];
type Whose = Pick<InputOf<'vault/unlock'>, 'person'>;

/** Whose account of a vault is meant: picked by name, or typed where the vault keeps its names to itself. */
export class PersonChoice {
  #people = $state.raw<readonly KnownPerson[]>([]);
  #slots = $state.raw<readonly SlotSummary[]>([]);
  #id = $state<string>();
  #typed = $state('');

  /** Where one person has the vault to themselves, nobody is asked who they are. */
  readonly isAsked: boolean = $derived(this.#people.length > 1);
  readonly isTyped: boolean = $derived(this.isAsked && this.#people.some(({ name }) => name === null));
  readonly isMade: boolean = $derived(
    !this.isAsked || (this.isTyped ? this.#typed.trim() !== '' : this.#id !== undefined),
  );

  get people(): readonly KnownPerson[] {
    return this.#people;
  }

  get id(): string | undefined {
    return this.#id;
  }

  set id(next: string | undefined) {
    this.#id = next;
  }

  get typed(): string {
    return this.#typed;
  }

  set typed(next: string) {
    this.#typed = next;
  }

  /** The key slots of the person who is meant; everybody's as long as that is open. */
  readonly slots: readonly SlotSummary[] = $derived(
    this.#id === undefined ? this.#slots : this.#slots.filter((slot) => slot.personId === this.#id),
  );

  take(found: OutputOf<'vault/inspect'>): void {
    this.#people = found.people;
    this.#slots = found.slots;
    const active = found.people.filter((person) => !person.isSuspended);
    if (!found.people.some((person) => person.id === this.#id))
      this.#id = active.length === 1 ? active[0]?.id : undefined;
  }

  /** The part of an unlock that says whose account is meant. */
  input(): Whose {
    if (!this.isAsked) return {};
    if (this.isTyped) return { person: { name: this.#typed.trim() } };
    return this.#id === undefined ? {} : { person: { id: this.#id } };
  }
}
