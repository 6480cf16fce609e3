/**
 * What a heading says in any of the languages. Words for things, and words beside them that say whose or which one it is, may stand
 * in any order and be written together: `Telefon (privat) 2`, `Geschäftstelefon`, `会社電話番号`.
 */
import { remembered } from '../../remembered.ts';
import { lookedAt } from '../own-files.ts';
import { de } from './languages/de.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fr } from './languages/fr.ts';
import { it } from './languages/it.ts';
import { ja } from './languages/ja.ts';
import { ko } from './languages/ko.ts';
import { pt } from './languages/pt.ts';
import { ru } from './languages/ru.ts';
import type { LanguageWords, Thing, Which } from './languages/words.ts';
import { zh } from './languages/zh.ts';

/** Where two have one word for different things, the first counts. */
export const languages = { en, zh, de, fr, es, pt, it, ru, ja, ko } as const satisfies Record<
  string,
  LanguageWords
>;
type Language = keyof typeof languages;

export interface HeadingReading {
  readonly thing: Thing;
  /** It depends on the other headings: a whole name or a part of it, a title of a person or a job. */
  readonly either: 'name' | 'title' | null;
  /** It is meant so only beside other parts of an address. */
  readonly isInAddress: boolean;
  readonly which: Which | null;
  /** What a number or a link is then called. */
  readonly label: string;
  readonly of: 'contact' | 'customer' | null;
  /** Of several that are numbered; 1 where none is. */
  readonly number: number;
}

/** Accents, width, case and signs do not count; brackets stay. */
export function wordKey(text: string): string {
  return (
    lookedAt(text)
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      // The sign of the Japanese post.
      .replaceAll('〒', '郵便番号')
      .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
  );
}

export function keysOf(words = ''): string[] {
  return words
    .split(',')
    .map(wordKey)
    .filter((key) => key !== '');
}

const labels: Readonly<Record<Which, string>> = {
  main: '',
  mobile: 'Mobile',
  work: 'Work',
  home: 'Home',
  fax: 'Fax',
  other: 'Other',
  billing: '',
  shipping: 'Shipping',
  registered: 'Registered',
};
/** Of telephone numbers in Chinese. */
const chineseLabels: Readonly<Partial<Record<Which, string>>> = {
  mobile: '手机',
  work: '座机',
  home: '住宅',
  other: '其他',
  fax: '传真',
};

function labelOf(thing: Thing, which: Which | null, language: Language): string {
  if (which === null) return '';
  if (language === 'zh' && thing === 'phone') return chineseLabels[which] ?? labels[which];
  return language === 'zh' && thing === 'email' && which === 'other' ? '其他' : labels[which];
}

type Known = Pick<HeadingReading, 'thing' | 'either' | 'isInAddress' | 'which' | 'label'>;
type Beside =
  | { readonly says: 'which'; readonly which: Which; readonly language: Language }
  | { readonly says: 'contact' | 'customer' | 'number' | 'called' | 'address' };

const known = new Map<string, Known>();
const beside = new Map<string, Beside[]>();
const joining = new Set<string>();
const hints = new Set<string>();
/** Lengths of the words beside a thing: no others need looking for. */
let longestBeside = 0;

function knows(words: string | undefined, what: Known): void {
  for (const key of keysOf(words)) if (!known.has(key)) known.set(key, what);
}

function standsBeside(words: string | undefined, what: Beside): void {
  for (const key of keysOf(words)) {
    beside.set(key, [...(beside.get(key) ?? []), what]);
    longestBeside = Math.max(longestBeside, key.length);
  }
}

function learn(language: Language, words: LanguageWords): void {
  const plain = { either: null, isInAddress: false, which: null, label: '' } as const;
  const each = <K extends string>(lists: Readonly<Partial<Record<K, string>>> | undefined) =>
    Object.entries(lists ?? {}) as [K, string][];
  for (const [thing, list] of each(words.things)) knows(list, { ...plain, thing });
  for (const [which, list] of each(words.phones))
    knows(list, { ...plain, thing: 'phone', which, label: labelOf('phone', which, language) });
  for (const [label, list] of each(words.links)) knows(list, { ...plain, thing: 'link', label });
  knows(words.eitherName, { ...plain, thing: 'name', either: 'name' });
  knows(words.eitherTitle, { ...plain, thing: 'jobTitle', either: 'title' });
  for (const [thing, list] of each(words.inAddress)) knows(list, { ...plain, thing, isInAddress: true });
  for (const [which, list] of each(words.which)) standsBeside(list, { says: 'which', which, language });
  standsBeside(words.contact, { says: 'contact' });
  standsBeside(words.customer, { says: 'customer' });
  standsBeside(words.number, { says: 'number' });
  standsBeside(words.things.address, { says: 'address' });
  standsBeside(words.called, { says: 'called' });
  for (const key of keysOf(words.hints)) hints.add(key);
  for (const key of keysOf(words.joining)) joining.add(key);
}
// Object.entries forgets the key type that the record has.
for (const [language, words] of Object.entries(languages) as [Language, LanguageWords][])
  learn(language, words);

const called: ReadonlySet<Thing> = new Set([
  'name',
  'organisation',
  'contact-name',
  'jobTitle',
  'contact-department',
  'tags',
  'city',
  'country',
]);
const ofWhich: ReadonlySet<Thing> = new Set(['phone', 'email', 'link']);
const inAddress: ReadonlySet<Thing> = new Set([
  'address',
  'street',
  'house-number',
  'district',
  'city',
  'region',
  'postal-code',
  'country',
  'po-box',
]);
const ofAddress: ReadonlySet<Which> = new Set([
  'main',
  'work',
  'home',
  'other',
  'billing',
  'shipping',
  'registered',
]);

/** A word beside what was read so far; `null` where the two do not go together. */
function joined(reading: HeadingReading, word: Beside): HeadingReading | null {
  const { thing } = reading;
  switch (word.says) {
    case 'number':
      return thing === 'phone' ? reading : null;
    case 'address':
      return thing === 'email' || thing === 'link' ? reading : null;
    case 'called':
      return called.has(thing) && reading.either === null ? reading : null;
    case 'contact':
    case 'customer':
      if (reading.of !== null) return null;
      if (word.says === 'customer' && /^(?:contact|assignee)/.test(thing)) return null;
      return { ...reading, of: word.says };
    case 'which': {
      const isPlace = inAddress.has(thing) && ofAddress.has(word.which);
      const isNumber = ofWhich.has(thing) && (thing === 'phone' || labels[word.which] !== labels.fax);
      if (!isPlace && !isNumber && word.which !== 'main') return null;
      // Business fax is a fax.
      if (reading.which === 'fax' || reading.which === 'mobile') return reading;
      return {
        ...reading,
        which: word.which,
        label: labelOf(thing, word.which, word.language) || reading.label,
      };
    }
  }
}

const mostWords = 4;

/** Takes words off either end until a thing is left. */
function readKey(key: string, words: number): HeadingReading | null {
  const exact = known.get(key);
  // A letter is left of too many words: N, for number, of Kontaktperson.
  if (exact !== undefined && (words === 0 || !/^[a-z]$/.test(key))) return { ...exact, of: null, number: 1 };
  if (words === mostWords) return null;
  for (let length = Math.min(longestBeside, key.length - 1); length > 0; length--) {
    for (const isFirst of [true, false]) {
      const word = beside.get(isFirst ? key.slice(0, length) : key.slice(-length));
      if (word === undefined) continue;
      const rest = isFirst ? key.slice(length) : key.slice(0, -length);
      for (const thing of [rest, ...withoutJoining(rest, isFirst)]) {
        const read = readKey(thing, words + 1);
        for (const each of read === null ? [] : word) {
          const both = read === null ? null : joined(read, each);
          if (both !== null) return both;
        }
      }
    }
  }
  return null;
}

/** What is left beside a word, without what joins the two: numero **de** telefono. */
export function withoutJoining(rest: string, isBefore: boolean): string[] {
  const found: string[] = [];
  for (const word of joining)
    if (isBefore ? rest.startsWith(word) : rest.endsWith(word))
      found.push(isBefore ? rest.slice(word.length) : rest.slice(0, -word.length));
  return found.filter((key) => key !== '');
}

/** Without what may stand beside any heading, which would part the words of one that is known: Contact title (required). */
function withoutHints(key: string): string {
  if (known.has(key)) return key;
  for (const word of hints) {
    if (key.length === word.length) continue;
    if (key.startsWith(word)) return withoutHints(key.slice(word.length));
    if (key.endsWith(word)) return withoutHints(key.slice(0, -word.length));
  }
  return key;
}

function readNumbered(written: string): HeadingReading | null {
  const key = withoutHints(written);
  const read = readKey(key, 0);
  if (read !== null) return read;
  const digits = /\d+/g;
  for (let found = digits.exec(key); found !== null; found = digits.exec(key)) {
    const number = Number(found[0]);
    if (number > 20) continue;
    const rest = readKey(key.slice(0, found.index) + key.slice(digits.lastIndex), 1);
    if (rest !== null) return { ...rest, number };
  }
  return null;
}

const bracketed = /[（(【[].{0,100}?[)）\]】]/g;
/** Where letters of two scripts meet, or signs stand between two languages. */
const betweenLanguages =
  /[/|\n·]|(?<=\p{Script=Latin})\s*(?=[\p{Script=Han}\p{Script=Kana}\p{Script=Hira}\p{Script=Hang}\p{Script=Cyrl}])|(?<=[\p{Script=Han}\p{Script=Kana}\p{Script=Hira}\p{Script=Hang}\p{Script=Cyrl}])\s*(?=\p{Script=Latin})/u;

/** `null` where no language has a heading like that. */
export const readHeading = remembered<HeadingReading | null>(2000, (heading) => {
  if (heading.length > 100) return null;
  const all = wordKey(heading);
  if (all === '') return null;
  const bare = wordKey(heading.replace(bracketed, ''));
  const one = readNumbered(all) ?? (bare === all || bare === '' ? null : readNumbered(bare));
  return one ?? readBilingual(heading);
});

/** 姓名/Name: what its parts say, where those that say something say the same. */
function readBilingual(heading: string): HeadingReading | null {
  const parts = heading
    .replaceAll(/[（()）【[\]】]/g, '/')
    .split(betweenLanguages)
    .map(wordKey)
    .filter((key) => key !== '');
  if (parts.length < 2) return null;
  const read = parts.map(readNumbered);
  const [first, ...others] = read.filter((each) => each !== null);
  if (first === undefined || others.some(({ thing }) => thing !== first.thing)) return null;
  const isOfTwo = new Set(parts.map((part) => /^[\p{Script=Latin}\d]+$/u.test(part))).size > 1;
  return read.every((each) => each !== null) || isOfTwo ? first : null;
}

/** Every heading that is known as it stands. */
export function knownHeadings(): string[] {
  return [...known.keys()];
}
