/** A new customer worked out to what the tables take. Pure: an import does this in a thread of its own. */
import type {
  Contact,
  CustomerKind,
  Edit,
  FieldValue,
  Point,
} from '../../../src-preload/contract/customers.ts';
import { newId } from '../crypto/id.ts';
import type { Catalog, FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/compartment.ts';
import { indexEntries, type IndexedText, type IndexEntries } from '../search/index-entries.ts';
import { sortKey } from '../search/sort-key.ts';
import { lookupOf } from './phone.ts';
import { cellEdit, type Cell, type CellEdit } from './rules.ts';
import { isSearchable } from './search-text.ts';
import { storedForm, valueText, type IndexedValue } from './values.ts';

export interface NewCustomer {
  readonly kind: CustomerKind;
  readonly edits: readonly Edit[];
  /** Made here when not given. */
  readonly id?: string;
}

/** Plain data, which can be sent from one thread to another. */
export interface PreparedCustomer {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly nameKey: string;
  readonly organisation: string;
  readonly organisationKey: string;
  readonly jobTitle: string;
  readonly notes: string;
  readonly points: readonly { readonly id: string; readonly point: Point; readonly lookup: string }[];
  readonly contacts: readonly { readonly id: string; readonly contact: Contact }[];
  readonly tagIds: readonly string[];
  /** Not yet in `logged`: somebody who has customers of their own gets those that they make. */
  readonly assignee: string | null;
  readonly plainValues: readonly (IndexedValue & { readonly fieldId: string })[];
  /** Values that are still to be sealed, as JSON. */
  readonly valuesToSeal: readonly { readonly fieldId: string; readonly json: string }[];
  /** The first values as members of the log's JSON object, each after a comma, without those to be sealed. */
  readonly logged: string;
  /** `null` when the write is to be taken back. */
  readonly entries: IndexEntries | null;
}

/** What edits of an empty customer leave: the last edit of each cell, without those that say nothing. */
function firstCells({ kind, edits }: NewCustomer, catalog: Catalog): Map<Cell, CellEdit> {
  const cells = new Map<Cell, CellEdit>([['kind', cellEdit({ field: 'kind', value: kind }, catalog)]]);
  for (const edit of edits) {
    const change = cellEdit(edit, catalog);
    if (change.json === null || change.json === '""') cells.delete(change.cell);
    else cells.set(change.cell, change);
  }
  return cells;
}

interface Parts {
  readonly columns: Record<string, string>;
  readonly points: [string, Point][];
  readonly contacts: [string, Contact][];
  readonly tagIds: string[];
  assignee: string | null;
  readonly values: [field: FieldFacts, value: FieldValue, json: string][];
  /** Members of the log's JSON object, each after a comma. */
  readonly logged: string[];
}

function partsOf(cells: ReadonlyMap<Cell, CellEdit>): Parts {
  const parts: Parts = {
    columns: {},
    points: [],
    contacts: [],
    tagIds: [],
    assignee: null,
    values: [],
    logged: [],
  };
  for (const { cell, kept, json } of cells.values()) {
    if (kept === null || json === null) continue;
    if (kept.part === 'column') parts.columns[cell] = kept.text;
    else if (kept.part === 'point') parts.points.push([kept.key, kept.point]);
    else if (kept.part === 'contact') parts.contacts.push([kept.key, kept.contact]);
    else if (kept.part === 'tag') parts.tagIds.push(kept.key);
    else if (kept.part === 'assignee') {
      parts.assignee = kept.personId;
      continue;
    } else parts.values.push([kept.field, kept.value, json]);
    if (kept.part !== 'value' || !isSealed(kept.field.class)) parts.logged.push(loggedMember(cell, json));
  }
  return parts;
}

/** A cell as a member of the log's JSON object, after a comma. */
export function loggedMember(cell: Cell, json: string): string {
  return `,${JSON.stringify(cell)}:${json}`;
}

function textOf({ columns, points, contacts, tagIds, values }: Parts, catalog: Catalog): IndexedText {
  const names = [columns['name'] ?? '', columns['organisation'] ?? ''];
  const texts = [columns['jobTitle'] ?? '', columns['notes'] ?? ''];
  for (const [, { name, jobTitle, department, note }] of contacts) {
    names.push(name);
    texts.push(jobTitle, department, note);
  }
  for (const [, point] of points) texts.push(point.value);
  for (const [field, value] of values) if (isSearchable(field)) texts.push(valueText(value, field.options));
  for (const id of tagIds) texts.push(catalog.tags.get(id)?.name ?? '');
  return { names, texts };
}

/** `isRehearsal`: without search entries. @throws VaultError customers/bad-value */
export function prepareCustomer(given: NewCustomer, catalog: Catalog, isRehearsal = false): PreparedCustomer {
  const parts = partsOf(firstCells(given, catalog));
  const { columns, points, contacts, tagIds, values, logged } = parts;
  const name = columns['name'] ?? '';
  const organisation = columns['organisation'] ?? '';
  return {
    id: given.id ?? newId(),
    kind: columns['kind'] ?? given.kind,
    name,
    nameKey: sortKey(name),
    organisation,
    organisationKey: sortKey(organisation),
    jobTitle: columns['jobTitle'] ?? '',
    notes: columns['notes'] ?? '',
    points: points.map(([id, point]) => ({
      id,
      point,
      lookup: lookupOf(point.type, point.value, catalog.country),
    })),
    contacts: contacts.map(([id, contact]) => ({ id, contact })),
    tagIds,
    assignee: parts.assignee,
    plainValues: values
      .filter(([field]) => !isSealed(field.class))
      .map(([field, value]) => ({ fieldId: field.id, ...storedForm(field.type, value) })),
    valuesToSeal: values
      .filter(([field]) => isSealed(field.class))
      .map(([field, , json]) => ({ fieldId: field.id, json })),
    logged: logged.join(''),
    entries: isRehearsal ? null : indexEntries(textOf(parts, catalog)),
  };
}
