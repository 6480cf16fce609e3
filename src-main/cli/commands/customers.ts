/** import, search, export. */
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { column, type Column, type CustomerRow } from '../../../src-preload/contract/customers.ts';
import {
  encoding as encodings,
  erasedRule,
  type ImportOutcome,
  type ImportPlan,
  type ImportSource,
} from '../../../src-preload/contract/exchange.ts';
import type { CommandContext } from '../context.ts';
import { job, withVault } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { erasedWords } from '../erased-words.ts';
import { exportLayouts, moreColumns } from '../export-columns.ts';
import { onOneLine, problemWords } from '../terminal.ts';
import { oneOf, operands, UsageError, wholeNumber } from '../usage.ts';

function outcomeWords(
  { language }: CommandContext['terminal'],
  outcome: ImportOutcome,
  erased: ImportPlan['erased'],
): string {
  const { added, updated, unchanged, skipped, refused, warned } = outcome;
  const counts = [added, updated, unchanged, skipped, refused, warned].map(String);
  const names =
    language === 'en'
      ? ['added', 'updated', 'unchanged', 'skipped', 'not taken', 'with a warning']
      : ['新增', '更新', '未变', '跳过', '未导入', '有提示'];
  const lines = names.map((name, index) => `${counts[index] ?? ''} ${name}`);
  const problems = outcome.problems.map((each) => problemWords(language, each));
  const places = [
    [language === 'en' ? 'Into the notes' : '写入备注', outcome.toNotes],
    [language === 'en' ? 'Left out' : '不导入', outcome.leftOutColumns],
  ] as const;
  const strayed = places
    .filter(([, columns]) => columns.length > 0)
    .map(
      ([place, columns]) =>
        `${place}: ${columns.map(({ column: at, rows }) => `${onOneLine(at)} (${String(rows)})`).join(', ')}`,
    );
  return [
    lines.join(', '),
    ...erasedWords(language, outcome.erased.count, erased),
    ...strayed,
    ...problems,
  ].join('\n');
}

const leftOutWords = {
  en: {
    above: 'above the headings',
    'headings-again': 'the headings once more',
    total: 'a total',
    'not-of-table': 'not part of the table',
    'taken-before': 'imported before',
  },
  'zh-CN': {
    above: '在标题行上方',
    'headings-again': '重复的标题',
    total: '合计行',
    'not-of-table': '不属于这张表',
    'taken-before': '已经导入过',
  },
} as const;

/** How the file was read, and its rows that are none of its table. */
function readingLines({ language }: CommandContext['terminal'], source: ImportSource): string {
  const isOneCell = source.format === 'csv' && source.columns.length === 1;
  const oneCell =
    language === 'en' ? 'No separator was found: each row is one cell.' : '没有找到分隔符，每行都是一整格。';
  const readAs =
    source.encoding === null
      ? []
      : [language === 'en' ? `Read as ${source.encoding}` : `按 ${source.encoding} 读取`];
  const remarks = [...readAs, ...(isOneCell ? [oneCell] : [])];
  const lines = source.leftOut.map(
    ({ line, reason, text }) => `${String(line)}: ${leftOutWords[language][reason]}: ${onOneLine(text)}`,
  );
  const count = String(source.leftOutRows);
  const heading = language === 'en' ? `Rows that are not imported: ${count}` : `不导入的行：${count}`;
  const all = [...remarks, ...(lines.length === 0 ? [] : [heading, ...lines])];
  return all.map((line) => `${line}\n`).join('');
}

/** What goes where: as suggested, without the columns that were to be left out. */
function targetsOf(
  source: ImportSource,
  skipped: readonly string[],
): ImportSource['columns'][number]['suggestion'][] {
  for (const name of skipped)
    if (!source.columns.some((each) => each.name === name))
      throw new UsageError('bad-value', `--skip ${name}`);
  return source.columns.map((each) => (skipped.includes(each.name) ? { to: 'skip' } : each.suggestion));
}

export async function importFile(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 1, ['vault', 'file']);
  const { values } = request;
  const duplicates = oneOf(values.duplicates, ['skip', 'update', 'add'], 'skip');
  const erased = oneOf(values.erased, erasedRule.options, 'leave-out');
  return withVault(context, vault, async () => {
    let source = await job(context, 'import/cancel', (id) =>
      engine.call('import/open', { file: engine.file(file, 'read-import'), jobId: id }),
    );
    const { jobId } = source;
    if (values.encoding !== undefined || values.sheet !== undefined)
      source = await engine.call('import/reread', {
        jobId,
        ...(values.sheet === undefined ? {} : { sheet: values.sheet }),
        ...(values.encoding === undefined
          ? {}
          : { encoding: oneOf(values.encoding, encodings.options, 'utf-8') }),
      });
    const plan = {
      jobId,
      targets: targetsOf(source, values.skip ?? []),
      duplicates,
      erased,
      dateOrder: source.dateOrder,
      addTag: values.tag ?? null,
    };
    const isTrial = values['dry-run'] ?? false;
    const outcome = await job(
      context,
      'import/cancel',
      () => engine.call(isTrial ? 'import/dry-run' : 'import/run', plan),
      jobId,
    );
    if (values.report !== undefined)
      await engine.call('import/report', {
        jobId,
        save: engine.file(values.report, 'save-import-report'),
        language: terminal.language,
      });
    await engine.call('import/close', { jobId });
    terminal.result(
      {
        ...outcome,
        dryRun: isTrial,
        columns: source.columns.map(({ name }) => name),
        leftOut: source.leftOut,
        leftOutRows: source.leftOutRows,
        encoding: source.encoding,
        delimiter: source.delimiter,
      },
      readingLines(terminal, source) + outcomeWords(terminal, outcome, erased),
    );
    return exitCodes.ok;
  });
}

type FieldList = OutputOf<'fields/list'>['fields'];

/** Columns by their names: built-in ones, some more, or a custom field's. @throws UsageError */
function columnsOf<const More extends string = never>(
  given: string | undefined,
  fields: FieldList,
  fallback: readonly Column[],
  more: readonly More[] = [],
): (Column | More)[] {
  if (given === undefined) return [...fallback];
  return given.split(',').map((text) => {
    const name = text.trim();
    const field = fields.find((each) => each.name === name);
    const other = more.find((each) => each === name);
    if (field === undefined && other !== undefined) return other;
    const found = column.safeParse(field === undefined ? name : `value:${field.id}`);
    if (!found.success || (field === undefined && found.data.startsWith('value:')))
      throw new UsageError('bad-value', `--columns ${name}`);
    return found.data;
  });
}

const usual = ['name', 'organisation', 'phone', 'email'] as const;

function cellText(row: CustomerRow, each: Column): string {
  if (each === 'name') return row.name;
  if (each === 'organisation') return row.organisation;
  if (each === 'jobTitle') return row.jobTitle;
  if (each === 'phone') return row.phone;
  if (each === 'email') return row.email;
  if (each === 'city') return row.city;
  if (each === 'updated') return new Date(row.updatedAt).toISOString();
  if (each === 'created') return new Date(row.createdAt).toISOString();
  if (each === 'tags') return String(row.tagIds.length);
  return row.values[each.slice('value:'.length)] ?? '';
}

export async function search(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, text } = operands(request, 1, ['vault', 'text']);
  const limit = wholeNumber(request.values.limit, 50, 1, 200);
  return withVault(context, vault, async () => {
    const { fields } = await engine.call('fields/list', null);
    const columns = columnsOf(request.values.columns, fields, usual);
    const found = await engine.call('customers/window', { query: { text }, start: 0, count: limit, columns });
    const rows = found.rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      cells: Object.fromEntries(columns.map((each) => [each, cellText(row, each)])),
    }));
    const lines = rows.map(({ cells }) => columns.map((each) => onOneLine(cells[each] ?? '')).join('\t'));
    terminal.result({ total: found.total, totalIsExact: found.totalIsExact, rows }, lines.join('\n'));
    return exitCodes.ok;
  });
}

export async function exportFile(context: CommandContext): Promise<ExitCode> {
  const { engine, request, terminal } = context;
  const { vault, file } = operands(request, 1, ['vault', 'file']);
  const { values } = request;
  const { reason } = values;
  if (reason === undefined) throw new UsageError('missing-operand', '--reason TEXT');
  return withVault(context, vault, async () => {
    const { fields } = await engine.call('fields/list', null);
    const { columns, headings, perContact } = exportLayouts(
      columnsOf(values.columns, fields, usual, moreColumns),
      (each) => fields.find(({ id }) => each === `value:${id}`)?.name,
      values.contacts ?? false,
    );
    terminal.say(
      'The file is not encrypted: whoever has it can read it. The journal notes it.',
      '此文件未加密，任何得到它的人都能阅读。操作日志会记下这次导出。',
    );
    const table = { columns, headings, perContact };
    const selection = { query: { text: values.text ?? '' } };
    const isWorkbook = file.toLowerCase().endsWith('.xlsx');
    const isCards = file.toLowerCase().endsWith('.vcf');
    const save = engine.file(
      file,
      isCards ? 'save-export-vcard' : isWorkbook ? 'save-export-xlsx' : 'save-export-csv',
    );
    const written = await job(context, 'export/cancel', (jobId) => {
      if (isCards) return engine.call('export/vcard', { selection, reason, save, jobId });
      if (isWorkbook) return engine.call('export/xlsx', { selection, reason, ...table, save, jobId });
      return engine.call('export/csv', {
        selection,
        reason,
        ...table,
        encoding: oneOf(values.encoding, ['utf-8-bom', 'utf-8', 'utf-16le', 'gb18030'], 'utf-8-bom'),
        delimiter: oneOf(values.delimiter, [',', ';', '\t', '|'], ','),
        save,
        jobId,
      });
    });
    terminal.result({ ...written, file }, `${String(written.rows)} → ${file}`);
    return exitCodes.ok;
  });
}
