/** Customers as record lines, for others to take in. */
import type { NamedContent } from '../../../src-preload/contract/attachments.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { parseAttachment } from '../attachments/cells.ts';
import { formOfClass } from '../attachments/form.ts';
import { assertWasLogged } from '../attachments/logged.ts';
import type { OpenVault } from '../context.ts';
import { isOfForm, pointForm } from '../customers/cell-forms.ts';
import { emptyJson, splitCell } from '../customers/cell-parts.ts';
import { customerKeys, type CustomerKeys, type CustomerRef } from '../customers/sealed.ts';
import { fieldOfCell, wholeValue } from '../customers/value-cells.ts';
import { catalogOf } from '../fields/catalog.ts';
import { parseOptions } from '../fields/catalog.ts';
import { jsonBy } from '../json-by-schema.ts';
import { namesIn } from '../people/names.ts';
import type { ReadDb } from '../store/store.ts';
import { contentKey, isAttachment, parseTravelling, toTravel } from './attachment-cells.ts';
import type { FieldEntry, FieldsFile } from './fields-file.ts';
import { LineText } from './record-line.ts';
import { latest } from './stamp.ts';
import { StateReader, type CellState, type CustomerState } from './stamps.ts';

/** The parts of a customer that can be left out. Kind, name and what became of it always go along. */
export type RecordPart =
  | 'organisation'
  | 'jobTitle'
  | 'notes'
  | 'phones'
  | 'emails'
  | 'addresses'
  | 'links'
  | 'contacts'
  | 'tags'
  | 'attachments';

export interface RecordChoice {
  /** Of the customers, in the order in which they go. Those that are gone with their import stay out. */
  readonly rows: readonly number[];
  readonly parts: ReadonlySet<RecordPart>;
  readonly fieldIds: ReadonlySet<string>;
  /** Only cells that changed after that entry of the log, with the name; `null` for every cell. */
  readonly since: number | null;
  /** Asked about cells that the parts let through. */
  readonly isWanted?: (cell: string, json: string | null) => boolean;
  /** Told how many customers are done. */
  readonly onCustomer?: (done: number) => void;
}

export interface RecordCounts {
  readonly customers: number;
  readonly cells: number;
  /** Of the values on board; what belongs to no field is public. */
  readonly classes: readonly FieldClass[];
}

/** Content of an attachment, and one of the customers that have it. */
export interface ContentOnBoard {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  readonly class: FieldClass;
  readonly customer: CustomerRef;
  readonly named: NamedContent;
}

/** Each content once, whatever the forms in which it is kept. */
export function differentContent(content: readonly ContentOnBoard[]): ContentOnBoard[] {
  return [...new Map(content.map((each) => [each.sha256, each])).values()];
}

export interface RecordLines {
  /** Each with its line feed. As the vault was when this began, whatever is changed meanwhile. */
  lines(): Generator<string, void, undefined>;
  /** Once the lines are through. */
  counts(): RecordCounts;
  /** The content that the lines refer to, once they are through: the same in each form in which it is kept. */
  content(): readonly ContentOnBoard[];
  /** The text of `fields.json`, once the lines are through. */
  fields(): string;
}

const always: ReadonlySet<string> = new Set(['kind', 'name', 'created', 'deleted', 'assignee']);
/** What goes along even where it did not change. */
const context: ReadonlySet<string> = new Set(['kind', 'name', 'created']);

/** Customers that are read in one go. */
const pageSize = 100;

const partOfPoint = { phone: 'phones', email: 'emails', address: 'addresses', link: 'links' } as const;

/** With all of these, a point need not be looked at. */
const everyPoint: readonly RecordPart[] = [...Object.values(partOfPoint), 'contacts'];

function isChosen(cell: string, { lastJson }: CellState, { parts, fieldIds }: RecordChoice): boolean {
  if (always.has(cell)) return true;
  const { part, key } = splitCell(cell);
  switch (part) {
    case 'organisation':
    case 'jobTitle':
    case 'notes':
      return parts.has(part);
    case 'contact':
      return parts.has('contacts');
    case 'tag':
      return parts.has('tags');
    case 'attachment':
      return parts.has('attachments');
    case 'value':
      return key !== null && fieldIds.has(key);
    case 'point': {
      if (everyPoint.every((each) => parts.has(each))) return true;
      if (lastJson === null) return parts.has('phones');
      const point = jsonBy(pointForm, lastJson);
      if (point === null) return false;
      const { type, contactId } = point;
      return parts.has(partOfPoint[type]) && (contactId === null || parts.has('contacts'));
    }
    default:
      return false;
  }
}

class Records implements RecordLines {
  readonly #vault: OpenVault;
  readonly #choice: RecordChoice;
  readonly #upTo: number;
  readonly #people = new Set<string>();
  readonly #replaced: ReadonlySet<string>;
  readonly #tags = new Set<string>();
  readonly #classes = new Set<FieldClass>(['public']);
  readonly #content = new Map<string, ContentOnBoard>();
  #customers = 0;
  #cells = 0;

  constructor(vault: OpenVault, choice: RecordChoice) {
    this.#vault = vault;
    this.#choice = choice;
    this.#upTo = vault.store.logSize;
    this.#replaced = replacedParts(vault.store.db);
  }

  *lines(): Generator<string, void, undefined> {
    const { rows, onCustomer } = this.#choice;
    const reader = new StateReader(this.#vault, this.#upTo);
    for (let start = 0; start < rows.length; start += pageSize) {
      const page = rows.slice(start, start + pageSize);
      const customers = this.#customersOf(page);
      const states = reader.readAll([...customers.values()].map(({ id }) => id));
      for (const [at, row] of page.entries()) {
        const customer = customers.get(row);
        const state = customer === undefined ? undefined : states.get(customer.id);
        const line = customer === undefined || state === undefined ? null : this.#line(customer, state);
        if (line !== null) {
          this.#customers += 1;
          yield line;
        }
        onCustomer?.(start + at + 1);
      }
    }
  }

  /** By row. */
  #customersOf(rows: readonly number[]): Map<number, CustomerRef> {
    const customers = this.#vault.store.db.all<CustomerRef>(
      'SELECT row, id FROM customer WHERE row IN (SELECT value FROM json_each(?)) AND gone = 0',
      JSON.stringify(rows),
    );
    return new Map(customers.map((customer) => [customer.row, customer]));
  }

  #isNew(state: CustomerState): boolean {
    const { since } = this.#choice;
    // Of a customer that was put into the bin everything goes along: the other side can then tell what was not known.
    const deleted = state.cells.get('deleted');
    return (
      since === null ||
      state.createdSeq > since ||
      (deleted !== undefined && deleted.json !== null && deleted.seq > since)
    );
  }

  #line(customer: CustomerRef, state: CustomerState): string | null {
    const { since, isWanted } = this.#choice;
    const isNew = this.#isNew(state);
    const line = new LineText(state.base);
    this.#people.add(state.base.person);
    using keys = customerKeys(this.#vault, this.#vault.store.db, customer);
    let changed = 0;
    for (const [cell, cellState] of state.cells) {
      const hasChanged = isNew || (since !== null && cellState.seq > since);
      if (!hasChanged && !context.has(cell)) continue;
      if (!isChosen(cell, cellState, this.#choice) || this.#replaced.has(cell)) continue;
      if (isWanted !== undefined && !always.has(cell) && !isWanted(cell, cellState.json)) continue;
      const json = this.#plain(keys, customer, cell, cellState.json);
      if (json === null && cellState.json !== null) continue;
      // Nobody takes a line in of which one cell has no form: what somebody's own program sealed stays here.
      if (cell.startsWith('value:') && !isOfForm(cell, json)) continue;
      const stamp = latest(cellState.seen);
      line.add(cell, json ?? emptyJson(cell) ?? 'null', stamp, cellState);
      this.#people.add(stamp.person);
      if (hasChanged) changed += 1;
      this.#cells += 1;
    }
    return changed === 0 ? null : line.end(customer.id);
  }

  /** Notes what the cell refers to. `null` also where no key opens the value. */
  #plain(keys: CustomerKeys, customer: CustomerRef, cell: string, json: string | null): string | null {
    if (cell.startsWith('tag:')) this.#tags.add(cell.slice('tag:'.length));
    if (isAttachment(cell)) return this.#travelling(customer, cell, json);
    const field = fieldOfCell(this.#vault, cell);
    if (field === undefined) return json;
    if (json !== null) this.#classes.add(field.class);
    return wholeValue(this.#vault, keys, customer, field, json)?.plain ?? null;
  }

  #travelling(customer: CustomerRef, cell: string, json: string | null): string | null {
    const travelling = toTravel(this.#vault, customer, json);
    if (json === null || travelling === null) return travelling;
    const named = parseAttachment(json);
    if (named === null) return null;
    const id = cell.slice('attachment:'.length);
    assertWasLogged(this.#vault, { customer, id, cell: named });
    const { sha256, size, class: fieldClass } = parseTravelling(travelling);
    this.#classes.add(fieldClass);
    this.#content.set(contentKey(formOfClass(fieldClass), sha256), {
      sha256,
      size,
      class: fieldClass,
      customer,
      named,
    });
    return travelling;
  }

  content(): readonly ContentOnBoard[] {
    return [...this.#content.values()];
  }

  counts(): RecordCounts {
    return { customers: this.#customers, cells: this.#cells, classes: [...this.#classes].sort() };
  }

  fields(): string {
    const { db } = this.#vault.store;
    const fields = fieldEntries(db, this.#choice.fieldIds).filter(
      ({ id }) => !this.#replaced.has(`value:${id}`),
    );
    const sections = db
      .all<{ id: string; name: string }>('SELECT id, name FROM section ORDER BY position, id')
      .filter(({ id }) => fields.some((field) => field.section === id))
      .map((section) => ({ ...section, aliases: aliasesOf(db, 'section', section.id) }));
    const tags = db
      .all<{ id: string; name: string; colour: number }>('SELECT id, name, colour FROM tag ORDER BY row')
      .filter(({ id }) => this.#tags.has(id))
      .map((tag) => ({ ...tag, aliases: aliasesOf(db, 'tag', tag.id) }));
    const nameOf = namesIn(this.#vault);
    const people = [...this.#people]
      .sort()
      .map((id) => ({ id, name: nameOf(id) }))
      .filter(({ name }) => name !== '');
    const file: FieldsFile = { format: 'coffer-fields', version: 1, sections, fields, tags, people };
    return `${JSON.stringify(file, null, 2)}\n`;
  }
}

/**
 * Cells of fields and tags that were removed here and whose place another has taken since (docs/file-format.md, M-9): under their ids others know
 * that one.
 */
function replacedParts(db: ReadDb): ReadonlySet<string> {
  const rows = db.all<{ cell: string }>(
    `SELECT 'value:' || f.id AS cell FROM field f JOIN mapped m ON m.entity = 'field' AND m.theirs = f.id WHERE f.deleted_at IS NOT NULL
     UNION ALL
     SELECT 'tag:' || t.id FROM tag t JOIN mapped m ON m.entity = 'tag' AND m.theirs = t.id WHERE t.deleted_at IS NOT NULL`,
  );
  return new Set(rows.map(({ cell }) => cell));
}

function aliasesOf(db: ReadDb, entity: 'field' | 'section' | 'tag', id: string): string[] {
  return db
    .all<{ theirs: string }>('SELECT theirs FROM mapped WHERE entity = ? AND ours = ?', entity, id)
    .map(({ theirs }) => theirs);
}

function fieldEntries(db: ReadDb, chosen: ReadonlySet<string>): FieldEntry[] {
  return db
    .all<Omit<FieldEntry, 'options' | 'aliases'> & { options: string }>(
      'SELECT id, name, type, class, section, options, currency FROM field ORDER BY position, row',
    )
    .filter(({ id }) => chosen.has(id))
    .map((field) => ({
      ...field,
      options: parseOptions(field.options),
      aliases: aliasesOf(db, 'field', field.id),
    }));
}

/** Record lines of customers, with what goes along as chosen. Sealed values are opened: what carries the lines must be encrypted. */
export function recordLines(vault: OpenVault, choice: RecordChoice): RecordLines {
  return new Records(vault, choice);
}

/** Every custom field, those off the forms too: for a field kit and what comes back from it. */
export function everyField(vault: OpenVault): Set<string> {
  return new Set(catalogOf(vault).fields.keys());
}

/** Rows of the customers that changed after an entry of the log, those in the bin too. */
export function rowsChangedSince(db: ReadDb, since: number): number[] {
  return db
    .all<{ row: number }>(
      `SELECT row FROM customer WHERE gone = 0 AND id IN (
         SELECT entity_id FROM change WHERE seq > ? AND entity = 'customer') ORDER BY row`,
      since,
    )
    .map(({ row }) => row);
}
