/** One property of a vCard of any version: its group, name, parameters and value. */
import iconv from 'iconv-lite';

export interface Property {
  /** `item1` of `item1.TEL`; empty for none. */
  readonly group: string;
  /** In upper case. */
  readonly name: string;
  /** TYPE values in upper case, also those that vCard 2.1 writes without `TYPE=`. */
  readonly types: ReadonlySet<string>;
  /** Decoded, with its escapes. */
  readonly raw: string;
}

const encodings = new Set(['QUOTED-PRINTABLE', 'BASE64', 'B', '8BIT', '7BIT']);

function decodeQuotedPrintable(text: string, charset: string): string {
  const bytes: number[] = [];
  const plain = Buffer.from(text, 'utf8');
  for (let at = 0; at < plain.length; at++) {
    const digits = plain[at] === 61 ? plain.toString('latin1', at + 1, at + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(digits)) {
      bytes.push(parseInt(digits, 16));
      at += 2;
    } else bytes.push(plain[at] ?? 0);
  }
  return iconv.decode(Buffer.from(bytes), iconv.encodingExists(charset) ? charset : 'utf-8');
}

/** Splits at a character that stands outside of quotation marks. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function valueStart(line: string): number {
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ':' && !isQuoted) return at;
  }
  // A quotation mark that never closes: the first colon will have to do.
  return line.indexOf(':');
}

/** @returns `null` for a line that is no property */
export function parseProperty(line: string): Property | null {
  const colon = valueStart(line);
  if (colon <= 0) return null;
  const [head = '', ...parameters] = splitOutsideQuotes(line.slice(0, colon), ';');
  const dot = head.indexOf('.');
  const name = head
    .slice(dot + 1)
    .trim()
    .toUpperCase();
  if (!/^[A-Z0-9-]+$/.test(name)) return null;
  const types = new Set<string>();
  let encoding = '';
  let charset = 'utf-8';
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    const key = equals < 0 ? '' : parameter.slice(0, equals).trim().toUpperCase();
    const value = parameter
      .slice(equals + 1)
      .replaceAll('"', '')
      .trim();
    if (key === 'CHARSET') charset = value;
    else if (key === 'ENCODING' || (key === '' && encodings.has(value.toUpperCase())))
      encoding = value.toUpperCase();
    else if (key === 'TYPE' || key === '')
      for (const type of value.split(',')) types.add(type.trim().toUpperCase());
    else if (key === 'PREF') types.add('PREF');
  }
  const text = line.slice(colon + 1);
  const raw = encoding === 'QUOTED-PRINTABLE' ? decodeQuotedPrintable(text, charset) : text;
  return { group: dot < 0 ? '' : head.slice(0, dot).toLowerCase(), name, types, raw };
}

/** Takes a value apart at its unescaped separators, and takes the escapes off (RFC 6350, section 3.4). */
export function splitValue(raw: string, separator: ';' | ','): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < raw.length; at++) {
    const character = raw.charAt(at);
    if (character === '\\' && at + 1 < raw.length) {
      at += 1;
      const next = raw.charAt(at);
      part += next === 'n' || next === 'N' ? '\n' : next;
    } else if (character === separator) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part].map((each) => each.trim());
}

/** A value as one text. */
export function textValue(raw: string): string {
  return raw
    .replace(/\\(.)/gs, (_, next: string) => (next === 'n' || next === 'N' ? '\n' : next))
    .replaceAll('\r\n', '\n')
    .trim();
}
