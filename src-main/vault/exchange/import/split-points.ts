/** Several numbers, addresses or links in one cell, and the words beside each. */
import { looksLikeEmail, looksLikeLink, looksLikePhone } from './forms.ts';

export interface Piece {
  readonly value: string;
  /** Words beside it: `手机`, `wife`. */
  readonly label: string;
}

/** What may part several things in one cell, or stand beside one; most cells have nothing of it. */
const mayPart = /[^\d+@.\-\p{Script=Latin}]/u;
const surelyParts = /(?<!\s)\s*(?: ::: |\n)\s*/;
/** A longer line is a text, and the patterns below would take long to find that it is one. */
const longestLine = 1000;
const signs = String.raw`[;；、,，/／|]|或者?|和|及|または|또는`;
const words = String.raw`(?:or|and|und|oder|ou|et|e|o|y)`;
const partNumbers = new RegExp(String.raw`(?<!\s)\s*(?:${signs}|(?<!\p{L})${words}(?!\p{L}))\s*`, 'iu');
/** In an address, e1@ and y@ are no words between two. */
const partAddresses = new RegExp(String.raw`(?<!\s)\s*(?:${signs}|(?<=\s)${words}(?=\s))\s*`, 'iu');
const number =
  /(?<![+＋(（])[+＋(（]*[\d０-９](?:[\d０-９ \u00a0\u3000()（）.·\-–—－]*[\d０-９])?(?:\s*(?:x|ext\.?|转|轉|分机|#)\s*[\d０-９]{1,6}(?![\d０-９]))?/giu;
const email =
  /(?<![^\s@<>"'“”,;:：；，、()（）[\]])[^\s@<>"'“”,;:：；，、()（）[\]]+@[^\s@<>"'“”,;:：；，、()（）[\]]+/gu;
const link = /(?:https?:\/\/|www\.)\S+/giu;
const longestLabel = 60;

/** The pieces of a cell; where it is not certain what each of them is, the cell is one. */
export function splitPoints(type: 'phone' | 'email' | 'link', cell: string): Piece[] {
  if (!mayPart.test(cell) && !(type === 'phone' && /\p{L}/u.test(cell))) return [{ value: cell, label: '' }];
  return cell
    .split(surelyParts)
    .filter((piece) => piece !== '')
    .flatMap((piece) => known(type, piece) ?? [{ value: piece, label: '' }]);
}

/** `null` where something of the text is neither one of these nor words beside one. */
function known(type: 'phone' | 'email' | 'link', text: string): Piece[] | null {
  if (text.length > longestLine) return null;
  if (type === 'link') {
    const words = text.split(/\s+/);
    // Words before one alone are its label; behind it they may be part of it.
    const isLabelled = words.filter(looksLikeLink).length === 1 && looksLikeLink(words.at(-1) ?? '');
    const pieces = isLabelled ? [text] : words;
    return labelled(pieces, link, (one) => [one].filter(looksLikeLink));
  }
  if (type === 'email')
    return labelled(text.split(partAddresses), email, (one) => [one].filter(looksLikeEmail));
  if (looksLikePhone(text)) return [{ value: text, label: '' }];
  return labelled(text.split(partNumbers), number, phonesIn);
}

function labelled(
  texts: readonly string[],
  pattern: RegExp,
  valuesIn: (text: string) => string[],
): Piece[] | null {
  const pieces: Piece[] = [];
  for (const text of texts) {
    if (text.trim() === '') continue;
    const found = [...text.matchAll(pattern)].map((match) => ({ at: match.index, text: match[0] }));
    const beside: string[] = [];
    let end = 0;
    const values: string[][] = [];
    for (const each of found) {
      const inside = valuesIn(each.text.trim());
      if (inside.length === 0) return null;
      beside.push(text.slice(end, each.at));
      values.push(inside);
      end = each.at + each.text.length;
    }
    beside.push(text.slice(end));
    if (values.length === 0) return null;
    const labels = beside.map(bare);
    if (labels.some((label) => label.length > longestLabel || /[\d@]/.test(label))) return null;
    // 手机 138… 座机 010…, but 138… 家 139… 办: the first words say on which side they stand.
    const isBefore = labels[0] !== '' && !/^\s*[(（]/.test(beside.at(-1) ?? '');
    values.forEach((inside, index) => {
      const own = isBefore
        ? [labels[index], index === values.length - 1 ? labels.at(-1) : '']
        : [index === 0 ? labels[0] : '', labels[index + 1]];
      const label = own.filter(Boolean).join(' ');
      pieces.push(...inside.map((value) => ({ value, label })));
    });
  }
  return pieces.length === 0 ? null : pieces;
}

/** Words without the signs that part them from what they say something of. */
function bare(words: string): string {
  return words
    .replace(
      /^[\s:：=<>()（）[\]【】"'“”.\-–—]+|(?<![\s:：=<>()（）[\]【】"'“”\-–—])[\s:：=<>()（）[\]【】"'“”\-–—]+$/gu,
      '',
    )
    .replace(/\s+/g, ' ');
}

/** The numbers that stand in a row with spaces between, the first as long as can be; none where some of it is no number. */
function phonesIn(text: string): string[] {
  if (looksLikePhone(text.normalize('NFKC'))) return [text];
  const words = text.split(/\s+/);
  // From the last word on: what all words from each place on are.
  const from: (readonly string[] | null)[] = [...words.map(() => null), []];
  for (let start = words.length - 1; start >= 0; start--) {
    for (let end = words.length; end > start && from[start] === null; end--) {
      const others = from[end] ?? null;
      if (others === null) continue;
      const first = words.slice(start, end).join(' ');
      if (looksLikePhone(first.normalize('NFKC'))) from[start] = [first, ...others];
    }
  }
  return [...(from[0] ?? [])];
}
