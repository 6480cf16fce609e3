/** Reading text of an unknown encoding: what it says of itself, then UTF-8, then what its writers are likely to have used. */

export interface ReadText {
  readonly text: string;
  readonly encoding: string;
}

const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** How much of a text is no letter, sign or space that people write. */
function strangeness(text: string): number {
  return (text.match(/[\p{Cc}\p{Co}\p{Cn}\uFFFD]/gu) ?? []).filter((c) => !'\t\r\n\f'.includes(c)).length;
}

/** Whether Asian characters stand within Latin words, as accented letters do that were read as halves of them. */
function isLatinMisread(text: string): boolean {
  const within = text.match(/[A-Za-z]\P{ASCII}/gu)?.length ?? 0;
  return within > 0 && within >= (text.match(/\P{ASCII}/gu)?.length ?? 0) / 2;
}

/** @param isCut whether the bytes may end in the middle of a character */
export function readText(bytes: Uint8Array, isCut: boolean): ReadText {
  const mark = marks.find(([, start]) => start.every((byte, at) => bytes[at] === byte));
  if (mark !== undefined) return { text: new TextDecoder(mark[0]).decode(bytes), encoding: mark[0] };
  // No encoding has characters of more than four bytes.
  for (const encoding of ['utf-8', 'gb18030', 'big5', 'shift_jis']) {
    for (let left = 0; left <= (isCut ? 3 : 0); left++) {
      const text = decoded(bytes.subarray(0, bytes.length - left), encoding);
      if (text === null || strangeness(text) > text.length / 50) continue;
      if (encoding === 'utf-8' || !isLatinMisread(text)) return { text, encoding };
    }
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
}
