/** What a list shows of its customers: read for all rows of a window at once. */
import type { Column, CustomerRow } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { valueFromStored, valueText } from '../customers/values.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { isSealed } from '../fields/blind-index.ts';
import type { ReadDb } from '../store/store.ts';
import { excerptOf, nameMatch } from './matches.ts';

interface MainRow {
  readonly row: number;
  readonly id: string;
  readonly kind: 'person' | 'company';
  readonly name: string;
  readonly organisation: string;
  readonly job_title: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: number | null;
}
interface PointRow {
  readonly customer: number;
  readonly type: string;
  readonly value: string;
  readonly city: string | null;
}

/** So much of a text column is sent to a list. */
const cellLength = 300;

function grouped<T extends { readonly customer: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.customer);
    if (group === undefined) groups.set(item.customer, [item]);
    else group.push(item);
  }
  return groups;
}

/** The other texts of a customer, in which a match is looked for when the name has none. Only for the few shown. */
function textsOf(
  db: ReadDb,
  fields: ReadonlyMap<number, FieldFacts>,
  row: number,
  main: MainRow,
  points: readonly PointRow[],
): { field: string; text: string }[] {
  const contacts = db.all<{ name: string; job_title: string; department: string; note: string }>(
    'SELECT name, job_title, department, note FROM contact WHERE customer = ? ORDER BY position',
    row,
  );
  const values = db.all<{ field: number; text: string; number: number | null }>(
    'SELECT field, text, number FROM field_value WHERE customer = ? AND text IS NOT NULL',
    row,
  );
  const notes = db.value<string>('SELECT notes FROM customer WHERE row = ?', row) ?? '';
  return [
    { field: 'organisation', text: main.organisation },
    ...points.map(({ type, value }) => ({ field: type, text: value })),
    ...contacts.flatMap((contact) =>
      [contact.name, contact.job_title, contact.department, contact.note].map((text) => ({
        field: 'contact',
        text,
      })),
    ),
    { field: 'jobTitle', text: main.job_title },
    ...values.flatMap(({ field: fieldRow, text, number }) => {
      const field = fields.get(fieldRow);
      if (field === undefined || field.isDeleted || isSealed(field.class)) return [];
      return [
        {
          field: `value:${field.id}`,
          text: valueText(valueFromStored(field.type, { text, number }), field.options),
        },
      ];
    }),
    { field: 'notes', text: notes },
  ];
}

function valueCells(
  vault: OpenVault,
  rowsJson: string,
  columns: readonly Column[],
): Map<number, Record<string, string | null>> {
  const catalog = catalogOf(vault);
  const cells = new Map<number, Record<string, string | null>>();
  for (const column of columns) {
    if (!column.startsWith('value:')) continue;
    const field = catalog.fields.get(column.slice('value:'.length));
    if (field === undefined) continue;
    const found = vault.store.db.all<{ customer: number; text: string | null; number: number | null }>(
      `SELECT customer, substr(text, 1, ${cellLength}) AS text, number FROM field_value
       WHERE field = ? AND customer IN (SELECT value FROM json_each(?)) AND (text IS NOT NULL OR sealed IS NOT NULL)`,
      field.row,
      rowsJson,
    );
    for (const { customer, text, number } of found) {
      const own = cells.get(customer) ?? {};
      own[field.id] =
        text === null ? null : valueText(valueFromStored(field.type, { text, number }), field.options);
      cells.set(customer, own);
    }
  }
  return cells;
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
  const mains = new Map(
    db
      .all<MainRow>(
        `SELECT row, id, kind, substr(name, 1, ${cellLength}) AS name, substr(organisation, 1, ${cellLength}) AS organisation,
         substr(job_title, 1, ${cellLength}) AS job_title, created_at, updated_at, deleted_at
         FROM customer WHERE row IN (SELECT value FROM json_each(?))`,
        list,
      )
      .map((main) => [main.row, main] as const),
  );
  const points = grouped(
    db.all<PointRow>(
      `SELECT customer, type, substr(value, 1, ${cellLength}) AS value, city FROM point
       WHERE customer IN (SELECT value FROM json_each(?)) ORDER BY customer, type, contact IS NOT NULL, position`,
      list,
    ),
  );
  const tags = grouped(
    db.all<{ customer: number; tag: number }>(
      'SELECT customer, tag FROM customer_tag WHERE customer IN (SELECT value FROM json_each(?))',
      list,
    ),
  );
  const values = valueCells(vault, list, columns);
  return rows.flatMap((row): CustomerRow[] => {
    const main = mains.get(row);
    if (main === undefined) return [];
    const own = points.get(row) ?? [];
    const first = (type: string): string => own.find((point) => point.type === type)?.value ?? '';
    const inName = words.length === 0 ? null : nameMatch(main.name, words);
    return [
      {
        id: main.id,
        kind: main.kind,
        name: main.name,
        organisation: main.organisation,
        jobTitle: main.job_title,
        phone: first('phone'),
        email: first('email'),
        city: own.find((point) => point.type === 'address' && point.city)?.city ?? '',
        tagIds: (tags.get(row) ?? []).flatMap(({ tag }) => {
          const facts = catalog.tagsByRow.get(tag);
          return facts === undefined || facts.isDeleted ? [] : [facts.id];
        }),
        createdAt: main.created_at,
        updatedAt: main.updated_at,
        deletedAt: main.deleted_at,
        values: values.get(row) ?? {},
        nameMatch: inName,
        match:
          words.length === 0 || inName !== null
            ? null
            : excerptOf(textsOf(db, catalog.fieldsByRow, row, main, own), words),
      },
    ];
  });
}
