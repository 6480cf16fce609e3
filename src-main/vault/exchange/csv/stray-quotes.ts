/** Rows whose quotes are not doubled, or never close. */
import type { Delimiter } from '../source.ts';

/** A row that does not end after so many UTF-16 units has a quote left open. */
const longestBridge = 20_000;

interface Bridge {
  readonly delimiter: Delimiter;
  readonly newline: '\n' | '\r';
  /** How many cells rows have; 0 where that is not known. */
  readonly width: number;
  readonly isLast: boolean;
}

/**
 * A row over several lines in which a quote stands undoubled: a quoted cell ends at a quote before a delimiter or a line end. `null`
 * unless it then has as many cells as others, and no line within it is a row by itself; `more` where the text goes on.
 */
export function bridgedRow(
  buffer: string,
  start: number,
  { delimiter, newline, width, isLast }: Bridge,
): { cells: string[]; end: number } | 'more' | null {
  if (width < 2) return null;
  const text = buffer.slice(start, start + longestBridge);
  const isCut = !isLast && text.length < longestBridge;
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let end: number;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1, delimiter, newline);
      if (close === null) return isCut ? 'more' : null;
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
      end = close + 1;
      while (text[end] === ' ' || (text[end] === '\r' && newline === '\n')) end++;
    } else {
      const stops = [text.indexOf(delimiter, at), text.indexOf(newline, at)].filter((stop) => stop >= 0);
      end = Math.min(text.length, ...stops);
      cells.push(text.slice(at, end).replace(/\r$/, ''));
    }
    if (end >= text.length && isCut) return 'more';
    if (cells.length > width) return null;
    if (end >= text.length || text[end] === newline) {
      const lines = text.slice(0, end).split(newline);
      const isOfRows = lines.length > 1 && lines.some((line) => line.split(delimiter).length >= width);
      return cells.length === width && !isOfRows ? { cells, end: start + end + 1 } : null;
    }
    at = end + 1;
  }
}

/** The quote that a delimiter or the end of a line follows. */
function closingQuote(text: string, from: number, delimiter: string, newline: string): number | null {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let next = at + 1;
    // Doubled ones are text, but for an odd one at the end.
    if (text[next] === '"') {
      at = next;
      continue;
    }
    while (text[next] === ' ' || text[next] === '\r') next++;
    if (next >= text.length || text[next] === delimiter || text[next] === newline) return at;
  }
  return null;
}

/** One physical line in which quotes were not doubled: a quoted cell ends at a quote before a delimiter or the end. */
export function splitLeniently(text: string, delimiter: string, width: number): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && close + 1 < text.length && text[close + 1] !== delimiter)
        close = text.indexOf('"', close + 1);
      if (close < 0) return splitAtDelimiters(text, delimiter, width);
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const end = text.indexOf(delimiter, at);
      cells.push(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return cells;
    at++;
    if (at === text.length) return [...cells, ''];
  }
}

/** `"Fay" Ames,x`: quotes that are in pairs within each cell are text. */
function splitAtDelimiters(text: string, delimiter: string, width: number): string[] | null {
  const cells = text.split(delimiter);
  const isPaired = cells.every((cell) => cell.split('"').length % 2 === 1);
  return isPaired && (width === 0 || cells.length === width) ? cells : null;
}
