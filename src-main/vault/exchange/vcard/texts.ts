/** Values of properties as people read them. */
import { maxCellLength } from '../source.ts';
import { splitValue, textValue, type Property } from './property.ts';

const places: Readonly<Record<string, string>> = { WORK: 'Work', HOME: 'Home', OTHER: 'Other' };
const devices: Readonly<Record<string, string>> = {
  CELL: 'Mobile',
  MOBILE: 'Mobile',
  FAX: 'Fax',
  PAGER: 'Pager',
  MAIN: 'Main',
  IPHONE: 'iPhone',
};
/** What every number or address is, or what says nothing of it. */
const plainTypes = new Set('PREF VOICE INTERNET DOM INTL POSTAL PARCEL NONE'.split(' '));

/** Parameters that say how a value is written, in which order it stands, or how programs keep it. */
const plainParameters = new Set(
  (
    'VALUE PREF ALTID PID INDEX MEDIATYPE LANGUAGE PROP-ID CALSCALE SORT-AS DERIVED CREATED AUTHOR JSCOMPS JSPTR ' +
    'X-APPLE-OMIT-YEAR X-ABLABEL X-COFFER-WHOLE X-ABCROP-RECTANGLE X-SERVICE-TYPE SERVICE-TYPE'
  ).split(' '),
);

/** `WORK` as Work, `X-车间` as 车间, `ASSISTANT` as Assistant. */
function typeText(type: string): string {
  const known = places[type] ?? devices[type];
  const word = type.replace(/^X-/, '');
  return known ?? word.slice(0, 1) + word.slice(1).toLowerCase();
}

/** What the types of a property say: places first. */
export function typesText({ types }: Property): string {
  const said = [...types].filter((type) => !plainTypes.has(type));
  const inOrder = [...said.filter((type) => type in places), ...said.filter((type) => !(type in places))];
  return [...new Set(inOrder.map(typeText))].join(' ');
}

/** Apple's `_$!<HomePage>!$_`, or what a person typed. */
export function labelText(label: string): string {
  return label.trim().replace(/^_\$!<(.*)>!\$_$/, '$1');
}

/** What else a property says of itself: `LEVEL=expert`. */
export function parametersText({ parameters }: Property): string {
  return [...parameters]
    .filter(([name, value]) => !plainParameters.has(name) && value !== '')
    .map(([name, value]) => `${name.replace(/^X-/, '').toLowerCase()}: ${value}`)
    .join(', ');
}

/** `19900412`, `1990-04-12T…`, `--0412`, and a year that Apple fills in where there is none. `null` for other texts. */
export function dayText(property: Property): string | null {
  const text = textValue(property.raw).trim();
  const match =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](?:00:?00:?(?:00)?(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text);
  if (match !== null) {
    const [, year = '', month = '', day = ''] = match;
    const isFilled = year === '1604' || property.parameters.get('X-APPLE-OMIT-YEAR') === year;
    return isFilled ? `--${month}-${day}` : `${year}-${month}-${day}`;
  }
  const short = /^--(\d{2})-?(\d{2})(?:T.*)?$/i.exec(text);
  return short === null ? null : `--${short[1] ?? ''}-${short[2] ?? ''}`;
}

function unescapedUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** A number, be it a URI (RFC 3966): the extension stands behind it, as people write it. */
export function phoneText(text: string): string {
  const uri = /^(?:tel|callto|sms|fax|modem):(?:\/\/)?([^;]*)(;.*)?$/is.exec(text);
  if (uri === null) return text;
  const number = unescapedUri(uri[1] ?? '');
  const parameters = (uri[2] ?? '').split(';').filter(Boolean);
  const extension = parameters.find((each) => /^ext=/i.test(each))?.slice(4);
  const others = parameters.filter((each) => !/^ext=/i.test(each));
  return [number, extension === undefined ? '' : `ext. ${unescapedUri(extension)}`, ...others]
    .filter(Boolean)
    .join(' ');
}

export function emailText(text: string): string {
  return /^mailto:/i.test(text) ? unescapedUri(text.slice(7)) : text;
}

/** An account with its service: `QQ: 12345678`. */
export function messengerText(property: Property, service: string): string {
  const text = textValue(property.raw).trim();
  const uri = /^([a-z][a-z0-9+.-]*):(?!\/\/)(.+)$/is.exec(text);
  const said =
    property.parameters.get('X-SERVICE-TYPE') ?? property.parameters.get('SERVICE-TYPE') ?? service;
  const isPlain =
    uri === null || /^x-apple$/i.test(uri[1] ?? '') || uri[1]?.toLowerCase() === said.toLowerCase();
  const account = uri !== null && (isPlain || said === '') ? (uri[2] ?? '') : text;
  return [said === '' ? (uri?.[1] ?? '') : said, unescapedUri(account)].filter(Boolean).join(': ');
}

/** 卢绍辉 without a space; everybody else in the order of N's own parts. */
export function composedName(raw: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = '', ...others] = nameParts(raw);
  const isHan = /^[\p{Script=Han}·]+$/u.test(`${family}${given}`);
  const core = isHan ? `${family}${middle}${given}` : [given, middle, family].filter(Boolean).join(' ');
  return [prefix, core, suffix, ...others].filter(Boolean).join(' ');
}

/** Each part may be several, parted by commas. */
export function nameParts(raw: string): string[] {
  return splitValue(raw, ';').map((part) =>
    part
      .replace(/,(?=\S)/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

const squashed = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether two texts differ in nothing but signs, spaces and case. */
export function isSame(one: string, other: string): boolean {
  return squashed(one) === squashed(other);
}

/** Whether a text says all that some others say, in whatever order. Languages without spaces have no words to compare. */
export function saysAll(text: string, parts: readonly string[]): boolean {
  const wordsOf = (some: string): string[] => some.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const words = new Set(wordsOf(text));
  const whole = squashed(text);
  return parts
    .flatMap(wordsOf)
    .every(
      (word) =>
        words.has(word) ||
        (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(
          word,
        ) &&
          whole.includes(squashed(word))),
    );
}

/** As much of a text as a cell holds. */
export function fitting(text: string, onCut: () => void): string {
  if (text.length <= maxCellLength) return text;
  onCut();
  return text.slice(0, maxCellLength).toWellFormed();
}
