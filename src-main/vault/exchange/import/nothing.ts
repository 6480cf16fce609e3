/** Words that say of a cell that there is nothing in it: the one rule for every format. */
import { saysNoDay } from '../../../../src-preload/contract/dates.ts';
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import type { FieldType } from '../../../../src-preload/contract/fields.ts';
import { isSeen } from '../../../../src-preload/contract/texts.ts';
import { nfkc } from '../../../../src-preload/contract/width.ts';

/** Dashes, slashes and dots alone, as people fill cells that must not be empty. */
const signs =
  /^(?:[-\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d_\uff3f]+|[/\\\uff0f]+|[.\u2026\u3002\u00b7]+)$/;
/** What databases and programs write for it, and spreadsheets in brackets. */
const ofPrograms =
  /^(?:\\n|null|n\.?\/a\.?|n\.a\.|#n\/a|nan|undefined|[([<\u3010\u3008]\s*(?:null|nil|none|blank|empty|n\/?a|leer|vide|en blanco|vac[i\u00ed]o|vuoto|\u7a7a|\u7a7a\u767d|\u65e0|\u7121|\u6682\u65e0|\u672a\u586b\u5199?)\s*[)\]>\u3011\u3009])$/i;
/** What people say. To a question it may be an answer: 过敏史 无. */
const ofPeople =
  /^(?:none|nil|na|unknown|not (?:available|applicable|provided|known|set)|keine?|k\.\s?a\.|keine angabe|unbekannt|aucune?|ninguno|nessuno|\u65e0|\u7121|\u6682\u65e0|\u66ab\u7121|\u6ca1\u6709|\u6c92\u6709|\u7a7a|\u7a7a\u767d|\u672a\u586b\u5199?|\u672a\u63d0\u4f9b|\u672a\u77e5|\u4e0d\u8be6|\u4e0d\u8a73|\u5f85\u5b9a|\u5f85\u8865\u5145?|\u306a\u3057|\u4e0d\u660e|\uc5c6\uc74c)$/i;
const longest = 16;

/** A cell as the patterns above read it. */
const wordOf = (cell: string): string => nfkc(cell.trim());

const isOfSignsOrPrograms = (word: string): boolean => signs.test(word) || ofPrograms.test(word);

/** Whether the cell says that there is nothing, wherever it stands. */
export function isNothing(cell: string): boolean {
  return saysNoDay(cell) || !isSeen(cell) || (cell.length <= longest && isOfSignsOrPrograms(wordOf(cell)));
}

/** Whether it says so in words of people, which are an answer in some places and nothing in others. */
export function saysNone(cell: string): boolean {
  return cell.length <= longest && ofPeople.test(wordOf(cell));
}

const names: ReadonlySet<Target['to']> = new Set([
  'name',
  'given-name',
  'middle-name',
  'family-name',
  'organisation',
  'contact-name',
]);
const partsOfNames: ReadonlySet<Target['to']> = new Set(['given-name', 'middle-name', 'family-name']);
/** Fields of these types hold what people say. */
const answers: ReadonlySet<FieldType> = new Set([
  'text',
  'long-text',
  'choice',
  'choices',
  'yes-no',
  'secret',
]);

/** Whether the cell says that there is nothing, where it goes. Null, Na and 无 may be somebody's name. */
export function isNothingIn(cell: string, target: Target, type: FieldType | null): boolean {
  if (saysNoDay(cell)) return true;
  if (cell.length > longest) return false;
  const word = wordOf(cell);
  if (names.has(target.to)) {
    if (/^\p{Lu}\p{Ll}+$/u.test(cell)) return false;
    return isOfSignsOrPrograms(word) || (!partsOfNames.has(target.to) && ofPeople.test(word));
  }
  if (isOfSignsOrPrograms(word)) return true;
  if (type !== null && answers.has(type)) return false;
  // NA is Namibia, and a town may be called Nil.
  return ofPeople.test(word) && (target.to !== 'address' || !/^\w/.test(cell));
}
