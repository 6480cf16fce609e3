/** What would leave the vault: counted in the database, nothing guessed. */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { CustomerPart, handOverContent } from '../../../src-preload/contract/handover.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import type { z } from 'zod';
import { mayRead } from '../access/classes.ts';
import { list } from '../audit/looks.ts';
import { noteLook } from '../audit/noting.ts';
import type { OpenVault } from '../context.ts';
import { rowsOf } from '../customers/selection.ts';
import { VaultError } from '../errors.ts';
import { catalogOf, type FieldFacts } from '../fields/catalog.ts';

export type Content = z.output<typeof handOverContent>;

/** How many of some customers (rows as a JSON list) have a part. Attachments are counted on their own. */
const partSql: Readonly<Record<Exclude<CustomerPart, 'attachments'>, string>> = {
  organisation: `SELECT count(*) FROM customer WHERE row IN (SELECT value FROM json_each(?)) AND organisation <> ''`,
  jobTitle: `SELECT count(*) FROM customer WHERE row IN (SELECT value FROM json_each(?)) AND job_title <> ''`,
  notes: `SELECT count(*) FROM customer WHERE row IN (SELECT value FROM json_each(?)) AND notes <> ''`,
  phones: `SELECT count(DISTINCT customer) FROM point WHERE customer IN (SELECT value FROM json_each(?)) AND type = 'phone'`,
  emails: `SELECT count(DISTINCT customer) FROM point WHERE customer IN (SELECT value FROM json_each(?)) AND type = 'email'`,
  addresses: `SELECT count(DISTINCT customer) FROM point WHERE customer IN (SELECT value FROM json_each(?)) AND type = 'address'`,
  links: `SELECT count(DISTINCT customer) FROM point WHERE customer IN (SELECT value FROM json_each(?)) AND type = 'link'`,
  contacts: `SELECT count(DISTINCT customer) FROM contact WHERE customer IN (SELECT value FROM json_each(?))`,
  tags: `SELECT count(DISTINCT customer) FROM customer_tag WHERE customer IN (SELECT value FROM json_each(?))`,
};

const namesShown = 20;

/** The fields that go along, as far as they still are and may be read. */
export function chosenFields(vault: OpenVault, { fieldIds }: Content): FieldFacts[] {
  const { fields } = catalogOf(vault);
  return fieldIds
    .flatMap((id) => fields.get(id) ?? [])
    .filter((field) => !field.isDeleted && mayRead(vault, field.class));
}

/** The classes of attachments that go along: what the person cannot read, nobody is handed. */
export function chosenClasses(vault: OpenVault, { attachmentClasses }: Content): FieldClass[] {
  return attachmentClasses.filter((fieldClass) => mayRead(vault, fieldClass));
}

/** @throws VaultError bundle/nothing-selected */
export function chosenRows(vault: OpenVault, { selection }: Content): number[] {
  const rows = rowsOf(vault, selection);
  if (rows.length === 0) throw new VaultError('bundle/nothing-selected');
  return rows;
}

/** Whether restricted values or attachments are to go along, which wants a reason. */
export function goesRestricted(vault: OpenVault, content: Content): boolean {
  const isAttachmentIn =
    content.parts.includes('attachments') && chosenClasses(vault, content).includes('restricted');
  return isAttachmentIn || chosenFields(vault, content).some((field) => field.class === 'restricted');
}

interface AttachmentCount {
  readonly class: FieldClass;
  readonly customers: number;
  readonly attachments: number;
  readonly bytes: number;
}

/** Attachments whose content is there, by class; the same content counts once. */
function countAttachments(vault: OpenVault, content: Content, list: string): AttachmentCount[] {
  if (!content.parts.includes('attachments')) return [];
  const { db } = vault.store;
  const classes = chosenClasses(vault, content);
  return db
    .all<AttachmentCount>(
      `SELECT class, count(DISTINCT customer) AS customers, count(DISTINCT blob) AS attachments,
         (SELECT coalesce(sum(size), 0) FROM blob WHERE id IN (
            SELECT a.blob FROM attachment a
            WHERE a.customer IN (SELECT value FROM json_each(?)) AND a.class = attachment.class)) AS bytes
       FROM attachment WHERE customer IN (SELECT value FROM json_each(?))
       AND EXISTS (SELECT 1 FROM blob WHERE blob.id = attachment.blob AND keyed_hash IS NOT NULL) GROUP BY class`,
      list,
      list,
    )
    .filter((found) => classes.includes(found.class));
}

/** Notes that their names are shown. */
function namesOf(vault: OpenVault, rows: readonly number[]): string[] {
  const { db } = vault.store;
  const ids: string[] = [];
  const names = rows.slice(0, namesShown).map((row) => {
    const customer = db.get<{ id: string; name: string; organisation: string }>(
      'SELECT id, name, organisation FROM customer WHERE row = ?',
      row,
    );
    if (customer !== undefined) ids.push(customer.id);
    return customer?.name.trim() === '' ? customer.organisation : (customer?.name ?? '');
  });
  const look = list('bundle', ids, rows.length);
  if (look !== null) noteLook(vault, look);
  return names;
}

/** Classes of what goes along. What has no field of its own is public. */
export function classesOf(fields: readonly FieldFacts[], attachments: Iterable<FieldClass>): FieldClass[] {
  return [...new Set<FieldClass>(['public', ...fields.map((field) => field.class), ...attachments])].sort();
}

export function previewOf(vault: OpenVault, content: Content): OutputOf<'bundle/preview'> {
  const { db } = vault.store;
  const rows = rowsOf(vault, content.selection);
  const rowList = JSON.stringify(rows);
  const parts = content.parts.filter((part) => part !== 'attachments');
  const fields = chosenFields(vault, content);
  const attachments = countAttachments(vault, content, rowList);
  const sum = (of: (found: AttachmentCount) => number): number =>
    attachments.reduce((total, found) => total + of(found), 0);
  const withAttachments = content.parts.includes('attachments')
    ? [{ part: 'attachments' as const, customers: sum((found) => found.customers) }]
    : [];
  return {
    counts: {
      customers: rows.length,
      attachments: sum((found) => found.attachments),
      attachmentBytes: sum((found) => found.bytes),
    },
    classes: classesOf(
      fields,
      attachments.map((found) => found.class),
    ),
    parts: [
      ...parts.map((part) => ({ part, customers: db.value<number>(partSql[part], rowList) ?? 0 })),
      ...withAttachments,
    ],
    fields: fields.map((field) => ({
      fieldId: field.id,
      name: field.name,
      class: field.class,
      customers:
        db.value<number>(
          `SELECT count(*) FROM field_value WHERE field = ? AND customer IN (SELECT value FROM json_each(?))
           AND (text IS NOT NULL OR sealed IS NOT NULL)`,
          field.row,
          rowList,
        ) ?? 0,
    })),
    names: namesOf(vault, rows),
  };
}
