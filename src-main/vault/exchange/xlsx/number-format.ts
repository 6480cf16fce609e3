/** Number formats (ECMA-376 18.8.30 and 18.8.31), as far as they say what a cell is: text, a day, a time, digits with zeros in front. */

/** What of a day or a time a format shows. */
export interface Moment {
  readonly hasDay: boolean;
  readonly hasTime: boolean;
  readonly hasSeconds: boolean;
  /** Digits after the second. */
  readonly fraction: number;
  /** Hours go on beyond 24 (`[h]`). */
  readonly isElapsed: boolean;
}

export interface Digits {
  readonly parts: readonly Part[];
  /** Zeros that the format shows before the decimal point whatever the number is. */
  readonly zeros: number;
  readonly isPercent: boolean;
  /** Scientific, or a fraction: the number says more than what is shown. */
  readonly isReckoned: boolean;
}

type Part = { readonly is: 'literal'; readonly text: string } | { readonly is: '0' | '#' | '?' | '.' | ',' };

interface Section {
  readonly condition: ((value: number) => boolean) | null;
  readonly isText: boolean;
  readonly moment: Moment | null;
  readonly digits: Digits | null;
}

export interface NumberFormat {
  readonly isText: boolean;
  /** How it shows a number; the members are `null` where it shows it as it is. */
  readonly of: (value: number) => Pick<Section, 'moment' | 'digits'>;
}

const asItIs = { moment: null, digits: null };
/** Brackets, quotes, escapes; then words; then runs of one letter; then anything. */
const tokens =
  /\[[^[\]]*\]|"[^"]*"?|\\[^]|_[^]|\*[^]|general|g\/通用格式|am\/pm|a\/p|上午\/下午|e[+-]|y+|m+|d+|h+|s+|a{3,4}|b{2,4}|g+|e+|r+|[^]/gi;

/** @param code as it stands in the file */
export function parsedFormat(code: string): NumberFormat {
  const sections = splitSections(code).map(parsedSection);
  const numeric = sections.filter(({ isText }) => !isText);
  return {
    isText: numeric.length === 0 && sections.length > 0,
    of: (value) => sectionFor(numeric, value) ?? asItIs,
  };
}

function sectionFor(sections: readonly Section[], value: number): Section | undefined {
  if (sections.some(({ condition }) => condition !== null))
    return (
      sections.find(({ condition }, at) => condition?.(value) ?? (at > 0 || value >= 0)) ?? sections.at(-1)
    );
  if (value < 0 && sections.length > 1) return sections[1];
  return value === 0 && sections.length > 2 ? sections[2] : sections[0];
}

function splitSections(code: string): string[][] {
  const sections: string[][] = [[]];
  for (const token of code.match(tokens) ?? []) {
    if (token === ';') sections.push([]);
    else sections.at(-1)?.push(token);
  }
  return sections;
}

function parsedSection(section: readonly string[]): Section {
  const condition = section.map(conditionOf).find((found) => found !== null) ?? null;
  // `;@` and no more is the part for texts; nothing at all hides the number, which is no reason to lose it.
  if (section.includes('@')) return { condition, isText: true, moment: null, digits: null };
  if (section.some((token) => /^(?:general|g\/通用格式)$/i.test(token)))
    return { condition, isText: false, ...asItIs };
  const moment = momentOf(section);
  const isDigits = section.some((token, at) => /^[0#?]$/.test(token) && !isFraction(section, at));
  return {
    condition,
    isText: false,
    moment: isDigits ? null : moment,
    digits: isDigits ? digitsOf(section) : null,
  };
}

function conditionOf(token: string): ((value: number) => boolean) | null {
  const found = /^\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]$/.exec(token);
  if (found === null) return null;
  const [, sign, limitText] = found;
  const limit = Number(limitText);
  return (value) =>
    sign === '<='
      ? value <= limit
      : sign === '>='
        ? value >= limit
        : sign === '<'
          ? value < limit
          : sign === '>'
            ? value > limit
            : (value === limit) === (sign === '=');
}

/** The zeros of `ss.000`. */
function isFraction(section: readonly string[], at: number): boolean {
  let before = at;
  while (section[before] === '0') before--;
  return section[before] === '.' && /^(?:s+|\[s+\])$/i.test(section[before - 1] ?? '');
}

function momentOf(section: readonly string[]): Moment | null {
  const shown = section
    .map((token) => token.toLowerCase())
    .filter((token) =>
      /^(?:\[?([hms])\1*\]?|y+|d+|a{3,4}|b{2,4}|g+|e+|r+|am\/pm|a\/p|上午\/下午)$/.test(token),
    );
  if (shown.length === 0) return null;
  // `m` is minutes beside hours or seconds (18.8.31).
  const isMinutes = (at: number): boolean =>
    (shown[at]?.length ?? 0) < 3 && (/^\[?h/.test(shown[at - 1] ?? '') || /^\[?s/.test(shown[at + 1] ?? ''));
  const isTime = (token: string, at: number): boolean =>
    /^(?:\[|[hs]|am|a\/p|上午)/.test(token) || (token.startsWith('m') && isMinutes(at));
  const secondsAt = section.findIndex((token) => /^\[?s+\]?$/i.test(token));
  return {
    hasDay: shown.some((token, at) => !isTime(token, at)),
    hasTime: shown.some(isTime),
    hasSeconds: secondsAt >= 0,
    fraction:
      secondsAt < 0 ? 0 : section.filter((_, at) => section[at] === '0' && isFraction(section, at)).length,
    isElapsed: shown.some((token) => token.startsWith('[')),
  };
}

function digitsOf(section: readonly string[]): Digits {
  const parts = section.map((token): Part | null => {
    if (token === '0' || token === '#' || token === '?' || token === '.' || token === ',')
      return { is: token };
    if (token.startsWith('"')) return { is: 'literal', text: token.replaceAll('"', '') };
    if (token.length === 2 && token.startsWith('\\')) return { is: 'literal', text: token.slice(1) };
    if (token.startsWith('_') || token.startsWith('*')) return null;
    if (!token.startsWith('[')) return { is: 'literal', text: token };
    // `[$€-407]`; colours, conditions and languages show nothing.
    const currency = /^\[\$([^\]-]*)/.exec(token)?.[1] ?? '';
    return currency === '' ? null : { is: 'literal', text: currency };
  });
  const pointAt = section.indexOf('.');
  const whole = pointAt < 0 ? section : section.slice(0, pointAt);
  return {
    parts: parts.filter((part) => part !== null),
    zeros: whole.filter((token) => token === '0').length,
    isPercent: section.includes('%'),
    isReckoned: section.some((token) => /^e[+-]$/i.test(token) || token === '/'),
  };
}

/** A number with its zeros and signs, as a sheet shows it. */
export function shownDigits({ parts }: Digits, value: number, isSigned: boolean): string {
  const pointAt = parts.findIndex(({ is }) => is === '.');
  const wholeParts = pointAt < 0 ? parts : parts.slice(0, pointAt);
  const places = pointAt < 0 ? [] : parts.slice(pointAt + 1).filter(({ is }) => is === '0' || is === '#');
  const [whole = '', decimals = ''] = Math.abs(value).toFixed(places.length).split('.');
  const needed = places.findLastIndex(({ is }) => is === '0') + 1;
  const kept = decimals.replace(/(?<!0)0+$/, '').padEnd(needed, '0');
  const rest = (pointAt < 0 ? [] : parts.slice(pointAt + 1)).map((part) =>
    part.is === 'literal' ? part.text : '',
  );
  const sign = isSigned && value < 0 ? '-' : '';
  return `${sign}${wholeText(wholeParts, whole)}${kept === '' ? '' : `.${kept}`}${rest.join('')}`;
}

/** Digits go to their places from the right; what has no place stands before the first. */
function wholeText(parts: readonly Part[], whole: string): string {
  const isPlace = ({ is }: Part): boolean => is === '0' || is === '#' || is === '?';
  const firstPlace = parts.findIndex(isPlace);
  const isGrouped = parts.some(({ is }, at) => is === ',' && parts.slice(at).some(isPlace));
  let digits = whole === '0' ? '' : whole;
  let taken = 0;
  let shown = '';
  for (let at = parts.length - 1; at >= 0; at--) {
    const part = parts[at];
    if (part === undefined || part.is === ',') continue;
    if (part.is === 'literal') {
      shown = part.text + shown;
      continue;
    }
    do {
      const digit = digits.at(-1) ?? (part.is === '0' ? '0' : part.is === '?' ? ' ' : '');
      digits = digits.slice(0, -1);
      if (digit === '') break;
      if (isGrouped && taken > 0 && taken % 3 === 0) shown = `,${shown}`;
      shown = digit + shown;
      taken++;
    } while (at === firstPlace && digits !== '');
  }
  return shown;
}

const general = '';
/** By number (18.8.30): those of all languages, those of East Asia as they are in each, those of Thailand. */
const builtIn: Readonly<Record<number, string>> = {
  9: '0%',
  10: '0.00%',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  27: 'yyyy-mm-dd',
  28: 'yyyy-mm-dd',
  29: 'yyyy-mm-dd',
  30: 'yyyy-mm-dd',
  31: 'yyyy-mm-dd',
  32: 'h:mm',
  33: 'h:mm:ss',
  // Times in Chinese, days in Japanese and Korean: the number itself tells.
  34: 'h:mm',
  35: 'h:mm:ss',
  36: 'yyyy-mm-dd',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  49: '@',
  50: 'yyyy-mm-dd',
  51: 'yyyy-mm-dd',
  52: 'yyyy-mm-dd',
  53: 'yyyy-mm-dd',
  54: 'yyyy-mm-dd',
  55: 'h:mm',
  56: 'h:mm:ss',
  57: 'yyyy-mm-dd',
  58: 'yyyy-mm-dd',
  67: '0%',
  68: '0.00%',
  71: 'yyyy-mm-dd',
  72: 'yyyy-mm-dd',
  73: 'yyyy-mm-dd',
  74: 'yyyy-mm-dd',
  75: 'h:mm',
  76: 'h:mm:ss',
  77: 'yyyy-mm-dd h:mm',
  78: 'mm:ss',
  79: '[h]:mm:ss',
  80: 'mm:ss.0',
  81: 'yyyy-mm-dd',
};

/** The code of a format that no file defines. */
export function builtInCode(id: number): string {
  return builtIn[id] ?? general;
}
