import { hasMessage, tDynamic } from '../../i18n/index.svelte.ts';

/** A class in the person's words. */
export function className(code: string): string {
  const key = `customers.class.${code}`;
  return hasMessage(key) ? tDynamic(key) : code;
}
