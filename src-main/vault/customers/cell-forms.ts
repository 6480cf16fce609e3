/**
 * The forms of a customer's cells in the change log (docs/file-format.md, W-2). Whoever has an account can write there what they like: what is of no form
 * is nothing that anybody's own act sets, sends or puts back.
 */
import { z } from 'zod';
import { attachmentCell } from '../../../src-preload/contract/attachments.ts';
import { customerKind, fieldValue, pointType } from '../../../src-preload/contract/customers.ts';
import type { FieldType } from '../../../src-preload/contract/fields.ts';
import { jsonBy } from '../json-by-schema.ts';
import { isCellPart, splitCell, type CellPart } from './cell-parts.ts';
import { isValueOf } from './values.ts';

const text = z.string();
const at = z.number().int();

export const pointForm = z.object({
  type: pointType,
  label: text,
  value: text,
  address: z
    .object({ street: text, city: text, region: text, postalCode: text, country: text })
    .nullable()
    .default(null),
  contactId: text.nullable().default(null),
  position: z.number(),
});
export const contactForm = z.object({
  name: text,
  jobTitle: text,
  department: text,
  note: text,
  position: z.number(),
});
/** `at`: since when in the bin, milliseconds since 1970; with `gone`, gone with its import. */
export const standingForm = z.union([at, z.object({ at, gone: z.literal(true) })]);

const forms: Readonly<Record<CellPart, z.ZodType>> = {
  kind: customerKind,
  name: text,
  organisation: text,
  jobTitle: text,
  notes: text,
  created: at,
  deleted: standingForm,
  assignee: text,
  point: pointForm,
  contact: contactForm,
  tag: z.literal(true),
  value: fieldValue,
  attachment: attachmentCell,
};

/**
 * Whether a cell can be what that says. @param json plain, where the value is sealed in the log; `null` for nothing
 * @param type of the field, where the cell is of one
 */
export function isOfForm(cell: string, json: string | null, type?: FieldType): boolean {
  if (json === null) return true;
  const { part } = splitCell(cell);
  if (!isCellPart(part)) return false;
  if (part !== 'value') return jsonBy(forms[part], json) !== null;
  const value = jsonBy(fieldValue, json);
  return value !== null && (type === undefined || isValueOf(type, value));
}
