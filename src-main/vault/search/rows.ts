/** What a list shows of its customers: read for all rows of a window at once. */
import type { Column, CustomerRow } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { catalogOf } from '../fields/catalog.ts';
import { nameOfPerson } from '../people/names.ts';
import type { ReadDb } from '../store/store.ts';
import { excerptOf, nameMatch } from './matches.ts';
import { textsOf } from './row-texts.ts';
import { cellLength, valueCells } from './row-values.ts';

interface MainRow {
  readonly row: number;
  readonly id: string;
  readonly kind: 'person' | 'company';
  readonly name: string;
  readonly organisation: string;
  readonly job_title: string;
  readonly assignee: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: number | null;
}

/** The first phone number, e-mail address and city of a customer: its own before those of its contacts. */
interface FirstPoints {
  phone: string;
  email: string;
  city: string;
}

function mainsOf(db: ReadDb, list: string): Map<number, MainRow> {
  const mains = db.all<MainRow>(
    `SELECT row, id, kind, substr(name, 1, ${cellLength}) AS name, substr(organisation, 1, ${cellLength}) AS organisation,
     substr(job_title, 1, ${cellLength}) AS job_title, assignee, created_at, updated_at, deleted_at
     FROM customer WHERE row IN (SELECT value FROM json_each(?))`,
    list,
  );
  return new Map(mains.map((main) => [main.row, main]));
}

function firstPointsOf(db: ReadDb, list: string): Map<number, FirstPoints> {
  const firsts = new Map<number, FirstPoints>();
  for (const { customer, type, value, city } of db.all<{
    customer: number;
    type: string;
    value: string;
    city: string | null;
  }>(
    `SELECT customer, type, substr(value, 1, ${cellLength}) AS value, city FROM point
     WHERE customer IN (SELECT value FROM json_each(?)) ORDER BY customer, contact IS NOT NULL, position`,
    list,
  )) {
    let first = firsts.get(customer);
    if (first === undefined) firsts.set(customer, (first = { phone: '', email: '', city: '' }));
    if (type === 'phone') first.phone ||= value;
    else if (type === 'email') first.email ||= value;
    else if (type === 'address') first.city ||= city ?? '';
  }
  return firsts;
}

function tagsOf(db: ReadDb, list: string): Map<number, number[]> {
  const tags = new Map<number, number[]>();
  for (const { customer, tag } of db.all<{ customer: number; tag: number }>(
    'SELECT customer, tag FROM customer_tag WHERE customer IN (SELECT value FROM json_each(?))',
    list,
  )) {
    const own = tags.get(customer);
    if (own === undefined) tags.set(customer, [tag]);
    else own.push(tag);
  }
  return tags;
}

/** The rows of a window in their order, with what matched the words of the query. */
export function customerRows(
  vault: OpenVault,
  rows: readonly number[],
  columns: readonly Column[],
  words: readonly string[],
): CustomerRow[] {
  const { db } = vault.store;
  const catalog = catalogOf(vault);
  const list = JSON.stringify(rows);
  const mains = mainsOf(db, list);
  const points = firstPointsOf(db, list);
  const tags = tagsOf(db, list);
  const values = valueCells(vault, rows, columns);
  const found = rows.flatMap((row) => mains.get(row) ?? []);
  const assignees = new Set(found.flatMap(({ assignee }) => assignee ?? []));
  const assigneeNames = new Map([...assignees].map((id) => [id, nameOfPerson(vault, id)]));
  const nameOf = (id: string | null): string | null => (id === null ? null : (assigneeNames.get(id) ?? ''));
  const nameMatches = new Map(
    words.length === 0 ? [] : found.map((main) => [main.row, nameMatch(main.name, words)]),
  );
  const others = words.length === 0 ? [] : rows.filter((row) => nameMatches.get(row) === null);
  const texts = textsOf(db, catalog, others);
  return found.map((main): CustomerRow => ({
    id: main.id,
    kind: main.kind,
    name: main.name,
    organisation: main.organisation,
    jobTitle: main.job_title,
    phone: points.get(main.row)?.phone ?? '',
    email: points.get(main.row)?.email ?? '',
    city: points.get(main.row)?.city ?? '',
    tagIds: (tags.get(main.row) ?? []).flatMap((tag) => {
      const facts = catalog.tagsByRow.get(tag);
      return facts === undefined || facts.isDeleted ? [] : [facts.id];
    }),
    assigneeName: nameOf(main.assignee),
    createdAt: main.created_at,
    updatedAt: main.updated_at,
    deletedAt: main.deleted_at,
    values: values.get(main.row) ?? {},
    nameMatch: nameMatches.get(main.row) ?? null,
    match: excerptOf(texts.get(main.row) ?? [], words),
  }));
}
