/** What stands on a printed sheet, in words. */
import type { Customer, FieldValue } from '../../../src-preload/contract/customers.ts';
import { plainDigits } from '../../../src-preload/contract/numbers.ts';
import type { CustomField } from '../../../src-preload/contract/fields.ts';
import { formatAmount, formatDay, t } from '../../i18n/index.svelte.ts';
import { asMoney, asOptionIds, asText } from '../customers/field-values.ts';
import { addressLine } from '../customers/points.ts';

type StoredPoint = Customer['points'][number];

/** A value of a custom field as a person reads it. */
export function valueText(
  field: Pick<CustomField, 'type' | 'options' | 'goneOptions'>,
  value: FieldValue,
): string {
  if (typeof value === 'number') return formatAmount(plainDigits(value));
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  const money = asMoney(value);
  if (money !== null) return `${money.currency} ${formatAmount(money.amount)}`;
  if (Array.isArray(value))
    return asOptionIds(value)
      .flatMap(
        (id) => [...field.options, ...field.goneOptions].find((option) => option.id === id)?.name ?? [],
      )
      .join(t('journal.listSeparator'));
  return field.type === 'date' ? formatDay(asText(value)) : asText(value);
}

/** What a point is called: its own label, with what it is where the label does not say so. */
export function pointName({ type, label }: StoredPoint): string {
  const kind = t(`customers.point.${type}`);
  return label.trim() === '' ? kind : `${kind} (${label})`;
}

export function pointText({ type, value, address }: StoredPoint): string {
  const line = type === 'address' && address !== null ? addressLine(address) : '';
  return line === '' ? value : line;
}

/** The points of a contact, or those of the customer (`null`), in order. */
export function pointsOf(customer: Pick<Customer, 'points'>, contactId: string | null): StoredPoint[] {
  return customer.points
    .filter((point) => (point.contactId ?? null) === contactId && pointText(point).trim() !== '')
    .toSorted((one, other) => one.position - other.position);
}
