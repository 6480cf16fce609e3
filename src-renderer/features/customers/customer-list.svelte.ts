import type { Column, Filter, ListQuery } from '../../../src-preload/contract/customers.ts';
import type { CustomField, SavedView, Section, Tag } from '../../../src-preload/contract/fields.ts';
import { withoutGone, type Here, type LostPart } from '../../../src-preload/contract/references.ts';
import { call, on } from '../../vault.ts';
import { RowWindow } from './row-window.svelte.ts';

export const emptyQuery: ListQuery = {
  text: '',
  bin: false,
  kind: null,
  tagIds: [],
  tagMode: 'any',
  filters: [],
  sort: { by: 'relevance', direction: 'ascending' },
};

export const defaultColumns: readonly Column[] = ['organisation', 'phone', 'email', 'tags', 'updated'];

const orderedTypes = new Set(['text', 'number', 'money', 'date', 'phone', 'email']);

/** The fields that a list can be sorted by: sealed ones have no order, and many kinds have none. */
export function sortableFields(fields: readonly CustomField[]): readonly CustomField[] {
  return fields.filter(
    (field) => orderedTypes.has(field.type) && (field.class === 'public' || field.class === 'internal'),
  );
}

/** What the list shows, what is selected in it, and which customer is open. */
export class CustomerList {
  readonly rows = new RowWindow();
  #query = $state.raw<ListQuery>(emptyQuery);
  #columns = $state.raw<readonly Column[]>(defaultColumns);
  #openId = $state<string | null>(null);
  #activeIndex = $state(0);
  #isActiveAwaited = $state(false);
  #selected = $state.raw<ReadonlySet<string>>(new Set());
  #isAllSelected = $state(false);
  #viewId = $state<string | null>(null);
  #tags = $state.raw<readonly Tag[]>([]);
  #views = $state.raw<readonly SavedView[]>([]);
  #fields = $state.raw<readonly CustomField[]>([]);
  #sections = $state.raw<readonly Section[]>([]);
  #counts = $state.raw<{ active: number; bin: number } | null>(null);
  #lost = $state.raw<readonly LostPart[]>([]);
  #refreshTimer: ReturnType<typeof setTimeout> | null = null;
  #anchorIndex = 0;

  get query(): ListQuery {
    return this.#query;
  }
  get columns(): readonly Column[] {
    return this.#columns;
  }
  /** What the list was asked for and was deleted: it is left out. */
  get lost(): readonly LostPart[] {
    return this.#lost;
  }
  get openId(): string | null {
    return this.#openId;
  }
  get activeIndex(): number {
    return this.#activeIndex;
  }
  get selected(): ReadonlySet<string> {
    return this.#selected;
  }
  get isAllSelected(): boolean {
    return this.#isAllSelected;
  }
  get viewId(): string | null {
    return this.#viewId;
  }
  get tags(): readonly Tag[] {
    return this.#tags;
  }
  get views(): readonly SavedView[] {
    return this.#views;
  }
  get fields(): readonly CustomField[] {
    return this.#fields;
  }
  get sections(): readonly Section[] {
    return this.#sections;
  }
  get counts(): { active: number; bin: number } | null {
    return this.#counts;
  }
  get selectionCount(): number {
    return this.#isAllSelected ? this.rows.total : this.#selected.size;
  }
  get isFiltered(): boolean {
    const q = this.#query;
    return q.text.trim() !== '' || q.kind !== null || q.tagIds.length > 0 || q.filters.length > 0;
  }
  /** What a bulk action acts on. */
  get selection(): { query: ListQuery } | { ids: string[] } {
    return this.#isAllSelected ? { query: this.#query } : { ids: [...this.#selected] };
  }

  /** Loads everything and follows changes; returns the function that ends it. */
  start(): () => void {
    this.rows.show(this.#query, this.#columns);
    void this.#loadTags();
    void this.#loadViews();
    void this.#loadFields();
    void this.#loadCounts();
    const ends = [
      on('changed/customers', () => {
        this.#refreshSoon();
      }),
      on('changed/tags', () => {
        void this.#loadTags();
        void this.#loadViews();
        this.#refreshSoon();
      }),
      // Columns show what people are called.
      on('changed/people', () => {
        this.#refreshSoon();
      }),
      on('changed/views', () => void this.#loadViews()),
      on('changed/fields', () => {
        void this.#loadFields();
        // A view is without what was deleted, and with it again after an undo.
        void this.#loadViews();
        this.#refreshSoon();
      }),
    ];
    return () => {
      for (const end of ends) end();
      if (this.#refreshTimer !== null) clearTimeout(this.#refreshTimer);
    };
  }

  /** Changes part of the query; the view is left as soon as its query is. */
  ask(change: Partial<ListQuery>): void {
    this.#query = { ...this.#query, ...change };
    this.#lost = [];
    this.#moveTo(0);
    this.#anchorIndex = 0;
    this.clearSelection();
    this.rows.show(this.#query, this.#columns);
  }

  addFilter(filter: Filter): void {
    this.ask({ filters: [...this.#query.filters, filter] });
  }

  removeFilter(index: number): void {
    this.ask({ filters: this.#query.filters.filter((_, i) => i !== index) });
  }

  clearFilters(): void {
    this.#viewId = null;
    this.ask({ ...emptyQuery, bin: this.#query.bin, sort: this.#query.sort });
  }

  showAll(): void {
    this.#viewId = null;
    this.ask(emptyQuery);
  }

  showBin(): void {
    this.#viewId = null;
    this.ask({ ...emptyQuery, bin: true });
  }

  /** Those that whoever sits here looks after. */
  showMine(): void {
    this.#viewId = null;
    this.ask({ ...emptyQuery, filters: [{ field: 'assignee', op: 'is', value: 'me' }] });
  }

  showTag(tagId: string): void {
    this.#viewId = null;
    this.ask({ ...emptyQuery, tagIds: [tagId] });
  }

  showView(view: SavedView): void {
    this.#viewId = view.id;
    const columns = view.columns.filter((column): column is Column => column !== '');
    this.#columns = columns.length > 0 ? columns : defaultColumns;
    this.ask(view.query);
    this.#lost = view.lost;
  }

  dismissLost(): void {
    this.#lost = [];
  }

  chooseColumns(columns: readonly Column[]): void {
    this.#columns = columns;
    this.rows.show(this.#query, columns);
  }

  async saveView(name: string, id?: string): Promise<void> {
    const view = await call('views/save', {
      ...(id === undefined ? {} : { id }),
      name,
      query: this.#query,
      columns: [...this.#columns],
    });
    this.#viewId = view.id;
    await this.#loadViews();
  }

  async deleteView(id: string): Promise<void> {
    await call('views/delete', { id });
    if (this.#viewId === id) this.#viewId = null;
    await this.#loadViews();
  }

  open(id: string | null): void {
    this.#isActiveAwaited = false;
    this.#openId = id;
  }

  /** Moves the keyboard's row and opens it. @returns whether it is there; where not, {@link openAwaited} opens it */
  activate(index: number): boolean {
    if (this.rows.total === 0) return false;
    this.#moveTo(Math.min(Math.max(0, index), this.rows.total - 1));
    this.#anchorIndex = this.#activeIndex;
    const row = this.rows.row(this.#activeIndex);
    this.#isActiveAwaited = row === null;
    if (row !== null) this.#openId = row.id;
    return row !== null;
  }

  /** Opens the row that the keyboard came to before it was loaded, once it is. */
  openAwaited(): void {
    if (this.#isActiveAwaited && this.rows.row(this.#activeIndex) !== null) this.activate(this.#activeIndex);
  }

  toggle(index: number): void {
    const row = this.rows.row(index);
    if (row === null) return;
    const selected = new Set(this.#isAllSelected ? [] : this.#selected);
    if (!selected.delete(row.id)) selected.add(row.id);
    this.#isAllSelected = false;
    this.#selected = selected;
    this.#anchorIndex = index;
    this.#moveTo(index);
  }

  /** Selects from the last touched row to `index`, as far as the rows are loaded. */
  selectTo(index: number): void {
    const selected = new Set(this.#selected);
    const [from, to] = [Math.min(index, this.#anchorIndex), Math.max(index, this.#anchorIndex)];
    for (let i = from; i <= to; i++) {
      const row = this.rows.row(i);
      if (row !== null) selected.add(row.id);
    }
    this.#isAllSelected = false;
    this.#selected = selected;
    this.#moveTo(index);
  }

  selectAll(): void {
    this.#isAllSelected = true;
    this.#selected = new Set();
  }

  clearSelection(): void {
    this.#isAllSelected = false;
    this.#selected = new Set();
  }

  /** Who it is that is selected alone. */
  async theOne(): Promise<{ id: string; name: string } | null> {
    const shown = this.rows.row(this.#isAllSelected ? 0 : this.#activeIndex);
    const id = this.#isAllSelected ? shown?.id : [...this.#selected][0];
    if (id === undefined) return null;
    return shown?.id === id ? { id, name: shown.name } : call('customers/get', { id });
  }

  isSelected(id: string): boolean {
    return this.#isAllSelected || this.#selected.has(id);
  }

  tagById(id: string): Tag | undefined {
    return this.#tags.find((tag) => tag.id === id);
  }

  fieldById(id: string): CustomField | undefined {
    return this.#fields.find((field) => field.id === id);
  }

  /** Whoever moves on no longer waits for the row that they came from. */
  #moveTo(index: number): void {
    this.#activeIndex = index;
    this.#isActiveAwaited = false;
  }

  #refreshSoon(): void {
    if (this.#refreshTimer !== null) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      this.rows.refresh();
      void this.#loadCounts();
    }, 120);
  }

  async #loadTags(): Promise<void> {
    const before = this.#tags;
    this.#tags = (await call('tags/list')).tags;
    const isHere = (id: string): boolean => this.tagById(id) !== undefined;
    this.#leaveOut({ tag: isHere, field: () => true }, before);
  }

  async #loadViews(): Promise<void> {
    this.#views = (await call('views/list')).views;
  }

  async #loadFields(): Promise<void> {
    const layout = await call('fields/list');
    const before = this.#fields;
    this.#fields = layout.fields;
    this.#sections = layout.sections;
    const isHere = (id: string): boolean => this.fieldById(id) !== undefined;
    this.#leaveOut({ field: isHere, tag: () => true }, before);
  }

  /** Leaves out of the list's query and columns what was deleted, and remembers its name. */
  #leaveOut(here: Here, before: readonly { readonly id: string; readonly name: string }[]): void {
    const kept = withoutGone(this.#query, this.#columns, here);
    if (kept.lost.length === 0) return;
    const known = this.#lost;
    this.#columns = kept.columns.length > 0 ? kept.columns : defaultColumns;
    this.ask(kept.query);
    this.#lost = [
      ...known,
      ...kept.lost.map(({ part, id }) => ({ part, name: before.find((one) => one.id === id)?.name ?? '' })),
    ];
  }

  async #loadCounts(): Promise<void> {
    this.#counts = await call('customers/count');
  }
}
