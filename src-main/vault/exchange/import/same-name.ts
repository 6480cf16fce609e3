/** When two names are the same: without spaces, width, case, titles, and in either order. Nicknames are other names. Pure. */
import { isUsual } from '../../../../src-preload/contract/width.ts';
import { sortKey } from '../../search/sort-key.ts';

const titlesBefore = new Set(
  'mr mister mrs ms miss mx dr doctor prof professor sir madam dame herr frau fräulein ing mag mme mlle madame mademoiselle monsieur señor señora sr sra srta don doña sig signor signora dott dhr mevr'
    .split(' ')
    .map(withoutAccents),
);
/** Not `Jr` and `Sr`, which tell a son from his father. */
const titlesAfter = new Set('md phd esq mba msc bsc rn dds cpa'.split(' '));
const chineseTitle =
  /(?:先生|女士|小姐|太太|夫人|老师|老師|教授|博士|医生|醫生|大夫|律师|律師|師傅|师傅|様|さん)$/u;

interface PlainName {
  /** What is left is more than a family name: Mr Grove and Mrs Grove are two people. */
  readonly words: readonly string[];
  readonly titles: string;
}

function withoutAccents(text: string): string {
  if (isUsual.test(text)) return text;
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

function readName(name: string): PlainName {
  const text = withoutAccents(name.normalize('NFKC').replace(/\p{Cf}|['’‘ʼʻ`´]/gu, '')).toLowerCase();
  const words = text.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  // A name of signs alone is compared as it is written.
  if (words.length === 0) return { words: [name.trim()], titles: '' };
  const titles: string[] = [];
  while (words.length > 2 && titlesBefore.has(words[0] ?? '')) titles.push(words.shift() ?? '');
  while (words.length > 2 && titlesAfter.has(words.at(-1) ?? '')) titles.push(words.pop() ?? '');
  const last = words.at(-1) ?? '';
  const title = chineseTitle.exec(last)?.[0] ?? '';
  const before = words.slice(0, -1).join('') + last.slice(0, last.length - title.length);
  if (title !== '' && [...before].length >= 2) {
    words.splice(0, words.length, before);
    titles.push(title);
  }
  return { words, titles: titles.sort().join(' ') };
}

export function isSameName(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [readName(one), readName(other)];
  if (a.titles !== b.titles && a.titles !== '' && b.titles !== '') return false;
  return a.words.join('') === b.words.join('') || isSameList(a.words.toSorted(), b.words.toSorted());
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}

/**
 * The names have something of each other, as those of one person who married, or whose name somebody mistyped: a word, all of the
 * shorter one, or a Chinese family name.
 */
export function isAkin(one: string, other: string): boolean {
  const [a, b] = [readName(one).words, readName(other).words];
  const [whole, otherWhole] = [a.join(''), b.join('')];
  const family = /^\p{Script=Han}/u.exec(whole)?.[0] ?? '';
  return (
    whole.includes(otherWhole) ||
    otherWhole.includes(whole) ||
    a.some((word) => b.includes(word)) ||
    (family !== '' && otherWhole.startsWith(family))
  );
}

/** The name key, and those of other ways to write the name: without its titles, and its last part first or its first part last. */
export function nameKeysOf({ name, nameKey }: { readonly name: string; readonly nameKey: string }): string[] {
  // Most Chinese names: one word, which has one way.
  if (/^\p{Script=Han}{1,3}$/u.test(name)) return [nameKey];
  const { words, titles } = readName(name);
  const keys = [nameKey];
  if (titles !== '') keys.push(sortKey(words.join(' ')));
  const [first = '', ...rest] = words;
  if (rest.length > 0 && rest.length < 4) {
    keys.push(sortKey([...rest, first].join(' ')));
    if (rest.length > 1) keys.push(sortKey([rest.at(-1), first, ...rest.slice(0, -1)].join(' ')));
  }
  return [...new Set(keys)];
}

/** The key of a name without its titles; `null` where it has none. */
export function untitledKey(name: string): string | null {
  const words = name.toLowerCase().split(/[\s.,、，]+/u);
  const mayHaveTitle =
    titlesBefore.has(withoutAccents(words[0] ?? '')) ||
    words.some((word) => titlesAfter.has(word)) ||
    chineseTitle.test(name.trim());
  if (!mayHaveTitle) return null;
  const { words: left, titles } = readName(name);
  return titles === '' ? null : sortKey(left.join(' '));
}

/** The name that an update leaves: the one of the row, unless it only leaves out a title or differs by spaces and width. */
export function updatedName(current: string, given: string): string {
  if (!isSameName(current, given)) return given;
  const [has, says] = [readName(current), readName(given)];
  if (has.titles !== '' && says.titles === '') return current;
  const compact = (name: string): string => name.normalize('NFKC').replace(/\p{Cf}|\s/gu, '');
  return compact(current) === compact(given) ? current : given;
}
