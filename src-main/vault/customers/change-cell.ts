/** Changing a cell of a customer who is there. Nothing else writes one: what is asked of every change is asked here. */
import { z } from 'zod';
import { assertWrites } from '../access/classes.ts';
import { assertAssigns } from '../access/scope.ts';
import { classOfAttachment, writeAttachmentCell } from '../attachments/cells.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';
import { jsonBy } from '../json-by-schema.ts';
import { sortKey } from '../search/sort-key.ts';
import type { WriteTx } from '../store/store.ts';
import { contactForm, isOfForm, pointForm, standingForm } from './cell-forms.ts';
import { emptyJson, isCellPart, splitCell } from './cell-parts.ts';
import { insertContacts, insertPoints, putValue, writeTokens } from './cells.ts';
import { lookupOf } from './phone.ts';
import type { Cell } from './rules.ts';
import type { CustomerKeys, CustomerRef } from './sealed.ts';
import { fieldOfCell, loggedJson } from './value-cells.ts';

/** What was asked before the change was recorded. @throws VaultError vault/damaged */
function formed<T>(form: z.ZodType<T>, json: string): T {
  const value = jsonBy(form, json);
  if (value === null) throw new VaultError('vault/damaged', { part: 'cell' });
  return value;
}

function writeColumn(
  tx: WriteTx,
  row: number,
  column: 'kind' | 'name' | 'organisation' | 'jobTitle' | 'notes',
  json: string,
): void {
  const text = formed(z.string(), json);
  switch (column) {
    case 'kind':
      tx.run('UPDATE customer SET kind = ? WHERE row = ?', text, row);
      break;
    case 'name':
      tx.run('UPDATE customer SET name = ?, name_key = ? WHERE row = ?', text, sortKey(text), row);
      break;
    case 'organisation':
      tx.run(
        'UPDATE customer SET organisation = ?, organisation_key = ? WHERE row = ?',
        text,
        sortKey(text),
        row,
      );
      break;
    case 'jobTitle':
      tx.run('UPDATE customer SET job_title = ? WHERE row = ?', text, row);
      break;
    case 'notes':
      tx.run('UPDATE customer SET notes = ? WHERE row = ?', text, row);
      break;
  }
}

function removeValue(tx: WriteTx, row: number, field: FieldFacts): void {
  // A version that was used stays, so that no other value is ever sealed under it.
  tx.run(
    'UPDATE field_value SET text = NULL, number = NULL, key = NULL, sealed = NULL WHERE customer = ? AND field = ? AND version > 0',
    row,
    field.row,
  );
  tx.run('DELETE FROM field_value WHERE customer = ? AND field = ? AND version = 0', row, field.row);
}

/** Sets a cell to what the log says of it. Values come in the log's form; see {@link putValue}. */
function writeCell(
  tx: WriteTx,
  vault: OpenVault,
  { row }: CustomerRef,
  cell: Cell,
  json: string | null,
): void {
  const { part, key } = splitCell(cell);
  if (!isCellPart(part)) return;
  const catalog = catalogOf(vault);
  switch (part) {
    case 'kind':
    case 'name':
    case 'organisation':
    case 'jobTitle':
    case 'notes':
      writeColumn(tx, row, part, json ?? emptyJson(cell) ?? '""');
      break;
    case 'created':
      throw new Error('when a customer came to be does not change');
    case 'deleted': {
      const standing = json === null ? null : formed(standingForm, json);
      const at = typeof standing === 'object' ? (standing?.at ?? null) : standing;
      const gone = typeof standing === 'object' && standing !== null ? 1 : 0;
      tx.run('UPDATE customer SET deleted_at = ?, gone = ? WHERE row = ?', at, gone, row);
      break;
    }
    case 'assignee': {
      const assignee = json === null ? null : formed(z.string(), json);
      tx.run('UPDATE customer SET assignee = ? WHERE row = ?', assignee, row);
      break;
    }
    case 'point': {
      tx.run('DELETE FROM point WHERE id = ? AND customer = ?', key, row);
      if (json === null || key === null) break;
      const point = formed(pointForm, json);
      insertPoints(tx, [{ row, id: key, point, lookup: lookupOf(point.type, point.value, catalog.country) }]);
      break;
    }
    case 'contact':
      tx.run('DELETE FROM contact WHERE id = ? AND customer = ?', key, row);
      if (json !== null && key !== null)
        insertContacts(tx, [{ row, id: key, contact: formed(contactForm, json) }]);
      break;
    case 'tag': {
      const tag = catalog.tags.get(key ?? '');
      if (tag === undefined) break;
      if (json === null) tx.run('DELETE FROM customer_tag WHERE customer = ? AND tag = ?', row, tag.row);
      else tx.run('INSERT OR IGNORE INTO customer_tag (customer, tag) VALUES (?, ?)', row, tag.row);
      break;
    }
    case 'attachment':
      if (key !== null) writeAttachmentCell(tx, row, key, json);
      break;
    case 'value': {
      const field = catalog.fields.get(key ?? '');
      if (field === undefined) break;
      if (json === null) removeValue(tx, row, field);
      else putValue(tx, row, field, json);
    }
  }
}

/**
 * Sets a cell to a plain value and records it.
 * @returns the `seq` of the change @throws VaultError access/no-key, access/not-allowed; vault/damaged where that is no value of the cell
 */
export function changeCell(
  tx: WriteTx,
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  cell: Cell,
  old: string | null,
  plain: string | null,
): number {
  const field = fieldOfCell(vault, cell);
  if (cell === 'assignee') assertAssigns(vault);
  if (cell.startsWith('attachment:'))
    for (const json of [old, plain]) if (json !== null) assertWrites(vault, classOfAttachment(json));
  if (!isOfForm(cell, plain, field?.type)) throw new VaultError('vault/damaged', { part: 'cell' });
  const value = field === undefined ? plain : loggedJson(tx, vault, keys, customer, field, plain);
  const seq = tx.record({ entity: 'customer', entityId: customer.id, field: cell, oldValue: old, value });
  writeCell(tx, vault, customer, cell, value);
  if (field !== undefined) writeTokens(tx, vault, customer.row, field, plain);
  return seq;
}
