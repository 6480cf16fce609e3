/**
 * The logical lines of vCards (RFC 6350 section 3.2, RFC 2426, vCard 2.1): folded lines put together, as are
 * quoted-printable values with soft breaks and base64 blocks that older programs do not indent. Lines are bytes, as strings of
 * characters below 256, because programs fold within characters. What is longer than is kept is let go as it is read.
 */
import { growingText } from './growing-text.ts';

export interface LogicalLine {
  /** Where it begins in the file, from 1. */
  readonly number: number;
  readonly bytes: string;
  /** There was more of it than is kept. */
  readonly isCut: boolean;
}

/** The longest value that is kept: enough for any cell, in three bytes a character, with its escapes. */
const mostKept = 1_000_000;
/** As base64: a picture of some 4 MB. */
const mostOfFile = 6_000_000;
const headLength = 2000;

const quotedPrintable = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i;
const base64 = /^[^:]*(?:;(?:ENCODING=)?(?:BASE64|B)[;:]|:\s*data:[^,]*;base64\\?,)/i;

/** How much is kept of the line that begins like this. */
function mostOf(line: string): number {
  return base64.test(line.slice(0, headLength)) ? mostOfFile : mostKept;
}

export interface Unfolder {
  push(text: string): LogicalLine[];
  end(): LogicalLine[];
}

/** Takes a file's text piece by piece. */
export function unfolder(): Unfolder {
  const rest = growingText(headLength);
  const value = growingText(headLength);
  let physical = 0;
  let pending: { readonly number: number; most: number; isCut: boolean } | null = null;
  let out: LogicalLine[] = [];

  const append = (line: string): void => {
    if (pending === null) return;
    if (value.length() < headLength) pending.most = mostOf(value.head() + line);
    const room = Math.max(0, pending.most - value.length());
    if (line.length > room) pending.isCut = true;
    value.add(line.slice(0, room));
  };
  const flush = (): void => {
    if (pending !== null) out.push({ number: pending.number, bytes: value.take(), isCut: pending.isCut });
    pending = null;
  };
  const takeLine = (line: string): void => {
    physical += 1;
    if (pending !== null) {
      if (value.endsWith('=') && quotedPrintable.test(value.head())) {
        value.dropLast();
        append(line.replace(/^[ \t](?==)/, ''));
        return;
      }
      if (line.startsWith(' ') || line.startsWith('\t')) {
        append(line.slice(1));
        return;
      }
      // Between the two, a base64 block has nothing that looks like another property.
      if (/^[A-Za-z0-9+/=]+[ \t]*$/.test(line) && base64.test(value.head())) {
        append(line);
        return;
      }
    }
    flush();
    if (line.trim() === '') return;
    pending = { number: physical, most: mostKept, isCut: false };
    append(line);
  };
  const taken = (): LogicalLine[] => {
    const lines = out;
    out = [];
    return lines;
  };
  return {
    push(text) {
      const isEnding = /[\r\n]/.test(text) || rest.endsWith('\r');
      rest.add(text);
      if (isEnding) {
        const lines = rest.take().split(/\r\n|\n|\r(?!$)/);
        rest.add(lines.pop() ?? '');
        for (const line of lines) takeLine(line);
      }
      // A line without an end in sight: what is kept of it is enough.
      const most = mostOf(rest.head());
      if (rest.length() > 2 * most + mostKept) rest.add(rest.take().slice(0, most + headLength));
      return taken();
    },
    end() {
      if (rest.length() > 0) takeLine(rest.take().replace(/\r$/, ''));
      flush();
      return taken();
    },
  };
}
