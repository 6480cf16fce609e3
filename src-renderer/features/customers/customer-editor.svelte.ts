import type { Customer, CustomerKind, Edit, FieldValue } from '../../../src-preload/contract/customers.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { rights } from '../session/rights.svelte.ts';
import { unsaved } from './unsaved.svelte.ts';

const saveDelayMs = 400;

/** `name`, or `point:<id>` where a field has many. */
export function editKey(edit: Pick<Edit, 'field'> & { key?: string }): string {
  return edit.key === undefined ? edit.field : `${edit.field}:${edit.key}`;
}

/** Whether there is a field left on screen that a refusal can be shown beside. */
function hasField({ field, value }: Edit): boolean {
  if (field === 'tag' || field === 'kind') return false;
  return value !== null || (field !== 'point' && field !== 'contact');
}

/**
 * One customer being edited in place. What is typed shows at once and is saved a moment later, on blur, and before
 * each lock; a value that the vault refuses stays with its customer, and on screen with its error beside it, until it is saved or
 * given up. What has no field, such as a tag, is given up at once, and the window's foot says so.
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
  #shows = 0;
  #wanted: string | null = null;
  #reloads = 0;

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

  /** A customer of that kind was just made, and nothing was typed for it. */
  isBlank(kind: CustomerKind): boolean {
    const customer = this.#customer;
    if (customer?.kind !== kind || !this.#isFresh || this.hasDrafts) return false;
    const { name, organisation, jobTitle, notes, points, contacts, tagIds, values } = customer;
    const texts = [name, organisation, jobTitle, notes];
    const lists = [points, contacts, tagIds, Object.keys(values)];
    return texts.every((text) => text === '') && lists.every((list) => list.length === 0);
  }

  /** Follows changes made elsewhere (undo, import, another screen); returns the function that ends it. */
  start(): () => void {
    return on('changed/customers', ({ ids, all }) => {
      const id = this.#customer?.id;
      if (id !== undefined && (all || ids.includes(id)) && !this.hasDrafts && this.#saving === null)
        void this.#reload(id);
    });
  }

  /**
   * Shows another customer (or none). The present one stays until the other is there, takes what is typed until then,
   * and is saved. Resolves when it is shown, or when another was asked for meanwhile.
   */
  async show(id: string | null, isFresh = false): Promise<void> {
    const show = ++this.#shows;
    this.#wanted = id;
    if (this.#customer?.id === id) return;
    await this.save();
    let next: Customer | null = null;
    let failure: unknown = null;
    try {
      if (id !== null) next = await call('customers/get', { id });
    } catch (error) {
      failure = error;
    }
    if (show === this.#shows) await this.leave();
    if (show !== this.#shows) {
      // A new one that somebody moved on from before it was there.
      if (isFresh && id !== null && this.#wanted !== id) await this.#discard(id);
      return;
    }
    this.#customer = next;
    this.#failure = failure;
    const refused = id === null ? undefined : unsaved.of(id);
    this.#drafts = refused?.drafts ?? new Map();
    this.#errors = refused?.errors ?? new Map();
    this.#isFresh = isFresh;
  }

  async #reload(id: string): Promise<void> {
    const reload = ++this.#reloads;
    let customer: Customer | null = null;
    let failure: unknown = null;
    try {
      customer = await call('customers/get', { id });
    } catch (error) {
      failure = error;
    }
    if (reload !== this.#reloads || this.#customer?.id !== id) return;
    this.#customer = customer;
    this.#failure = failure;
  }

  /** Saves what is being typed; drops a new customer that was left without a name or anything else. */
  async leave(): Promise<void> {
    await this.save();
    const customer = this.#customer;
    if (customer === null || !this.#isFresh) return;
    this.#isFresh = false;
    if (!this.isInBin && !this.hasDrafts) await this.#discard(customer.id);
  }

  /** Drops a new customer that is blank; the vault keeps what is not. */
  async #discard(id: string): Promise<void> {
    try {
      await call('customers/discard', { id });
    } catch (error) {
      // Undone meanwhile, or somebody else's by now.
      if (!(error instanceof CallError && error.code === 'customers/not-found')) throw error;
    }
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

  /** What lies in the bin is read, and changed again once it is restored. */
  get isInBin(): boolean {
    return this.#customer !== null && this.#customer.deletedAt !== null;
  }

  /** Whether values of that class can be changed here, by this person. */
  mayWrite(fieldClass: FieldClass): boolean {
    return !this.isInBin && rights.mayWrite(fieldClass);
  }

  /** There is a value, and the person's role has no key to it. */
  isLocked(fieldId: string): boolean {
    const stored = this.#customer?.values[fieldId];
    return stored !== undefined && 'masked' in stored && stored.locked === true;
  }

  isMasked(fieldId: string): boolean {
    if (this.#drafts.has(`value:${fieldId}`)) return false;
    const stored = this.#customer?.values[fieldId];
    return stored !== undefined && 'masked' in stored;
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

  /** Saves all drafts, those typed meanwhile too; refused values that have a field stay as drafts. */
  async save(): Promise<void> {
    while (this.#saving !== null) await this.#saving;
    let sent: ReadonlyMap<string, Edit> = new Map();
    while (this.#customer !== null && [...this.#drafts].some(([key, edit]) => sent.get(key) !== edit)) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      sent = this.#drafts;
      this.#saving = this.#saveDrafts(this.#customer.id).finally(() => {
        this.#saving = null;
      });
      await this.#saving;
    }
  }

  async #saveDrafts(id: string): Promise<void> {
    this.#isSaving = true;
    toasts.retractOffers();
    const sent = this.#drafts;
    const errors = new Map<string, CallError>();
    let saved: Customer | null = null;
    const done = new Set<string>();
    const reasons = new Set<string>();
    try {
      saved = await call('customers/edit', { id, edits: [...sent.values()] });
      for (const key of sent.keys()) done.add(key);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // One refused value must not hold back the others.
      for (const [key, edit] of sent) {
        try {
          saved = await call('customers/edit', { id, edits: [edit] });
          done.add(key);
        } catch (single) {
          if (!(single instanceof CallError)) throw single;
          if (hasField(edit)) errors.set(key, single);
          else {
            done.add(key);
            reasons.add(textOf(single));
          }
        }
      }
    } finally {
      this.#isSaving = false;
    }
    for (const text of reasons) toasts.show({ text, kind: 'danger' });
    if (this.#customer?.id !== id) return;
    if (saved !== null) this.#customer = saved;
    const left = new Map(
      [...this.#drafts].filter(([key, edit]) => !(done.has(key) && sent.get(key) === edit)),
    );
    this.#drafts = left;
    this.#errors = errors;
    this.#keepRefused(this.#customer);
  }

  /** What is not refused is being saved and no business of who lists what could not be. */
  #keepRefused({ id, name }: Customer): void {
    const drafts = new Map([...this.#drafts].filter(([key]) => this.#errors.has(key)));
    unsaved.set({ customerId: id, name, drafts, errors: this.#errors });
  }

  /** Drops what was typed for customers who are gone for good, and shows none of them. */
  forget(ids: readonly string[]): void {
    for (const id of ids) unsaved.throwAway(id);
    if (this.#wanted === null || !ids.includes(this.#wanted)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#reloads += 1;
    this.#customer = null;
    this.#failure = null;
    this.#drafts = new Map();
    this.#errors = new Map();
    this.#isFresh = false;
  }

  /** Gives up the refused text of a field and shows what is stored. */
  revert(key: string): void {
    const drafts = new Map(this.#drafts);
    drafts.delete(key);
    this.#drafts = drafts;
    const errors = new Map(this.#errors);
    errors.delete(key);
    this.#errors = errors;
    if (this.#customer !== null) this.#keepRefused(this.#customer);
  }
}
