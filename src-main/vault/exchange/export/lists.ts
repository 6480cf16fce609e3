/** Columns that hold all numbers or addresses of a customer, or of a contact: one a line, and their labels and parts line by line. */
import type { Point } from '../../../../src-preload/contract/customers.ts';
import { tableLists } from '../../../../src-preload/contract/exchange.ts';
import { nothingOnLine } from '../own-files.ts';
import type { ExportRow } from './rows.ts';

const types = { phones: 'phone', emails: 'email', links: 'link', addresses: 'address' } as const;
type Part = 'value' | 'label' | keyof NonNullable<Point['address']>;

export interface ListColumn {
  readonly isOfContact: boolean;
  readonly type: Point['type'];
  readonly part: Part;
}

function isList(text: string): text is keyof typeof tableLists {
  return Object.hasOwn(tableLists, text);
}

/** What `phones`, `phones:label`, `addresses:city` or `contact:emails` asks for; `null` for any other column. */
export function listColumn(column: string): ListColumn | null {
  const [, contact, list = '', name] = /^(contact:)?(\w+)(?::(\w+))?$/.exec(column) ?? [];
  if (!isList(list)) return null;
  const parts: readonly Part[] = tableLists[list];
  const part = name === undefined ? 'value' : parts.find((each) => each === name);
  return part === undefined ? null : { isOfContact: contact !== undefined, type: types[list], part };
}

/** The numbers and addresses that a list column of a row holds. */
export function listed({ isOfContact, type }: Omit<ListColumn, 'part'>, row: ExportRow): Point[] {
  const { customer, contact, isPerContact } = row;
  const owner = isOfContact ? (contact?.id ?? '') : null;
  return customer.points.filter(
    (point) =>
      point.type === type &&
      (isPerContact || isOfContact ? point.contactId === owner : true) &&
      point.value.trim() !== '',
  );
}

/** The cell of a list column. Where some lines have something, the others say that they have nothing. */
export function listCell(column: ListColumn, row: ExportRow): string {
  const lines = listed(column, row).map((point) => partOf(point, column.part));
  if (lines.length < 2) return lines[0] ?? '';
  if (lines.every((line) => line === '')) return '';
  return lines.map((line) => (line === '' ? nothingOnLine : line)).join('\n');
}

function partOf(point: Point, part: Part): string {
  const text =
    part === 'value' ? point.value : part === 'label' ? point.label : (point.address?.[part] ?? '');
  return text.trim().replaceAll('\n', ' ');
}
