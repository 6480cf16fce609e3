import type { FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { OpenVault } from '../../context.ts';
import { readCell } from '../../customers/cells.ts';
import { cellEdit } from '../../customers/rules.ts';
import { contactFromRow, pointFromRow, type ContactRow, type PointRow } from '../../customers/rows.ts';
import { customerKeys, parseValue } from '../../customers/sealed.ts';
import { fieldOfCell, plainJson } from '../../customers/value-cells.ts';
import { catalogOf } from '../../fields/catalog.ts';
import type { ReadDb } from '../../store/store.ts';
import type { Current } from './edits.ts';
import { hasValue as holdsValue } from './queries.ts';
import { compareValues, type Comparison } from './same-value.ts';

interface CustomerRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly organisation: string;
  readonly job_title: string;
  readonly notes: string;
  readonly assignee: string | null;
}

/** A customer as it stands, for comparing with a row of a file. */
export function currentCustomer(vault: OpenVault, db: ReadDb, row: number): Current {
  const customer = db.get<CustomerRow>(
    'SELECT id, kind, name, organisation, job_title, notes, assignee FROM customer WHERE row = ?',
    row,
  );
  if (customer === undefined) throw new Error('a customer that was just found is gone');
  const points = db.all<PointRow & { lookup: string }>(
    `SELECT point.id, type, label, value, lookup, contact.id AS contact, street, city, region, postal_code, country, point.position
     FROM point LEFT JOIN contact ON contact.customer = point.customer AND contact.id = point.contact WHERE point.customer = ?`,
    row,
  );
  const contacts = db.all<ContactRow>(
    'SELECT id, name, job_title, department, note, position FROM contact WHERE customer = ? ORDER BY position, id',
    row,
  );
  const tags = db.all<{ id: string }>(
    'SELECT tag.id FROM customer_tag JOIN tag ON tag.row = customer_tag.tag WHERE customer_tag.customer = ?',
    row,
  );
  return {
    kind: customer.kind,
    name: customer.name,
    organisation: customer.organisation,
    jobTitle: customer.job_title,
    notes: customer.notes,
    points: points.map((point) => ({ ...pointFromRow(point), lookup: point.lookup })),
    contacts: contacts.map((contact) => ({ id: contact.id, ...contactFromRow(contact) })),
    assignee: customer.assignee,
    tagIds: new Set(tags.map(({ id }) => id)),
    holds: (fieldId) => {
      const field = catalogOf(vault).fields.get(fieldId);
      return field !== undefined && holdsValue(db, row, field.row);
    },
    compare: (fieldId, value) => compare(vault, db, { row, id: customer.id }, fieldId, value),
  };
}

/** Compares a value with the one that the field holds; a sealed one is opened to see. */
function compare(
  vault: OpenVault,
  db: ReadDb,
  customer: { row: number; id: string },
  fieldId: string,
  value: FieldValue,
): Comparison {
  const catalog = catalogOf(vault);
  const { cell } = cellEdit({ field: 'value', key: fieldId, value }, catalog);
  const held = readCell(db, catalog, customer, cell);
  const field = fieldOfCell(vault, cell);
  if (held === null || field === undefined) return 'other';
  using keys = customerKeys(vault, db, customer);
  const json = plainJson(vault, keys, customer, field, held);
  const known = json === null ? null : parseValue(json);
  return known === null ? 'other' : compareValues(field.type, known, value, catalog.country);
}
