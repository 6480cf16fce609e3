/** Answers in English and Chinese, in pairs: a column of answers has one word for yes, and the one that belongs to it for no. */
const pairs = [
  ['yes', 'no'],
  ['true', 'false'],
  ['是', '否'],
  ['是的', '不是'],
  ['对', '错'],
  ['真', '假'],
  ['有', '无'],
  ['有', '没有'],
  ['已', '未'],
  ['y', 'n'],
  ['t', 'f'],
  ['on', 'off'],
  ['1', '0'],
  ['x', ''],
  ['√', '×'],
  ['✓', '✗'],
  ['✔', '✘'],
  ['☑', '☐'],
] as const;
/** Words that are answers also where all of a column are the same. */
const certain: ReadonlySet<string> = new Set(['yes', 'no', 'true', 'false', '是', '否']);

const yes: ReadonlySet<string> = new Set(pairs.map(([word]) => word));
const no: ReadonlySet<string> = new Set(pairs.map(([, word]) => word).filter((word) => word !== ''));

const wordOf = (text: string): string => text.trim().toLowerCase();

/** Reads yes or no; `null` when the text is neither. */
export function readYesNo(text: string): boolean | null {
  const word = wordOf(text);
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

/** Whether the values of a column are answers: both words of a pair, or, where the heading asks a question, one of them. */
export function areAnswers(values: Iterable<string>, isQuestion: boolean): boolean {
  const words = new Set([...values].map(wordOf));
  const [only] = words;
  if (only === undefined) return false;
  if (words.size === 1) return certain.has(only) || (isQuestion && (yes.has(only) || no.has(only)));
  return pairs.some((pair) => words.size === 2 && pair.every((word) => words.has(word)));
}
