import type { CsvDialect, Delimiter, SourceRow } from '../source.ts';
import { bridgedRow, splitLeniently } from './stray-quotes.ts';

/** A quoted cell without its closing quote for this long is taken for a quote left open. In UTF-16 units. */
const maxQuotedLength = 1_000_000;
/** A row longer than this cannot be acceptable; the rest of it is dropped and the row named. */
const maxRowLength = 20_000_000;
/** So many lines below a quote left open may belong to its row. */
const maxContinued = 20;

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
 * line in which the quote stands is named, with those below that are too short to be rows; the next row is read as if nothing had
 * been. Blank lines are left out, but counted, and so is a byte order mark at the beginning of a row, where files were put together.
 */
export function csvTokeniser(delimiter: Delimiter, ends: CsvDialect['newline'] = '\n'): CsvTokeniser {
  const newline = ends === '\r' ? '\r' : '\n';
  const usual = usualWidth();
  let buffer = '';
  /** Read, and not yet looked at. */
  let waiting = '';
  let line = 1;
  let isSkipping = false;
  /** Lines that may still belong to a row whose quote was left open. */
  let continued = 0;
  let heldReturn = false;

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
      if (buffer[at] === '\ufeff' && !isSkipping) {
        at++;
        continue;
      }
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
      const end = newlineAt < 0 ? buffer.length : newlineAt;
      if (end - at > maxRowLength) {
        rows.push({ line, cells: [buffer.slice(at, at + 1000)], fault: 'too-long' });
        isSkipping = true;
        continue;
      }
      if (newlineAt < 0 && !isLast) break;
      if (quoteAt < at) {
        quoteAt = buffer.indexOf('"', at);
        if (quoteAt < 0) quoteAt = Infinity;
      }
      if (quoteAt > end) {
        const text = withoutReturn(buffer.slice(at, end));
        if (text !== '') {
          const cells = text.split(delimiter);
          const isRest = continued > 0 && cells.length < usual.width();
          continued = isRest ? continued - 1 : 0;
          if (!isRest) usual.note(cells.length);
          rows.push({ line, cells, fault: isRest ? 'open-quote' : null });
        }
        at = end + 1;
        line++;
        continue;
      }
      const outcome = quotedRow(at, isLast);
      const reached = outcome === 'more' ? buffer.length : outcome === 'broken' ? at : outcome.end;
      if (reached - at > maxRowLength) {
        rows.push({ line, cells: [buffer.slice(at, at + 1000)], fault: 'too-long' });
        line += count(buffer, newline, at, reached);
        at = reached;
        isSkipping = outcome === 'more';
        continue;
      }
      if (outcome === 'more') break;
      if (outcome === 'broken') {
        const bridged = bridgedRow(buffer, at, { delimiter, newline, width: usual.width(), isLast });
        if (bridged === 'more') break;
        const text = withoutReturn(buffer.slice(at, end));
        const cells = bridged?.cells ?? splitLeniently(text, delimiter, usual.width());
        const isRest = cells === null && continued > 0;
        rows.push({
          line,
          cells: cells ?? text.split(delimiter),
          fault: cells === null ? 'open-quote' : 'stray-quote',
        });
        // What closes the quote ends the row.
        continued = cells !== null || isRest ? 0 : maxContinued;
        const next = bridged?.end ?? end + 1;
        line += count(buffer, newline, at, next);
        at = next;
        continue;
      }
      // The quote in it closes the one left open.
      const isRest = continued > 0 && outcome.cells.length < usual.width();
      continued = 0;
      if (!isRest) usual.note(outcome.cells.length);
      rows.push({ line, cells: outcome.cells, fault: isRest ? 'open-quote' : null });
      line += count(buffer, newline, at, outcome.end);
      at = outcome.end;
    }
    buffer = at >= buffer.length ? '' : buffer.slice(at);
    return rows;
  }

  return {
    push(text) {
      if (ends !== 'any') waiting += text;
      else {
        const whole = heldReturn ? `\r${text}` : text;
        heldReturn = whole.endsWith('\r');
        waiting += (heldReturn ? whole.slice(0, -1) : whole).replace(/\r\n?/g, '\n');
      }
      // What did not end is searched again from its beginning: not before as much has come.
      if (waiting.length < buffer.length) return [];
      buffer += waiting;
      waiting = '';
      return drain(false);
    },
    end() {
      buffer += heldReturn ? `${waiting}\n` : waiting;
      waiting = '';
      return drain(true);
    },
  };
}

/** How many cells most rows have so far. */
function usualWidth(): { note: (width: number) => void; width: () => number } {
  const widths = new Map<number, number>();
  let usual = 0;
  return {
    note(width) {
      const times = (widths.get(width) ?? 0) + 1;
      widths.set(width, times);
      if (times >= (widths.get(usual) ?? 0)) usual = width;
    },
    width: () => usual,
  };
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function count(text: string, wanted: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(wanted, from); at >= 0 && at < to; at = text.indexOf(wanted, at + 1)) found++;
  return found;
}
