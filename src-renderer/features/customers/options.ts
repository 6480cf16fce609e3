/** Options of a field as a customer's value and a filter show them. */
import type { CustomField, FieldOption } from '../../../src-preload/contract/fields.ts';
import { t } from '../../i18n/index.svelte.ts';

/** Every option that is offered, and of the deleted ones those `kept`, marked as that: what somebody has stays theirs to see and to give up. */
export function optionsToChoose(
  { options, goneOptions }: Pick<CustomField, 'options' | 'goneOptions'>,
  kept: readonly string[],
): FieldOption[] {
  const gone = goneOptions.filter(({ id }) => kept.includes(id));
  return [...options, ...gone.map(({ id, name }) => ({ id, name: t('customers.value.gone', { name }) }))];
}

export function goneIds({ goneOptions }: Pick<CustomField, 'goneOptions'>): string[] {
  return goneOptions.map(({ id }) => id);
}
