import type { Delimiter, SourceRow } from '../source.ts';

/** A quoted cell without its closing quote for this long is taken for a quote left open. In UTF-16 units. */
const maxQuotedLength = 1_000_000;
/** A physical line longer than this cannot hold an acceptable row; the rest of it is dropped and the row named. */
const maxLineLength = 20_000_000;

export interface CsvTokeniser {
  /** Takes the next piece of the text and gives the rows that are complete. */
  push(text: string): SourceRow[];
  /** Gives what is left when the text has ended. */
  end(): SourceRow[];
}

type Outcome = { cells: string[]; end: number } | 'more' | 'broken';

/**
 * Splits text into rows by RFC 4180, and goes on where the file does not keep to it. No published parser resumes
 * after a quote that was left open: each takes the rest of the file for one cell or gives up. Here only the physical
 * line in which the quote stands is named; the next line is read as if nothing had been. Blank lines are left out,
 * but counted.
 */
export function csvTokeniser(delimiter: Delimiter, newline: '\n' | '\r' = '\n'): CsvTokeniser {
  let buffer = '';
  let line = 1;
  let isSkipping = false;

  function quotedRow(start: number, isLast: boolean): Outcome {
    const cells: string[] = [];
    let at = start;
    for (;;) {
      if (at >= buffer.length && !isLast) return 'more';
      if (buffer[at] !== '"') {
        const newlineAt = buffer.indexOf(newline, at);
        const delimiterAt = buffer.indexOf(delimiter, at);
        if (delimiterAt >= 0 && (newlineAt < 0 || delimiterAt < newlineAt)) {
          cells.push(buffer.slice(at, delimiterAt));
          at = delimiterAt + 1;
          continue;
        }
        if (newlineAt < 0 && !isLast) return 'more';
        const end = newlineAt < 0 ? buffer.length : newlineAt;
        cells.push(withoutReturn(buffer.slice(at, end)));
        return { cells, end: newlineAt < 0 ? end : end + 1 };
      }
      let value = '';
      let from = at + 1;
      for (;;) {
        const quoteAt = buffer.indexOf('"', from);
        if (quoteAt < 0) return isLast || buffer.length - at > maxQuotedLength ? 'broken' : 'more';
        if (quoteAt + 1 >= buffer.length && !isLast) return 'more';
        value += buffer.slice(from, quoteAt);
        from = quoteAt + 2;
        if (buffer[quoteAt + 1] !== '"') {
          at = quoteAt + 1;
          break;
        }
        value += '"';
      }
      while (buffer[at] === ' ') at++;
      if (buffer[at] === '\r' && newline === '\n' && (buffer[at + 1] === '\n' || at + 1 >= buffer.length)) {
        if (at + 1 >= buffer.length && !isLast) return 'more';
        at++;
      }
      const next = buffer[at];
      if (next === undefined && !isLast) return 'more';
      if (next !== undefined && next !== delimiter && next !== newline) return 'broken';
      cells.push(value);
      at++;
      if (next !== delimiter) return { cells, end: at };
    }
  }

  function drain(isLast: boolean): SourceRow[] {
    const rows: SourceRow[] = [];
    let at = 0;
    let quoteAt = -1;
    while (at < buffer.length) {
      const newlineAt = buffer.indexOf(newline, at);
      if (isSkipping) {
        if (newlineAt < 0) {
          at = buffer.length;
          break;
        }
        isSkipping = false;
        at = newlineAt + 1;
        line++;
        continue;
      }
      if (newlineAt < 0 && !isLast) {
        if (buffer.length - at <= maxLineLength) break;
        rows.push({ line, cells: [buffer.slice(at, at + 1000)], fault: 'too-long' });
        isSkipping = true;
        continue;
      }
      const end = newlineAt < 0 ? buffer.length : newlineAt;
      if (quoteAt < at) {
        quoteAt = buffer.indexOf('"', at);
        if (quoteAt < 0) quoteAt = Infinity;
      }
      if (quoteAt > end) {
        const text = withoutReturn(buffer.slice(at, end));
        if (text !== '') rows.push({ line, cells: text.split(delimiter), fault: null });
        at = end + 1;
        line++;
        continue;
      }
      const outcome = quotedRow(at, isLast);
      if (outcome === 'more') break;
      if (outcome === 'broken') {
        const text = withoutReturn(buffer.slice(at, end));
        const lenient = splitLeniently(text, delimiter);
        rows.push({
          line,
          cells: lenient ?? text.split(delimiter),
          fault: lenient === null ? 'open-quote' : 'stray-quote',
        });
        at = end + 1;
        line++;
        continue;
      }
      rows.push({ line, cells: outcome.cells, fault: null });
      line += count(buffer, newline, at, outcome.end);
      at = outcome.end;
    }
    buffer = at >= buffer.length ? '' : buffer.slice(at);
    return rows;
  }

  return {
    push(text) {
      buffer += text;
      return drain(false);
    },
    end() {
      return drain(true);
    },
  };
}

/** One physical line in which quotes were not doubled: a quoted cell ends at a quote before a delimiter or the end. */
function splitLeniently(text: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && close + 1 < text.length && text[close + 1] !== delimiter)
        close = text.indexOf('"', close + 1);
      if (close < 0) return null;
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

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function count(text: string, wanted: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(wanted, from); at >= 0 && at < to; at = text.indexOf(wanted, at + 1)) found++;
  return found;
}
