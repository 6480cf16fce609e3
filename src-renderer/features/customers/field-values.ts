import type { FieldValue } from '../../../src-preload/contract/customers.ts';

export function asText(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function asMoney(value: FieldValue | undefined): { amount: string; currency: string } | null {
  return typeof value === 'object' && !Array.isArray(value) ? value : null;
}

export function asOptionIds(value: FieldValue | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}
