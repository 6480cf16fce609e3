import { nfkc } from './width.ts';

/**
 * The form in which names are compared: of fields, options, tags, roles and people. Width, letter case and spaces make no
 * other name.
 */
export function comparableName(name: string): string {
  return nfkc(name).trim().replace(/\s+/gu, ' ').toLowerCase();
}

export function isSameName(one: string, other: string): boolean {
  return comparableName(one) === comparableName(other);
}
