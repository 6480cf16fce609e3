/** Held to what was signed of fields: at an opening, each has its class, and what is of a sealed class is sealed. */
import { stricterOf } from '../../../src-preload/contract/field-classes.ts';
import { fieldClass as classSchema, type FieldClass } from '../../../src-preload/contract/fields.ts';
import { mayWrite } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import { readCell } from '../customers/cells.ts';
import { changeCell } from '../customers/change-cell.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { reindex } from '../customers/search-text.ts';
import { plainJson } from '../customers/value-cells.ts';
import { maySign, policyOf, setPolicy } from '../policy/policies.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { catalogOf, type FieldFacts } from './catalog.ts';
import { isSealed } from './compartment.ts';
import { changeLayoutCell } from './layout-cells.ts';
import { signedClasses } from './signed-classes.ts';

/** More values than this are sealed at a later opening: this one is waited for. */
const mostSealedAtOnce = 20_000;

interface FieldRow {
  readonly id: string;
  readonly class: FieldClass;
}

/** The classes that a field ever had, by the log. */
function loggedClasses(db: ReadDb, fieldId: string): FieldClass[] {
  const values = db.all<{ value: string }>(
    `SELECT CASE WHEN NOT json_valid(value) THEN NULL WHEN field = '*' THEN json_extract(value, '$.class') ELSE value ->> '$' END AS value
     FROM change WHERE entity_id = ? AND entity = 'field' AND field IN ('*', 'class')`,
    fieldId,
  );
  return values.flatMap(({ value }) => {
    const parsed = classSchema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The class that each field must have: the signed one; where none was signed, the strictest that it ever had. */
function classesToHold(vault: OpenVault): (FieldRow & { readonly stored: FieldClass })[] {
  const { db } = vault.store;
  const signed = signedClasses(vault);
  return db.all<FieldRow>('SELECT id, class FROM field').map(({ id, class: stored }) => {
    const known = signed[id];
    return { id, stored, class: known ?? loggedClasses(db, id).reduce(stricterOf, stored) };
  });
}

/** How many fields have another class in the table than they must. */
export function unsettledFields(vault: OpenVault): number {
  return classesToHold(vault).filter(({ class: wanted, stored }) => wanted !== stored).length;
}

const plainSql = `SELECT customer FROM field_value WHERE field = ? AND key IS NOT NULL
  UNION SELECT customer FROM field_value WHERE field = ? AND number IS NOT NULL`;

/** Customers with a value of that field that is not sealed. By indexes that sealed values are not in. */
function plainCustomers(db: ReadDb, field: FieldFacts, most: number): CustomerRef[] {
  return db.all<CustomerRef>(
    `SELECT c.row, c.id FROM customer c WHERE c.row IN (${plainSql}) ORDER BY c.row LIMIT ?`,
    field.row,
    field.row,
    most,
  );
}

const sealedFields = (vault: OpenVault): FieldFacts[] =>
  [...catalogOf(vault).fields.values()].filter((field) => isSealed(field.class));

/** How many fields of sealed classes have values that are not sealed. */
export function fieldsWithPlainValues(vault: OpenVault): number {
  return sealedFields(vault).filter((field) => plainCustomers(vault.store.db, field, 1).length > 0).length;
}

function sealPlainValues(tx: WriteTx, vault: OpenVault, field: FieldFacts): void {
  const cell = `value:${field.id}` as const;
  for (const customer of plainCustomers(tx, field, mostSealedAtOnce)) {
    using keys = customerKeys(vault, tx, customer);
    const old = readCell(tx, catalogOf(vault), customer, cell);
    changeCell(tx, vault, keys, customer, cell, old, plainJson(vault, keys, customer, field, old));
    reindex(tx, vault, customer.row);
  }
}

/**
 * Puts classes back as they were signed, and seals what was written plain meanwhile, as far as the person holds the keys. Whoever may sign
 * classes signs those of fields that somebody made who may not.
 * @returns how many fields had another class
 */
export function settleLayout(vault: OpenVault): number {
  const { store } = vault;
  const fields = classesToHold(vault);
  const differing = fields.filter(({ class: wanted, stored }) => wanted !== stored);
  const signs = maySign(vault, 'layout') && isUnsigned(vault, fields);
  const mine = (): FieldFacts[] =>
    sealedFields(vault).filter(
      (field) => mayWrite(vault, field.class) && plainCustomers(store.db, field, 1).length > 0,
    );
  if (differing.length === 0 && !signs && mine().length === 0) return 0;
  store.write({ kind: 'edit', label: 'policy' }, (tx) => {
    for (const { id, class: wanted } of differing)
      changeLayoutCell(tx, 'field', id, 'class', JSON.stringify(wanted));
    if (signs)
      setPolicy(tx, vault, 'layout', Object.fromEntries(fields.map((field) => [field.id, field.class])));
    for (const field of mine()) sealPlainValues(tx, vault, field);
    if (differing.length > 0)
      store.journal('policy-put-back', {
        policy: 'layout',
        fault: 'changed',
        outcome: 'restored',
        count: differing.length,
      });
  });
  return differing.length;
}

function isUnsigned(vault: OpenVault, fields: readonly FieldRow[]): boolean {
  const signed = policyOf(vault, 'layout')?.content;
  return signed === undefined || fields.some(({ id }) => signed[id] === undefined);
}
