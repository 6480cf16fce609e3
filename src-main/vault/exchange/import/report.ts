import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { writeCsv } from '../csv/write.ts';
import { pace } from '../../pace.ts';
import type { OpenedFile } from './open.ts';
import { reportHeadings } from './headings.ts';

export type ReportLanguage = 'en' | 'zh-CN';

type Reasons = Readonly<Record<RowProblem['code'], string>>;

/** The words that stand in the file itself; the window has its own for the same codes. */
const reasons: Readonly<Record<ReportLanguage, Reasons>> = {
  en: {
    'import/no-name': 'There is no name',
    'import/too-few-cells': 'Cells are missing',
    'import/too-many-cells': 'There are more cells than columns',
    'import/bad-date': 'This is not a date',
    'import/bad-number': 'This is not a number',
    'import/bad-choice': 'This is none of the choices',
    'import/bad-email': 'This is not an e-mail address',
    'import/bad-yes-no': 'This is neither yes nor no',
    'import/unknown-person': 'This person is not in the vault',
    'import/too-long': 'The cell is longer than 200,000 characters',
    'import/control-characters': 'There are control characters',
    'import/open-quote': 'A quotation mark is not closed',
    'import/open-card': 'The card does not end',
    'import/undecodable': 'Some characters cannot be read in this encoding',
    'import/duplicate': 'This customer is in the vault already',
    'import/duplicate-in-file': 'This customer is in the file already',
  },
  'zh-CN': {
    'import/no-name': '没有名称',
    'import/too-few-cells': '单元格不足',
    'import/too-many-cells': '单元格多于列数',
    'import/bad-date': '不是日期',
    'import/bad-number': '不是数字',
    'import/bad-choice': '不在选项之中',
    'import/bad-email': '不是电子邮件地址',
    'import/bad-yes-no': '不是“是”或“否”',
    'import/unknown-person': '客匣中没有这个人',
    'import/too-long': '单元格超过 200,000 个字符',
    'import/control-characters': '含有控制字符',
    'import/open-quote': '引号没有闭合',
    'import/open-card': '名片没有结束',
    'import/undecodable': '有些字符无法按此编码读取',
    'import/duplicate': '该客户已在库中',
    'import/duplicate-in-file': '该客户在文件中已出现',
  },
};

/** Why rows were not taken, by the line at which each begins. */
export type NotTaken = ReadonlyMap<number, readonly Pick<RowProblem, 'code' | 'column'>[]>;

/**
 * Writes the rows that were not taken as UTF-8 CSV in the file's own layout, with two columns before the others: the
 * line and the reason. Mended, it can be imported as it is: the two columns are recognised and left out.
 */
export async function writeReport(
  path: string,
  file: OpenedFile,
  notTaken: NotTaken,
  language: ReportLanguage,
): Promise<number> {
  const delimiter = file.dialect?.delimiter ?? ',';
  const rest = pace();
  return writeCsv(path, { delimiter, encoding: 'utf-8-bom' }, async function* () {
    yield [...reportHeadings[language], ...file.headings];
    let isHeading = file.hasHeader;
    for await (const rows of file.rows()) {
      for (const row of rows) {
        const why = isHeading ? undefined : notTaken.get(row.line);
        isHeading = false;
        if (why !== undefined) yield [String(row.line), reasonText(why, language), ...row.cells];
      }
      await rest();
    }
  }).then(({ rows }) => rows - 1);
}

function reasonText(why: readonly Pick<RowProblem, 'code' | 'column'>[], language: ReportLanguage): string {
  const texts = why.map(({ code, column }) =>
    column === null ? reasons[language][code] : `${column}: ${reasons[language][code]}`,
  );
  return texts.join(language === 'en' ? '; ' : '；');
}
