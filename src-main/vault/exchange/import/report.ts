import type { NewFile } from '../../new-file.ts';
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { writeCsv } from '../csv/write.ts';
import type { OpenedFile } from './open.ts';
import type { FileReader } from './reader.ts';
import { reportHeadings, reportResults } from './headings.ts';
import type { Reported } from './outcome.ts';

export type ReportLanguage = 'en' | 'zh-CN';

type Reasons = Readonly<Record<RowProblem['code'], string>>;

/** The words that stand in the file itself; the window has its own for the same codes. */
const reasons: Readonly<Record<ReportLanguage, Reasons>> = {
  en: {
    'import/no-name': 'There is no name',
    'import/named-after': 'There is no name but a number or an e-mail address',
    'import/too-few-cells': 'Cells are missing',
    'import/too-many-cells': 'There are more cells than columns',
    'import/bad-date': 'This is not a date',
    'import/bad-number': 'This is not a number',
    'import/bad-choice': 'This is none of the choices',
    'import/bad-email': 'This is not an e-mail address',
    'import/bad-yes-no': 'This is neither yes nor no',
    'import/kept-as-text': 'This does not fit its field; it was kept as text in one beside it',
    'import/sealed-left-out': 'This does not fit its field; it was left out, since notes are not sealed',
    'import/unknown-person': 'This person is not in the vault',
    'import/too-long': 'This is longer than the 200,000 characters that can be kept',
    'import/long-line': 'This is too long for one line; the whole is in the notes',
    'import/control-characters': 'There are control characters',
    'import/open-quote': 'A quotation mark is not closed',
    'import/open-card': 'The card does not end',
    'import/no-card': 'These lines are in no card: none begins before them',
    'import/group-card': 'This is a group. Those of its members who are in the file have it as a tag',
    'import/left-out': 'Part of the card was left out',
    'import/undecodable': 'Some characters cannot be read in this encoding',
    'import/rounded-number': 'The last digits of this number were lost in the spreadsheet',
    'import/shortened-number': 'The spreadsheet shortened this number; its digits are lost',
    'import/no-formula-value': 'The formula has no result in the file',
    'import/formula-error': 'The formula failed in the spreadsheet',
    'import/no-such-day': 'The cell is formatted as a date, but holds no day of the calendar',
    'import/says-less': 'The vault has more of this value and kept it',
    'import/duplicate': 'This customer is in the vault already',
    'import/duplicate-in-file': 'This customer is in the file already',
    'import/erased': 'A number of a customer who was erased from the vault',
  },
  'zh-CN': {
    'import/no-name': '没有名称',
    'import/named-after': '没有名称，只有电话或邮箱',
    'import/too-few-cells': '单元格不足',
    'import/too-many-cells': '单元格多于列数',
    'import/bad-date': '不是日期',
    'import/bad-number': '不是数字',
    'import/bad-choice': '不在选项之中',
    'import/bad-email': '不是电子邮件地址',
    'import/bad-yes-no': '不是“是”或“否”',
    'import/kept-as-text': '与字段类型不符，已按原文另存一个字段',
    'import/sealed-left-out': '与字段类型不符；备注不加封存，所以没有导入',
    'import/unknown-person': '客匣中没有这个人',
    'import/too-long': '内容超过 200,000 个字符，放不下',
    'import/long-line': '一行放不下，全文已记入备注',
    'import/control-characters': '含有控制字符',
    'import/open-quote': '引号没有闭合',
    'import/open-card': '名片没有结束',
    'import/no-card': '这几行不在任何名片之内，前面没有名片的开头',
    'import/group-card': '这是群组，文件中的成员已加上同名标签',
    'import/left-out': '名片有一项没有导入',
    'import/undecodable': '有些字符无法按此编码读取',
    'import/rounded-number': '数字太长，末几位已被表格软件改成 0',
    'import/shortened-number': '数字被表格软件写成了科学计数法，原来的位数已丢失',
    'import/no-formula-value': '公式在文件里没有结果',
    'import/formula-error': '公式在表格里出错',
    'import/no-such-day': '单元格是日期格式，里面的数却不是日期',
    'import/says-less': '库中的值更完整，没有改动',
    'import/duplicate': '该客户已在库中',
    'import/duplicate-in-file': '该客户在文件中已出现',
    'import/erased': '号码属于已从库中清除的客户',
  },
};

/**
 * Writes the rows with problems as UTF-8 CSV in the file's own layout, with three columns before the others: the line, whether the row
 * is imported, and the reason. Mended, it can be imported as it is: the columns are recognised, and rows that are imported left out.
 * @param reported by the line at which each row begins
 */
export async function writeReport(
  path: NewFile,
  { file, reader }: { readonly file: OpenedFile; readonly reader: Pick<FileReader, 'rowsAt'> },
  reported: ReadonlyMap<number, Reported>,
  language: ReportLanguage,
): Promise<number> {
  const delimiter = file.dialect?.delimiter ?? ',';
  return writeCsv(path, { delimiter, encoding: 'utf-8-bom' }, async function* () {
    yield [...reportHeadings[language], ...file.headings];
    for await (const rows of reader.rowsAt(file, new Set(reported.keys())))
      for (const { line, cells } of rows) {
        const { isTaken, reasons: why } = reported.get(line) ?? { isTaken: false, reasons: [] };
        const { taken, notTaken } = reportResults[language];
        yield [String(line), isTaken ? taken : notTaken, reasonText(why, language), ...cells];
      }
  }).then(({ rows }) => rows - 1);
}

function reasonText(why: readonly Pick<RowProblem, 'code' | 'column'>[], language: ReportLanguage): string {
  const texts = why.map(({ code, column }) =>
    column === null ? reasons[language][code] : `${column}: ${reasons[language][code]}`,
  );
  return texts.join(language === 'en' ? '; ' : '；');
}
