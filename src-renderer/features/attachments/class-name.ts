import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { hasMessage, tDynamic } from '../../i18n/index.svelte.ts';

export const classes: readonly FieldClass[] = ['public', 'internal', 'confidential', 'restricted'];

/** A class in the person's words. */
export function className(code: string): string {
  const key = `customers.class.${code}`;
  return hasMessage(key) ? tDynamic(key) : code;
}
