/** What texts may hold, and how long they may be. Pure. */
/** The longest text a value may hold, in UTF-16 units. */
export const maxTextLength = 200_000;
/** The longest name, company or job title. */
export const maxLineLength = 500;
/** The longest label of a number or an address. */
export const maxLabelLength = 100;
/** The longest name of a field, a tag, an option, a section, a view, a role or a person. */
export const maxNameLength = 200;

/** They turn what follows round, on screen and on paper, also beyond the text. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;
/** Nobody sees them, and they make two of one name. Joiners within a text make emoji and some scripts. */
const unseen = /[\u200b\u2060\ufeff]/g;
const unseenEnds = /^[\u200c-\u200f]+|(?<![\u200c-\u200f])[\u200c-\u200f]+$/g;
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const controls = /\p{Cc}/gu;

/** Nothing that {@link oneLine} takes away: so are most texts. Signs of usual width and of the width of Chinese characters. */
const isOneLine = /^[\x20-\x7e\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e]*$/;

/** A text of one line: breaks and tabs are spaces; controls, and what is not seen or turns what follows, are gone. Of one it makes the same. */
export function oneLine(text: string): string {
  if (isOneLine.test(text)) return text;
  const line = text.toWellFormed().replace(breaks, ' ').replace(controls, '').replace(turning, '');
  // First within, then at the ends: what is taken away may have stood before an end.
  return line.replace(unseen, '').replace(unseenEnds, '');
}

/** The beginning of a text, without half a character at its end. */
export function beginning(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

/** What is not seen before and after a name. Each run of it is begun once. */
const ends = /^[\s\u200c-\u200f]+|(?<![\s\u200c-\u200f])[\s\u200c-\u200f]+$/g;

/** A name as it is kept: one line, with something seen at both ends. Of a kept name it makes the same. */
export function nameLine(text: string): string {
  return oneLine(text).replace(ends, '');
}

/** Whether anything of it shows. */
export function isSeen(text: string): boolean {
  return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(text);
}

/** A name that can be kept, of what a file calls something: no longer than names are, and empty where nothing of it shows. */
export function nameFrom(text: string, most = maxNameLength): string {
  const name = nameLine(beginning(nameLine(text), most));
  return isSeen(name) ? name : '';
}

/** A text of several lines: as it is, without controls that are no break and no tab. */
export function severalLines(text: string): string {
  return text.toWellFormed().replace(/(?![\t\n\r\u0085])\p{Cc}/gu, '');
}
