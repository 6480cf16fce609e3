/** The custom columns of a list, as text, read for all rows of a window at once. */
import type { Column } from '../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../context.ts';
import { valueJson } from '../customers/cells.ts';
import type { ValueRow } from '../customers/rows.ts';
import { customerKeys, parseValue, type CustomerRef } from '../customers/sealed.ts';
import { plainOrLocked } from '../customers/value-cells.ts';
import { valueText } from '../customers/values.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';

/** So much of a text is sent to a list, in UTF-16 units. */
export const cellLength = 300;

/** Values that a list does not show until they are revealed one by one. */
function isMasked(field: FieldFacts): boolean {
  return field.class === 'restricted' || field.type === 'secret';
}

function cellText(
  vault: OpenVault,
  customer: CustomerRef,
  field: FieldFacts,
  stored: ValueRow,
): string | null {
  const json = isMasked(field) ? null : valueJson(field, stored);
  if (json === null) return null;
  using keys = customerKeys(vault, vault.store.db, customer);
  const opened = plainOrLocked(vault, keys, customer, field, json);
  if (opened.locked || opened.plain === null) return null;
  const value = parseValue(opened.plain);
  return value === null ? null : valueText(value, field.options).slice(0, cellLength);
}

/** By customer's row, then field id; `null` where there is a value that is masked, or that the role may not read. */
export function valueCells(
  vault: OpenVault,
  rows: readonly number[],
  columns: readonly Column[],
): Map<number, Record<string, string | null>> {
  const catalog = catalogOf(vault);
  const cells = new Map<number, Record<string, string | null>>();
  for (const column of columns) {
    const field = column.startsWith('value:') ? catalog.fields.get(column.slice('value:'.length)) : undefined;
    if (field === undefined || field.isDeleted) continue;
    const found = vault.store.db.all<ValueRow & { customer: number; id: string }>(
      `SELECT v.customer, c.id, v.text, v.number, v.sealed, v.version FROM field_value v CROSS JOIN customer c ON c.row = v.customer
       WHERE v.field = ? AND v.customer IN (SELECT value FROM json_each(?)) AND (v.text IS NOT NULL OR v.sealed IS NOT NULL)`,
      field.row,
      JSON.stringify(rows),
    );
    for (const { customer, id, ...stored } of found) {
      const own = cells.get(customer) ?? {};
      own[field.id] = cellText(vault, { row: customer, id }, field, stored);
      cells.set(customer, own);
    }
  }
  return cells;
}
