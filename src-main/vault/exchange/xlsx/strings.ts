/** Texts of cells (ECMA-376 18.4): runs of one text put together, readings (phonetic runs) left out. */
import { VaultError } from '../../errors.ts';
import { maxCellLength } from '../source.ts';
import { readPart } from './package.ts';
import type { Attributes } from './xml.ts';
import type { Archive } from './zip.ts';

const maxBytes = 400 * 1024 ** 2;
/** In UTF-16 units: they stay in memory while a sheet is read. */
const maxShared = 80_000_000;

/** Gathers the text of one cell at a time, and no more of it than is told from one that is too long. */
export interface RichText {
  readonly open: (name: string, attribute: Attributes) => void;
  readonly text: (piece: string) => void;
  readonly close: (name: string) => void;
  /** The whole; nothing is left. `null` where there was no text at all. */
  readonly take: () => string | null;
}

export function richText(): RichText {
  let pieces: string[] = [];
  let length = 0;
  let run: string[] | null = null;
  let isKept = false;
  let isReading = false;
  return {
    open: (name, attribute) => {
      if (name === 'rPh') isReading = true;
      if (name !== 't' || isReading) return;
      run = [];
      isKept = attribute('xml:space') === 'preserve';
    },
    text: (piece) => {
      if (run === null || length > maxCellLength) return;
      const taken = piece.slice(0, maxCellLength + 1 - length);
      length += taken.length;
      run.push(taken);
    },
    close: (name) => {
      if (name === 'rPh') isReading = false;
      if (name !== 't' || run === null) return;
      const text = run.join('');
      // Without xml:space, white space at the ends is that of the markup.
      pieces.push(isKept ? text : text.replace(/^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g, ''));
      run = null;
    },
    take: () => {
      const whole = pieces.length === 0 ? null : unescapedText(pieces.join(''));
      pieces = [];
      length = 0;
      return whole;
    },
  };
}

/** `_x000D_` is the character of that number (22.9.2.19, ST_Xstring). */
export function unescapedText(text: string): string {
  const characters = text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
  return characters.includes('\r') ? characters.replace(/\r\n?/g, '\n') : characters;
}

/** @throws VaultError import/too-large, import/unreadable-spreadsheet */
export async function sharedStrings(archive: Archive, part: string | null): Promise<readonly string[]> {
  if (part === null) return [];
  const strings: string[] = [];
  const item = richText();
  let length = 0;
  await readPart(archive, part, maxBytes, {
    open: item.open,
    text: item.text,
    close: (name, depth) => {
      item.close(name);
      if (name !== 'si' || depth !== 2) return;
      const text = item.take() ?? '';
      length += text.length;
      if (length > maxShared)
        throw new VaultError('import/too-large', { bytes: length, maxBytes: maxShared });
      strings.push(text);
    },
  });
  return strings;
}
