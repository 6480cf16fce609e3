/** Changes of fields, sections, tags and views as properties draw them: of every column. One that is missing here does not compile. */
import fc from 'fast-check';
import { listQuery } from '../../../../src-preload/contract/customers.ts';
import { fieldClass, fieldType } from '../../../../src-preload/contract/fields.ts';
import { nameFrom } from '../../../../src-preload/contract/texts.ts';
import { listFields } from '../../../../src-main/vault/fields/fields.ts';
import { fieldHandlers } from '../../../../src-main/vault/fields/handlers.ts';
import type { LayoutCell } from '../../../../src-main/vault/fields/layout-cells.ts';
import { isNameTaken } from '../../../../src-main/vault/fields/layout-names.ts';
import { listSections } from '../../../../src-main/vault/fields/sections.ts';
import { listTags } from '../../../../src-main/vault/fields/tags.ts';
import { listViews } from '../../../../src-main/vault/fields/views.ts';
import type { TestVault } from '../../../unit/vault/customers/test-vault.ts';

const givenTo = (text: fc.Arbitrary<string>) =>
  fc.record({
    which: fc.nat({ max: 40 }),
    other: fc.nat({ max: 40 }),
    name: text,
    class: fc.constantFrom(...fieldClass.options),
    type: fc.constantFrom(...fieldType.options),
  });
type Given = typeof givenTo extends (text: never) => fc.Arbitrary<infer T> ? T : never;

/** What a change has before it. */
class Layout {
  readonly vault: TestVault;
  readonly given: Given;
  readonly calls: ReturnType<typeof fieldHandlers>;
  /** The field that it is about: of those in play, if there are any. */
  readonly #about: readonly string[];

  constructor(vault: TestVault, given: Given, about: readonly string[]) {
    this.vault = vault;
    this.given = given;
    this.calls = fieldHandlers(vault);
    this.#about = about;
  }

  get #db() {
    return this.vault.store.db;
  }
  get name(): string {
    return nameFrom(this.given.name) || 'x';
  }
  pick<T>(from: readonly T[], at = this.given.which): T | undefined {
    return from[at % Math.max(1, from.length)];
  }
  get fields() {
    const all = listFields(this.#db);
    const inPlay = all.filter(({ id }) => this.#about.includes(id));
    return inPlay.length > 0 ? inPlay : all;
  }
  get field() {
    return this.pick(this.fields);
  }
  get sections() {
    return listSections(this.#db);
  }
  get section() {
    return this.pick(this.sections);
  }
  get tag() {
    return this.pick(listTags(this.#db));
  }
  get views() {
    return listViews(this.#db);
  }
  get view() {
    return this.pick(this.views);
  }
  /** Another one to stand before; none for the last place. */
  before(all: readonly { readonly id: string }[], id: string): string | null {
    const others = all.filter((one) => one.id !== id);
    return this.given.other % 3 === 0 ? null : (this.pick(others, this.given.other)?.id ?? null);
  }
  isFree(entity: 'field' | 'tag', except: string | null): boolean {
    return !isNameTaken(this.#db, entity, this.name, except);
  }
  saveView(id?: string): unknown {
    const query = listQuery.parse({ text: this.given.name.slice(0, 200) });
    return this.calls['views/save']({ id, name: this.name, query, columns: ['name'] });
  }
}

type Work = (layout: Layout) => unknown;

/** Nothing happens where there is nothing that it could happen to. */
const works = {
  'field.section': (layout) => {
    const { calls, field, sections, given } = layout;
    return (
      field !== undefined &&
      calls['fields/move']({
        id: field.id,
        sectionId: layout.pick(sections, given.other)?.id ?? field.sectionId,
        beforeId: null,
      })
    );
  },
  'field.name': (layout) => {
    const { calls, field, name } = layout;
    return (
      field !== undefined &&
      layout.isFree('field', field.id) &&
      calls['fields/update']({ id: field.id, name })
    );
  },
  // A type is given once: to a new field.
  'field.type': (layout) => {
    const { calls, section, name, given } = layout;
    return (
      section !== undefined &&
      layout.isFree('field', null) &&
      calls['fields/create']({
        name,
        type: given.type,
        class: given.class,
        sectionId: section.id,
        options:
          given.type === 'choice' || given.type === 'choices' ? [{ name: 'One' }, { name: 'Two' }] : [],
        currency: 'CNY',
      })
    );
  },
  'field.class': ({ calls, field, given }) =>
    field !== undefined && calls['fields/update']({ id: field.id, class: given.class }),
  'field.options': (layout) => {
    const { calls, name, given } = layout;
    const field = layout.pick(layout.fields.filter(({ type }) => type === 'choice' || type === 'choices'));
    if (field === undefined) return undefined;
    const { options } = field;
    const isNew = !options.some((one) => one.name === name) && options.length < 6;
    const next = given.other % 2 === 0 && isNew ? [...options, { name }] : options.slice(1);
    return calls['fields/update']({ id: field.id, options: next });
  },
  'field.currency': ({ calls, field, given }) =>
    field !== undefined &&
    calls['fields/update']({ id: field.id, currency: given.other % 2 === 0 ? 'EUR' : 'CNY' }),
  'field.position': (layout) => {
    const { calls, field, fields } = layout;
    if (field === undefined) return undefined;
    const beside = fields.filter(({ sectionId }) => sectionId === field.sectionId);
    return calls['fields/move']({
      id: field.id,
      sectionId: field.sectionId,
      beforeId: layout.before(beside, field.id),
    });
  },
  'field.deleted_at': ({ calls, field }) => field !== undefined && calls['fields/delete']({ id: field.id }),
  'section.name': ({ calls, section, name, given }) =>
    section === undefined || given.other % 2 === 0
      ? calls['sections/create']({ name })
      : calls['sections/rename']({ id: section.id, name }),
  'section.position': (layout) =>
    layout.section !== undefined &&
    layout.calls['sections/move']({
      id: layout.section.id,
      beforeId: layout.before(layout.sections, layout.section.id),
    }),
  'section.deleted_at': (layout) => {
    const used = new Set(listFields(layout.vault.store.db).map(({ sectionId }) => sectionId));
    const empty = layout.pick(layout.sections.filter(({ id }) => !used.has(id)));
    return empty !== undefined && layout.calls['sections/delete']({ id: empty.id });
  },
  'tag.name': (layout) => {
    const { calls, tag, name, given } = layout;
    if (tag === undefined || given.other % 3 === 0)
      return layout.isFree('tag', null) && calls['tags/create']({ name, colour: 1 });
    return layout.isFree('tag', tag.id) && calls['tags/update']({ id: tag.id, name });
  },
  'tag.colour': ({ calls, tag, given }) =>
    tag !== undefined && calls['tags/update']({ id: tag.id, colour: given.other % 12 }),
  'tag.deleted_at': ({ calls, tag }) => tag !== undefined && calls['tags/delete']({ id: tag.id }),
  'view.name': (layout) => layout.saveView(layout.view?.id),
  'view.query': (layout) => layout.saveView(layout.view?.id),
  'view.columns': ({ calls, view, given }) =>
    view !== undefined &&
    calls['views/save']({ ...view, columns: given.other % 2 === 0 ? ['name', 'phone'] : ['name'] }),
  'view.position': (layout) =>
    layout.view !== undefined &&
    layout.calls['views/move']({ id: layout.view.id, beforeId: layout.before(layout.views, layout.view.id) }),
  // An owner is whoever makes one.
  'view.owner': (layout) => layout.saveView(),
  'view.deleted_at': ({ calls, view }) => view !== undefined && calls['views/delete']({ id: view.id }),
} satisfies Record<LayoutCell, Work>;

export const layoutColumns = Object.keys(works) as LayoutCell[];

/** A change of the layout, as a batch of its own. */
export interface LayoutChange {
  readonly cell: LayoutCell;
  readonly apply: (place: {
    readonly vault: TestVault;
    readonly fields?: readonly string[];
  }) => Promise<void>;
}

/** A change of any column of the layout, besides those. */
export function anyLayoutChange(
  text: fc.Arbitrary<string>,
  except: readonly LayoutCell[] = [],
): fc.Arbitrary<LayoutChange> {
  const cells = layoutColumns.filter((cell) => !except.includes(cell));
  return fc.tuple(fc.constantFrom(...cells), givenTo(text)).map(([cell, given]) => ({
    cell,
    [fc.toStringMethod]: () => cell,
    apply: async ({ vault, fields = [] }) => {
      await works[cell](new Layout(vault, given, fields));
    },
  }));
}
