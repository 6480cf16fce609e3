/**
 * Canonical JSON bytes, the form in which structures are authenticated (docs/file-format.md, section 2). A subset of
 * RFC 8785: objects with keys in code-unit order, integers only, no `undefined`.
 */

export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

function write(value: CanonicalValue): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new TypeError('canonical JSON holds integers only');
    return String(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('canonical JSON holds well-formed text only');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(write).join(',')}]`;
  const members = Object.keys(value)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((key) => {
      const member = value[key];
      if (member === undefined) throw new TypeError('canonical JSON has no undefined');
      return `${write(key)}:${write(member)}`;
    });
  return `{${members.join(',')}}`;
}

function isList(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

/** @throws TypeError for what canonical JSON cannot hold: fractions, lone surrogates, undefined */
export function canonicalText(value: CanonicalValue): string {
  return write(value);
}

/** The canonical text as UTF-8. @throws TypeError as {@link canonicalText} */
export function canonicalBytes(value: CanonicalValue): Uint8Array {
  return new TextEncoder().encode(write(value));
}
