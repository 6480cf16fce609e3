/** A customer's changes, readable; and putting one value back. */
import type { HistoryEntry } from '../../../src-preload/contract/customers.ts';
import type { AttachmentCell } from '../../../src-preload/contract/attachments.ts';
import { hasContent, parseAttachment } from '../attachments/cells.ts';
import { mayWrite } from '../access/classes.ts';
import { isAssignableJson, limitedTo } from '../access/scope.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { resealings } from '../fields/resealing.ts';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import { originCounts } from '../merge/origins.ts';
import { namesIn, nameOfPerson } from '../people/names.ts';
import { alteredEntries, heldTo } from '../store/held-entries.ts';
import type { WriteTx } from '../store/store.ts';
import { contactForm, isOfForm, pointForm } from './cell-forms.ts';
import { splitCell } from './cell-parts.ts';
import { readCell } from './cells.ts';
import { changeCell } from './change-cell.ts';
import { touchesSearch } from './edit.ts';
import type { Cell } from './rules.ts';
import { customerOf } from './selection.ts';
import { customerKeys, parseValue, type CustomerKeys, type CustomerRef } from './sealed.ts';
import { reindex } from './search-text.ts';
import { cellsOfCreation } from './snapshot.ts';
import { fieldOfCell, plainOrLocked, wholeValue } from './value-cells.ts';
import { valueText } from './values.ts';

/** `at`: of the change where it was made. `person`: who signed it here. `author`: who made it elsewhere, where it was taken in. */
interface LoggedChange {
  readonly seq: number;
  readonly at: number;
  readonly person: string;
  readonly author: string | null;
  readonly field: string;
  readonly old_value: string | null;
  readonly value: string | null;
  readonly kind: HistoryEntry['source'];
  readonly batch: number;
}

/** What a cell says, for people; `null` for nothing, and for what somebody's own program wrote in another form. */
function cellText(vault: OpenVault, cell: Cell, json: string | null): string | null {
  if (json === null) return null;
  const { part, key } = splitCell(cell);
  if (part === 'tag') return catalogOf(vault).tags.get(key ?? '')?.name ?? '';
  if (part === 'point') {
    const point = jsonBy(pointForm, json);
    if (point === null) return null;
    return point.label === '' ? point.value : `${point.label}: ${point.value}`;
  }
  if (part === 'contact') {
    const contact = jsonBy(contactForm, json);
    if (contact === null) return null;
    const { name, jobTitle, department, note } = contact;
    return [name, jobTitle, department, note].filter(Boolean).join(', ');
  }
  if (part === 'assignee') return nameOfPerson(vault, jsonBy(z.string(), json) ?? '');
  if (part !== 'value') return jsonBy(z.string(), json);
  const value = parseValue(json);
  return value === null
    ? null
    : valueText(value, catalogOf(vault).fields.get(key ?? '')?.options ?? new Map());
}

function isRestorable(vault: OpenVault, cell: Cell): boolean {
  const { part, key } = splitCell(cell);
  const catalog = catalogOf(vault);
  if (part === 'tag') return catalog.tags.get(key ?? '')?.isDeleted === false;
  if (part === 'value') {
    const field = catalog.fields.get(key ?? '');
    return field?.isDeleted === false && mayWrite(vault, field.class);
  }
  if (part === 'assignee') return limitedTo(vault) === null;
  return part !== 'created' && part !== 'deleted' && part !== '*';
}

function isAttachmentThere(vault: OpenVault, cell: AttachmentCell | null): boolean {
  return cell !== null && mayWrite(vault, cell.class) && hasContent(vault.store.db, cell);
}

/** What changed of an attachment, where that is not all of it: its class says more than the same name twice. */
function attachmentEntry(
  vault: OpenVault,
  base: Pick<HistoryEntry, 'seq' | 'at' | 'person' | 'author' | 'source'>,
  key: string | null,
  change: Omit<LoggedChange, 'batch'>,
): HistoryEntry {
  const from = change.old_value === null ? null : parseAttachment(change.old_value);
  const to = change.value === null ? null : parseAttachment(change.value);
  const isReclassed = from !== null && to !== null && from.class !== to.class;
  return {
    ...base,
    key,
    masked: false,
    ...(isReclassed
      ? { field: 'attachmentClass', from: `${from.name}\n${from.class}`, to: `${to.name}\n${to.class}` }
      : { field: 'attachment', from: from?.name ?? null, to: to?.name ?? null }),
    restorable: [change.old_value, change.value].every(
      (json) => json === null || isAttachmentThere(vault, parseAttachment(json)),
    ),
  };
}

/** A change of one cell, readable. */
export function cellEntry(
  vault: OpenVault,
  keys: CustomerKeys,
  customer: CustomerRef,
  change: Omit<LoggedChange, 'batch'>,
  cell: Cell,
): HistoryEntry {
  const { seq, at, person, author, kind: source } = change;
  const base = { seq, at, person, author, source };
  if (cell === 'deleted') {
    const field = change.value === null ? 'restored' : 'deleted';
    return { ...base, field, key: null, from: null, to: null, masked: false, restorable: false };
  }
  const { part, key } = splitCell(cell);
  if (part === 'attachment') return attachmentEntry(vault, base, key, change);
  const field = fieldOfCell(vault, cell);
  const restorable =
    isRestorable(vault, cell) &&
    (cell !== 'assignee' || [change.old_value, change.value].every((json) => isAssignableJson(vault, json)));
  const place = { field: part, key, restorable };
  const hidden = { ...base, ...place, from: null, to: null, masked: true };
  if (field?.class === 'restricted') return hidden;
  const opened = [change.old_value, change.value].map((json) =>
    field === undefined
      ? { plain: json, locked: false as const }
      : plainOrLocked(vault, keys, customer, field, json),
  );
  const isOfItsForm = opened.every((each) => each.locked || isOfForm(cell, each.plain, field?.type));
  const texts = opened.map((each) => (each.locked ? null : cellText(vault, cell, each.plain)));
  // Somebody who may not read one of the two is not told the other, which is often nearly the same.
  if (opened.some(({ locked }) => locked)) return hidden;
  const isPutBack = restorable && isOfItsForm;
  return {
    ...base,
    ...place,
    from: texts[0] ?? null,
    to: texts[1] ?? null,
    masked: false,
    restorable: isPutBack,
  };
}

/** The value stayed as it was; its form changed with its field's class. */
function resealingEntry(change: LoggedChange): HistoryEntry {
  const { seq, at, person, author, kind: source, old_value: before, value } = change;
  const form = (json: string | null): string =>
    json?.startsWith('{"sealed":') === true ? 'sealed' : 'plain';
  return {
    seq,
    at,
    person,
    author,
    source,
    field: 'valueClass',
    key: splitCell(change.field).key,
    from: form(before),
    to: form(value),
    masked: false,
    restorable: false,
  };
}

interface Origin {
  readonly cell: Cell;
  readonly at: number;
  readonly author: string | null;
}

/** An id; of the signer, nothing. */
const authorSql = 'CASE WHEN m.person <> c.person THEN m.person END AS author';

type NameOf = ReturnType<typeof namesIn>;

/** Names of people, and the id of whom has none here. */
function namesOrIds(vault: OpenVault): NameOf {
  const nameOf = namesIn(vault);
  return (id) => nameOf(id) || id;
}

/** Of a creation that came in by a merge: when and by whom single values were set. */
function originsIn(vault: OpenVault, nameOf: NameOf, { seq, kind }: LoggedChange): ReadonlyMap<Cell, Origin> {
  if (kind !== 'merge') return new Map();
  const origins = vault.store.db.all<Origin>(
    `SELECT m.cell, m.at, ${authorSql} FROM merged m JOIN change c ON c.seq = m.seq WHERE m.seq = ?`,
    seq,
  );
  return new Map(
    origins.map((origin) => [origin.cell, { ...origin, author: origin.author && nameOf(origin.author) }]),
  );
}

/** A creation is one row of the log; people see it and every first value. */
function creationEntries(
  vault: OpenVault,
  nameOf: NameOf,
  keys: CustomerKeys,
  customer: CustomerRef,
  change: LoggedChange,
): HistoryEntry[] {
  const { seq, at, person, author, kind: source } = change;
  const created: HistoryEntry = {
    seq,
    at,
    person,
    author,
    source,
    field: 'created',
    key: null,
    from: null,
    to: null,
    masked: false,
    restorable: false,
  };
  const origins = originsIn(vault, nameOf, change);
  const first = [...cellsOfCreation(change.value ?? '{}')]
    .filter(([cell]) => cell !== 'created' && cell !== 'kind')
    .map(([cell, value]): HistoryEntry => ({
      ...cellEntry(vault, keys, customer, { ...change, ...origins.get(cell), old_value: null, value }, cell),
      // One `seq` for all of them: what to put back could not be told.
      restorable: false,
    }));
  return [...first.reverse(), created];
}

/** Newest first, by pages of changes. @throws VaultError customers/not-found */
export function customerHistory(
  vault: OpenVault,
  id: string,
  before: number | null,
  count: number,
): { entries: HistoryEntry[]; hasMore: boolean; altered: number[] } {
  const { db } = vault.store;
  const customer = customerOf(vault, db, id);
  const nameOf = namesOrIds(vault);
  const rows = db.all<LoggedChange>(
    `SELECT c.seq, coalesce(m.at, c.at) AS at, c.person, ${authorSql},
       c.field, c.old_value, c.value, c.batch, b.kind
     FROM change c JOIN batch b ON b.row = c.batch
       LEFT JOIN merged m ON m.seq = c.seq AND m.cell = '*' AND ${originCounts}
     WHERE c.entity_id = ? AND c.seq < ? AND c.entity = 'customer' ORDER BY c.seq DESC LIMIT ?`,
    id,
    before ?? Number.MAX_SAFE_INTEGER,
    count + 1,
  );
  using keys = customerKeys(vault, db, customer);
  const isResealing = resealings(db);
  const shown = rows.slice(0, count);
  const altered = alteredEntries(
    vault.store,
    'change',
    shown.map(({ seq }) => seq),
  );
  const entries = shown
    .map((row) => ({ ...row, person: nameOf(row.person), author: row.author && nameOf(row.author) }))
    .flatMap((change) => {
      if (change.field === '*') return creationEntries(vault, nameOf, keys, customer, change);
      if (isResealing(change.batch, change.field)) return [resealingEntry(change)];
      return [cellEntry(vault, keys, customer, change, change.field)];
    });
  const isAltered = new Set(altered);
  return {
    // What somebody made of an entry is not put back as what was there.
    entries: entries.map((entry) => (isAltered.has(entry.seq) ? { ...entry, restorable: false } : entry)),
    hasMore: rows.length > count,
    altered,
  };
}

/**
 * Puts a value back to what it was on one side of a change. @returns the customer
 * @throws VaultError customers/not-found, history/not-restorable
 */
export function restoreValue(tx: WriteTx, vault: OpenVault, seq: number, side: 'from' | 'to'): CustomerRef {
  const change = tx.get<{ entity_id: string; field: string; old_value: string | null; value: string | null }>(
    "SELECT entity_id, field, old_value, value FROM change WHERE seq = ? AND entity = 'customer'",
    seq,
  );
  const isHeld = heldTo(vault.store, 'change');
  if (change === undefined || !isRestorable(vault, change.field) || !isHeld(seq))
    throw new VaultError('history/not-restorable');
  const customer = customerOf(vault, tx, change.entity_id);
  const { field: cell } = change;
  using keys = customerKeys(vault, tx, customer);
  const field = fieldOfCell(vault, cell);
  const whole = (json: string | null): { readonly plain: string | null } | null =>
    field === undefined ? { plain: json } : wholeValue(vault, keys, customer, field, json);
  const current = readCell(tx, catalogOf(vault), customer, cell);
  const found = whole(side === 'from' ? change.old_value : change.value);
  if (found === null || !isOfForm(cell, found.plain, field?.type))
    throw new VaultError('history/not-restorable');
  const target = found.plain;
  if (cell === 'assignee' && !isAssignableJson(vault, target)) throw new VaultError('history/not-restorable');
  const isGone =
    target !== null && cell.startsWith('attachment:') && !hasContent(tx, parseAttachment(target));
  if (isGone) throw new VaultError('history/not-restorable');
  if (whole(current)?.plain === target) return customer;
  changeCell(tx, vault, keys, customer, cell, current, target);
  tx.run('UPDATE customer SET updated_at = ? WHERE row = ?', tx.now, customer.row);
  if (touchesSearch(vault, cell)) reindex(tx, vault, customer.row);
  return customer;
}
