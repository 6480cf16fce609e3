/** Values of fields of one's own on our own cards: other programs leave such a property alone. */
import {
  fieldClass,
  fieldType,
  type FieldClass,
  type FieldType,
} from '../../../../src-preload/contract/fields.ts';
import type { Customer, FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { FieldFacts } from '../../fields/catalog.ts';
import { isSealed } from '../../fields/compartment.ts';
import { splitValue, type Property } from './property.ts';

export const ownFieldName = 'X-COFFER-FIELD';

export interface OwnField {
  readonly name: string;
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly currency: string;
  /** Of a choice: the names of the options. */
  readonly parts: readonly string[];
}

/** `null` for what we did not write like this. */
export function fieldOf({ name: property, parameters, raw }: Property): OwnField | null {
  if (property !== ownFieldName) return null;
  const type = fieldType.safeParse(parameters.get('X-TYPE'));
  const classOf = fieldClass.safeParse(parameters.get('X-CLASS'));
  const name = parameters.get('X-NAME') ?? '';
  if (!type.success || !classOf.success || name === '') return null;
  const currency = parameters.get('X-CURRENCY') ?? 'CNY';
  return { name, type: type.data, class: classOf.data, currency, parts: splitValue(raw, ',') };
}

/** A customer's values of public and internal fields: those of the other classes do not leave on cards. */
export function plainFieldsOf(
  { values }: Pick<Customer, 'values'>,
  fields: ReadonlyMap<string, FieldFacts>,
): OwnField[] {
  return Object.entries(values).flatMap(([id, held]) => {
    const field = fields.get(id);
    if (field === undefined || !('value' in held) || isSealed(field.class)) return [];
    const { name, type, class: fieldClass, currency, options } = field;
    return [{ name, type, class: fieldClass, currency, parts: partsOf(held.value, options) }];
  });
}

function partsOf(value: FieldValue, options: ReadonlyMap<string, string>): string[] {
  if (Array.isArray(value)) return value.flatMap((id) => options.get(id) ?? []);
  return [typeof value === 'object' ? `${value.amount} ${value.currency}` : String(value)];
}

/** A value as {@link partsOf} wrote it, for types that files write in many ways; `null` for others. */
export function writtenValue(
  type: FieldType,
  parts: readonly string[],
  optionId: (name: string) => string | null,
): FieldValue | null {
  const [text = ''] = parts;
  if (type === 'number') return /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/.test(text) ? Number(text) : null;
  if (type === 'yes-no') return text === 'true' ? true : text === 'false' ? false : null;
  if (type === 'money') {
    const money = /^(-?\d{1,18}(?:\.\d{1,6})?) ([A-Z]{3})$/.exec(text);
    return money === null ? null : { amount: money[1] ?? '', currency: money[2] ?? '' };
  }
  if (type !== 'choice' && type !== 'choices') return null;
  const ids = parts.map(optionId);
  return ids.every((id) => id !== null) ? ids : null;
}
