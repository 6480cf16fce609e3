/** One property of a vCard of any version: its group, name, parameters and value. */
import { decodeValue, type Charsets } from './charsets.ts';

export interface Property {
  /** `item1` of `item1.TEL`; empty for none. */
  readonly group: string;
  /** In upper case. */
  readonly name: string;
  /** TYPE values in upper case, also those that vCard 2.1 writes without `TYPE=`. */
  readonly types: ReadonlySet<string>;
  /** The others, with their names in upper case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Decoded, with its escapes. */
  readonly raw: string;
  /** What base64 stood for, where that is no text. */
  readonly bytes: Uint8Array | null;
  /** There is more of the value than is kept. */
  readonly isCut: boolean;
}

const encodings = new Set(['QUOTED-PRINTABLE', 'BASE64', 'B', '8BIT', '7BIT', 'U', 'URL']);
/** Pictures, sounds and keys, whose base64 is never a text. */
const binary = /^(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)$/;

/** Bytes as a string of characters below 256, each byte of `=C5` put in its place. */
function fromQuotedPrintable(bytes: string): string {
  return bytes.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  );
}

/** Where the first one is that stands outside of quotation marks, from `start` on; -1 for nowhere. */
function indexOutsideQuotes(text: string, wanted: string, start = 0): number {
  let isQuoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (character === wanted && !isQuoted) return at;
  }
  return -1;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const at = indexOutsideQuotes(text, separator, from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return [...parts, text.slice(from)];
}

function valueStart(line: string): number {
  const at = indexOutsideQuotes(line, ':');
  // A quotation mark that never closes: the first colon will have to do.
  return at >= 0 ? at : line.indexOf(':');
}

/** A parameter's value: quotation marks off, and what they cannot hold put back (RFC 6868). */
function parameterValue(text: string): string {
  return text
    .replaceAll('"', '')
    .replace(/\^([n^'])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === '^' ? '^' : '"'))
    .trim();
}

/** `X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=85=AC)`: how phones with Android write a label of one's own. */
function customLabel(parameter: string, charsets: Charsets): string | null {
  const inner = /^X-CUSTOM\((.*)\)$/is.exec(parameter)?.[1];
  if (inner === undefined) return null;
  const parts = inner.split(',');
  const label = parts.filter((part) => !/^(?:CHARSET|ENCODING)=/i.test(part)).join(',');
  const isEncoded = parts.some((part) => /^ENCODING=QUOTED-PRINTABLE$/i.test(part));
  const charset = parts.find((part) => /^CHARSET=/i.test(part))?.slice(8) ?? '';
  return decodeValue(isEncoded ? fromQuotedPrintable(label) : label, charset, charsets);
}

interface Parameters {
  readonly types: Set<string>;
  readonly others: Map<string, string>;
  encoding: string;
  charset: string;
}

function parametersOf(texts: readonly string[], charsets: Charsets): Parameters {
  const read: Parameters = { types: new Set(), others: new Map(), encoding: '', charset: '' };
  for (const text of texts) {
    const label = customLabel(text, charsets);
    if (label !== null) {
      read.others.set('X-ABLABEL', label);
      continue;
    }
    const equals = text.indexOf('=');
    const key = equals < 0 ? '' : text.slice(0, equals).trim().toUpperCase();
    const value = decodeValue(parameterValue(text.slice(equals + 1)), '', charsets);
    const word = value.toUpperCase();
    if (key === 'CHARSET') read.charset = value;
    else if (key === 'ENCODING' || (key === '' && encodings.has(word))) read.encoding = word;
    else if (key === 'TYPE' || key === '')
      for (const type of value.split(',')) read.types.add(type.trim().toUpperCase());
    else {
      if (key === 'PREF') read.types.add('PREF');
      read.others.set(key, read.others.has(key) ? `${read.others.get(key) ?? ''}, ${value}` : value);
    }
  }
  read.types.delete('');
  return read;
}

/** `null` for what is no base64. */
function fromBase64(text: string): Uint8Array | null {
  const plain = text.replace(/[\s\\]+/g, '');
  return plain === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(plain) ? null : Buffer.from(plain, 'base64');
}

/** Elsewhere a `data:` URI is what somebody wrote. */
const mayBeFile = /^(?:PHOTO|LOGO|SOUND|KEY|X-(?!ABLABEL$|COFFER-FIELD$).*)$/;
const dataUri = /^\s*data:([^,;]{0,100})[^,]{0,200}?;base64\\?,/i;

/**
 * Reads a logical line, given as its bytes (a string of characters below 256).
 * @returns `null` for a line that is no property
 */
export function parseProperty(line: string, charsets: Charsets, isCut = false): Property | null {
  const colon = valueStart(line);
  if (colon <= 0) return null;
  const [head = '', ...rest] = splitOutsideQuotes(line.slice(0, colon), ';');
  const dot = head.lastIndexOf('.');
  const name = head
    .slice(dot + 1)
    .trim()
    .toUpperCase();
  if (!/^[A-Z0-9-]+$/.test(name)) return null;
  const { types, others, encoding, charset } = parametersOf(rest, charsets);
  const group = dot < 0 ? '' : head.slice(0, dot).trim().toLowerCase();
  const value = line.slice(colon + 1);
  const made = (raw: string, bytes: Uint8Array | null): Property => ({
    group,
    name,
    types,
    parameters: others,
    raw,
    bytes,
    isCut,
  });
  const data = mayBeFile.test(name) ? dataUri.exec(value) : null;
  if (data?.[1] !== undefined && data[1] !== '') others.set('MEDIATYPE', data[1].toLowerCase());
  if (data !== null || encoding === 'B' || encoding === 'BASE64') {
    const bytes = fromBase64(data === null ? value : value.slice(data[0].length));
    if (bytes !== null) {
      const text = binary.test(name) || data !== null ? null : textOf(bytes, charset, charsets);
      return text === null ? made('', bytes) : made(text, null);
    }
  }
  const bytes = encoding === 'QUOTED-PRINTABLE' ? fromQuotedPrintable(value) : value;
  return made(decodeValue(bytes, charset, charsets), null);
}

/** Base64 that some phones write names and notes in. */
function textOf(bytes: Uint8Array, charset: string, charsets: Charsets): string | null {
  const text = decodeValue(Buffer.from(bytes).toString('latin1'), charset, charsets);
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? null : text;
}

const known: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  '\\': '\\',
  ',': ',',
  ';': ';',
  ':': ':',
};

/**
 * The characters of a value, each with whether it was escaped (RFC 6350, section 3.4). Where a backslash stands before what needs
 * none, whoever wrote it did not escape backslashes: `\\server\share` is meant as it stands.
 */
function* charactersOf(raw: string): Generator<readonly [character: string, isEscaped: boolean]> {
  const isPlain = [...raw.matchAll(/\\(.)/gs)].some(([, next = '']) => known[next] === undefined);
  for (let at = 0; at < raw.length; at++) {
    const character = raw.charAt(at);
    const next = raw.charAt(at + 1);
    const meant = character === '\\' && (!isPlain || /[,;:]/.test(next)) ? known[next] : undefined;
    if (meant === undefined) yield [character, false];
    else {
      at += 1;
      yield [meant, true];
    }
  }
}

/** Takes a value apart at its unescaped separators, and takes the escapes off. */
export function splitValue(raw: string, separators: string): string[] {
  if (!raw.includes('\\')) {
    const parts = [raw];
    for (const separator of separators)
      parts.splice(0, parts.length, ...parts.flatMap((part) => part.split(separator)));
    return parts;
  }
  const parts: string[] = [];
  let part = '';
  for (const [character, isEscaped] of charactersOf(raw)) {
    if (isEscaped || !separators.includes(character)) part += character;
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

/** A value as one text. */
export function textValue(raw: string): string {
  const text = raw.includes('\\') ? [...charactersOf(raw)].map(([character]) => character).join('') : raw;
  return text.replace(/\r\n?/g, '\n');
}
