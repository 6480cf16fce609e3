import type { Customer, FieldValue, Point } from '../../../../src-preload/contract/customers.ts';
import { VaultError } from '../../errors.ts';
import type { FieldFacts } from '../../fields/catalog.ts';

/** What turns ids into the words that stand in the file. */
export interface ExportNames {
  readonly fields: ReadonlyMap<string, Pick<FieldFacts, 'id' | 'class' | 'options'>>;
  readonly tags: ReadonlyMap<string, string>;
}

export type CellOf = (customer: Customer) => string;

/**
 * The columns that can be exported, by their keys: those of the list (`phone`, `email` and `city` are the first of
 * each), `kind` (person or company), `notes`, `value:<field id>`, and `phones`, `emails`, `links`, `addresses`,
 * `contacts` with one entry a line. Our own import reads each of them back.
 */
const builtIn: Readonly<Record<string, (customer: Customer, names: ExportNames) => string>> = {
  name: (customer) => customer.name,
  kind: (customer) => customer.kind,
  organisation: (customer) => customer.organisation,
  jobTitle: (customer) => customer.jobTitle,
  notes: (customer) => customer.notes,
  phone: (customer) => first(customer, 'phone')?.value ?? '',
  email: (customer) => first(customer, 'email')?.value ?? '',
  city: (customer) => first(customer, 'address')?.address?.city ?? '',
  phones: (customer) => lines(customer, 'phone'),
  emails: (customer) => lines(customer, 'email'),
  links: (customer) => lines(customer, 'link'),
  addresses: (customer) => lines(customer, 'address'),
  contacts: (customer) => customer.contacts.map((contact) => contact.name).join('\n'),
  tags: (customer, names) =>
    customer.tagIds
      .map((id) => names.tags.get(id) ?? '')
      .filter((name) => name !== '')
      .join('; '),
  assignee: (customer) => customer.assigneeName ?? '',
  created: (customer) => moment(customer.createdAt),
  updated: (customer) => moment(customer.updatedAt),
};

/** The cell of each column wanted. @throws VaultError export/bad-column */
export function exportCells(columns: readonly string[], names: ExportNames): CellOf[] {
  return columns.map((column) => {
    if (Object.hasOwn(builtIn, column)) {
      const cell = builtIn[column];
      if (cell !== undefined) return (customer) => cell(customer, names);
    }
    const field = names.fields.get(column.replace(/^value:/, ''));
    if (!column.startsWith('value:') || field === undefined)
      throw new VaultError('export/bad-column', { column });
    // Restricted values stay in the vault: they would leave it unsealed and unseen.
    if (field.class === 'restricted') return () => '';
    return (customer) => {
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

function first(customer: Customer, type: Point['type']): Point | undefined {
  return customer.points.find((point) => point.type === type);
}

function lines(customer: Customer, type: Point['type']): string {
  return customer.points
    .filter((point) => point.type === type)
    .map((point) => point.value.replaceAll('\n', ' '))
    .join('\n');
}

/** `YYYY-MM-DD HH:mm` in this machine's time zone, which spreadsheets read as a date. */
function moment(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
