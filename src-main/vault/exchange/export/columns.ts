import type { FieldValue, Point } from '../../../../src-preload/contract/customers.ts';
import { VaultError } from '../../errors.ts';
import type { FieldFacts } from '../../fields/catalog.ts';
import { listCell, listColumn, listed } from './lists.ts';
import type { ExportRow } from './rows.ts';

/** What turns ids into the words that stand in the file. */
export interface ExportNames {
  readonly fields: ReadonlyMap<string, FieldFacts>;
  readonly tags: ReadonlyMap<string, string>;
}

export type CellOf = (row: ExportRow) => string;

/**
 * The columns that can be exported, by their keys: those of the list (`phone`, `email` and `city` are the first of
 * each), `kind` (person or company), `notes`, `value:<field id>`, `contacts` (their names, one a line), those of lists
 * (`listColumn`), and where each contact has a row, `number` and `contact:…`. Our own import reads each of them back.
 * Beside a contact's row, a customer's numbers and addresses are its own.
 */
const builtIn: Readonly<Record<string, (row: ExportRow, names: ExportNames) => string>> = {
  name: ({ customer, isPerContact }) =>
    isPerContact && customer.name.trim() === '' ? customer.organisation : customer.name,
  kind: ({ customer }) => customer.kind,
  organisation: ({ customer }) => customer.organisation,
  jobTitle: ({ customer }) => customer.jobTitle,
  notes: ({ customer }) => customer.notes,
  phone: (row) => first(row, 'phone')?.value ?? '',
  email: (row) => first(row, 'email')?.value ?? '',
  city: (row) => first(row, 'address')?.address?.city ?? '',
  contacts: ({ customer }) => customer.contacts.map((contact) => contact.name).join('\n'),
  tags: ({ customer }, names) =>
    customer.tagIds
      .map((id) => names.tags.get(id) ?? '')
      .filter((name) => name !== '')
      .join('; '),
  assignee: ({ customer }) => customer.assigneeName ?? '',
  created: ({ customer }) => moment(customer.createdAt),
  updated: ({ customer }) => moment(customer.updatedAt),
  number: ({ number }) => String(number),
  'contact:number': ({ contact, contactNumber }) => (contact === null ? '' : String(contactNumber)),
  'contact:name': ({ contact }) => contact?.name.replaceAll('\n', ' ') ?? '',
  'contact:jobTitle': ({ contact }) => contact?.jobTitle ?? '',
  'contact:department': ({ contact }) => contact?.department ?? '',
  'contact:note': ({ contact }) => contact?.note ?? '',
};

/** The cell of each column wanted. @throws VaultError export/bad-column */
export function exportCells(columns: readonly string[], names: ExportNames): CellOf[] {
  return columns.map((column) => {
    if (Object.hasOwn(builtIn, column)) {
      const cell = builtIn[column];
      if (cell !== undefined) return (row) => cell(row, names);
    }
    const list = listColumn(column);
    if (list !== null) return (row) => listCell(list, row);
    const field = names.fields.get(column.replace(/^value:/, ''));
    if (!column.startsWith('value:') || field === undefined)
      throw new VaultError('export/bad-column', { column });
    // Restricted values stay in the vault: they would leave it unsealed and unseen.
    if (field.class === 'restricted') return () => '';
    return ({ customer }) => {
      const held = customer.values[field.id];
      return held === undefined || !('value' in held) ? '' : valueText(held.value, field);
    };
  });
}

function valueText(value: FieldValue, field: Pick<FieldFacts, 'options'>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    return value
      .map((id) => field.options.get(id) ?? '')
      .filter((name) => name !== '')
      .join('; ');
  }
  return `${value.currency} ${value.amount}`;
}

function first(row: ExportRow, type: Point['type']): Point | undefined {
  return listed({ isOfContact: false, type }, row)[0];
}

/** `YYYY-MM-DD HH:mm` in this machine's time zone, which spreadsheets read as a date. */
function moment(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
