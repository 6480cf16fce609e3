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

  // Not derived by Svelte: once the fields that showed them are gone, what was derived may be read as it was before.

  /** Where one person has the vault to themselves, nobody is asked who they are. */
  get isAsked(): boolean {
    return this.#people.length > 1;
  }

  get isTyped(): boolean {
    return this.isAsked && this.#people.some(({ name }) => name === null);
  }

  get isMade(): boolean {
    return !this.isAsked || (this.isTyped ? this.#typed.trim() !== '' : this.#id !== undefined);
  }

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
  get slots(): readonly SlotSummary[] {
    return this.#id === undefined ? this.#slots : this.#slots.filter((slot) => slot.personId === this.#id);
  }

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
