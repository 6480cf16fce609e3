/** Where the table of a file begins, and which of its rows are none of the table's. */
import type { ImportSource } from '../../../../src-preload/contract/exchange.ts';
import type { RowSource, SourceRow } from '../source.ts';
import { isBlank } from '../blank-rows.ts';
import { headingKey } from '../own-files.ts';
import { isData, isKnownHeading } from './header.ts';
import { reportColumn, saysImported, targetOfHeading } from './headings.ts';
import { isNothing } from './nothing.ts';
import { readMoney } from '../../../../src-preload/contract/numbers.ts';

type LeftOut = ImportSource['leftOut'][number];

/** What a table is told by; plain data, which can be sent to a thread. */
export interface TableForm {
  /** The line at which the heading row begins; `null` where there is none. */
  readonly headingLine: number | null;
  /** The heading row's cells. */
  readonly headings: readonly string[];
  /** The row below it that names the parts of what it names: 手机 and 座机 below 电话. */
  readonly parts: Parts | null;
}

interface Parts {
  readonly line: number;
  readonly headings: readonly string[];
}

/** Gives the heading row, if there is one, and the rows of the table. */
export function tableRows(source: RowSource, form: TableForm): RowSource {
  return async function* () {
    const reasonFor = leftOutRows(form);
    for await (const rows of source()) yield rows.filter((row) => reasonFor(row) === null);
  };
}

/** Why a row is none of the table's, or that it is the rest of its heading. */
type Place = LeftOut['reason'] | 'heading';

/** Gives a function that tells of one row after the other why it is none of the table's; `null` for those that are. */
export function leftOutRows({ headingLine, headings, parts }: TableForm): (row: SourceRow) => Place | null {
  const texts = headings.map((heading) => heading.trim());
  const targets = texts.map((heading) => targetOfHeading(heading, 'unknown')?.to ?? null);
  const result = reportColumn(headings);
  let isFirstBelow = false;
  let isOver = false;
  let lastLine = 0;
  return (row) => {
    const isAfterGap = row.line > lastLine + 1;
    // An empty row is a gap as well; a cell of several lines is none.
    if (!isBlank(row)) lastLine = row.line + lineEndsIn(row);
    if (headingLine !== null && row.line < headingLine) return 'above';
    if (row.line === headingLine) {
      isFirstBelow = true;
      return null;
    }
    if (row.line === parts?.line) return 'heading';
    if (result >= 0 && saysImported(row.cells[result] ?? '')) return 'taken-before';
    const isNext = isFirstBelow;
    isFirstBelow = false;
    if (repeats(row, texts) || (parts !== null && repeats(row, parts.headings))) return 'headings-again';
    if (isNext && saysTheSame(row, targets)) return 'headings-again';
    if (isBlank(row)) return null;
    if (headingLine === null) return isTotal(row, targets) ? 'total' : null;
    if (isRemark(row, texts.length)) return 'not-of-table';
    isOver ||= isAfterGap && isOtherHeading(row);
    if (isOver) return 'not-of-table';
    return isTotal(row, targets) ? 'total' : null;
  };
}

function lineEndsIn({ cells }: SourceRow): number {
  let ends = 0;
  for (const cell of cells) if (cell.includes('\n')) ends += cell.split('\n').length - 1;
  return ends;
}

const filledCells = ({ cells }: SourceRow): string[] =>
  cells.map((cell) => cell.trim()).filter((cell) => cell !== '');

/**
 * The row below the headings that names their parts, or `null`: it has headings where the row above is empty or says the same, and
 * nothing beside them.
 */
export function partsBelow(heading: SourceRow, below: SourceRow | undefined): Parts | null {
  if (below === undefined || below.fault !== null) return null;
  const top = heading.cells.map((cell) => cell.trim());
  const said = (at: number): string => top[at] ?? '';
  const isGroup = (at: number): boolean => said(at) !== '' && said(at + 1) === '';
  let isBelowNothing = false;
  for (const [at, cell] of below.cells.entries()) {
    const text = cell.trim();
    if (text === '' || text === said(at)) continue;
    if (!isKnownHeading(text) && (isData(text) || (said(at) !== '' && !isGroup(at)))) return null;
    isBelowNothing ||= said(at) === '' && top.slice(0, at).some((each) => each !== '');
  }
  const isKnown = below.cells.some((cell, at) => cell.trim() !== said(at) && isKnownHeading(cell.trim()));
  return isBelowNothing && isKnown
    ? { line: below.line, headings: below.cells.map((cell) => cell.trim()) }
    : null;
}

function repeats({ cells }: SourceRow, headings: readonly string[]): boolean {
  let equal = 0;
  for (let at = 0; at < cells.length; at++) {
    const cell = (cells[at] ?? '').trim();
    if (cell === '') continue;
    if (cell !== headings[at]) return false;
    equal++;
  }
  return equal > 1 || (equal === 1 && headings.length === 1);
}

/** The headings in another language, below the others. */
function saysTheSame({ cells }: SourceRow, targets: readonly (string | null)[]): boolean {
  let same = 0;
  for (let at = 0; at < cells.length; at++) {
    const cell = (cells[at] ?? '').trim();
    if (cell === '') continue;
    if (!isKnownHeading(cell)) return false;
    if (targetOfHeading(cell, 'unknown')?.to === targets[at]) same++;
  }
  return same > 1;
}

/** What stands below tables and at the ends of pages, each before what it says: who made it, when, which page it is. */
const remark =
  /^(?:(?:制表|制单|填表|填报|编制|打印|导出|审核|复核|审批|批准|经办|统计|核对|列印|匯出|製表|審核)(?:人员?|员|者|時間|时间|日期|单位|部门)?\s*[:：]|(?:制表|制单|填表|编制|審核|审核|製表)人$|(?:数据)?(?:截至|截止|来源)(?:日期|时间)?\s*[:：]|第?\s*\d+\s*页\s*(?:[,，/／]\s*)?(?:共\s*\d+\s*页)?$|共\s*\d+\s*页|(?:prepared|created|printed|exported|generated|approved|checked|reviewed|compiled|issued)\s+(?:by|on|at|from|with)\b|(?:report|print|export)\s+date\s*[:：]|page\s*(?:[:#]\s*)?\d+(?:\s*(?:of|\/)\s*\d+)?$|(?:erstellt|gedruckt|exportiert|ausgedruckt|geprüft|freigegeben)\s+(?:von|am|durch|mit|:)|druckdatum\s*:|seite\s*\d+(?:\s*(?:von|\/)\s*\d+)?$|(?:créé|imprimé|établi|exporté|vérifié)\s+(?:par|le)\b|(?:creado|impreso|elaborado|exportado|revisado)\s+(?:por|el)\b|página\s*\d+(?:\s*(?:de|\/)\s*\d+)?$)/i;
/** What may stand beside such a remark. */
const label =
  /^(?:日期|时间|時間|负责人|单位负责人|部门|部门负责人|签字|签名|盖章|date|time|datum|stand|signature|unterschrift|fecha|firma)?[^:：]{0,12}[:：]/i;

/** `制表人：张三`, `Page 1 of 2`: nothing of a row of the table. A label may have a cell of its own before what it says. */
function isRemark(row: SourceRow, width: number): boolean {
  const first = row.cells.find((cell) => cell.trim() !== '')?.trim() ?? '';
  if (width < 2 || !remark.test(first)) return false;
  const [, ...others] = filledCells(row);
  const isLabel = (cell: string): boolean => /[:：]$/.test(cell) || /^\p{Script=Han}{2,4}人$/u.test(cell);
  let isSaying = isLabel(first);
  return others.every((cell) => {
    if (!isSaying && !remark.test(cell) && !label.test(cell)) return false;
    isSaying = !isSaying && isLabel(cell);
    return true;
  });
}

/** Words that head columns of tables that are none of customers. */
const otherWords = new Set(
  headingWords(
    '序号 编号 日期 产品 产品名称 商品 商品名称 品名 规格 型号 单位 数量 单价 金额 价格 小计 订单号 item product sku qty quantity price unit amount date order artikel menge preis betrag datum',
  ),
);

/** Below a gap, the headings of another table: all of what follows is that one's. */
function isOtherHeading(row: SourceRow): boolean {
  const cells = filledCells(row);
  if (cells.length < 2 || new Set(cells).size < cells.length || cells.some(isData)) return false;
  const known = cells.filter((cell) => isKnownHeading(cell) || otherWords.has(headingKey(cell))).length;
  return known >= 2 && known > cells.length / 2;
}

function headingWords(words: string): string[] {
  return words.split(' ').map(headingKey);
}

/** Nobody is called that. */
const sureTotal =
  /^(?:[合总小共累總]\s*[计計]|総計|汇\s*总|合计数|总数|합계|총계|grand\s+totals?|sub-?\s?totals?|gesamtsumme|zwischensumme|итого)\s*(?:[:：]\s*)?[（(]?(?:[\d.,]+\s*\S{0,9})?[)）]?$/i;
/** A company may be; with nothing but amounts beside it, it is a total. */
const likelyTotal =
  /^(?:totals?(?:\s+(?:sum|amount|rows|records|count|customers))?|sum|summe|gesamt(?:betrag)?|totale|total g[eé]n[eé]ral|suma|всего|count|anzahl)\s*(?:[:：]\s*)?[（(]?(?<count>[\d.,]+\s*\S{0,9})?[)）]?$/i;

function isTotal({ cells }: SourceRow, targets: readonly (string | null)[]): boolean {
  const at = cells.findIndex((cell) => cell.trim() !== '');
  const text = (cells[at] ?? '').trim();
  if (text.length > 40) return false;
  const isSure = sureTotal.test(text);
  const likely = isSure ? null : likelyTotal.exec(text);
  if (!isSure && likely === null) return false;
  const others = cells.slice(at + 1).flatMap((cell, index) => {
    const other = cell.trim();
    return other === '' || isNothing(other) ? [] : [{ other, target: targets[at + 1 + index] ?? null }];
  });
  if (!others.every(({ other, target }) => isAmount(other, target))) return false;
  return isSure || others.length > 0 || likely?.groups?.['count'] !== undefined;
}

/** Digits in a column of telephone numbers are somebody's number. */
function isAmount(text: string, target: string | null): boolean {
  if (target === 'phone' || target === 'email' || target === 'address') return false;
  const number = /^([^\s]*\d)\s*(?:%|\p{L}{1,9})?$/u.exec(text.normalize('NFKC'))?.[1];
  return (
    number !== undefined &&
    number.replace(/\D/g, '').length < 16 &&
    readMoney(number, 'CNY', 'point') !== null
  );
}
