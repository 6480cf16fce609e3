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

/** A number as people type it (`1,234.5`, full-width digits); `null` when it is not one. */
export function parseNumber(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}
