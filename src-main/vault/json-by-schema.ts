/** Reading JSON of others by a schema: a document that is none, or another one, is `null`, whoever wrote it. */
import type { z } from 'zod';
import { canonicalText, type CanonicalValue } from './crypto/canonical.ts';
import { outsideJson } from './json.ts';

function parsed(text: string): { readonly json: unknown } | null {
  try {
    return { json: outsideJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function fitting<T>(schema: z.ZodType<T>, json: unknown): T | null {
  const result = schema.safeParse(json);
  return result.success ? result.data : null;
}

export function jsonBy<T>(schema: z.ZodType<T>, text: string): T | null {
  const read = parsed(text);
  return read === null ? null : fitting(schema, read.json);
}

/** `null` for what has none: halves of characters, numbers that are no integers. */
function canonicalForm(json: unknown): string | null {
  try {
    // What JSON.parse gives.
    return canonicalText(json as CanonicalValue);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** A document in the one form that canonical JSON has, in whichever it stands; `null` for what is no JSON, or has no such form. */
export function inCanonicalForm(text: string): string | null {
  const read = parsed(text);
  return read === null ? null : canonicalForm(read.json);
}

/** As {@link jsonBy}, in the one form that canonical JSON has. */
export function canonicalJsonBy<T>(schema: z.ZodType<T>, text: string): T | null {
  const read = parsed(text);
  // What has no canonical form was never signed.
  return read !== null && canonicalForm(read.json) === text ? fitting(schema, read.json) : null;
}
