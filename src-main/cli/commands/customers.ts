/** import, search, export. */
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { column, type Column, type CustomerRow } from '../../../src-preload/contract/customers.ts';
import {
  encoding as encodings,
  type ImportOutcome,
  type ImportSource,
} from '../../../src-preload/contract/exchange.ts';
import type { CommandContext } from '../context.ts';
import { job, withVault } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { exportLayouts, moreColumns } from '../export-columns.ts';
import { oneOf, operands, UsageError, wholeNumber } from '../usage.ts';

function outcomeWords({ language }: CommandContext['terminal'], outcome: ImportOutcome): string {
  const { added, updated, unchanged, skipped, refused, warned } = outcome;
  const counts = [added, updated, unchanged, skipped, refused, warned].map(String);
  const names =
    language === 'en'
      ? ['added', 'updated', 'unchanged', 'skipped', 'not taken', 'with a warning']
      : ['新增', '更新', '未变', '跳过', '未导入', '有提示'];
  const lines = names.map((name, index) => `${counts[index] ?? ''} ${name}`);
  const problems = outcome.problems.map(
    ({ line, column: at, code }) => `${String(line)}: ${at ?? ''} ${code}`,
  );
  return [lines.join(', '), ...problems].join('\n');
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
  return withVault(context, vault, async () => {
    let source = await engine.call('import/open', { file: engine.file(file) });
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
        save: engine.file(values.report),
        language: terminal.language,
      });
    await engine.call('import/close', { jobId });
    terminal.result(
      { ...outcome, dryRun: isTrial, columns: source.columns.map(({ name }) => name) },
      outcomeWords(terminal, outcome),
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

/** One line of a table for a terminal: what a record holds must not steer it. */
const onOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

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
      '此文件未加密，任何得到它的人都能阅读。操作记录中会记下这次导出。',
    );
    const table = { columns, headings, perContact };
    const selection = { query: { text: values.text ?? '' } };
    const save = engine.file(file);
    const isWorkbook = file.toLowerCase().endsWith('.xlsx');
    const isCards = file.toLowerCase().endsWith('.vcf');
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
