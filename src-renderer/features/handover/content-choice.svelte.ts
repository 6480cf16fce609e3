import type { ListQuery, Selection } from '../../../src-preload/contract/customers.ts';
import type { CustomField, FieldClass, SavedView } from '../../../src-preload/contract/fields.ts';
import type { CustomerPart, HandOverContent } from '../../../src-preload/contract/handover.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { call, CallError, textOf } from '../../vault.ts';
import {
  customerParts,
  everyone,
  fieldsAtFirst,
  needsReason,
  shareOf,
  viewOf,
  withAll,
  type Chosen,
  type Scope,
} from './content-rules.ts';

export type Preview = OutputOf<'bundle/preview'>;

const settleMs = 150;

/** What the customer list shows, to choose from. */
export interface ListNow {
  readonly query: ListQuery;
  /** `null` while they are not all counted. */
  readonly shown: number | null;
  readonly isFiltered: boolean;
  readonly all: number | null;
  readonly chosen: Chosen | null;
  readonly fields: readonly CustomField[];
  /** Saved views, without those of the bin, and those that lost a condition and would hand over more than was meant. */
  readonly views: readonly SavedView[];
}

/** Which customers go along and what of them, with a preview that always fits the choice. */
export class ContentChoice {
  readonly #now: () => ListNow;
  #asked = $state.raw<Chosen | null>(null);
  #scope = $state<Scope | null>(null);
  #parts = $state.raw<ReadonlySet<CustomerPart>>(new Set(customerParts));
  #fieldIds = $state.raw<ReadonlySet<string> | null>(null);
  #attachmentClasses = $state.raw<ReadonlySet<FieldClass>>(new Set<FieldClass>(['public', 'internal']));
  #reason = $state('');
  #preview = $state.raw<Preview | null>(null);
  #failure = $state<string | null>(null);
  #isCounting = $state(false);
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => ListNow) {
    this.#now = now;
  }

  /** Customers named by where the person came from, or else those selected in the list. */
  readonly chosen: Chosen | null = $derived.by(() => this.#asked ?? this.#now().chosen);
  readonly scope: Scope = $derived.by(() => {
    if (this.#scope === 'chosen' && this.chosen === null) return 'all';
    // A view that was deleted meanwhile.
    if (this.#scope?.startsWith('view:') === true && viewOf(this.#scope, this.#now().views) === undefined)
      return 'all';
    return this.#scope ?? (this.chosen !== null ? 'chosen' : this.#now().isFiltered ? 'shown' : 'all');
  });
  readonly fields: readonly CustomField[] = $derived.by(() => this.#now().fields);
  readonly fieldIds: ReadonlySet<string> = $derived.by(() => {
    const known = new Set(this.fields.map((field) => field.id));
    return new Set([...(this.#fieldIds ?? fieldsAtFirst(this.fields))].filter((id) => known.has(id)));
  });
  readonly needsReason: boolean = $derived.by(() =>
    needsReason(this.fields, this.fieldIds, this.#parts, this.#attachmentClasses),
  );
  readonly content: HandOverContent = $derived.by(() => ({
    selection: this.#selection(),
    parts: [...this.#parts],
    fieldIds: [...this.fieldIds],
    attachmentClasses: this.#parts.has('attachments') ? [...this.#attachmentClasses] : [],
  }));

  get now(): ListNow {
    return this.#now();
  }
  get parts(): ReadonlySet<CustomerPart> {
    return this.#parts;
  }
  get attachmentClasses(): ReadonlySet<FieldClass> {
    return this.#attachmentClasses;
  }
  get reason(): string {
    return this.#reason;
  }
  set reason(next: string) {
    this.#reason = next;
  }
  get preview(): Preview | null {
    return this.#preview;
  }
  get isCounting(): boolean {
    return this.#isCounting;
  }
  get failure(): string | null {
    return this.#failure;
  }
  /** The reason as it is sent: none where none is asked for. */
  get givenReason(): string | null {
    return this.needsReason ? this.#reason.trim() : null;
  }

  /** Starts with these customers; `null` for those selected in the list. */
  choose(chosen: Chosen | null): void {
    this.#asked = chosen;
    this.#scope = chosen === null ? null : 'chosen';
  }

  setScope(scope: Scope): void {
    this.#scope = scope;
  }

  setParts(parts: readonly CustomerPart[], isIn: boolean): void {
    this.#parts = withAll(this.#parts, parts, isIn);
  }

  setFields(ids: readonly string[], isIn: boolean): void {
    this.#fieldIds = withAll(this.fieldIds, ids, isIn);
  }

  setAttachmentClass(fieldClass: FieldClass, isIn: boolean): void {
    this.#attachmentClasses = withAll(this.#attachmentClasses, [fieldClass], isIn);
  }

  shareOfFields(ids: readonly string[]): 'none' | 'some' | 'all' {
    return shareOf(ids, this.fieldIds);
  }

  /** Counts again soon. */
  refresh(content: HandOverContent): void {
    clearTimeout(this.#timer);
    const request = (this.#request += 1);
    this.#isCounting = true;
    this.#timer = setTimeout(() => void this.#count(content, request), settleMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#request += 1;
  }

  #selection(): Selection {
    const now = this.#now();
    if (this.scope === 'chosen' && this.chosen !== null) return this.chosen.selection;
    const view = viewOf(this.scope, now.views);
    return { query: view?.query ?? (this.scope === 'shown' ? now.query : everyone) };
  }

  async #count(content: HandOverContent, request: number): Promise<void> {
    try {
      const preview = await call('bundle/preview', content);
      if (request !== this.#request) return;
      this.#preview = preview;
      this.#failure = null;
    } catch (error) {
      if (request !== this.#request) return;
      this.#preview = null;
      this.#failure = error instanceof CallError && error.code === 'vault/locked' ? null : textOf(error);
    } finally {
      if (request === this.#request) this.#isCounting = false;
    }
  }
}
