/** Cells that refer to something outside the workbook (ECMA-376 18.3.1.47): what they lead to may not be what they say. */
import { columnIndex } from './address.ts';

/** What cells lead to, by their lines and columns. */
export type Links = ReadonlyMap<number, ReadonlyMap<number, string>>;

export interface LinkedRange {
  readonly ref: string;
  /** Of its relation. */
  readonly id: string;
}

/** Of a range the first cell counts, which is the one that shows the text. */
export function linksOf(ranges: readonly LinkedRange[], targets: ReadonlyMap<string, string>): Links {
  const links = new Map<number, Map<number, string>>();
  for (const { ref, id } of ranges) {
    const found = /^(\$?[a-z]{1,3})\$?(\d{1,7})(?::|$)/i.exec(ref.trim());
    const column = columnIndex(found?.[1] ?? '');
    const target = targets.get(id);
    if (column === null || target === undefined) continue;
    const line = Number(found?.[2]);
    const ofLine = links.get(line) ?? new Map<number, string>();
    links.set(line, ofLine.set(column, target));
  }
  return links;
}

/** What a link leads to as people write it, where the text of its cell does not say it: `mailto:ann@example.org` is an address. */
export function unsaidLink(text: string, target: string): string | null {
  const written = target.replace(/^(?:mailto|tel):([^?]*)(?:\?.*)?$/is, '$1').trim();
  return plain(text).includes(plain(written)) ? null : written;
}

/** Without what is the same address written otherwise. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/https?:\/\/(?:www\.)?|\s/g, '')
    .replace(/\/$/, '');
}
