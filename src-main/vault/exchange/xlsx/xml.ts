/**
 * XML 1.0 as the parts of a workbook have it, read piece by piece in memory that does not grow with the text: a text is given on
 * as it comes, and a tag, a depth or a kind of declaration that no workbook has is refused. Nothing declared is expanded.
 */
import { VaultError } from '../../errors.ts';

const maxTagLength = 1_000_000;
const maxDepth = 100;

export interface XmlEvents {
  /** `name` is without its prefix; the root is at depth 1. `attribute` gives the value of one without a prefix. */
  readonly open: (name: string, attribute: Attributes, depth: number) => void;
  /** A piece of text, of as many as there are. */
  readonly text: (piece: string) => void;
  readonly close: (name: string, depth: number) => void;
}

/** With `prefixed`, the attribute that has a prefix, whichever: namespaces are not resolved. */
export type Attributes = (name: string, prefixed?: 'prefixed') => string | null;

/** @throws VaultError import/unreadable-spreadsheet, as `push` and `end` do for what is not well-formed */
export function xmlReader(events: XmlEvents): { push: (text: string) => void; end: () => void } {
  const names: string[] = [];
  let rest = '';
  /** What ends the comment, instruction or CDATA section that has begun. */
  let closing: '-->' | '?>' | ']]>' | null = null;
  let hasRoot = false;

  const tag = (raw: string): void => {
    if (raw.startsWith('/')) {
      const name = localName(raw.slice(1).trimEnd());
      if (names.pop() !== name) throw malformed();
      events.close(name, names.length + 1);
      return;
    }
    const isEmpty = raw.endsWith('/');
    const name = localName(/^[^\s/]+/.exec(raw)?.[0] ?? '');
    if (name === '' || names.length >= maxDepth || (hasRoot && names.length === 0)) throw malformed();
    hasRoot = true;
    events.open(name, attributesOf(raw), names.length + 1);
    if (isEmpty) events.close(name, names.length + 1);
    else names.push(name);
  };

  /** Reads on in `text` from a place; gives the place of what has to wait for more. */
  const step = (text: string, at: number): number => {
    if (closing !== null) {
      const end = text.indexOf(closing, at);
      // The mark may lie over the end of the piece.
      const until = end < 0 ? Math.max(at, text.length - 2) : end;
      if (closing === ']]>' && until > at) events.text(text.slice(at, until));
      if (end < 0) return until;
      closing = null;
      return end + 3 - (text.startsWith('?>', end) ? 1 : 0);
    }
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const end = next < 0 ? beforeReference(text, at) : next;
      if (end > at) events.text(decoded(text.slice(at, end)));
      return end;
    }
    if (text[at + 1] === '!' || text[at + 1] === '?') {
      if (text.length - at < 9) return at;
      if (text.startsWith('<!--', at)) closing = '-->';
      else if (text.startsWith('<![CDATA[', at)) closing = ']]>';
      else if (text[at + 1] === '?') closing = '?>';
      else throw malformed();
      return at + (closing === '-->' ? 4 : closing === ']]>' ? 9 : 2);
    }
    const end = tagEnd(text, at + 1);
    if (end < 0) return at;
    tag(text.slice(at + 1, end));
    return end + 1;
  };

  return {
    push(piece) {
      const text = rest + piece;
      let at = 0;
      while (at < text.length) {
        const next = step(text, at);
        if (next === at) break;
        at = next;
      }
      rest = text.slice(at);
      if (rest.length > maxTagLength) throw malformed();
    },
    end() {
      if (names.length > 0 || !hasRoot || closing !== null || rest.includes('<')) throw malformed();
    },
  };
}

/** The end of a piece of text, but before a reference (`&lt;`) that goes on in the next. */
function beforeReference(text: string, from: number): number {
  const at = text.lastIndexOf('&');
  return at >= from && text.length - at < 12 && !text.includes(';', at) ? at : text.length;
}

/** The `>` of a tag; those within quotes are text. -1 where the tag goes on. */
function tagEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3e) return at;
    if (code !== 0x22 && code !== 0x27) continue;
    at = text.indexOf(text[at] ?? '', at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(raw: string): Attributes {
  let all: [string, string][] | null = null;
  return (name, prefixed) => {
    all ??= Array.from(
      raw.matchAll(/\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g),
      ([, key = '', double, single = '']) => [key, decoded(double ?? single)],
    );
    const found = all.find(([key]) =>
      prefixed === undefined ? key === name : key.includes(':') && localName(key) === name,
    );
    return found?.[1] ?? null;
  };
}

const known: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** References to characters; any other stays as it is written. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,8})|#x([0-9a-f]{1,7})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return known[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

function malformed(): VaultError {
  return new VaultError('import/unreadable-spreadsheet');
}

/** Text of a part, which is UTF-8 or UTF-16 (ECMA-376 part 2, 6.2.5), by its first bytes. */
export async function* partText(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece));
    yield decoder.decode(piece, { stream: true });
  }
  if (decoder !== null) yield decoder.decode();
}

function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || first === 0) return 'utf-16be';
  return 'utf-8';
}
