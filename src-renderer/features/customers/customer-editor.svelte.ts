import type { Customer, Edit, FieldValue } from '../../../src-preload/contract/customers.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on } from '../../vault.ts';

const saveDelayMs = 400;

/** `name`, or `point:<id>` where a field has many. */
export function editKey(edit: Pick<Edit, 'field'> & { key?: string }): string {
  return edit.key === undefined ? edit.field : `${edit.field}:${edit.key}`;
}

/**
 * One customer being edited in place. What is typed shows at once and is saved a moment later, on blur, and before
 * each lock; a value that the vault refuses stays on screen with its error beside it.
 */
export class CustomerEditor {
  #customer = $state.raw<Customer | null>(null);
  #failure = $state.raw<unknown>(null);
  #drafts = $state.raw<ReadonlyMap<string, Edit>>(new Map());
  #errors = $state.raw<ReadonlyMap<string, CallError>>(new Map());
  #isSaving = $state(false);
  #isFresh = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saving: Promise<void> | null = null;
  #request = 0;

  get customer(): Customer | null {
    return this.#customer;
  }
  get failure(): unknown {
    return this.#failure;
  }
  get isSaving(): boolean {
    return this.#isSaving;
  }
  get hasDrafts(): boolean {
    return this.#drafts.size > 0;
  }
  /** A customer just made by "new", still without a name. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** Follows changes made elsewhere (undo, import, another screen); returns the function that ends it. */
  start(): () => void {
    return on('changed/customers', ({ ids, all }) => {
      const id = this.#customer?.id;
      if (id !== undefined && (all || ids.includes(id)) && !this.hasDrafts && this.#saving === null)
        void this.#load(id);
    });
  }

  /** Shows another customer (or none), saving the present one first. */
  async show(id: string | null, isFresh = false): Promise<void> {
    const request = ++this.#request;
    if (this.#customer !== null && this.#customer.id !== id) await this.leave();
    if (request !== this.#request) return;
    this.#drafts = new Map();
    this.#errors = new Map();
    this.#failure = null;
    this.#isFresh = isFresh;
    if (id === null) {
      this.#customer = null;
      return;
    }
    await this.#load(id);
  }

  async #load(id: string): Promise<void> {
    const request = ++this.#request;
    try {
      const customer = await call('customers/get', { id });
      if (request === this.#request) this.#customer = customer;
    } catch (error) {
      if (request !== this.#request) return;
      this.#failure = error;
      this.#customer = null;
    }
  }

  /** Saves what is being typed; drops a new customer that was left without a name or anything else. */
  async leave(): Promise<void> {
    await this.save();
    const customer = this.#customer;
    if (customer === null || !this.#isFresh) return;
    const isEmpty =
      customer.name.trim() === '' &&
      customer.points.length === 0 &&
      customer.contacts.length === 0 &&
      customer.notes === '' &&
      Object.keys(customer.values).length === 0;
    this.#isFresh = false;
    if (isEmpty) await call('customers/delete', { selection: { ids: [customer.id] } });
  }

  /** The text of a plain field as it stands on screen. */
  text(field: 'name' | 'organisation' | 'jobTitle' | 'notes'): string {
    const draft = this.#drafts.get(field);
    if (draft !== undefined && typeof draft.value === 'string') return draft.value;
    return this.#customer?.[field] ?? '';
  }

  /** A custom field's value as it stands on screen; `undefined` when empty or masked. */
  value(fieldId: string): FieldValue | undefined {
    const draft = this.#drafts.get(`value:${fieldId}`);
    if (draft?.field === 'value') return draft.value ?? undefined;
    const stored = this.#customer?.values[fieldId];
    return stored !== undefined && 'value' in stored ? stored.value : undefined;
  }

  isMasked(fieldId: string): boolean {
    if (this.#drafts.has(`value:${fieldId}`)) return false;
    const stored = this.#customer?.values[fieldId];
    return stored !== undefined && 'masked' in stored;
  }

  /** No key is held to the value: the role may read the class, and nobody has given the key yet. */
  isLocked(fieldId: string): boolean {
    const stored = this.#customer?.values[fieldId];
    return stored !== undefined && 'locked' in stored;
  }

  get points(): Customer['points'] {
    return this.#merged('point', this.#customer?.points ?? []);
  }

  get contacts(): Customer['contacts'] {
    return this.#merged('contact', this.#customer?.contacts ?? []);
  }

  #merged<T extends { id: string; position: number }>(field: 'point' | 'contact', stored: readonly T[]): T[] {
    const byId = new Map(stored.map((item) => [item.id, item]));
    for (const draft of this.#drafts.values()) {
      if (draft.field !== field) continue;
      if (draft.value === null) byId.delete(draft.key);
      else byId.set(draft.key, { ...draft.value, id: draft.key } as unknown as T);
    }
    return [...byId.values()].sort((a, b) => a.position - b.position);
  }

  errorOf(key: string): CallError | undefined {
    return this.#errors.get(key);
  }

  /** Takes an edit at once and saves it soon. */
  edit(edit: Edit, when: 'soon' | 'now' = 'soon'): void {
    const drafts = new Map(this.#drafts);
    drafts.set(editKey(edit), edit);
    this.#drafts = drafts;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (when === 'now') void this.save();
    else this.#timer = setTimeout(() => void this.save(), saveDelayMs);
  }

  /** Saves all drafts; resolves when nothing is left to save (refused values stay as drafts). */
  async save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#saving !== null) await this.#saving;
    if (this.#drafts.size === 0 || this.#customer === null) return;
    this.#saving = this.#saveDrafts(this.#customer.id);
    await this.#saving;
    this.#saving = null;
  }

  async #saveDrafts(id: string): Promise<void> {
    this.#isSaving = true;
    toasts.retractOffers();
    const sent = this.#drafts;
    const errors = new Map<string, CallError>();
    let saved: Customer | null = null;
    const accepted = new Set<string>();
    try {
      saved = await call('customers/edit', { id, edits: [...sent.values()] });
      for (const key of sent.keys()) accepted.add(key);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // One refused value must not hold back the others.
      for (const [key, edit] of sent) {
        try {
          saved = await call('customers/edit', { id, edits: [edit] });
          accepted.add(key);
        } catch (single) {
          if (!(single instanceof CallError)) throw single;
          errors.set(key, single);
        }
      }
    } finally {
      this.#isSaving = false;
    }
    if (this.#customer?.id !== id) return;
    if (saved !== null) this.#customer = saved;
    const left = new Map(
      [...this.#drafts].filter(([key, edit]) => !(accepted.has(key) && sent.get(key) === edit)),
    );
    this.#drafts = left;
    this.#errors = errors;
  }

  /** Gives up the refused text of a field and shows what is stored. */
  revert(key: string): void {
    const drafts = new Map(this.#drafts);
    drafts.delete(key);
    this.#drafts = drafts;
    const errors = new Map(this.#errors);
    errors.delete(key);
    this.#errors = errors;
  }
}
