/**
 * The logical lines of vCards (RFC 6350 section 3.2, RFC 2426, vCard 2.1): folded lines put together, as are
 * quoted-printable values with soft breaks and base64 blocks that older programs do not indent. Values that nothing is
 * made of (sounds, keys) are let go as they are read, and so are pictures that are too long.
 */
export interface LogicalLine {
  /** Where it begins in the file, from 1. */
  readonly number: number;
  readonly text: string;
  /** There was more of it than is kept. */
  readonly isCut: boolean;
}

/** The longest value that is kept, in UTF-16 units: enough for any cell, with its escapes. */
const mostKept = 450_000;
/** As base64: a picture of some 4 MB. */
const mostOfPhoto = 6_000_000;
const headLength = 2000;

const quotedPrintable = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i;
const base64 = /^[^:]*;(?:ENCODING=)?(?:BASE64|B)[;:]/i;
const binary = /^(?:[\w-]+\.)?(?:LOGO|SOUND|KEY)[;:]/i;
const photo = /^(?:[\w-]+\.)?PHOTO[;:]/i;

/** How much is kept of the line that begins like this. */
function mostOf(line: string): number {
  const head = line.slice(0, headLength);
  return binary.test(head) ? headLength : photo.test(head) ? mostOfPhoto : mostKept;
}

export interface Unfolder {
  push(text: string): LogicalLine[];
  end(): LogicalLine[];
}

/** Takes a file's text piece by piece. */
export function unfolder(): Unfolder {
  let rest = '';
  let physical = 0;
  let pending: { number: number; text: string; isCut: boolean; most: number } | null = null;
  let out: LogicalLine[] = [];

  const append = (text: string): void => {
    if (pending === null) return;
    const room = pending.most - pending.text.length;
    if (text.length > room) pending.isCut = true;
    pending.text += text.slice(0, Math.max(0, room));
  };
  const flush = (): void => {
    if (pending !== null) out.push({ number: pending.number, text: pending.text, isCut: pending.isCut });
    pending = null;
  };
  const isContinued = (line: string): boolean => {
    if (pending === null) return false;
    if (quotedPrintable.test(pending.text.slice(0, headLength)) && pending.text.endsWith('=')) return true;
    // Between the two, a base64 block has nothing that looks like another property.
    return line !== '' && base64.test(pending.text.slice(0, headLength)) && /^[A-Za-z0-9+/=]+$/.test(line);
  };
  const takeLine = (line: string): void => {
    physical += 1;
    const head = pending?.text.slice(0, headLength) ?? '';
    const isSoft = pending !== null && quotedPrintable.test(head) && pending.text.endsWith('=');
    if (isSoft && pending !== null) {
      pending.text = pending.text.slice(0, -1);
      append(line.replace(/^[ \t](?==)/, ''));
    } else if (pending !== null && (line.startsWith(' ') || line.startsWith('\t'))) append(line.slice(1));
    else if (isContinued(line)) append(line);
    else {
      flush();
      if (line.trim() === '') return;
      const most = mostOf(line);
      pending = { number: physical, text: line.slice(0, most), isCut: line.length > most, most };
    }
  };
  const taken = (): LogicalLine[] => {
    const lines = out;
    out = [];
    return lines;
  };
  return {
    push(text) {
      rest += text;
      // A long line is not looked through anew with each piece of it.
      if (/[\r\n]/.test(text) || rest.includes('\r', rest.length - text.length - 1)) {
        const lines = rest.split(/\r\n|\n|\r(?!$)/);
        rest = lines.pop() ?? '';
        for (const line of lines) takeLine(line);
      }
      // A line without an end in sight: what is kept of it is enough.
      const most = mostOf(rest);
      if (rest.length > 2 * most + mostKept) rest = rest.slice(0, most + headLength);
      return taken();
    },
    end() {
      if (rest !== '') takeLine(rest.replace(/\r$/, ''));
      rest = '';
      flush();
      return taken();
    },
  };
}
