/** Whatever columns a file has: each cell of a row that is taken is in the vault, or is told of. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { knownHeadings } from '../../../../src-main/vault/exchange/import/heading-words.ts';
import { newFolder } from '../../../unit/temporary.ts';
import { recordsOf } from '../../../unit/vault/exchange/records.ts';
import { openTestVault, planOf, type TestVault } from '../../../unit/vault/exchange/test-vault.ts';
import { workbook } from '../../../unit/vault/exchange/xlsx-file.ts';

const folder = newFolder('conservation');
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;

const others = [
  ...[1, 2, 3].flatMap((n) => [
    `E-mail ${n} - Label`,
    `E-mail ${n} - Value`,
    `Phone ${n} - Type`,
    `Phone ${n} - Value`,
    `Address ${n} - Label`,
    `Address ${n} - Formatted`,
    `Address ${n} - Street`,
    `Address ${n} - City`,
    `Address ${n} - PO Box`,
    `Website ${n} - Label`,
    `Organization ${n} - Name`,
    `Organization ${n} - Title`,
    `Address ${n}`,
    `地址${n}`,
    `手机${n}`,
  ]),
  ...['Business', 'Home', 'Other', 'Shipping', 'Billing'].flatMap((owner) =>
    ['Street', 'City', 'State', 'Zip', 'Phone', 'Country', 'Address'].map((part) => `${owner} ${part}`),
  ),
  '公司地址',
  '家庭地址',
  '身份证号',
  '生日',
  'Birthday',
  'Title',
  '性别',
  '金额(元)',
  'Nickname',
  'Whatever',
  '无关的列',
];

const heading = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...knownHeadings(), ...others) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('姓名', 'Name', 'First Name', 'Last Name', '公司', 'Account Name', '联系人'),
  },
);

/** Words that no other cell has, so that finding them proves that this cell is there. */
const words = fc.constantFrom(
  'plain',
  'two',
  'line',
  'phone',
  'phones',
  'labelled',
  'email',
  'date',
  'number',
  'list',
  'han',
  'long',
  'kind',
  'card',
);
type Shape = typeof words extends fc.Arbitrary<infer S> ? S : never;

let next = 0;
/** A cell, and the pieces of it that must be found again. */
function cellOf(shape: Shape): { text: string; pieces: string[] } {
  const n = String(100_000 + next++);
  const word = `Wq${n}`;
  const mobile = `138${n}11`;
  const other = `139${n}22`;
  switch (shape) {
    case 'two':
      return { text: `${word} Xz${n}`, pieces: [word, `Xz${n}`] };
    case 'line':
      return { text: `${word}\nXz${n}`, pieces: [word, `Xz${n}`] };
    case 'phone':
      return { text: mobile, pieces: [mobile] };
    case 'phones':
      return { text: `${mobile} ${other}`, pieces: [mobile, other] };
    case 'labelled':
      return {
        text: `手机：${mobile}；${other} (Wife${n.replace(/\d/g, (d) => 'abcdefghij'.charAt(Number(d)))})`,
        pieces: [mobile, other],
      };
    case 'email':
      return { text: `a${n}@example.org`, pieces: [`a${n}@example.org`] };
    case 'date':
      return {
        text: `20${n.slice(-2)}-0${String((next % 9) + 1)}-1${String(next % 9)}`,
        pieces: [`20${n.slice(-2)}-`],
      };
    case 'number':
      return { text: `7${n}`, pieces: [`7${n}`] };
    case 'list':
      return { text: `${word}; Xz${n}`, pieces: [word, `Xz${n}`] };
    case 'han':
      return { text: `张${n}街道`, pieces: [`张${n}街道`] };
    case 'long':
      return { text: `${word} ${'x'.repeat(600)} Xz${n}`, pieces: [word, `Xz${n}`] };
    case 'kind':
      return { text: ['企业', 'Consumer', '散客', 'VIP'][next % 4] ?? '', pieces: [] };
    case 'card':
      return { text: `11010119900${n.slice(-1)}${n}4X`.slice(0, 18), pieces: [n] };
    default:
      return { text: word, pieces: [word] };
  }
}

interface Row {
  readonly cells: string[];
  readonly pieces: { column: string; piece: string }[];
}

const table = fc.array(heading, { minLength: 1, maxLength: 14 }).chain((headings) =>
  fc.record({
    headings: fc.constant(headings),
    shapes: fc.array(
      fc.array(fc.option(words, { freq: 4 }), { minLength: headings.length, maxLength: headings.length }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
);

function rowsOf(headings: readonly string[], shapes: readonly (readonly (Shape | null)[])[]): Row[] {
  return shapes.map((row) => {
    const cells = row.map((shape) => (shape === null ? { text: '', pieces: [] } : cellOf(shape)));
    return {
      cells: cells.map(({ text }) => text),
      pieces: cells.flatMap(({ pieces }, at) =>
        pieces.map((piece) => ({ column: headings[at] ?? '', piece })),
      ),
    };
  });
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function fileOf(headings: readonly string[], rows: readonly Row[], format: 'csv' | 'xlsx'): string {
  const path = join(folder, `${String(files++ % 20)}.${format}`);
  const lines = [headings, ...rows.map(({ cells }) => cells)];
  if (format === 'xlsx') writeFileSync(path, workbook({ S: lines.map((line) => [...line]) }));
  else writeFileSync(path, `\ufeff${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`);
  return path;
}

/** Everything that the vault says of its customers. */
function allTexts(vault: TestVault): string {
  return JSON.stringify(recordsOf(vault.vault).customers, (_, value: unknown) => value).replaceAll(
    '\\n',
    '\n',
  );
}

async function expectConserved(
  vault: TestVault,
  headings: readonly string[],
  rows: readonly Row[],
  format: 'csv' | 'xlsx',
): Promise<void> {
  const source = await vault.open(fileOf(headings, rows, format));
  try {
    if (!source.hasHeader || source.rowCount === 0) return;
    const named = ['name', 'given-name', 'family-name', 'organisation', 'contact-name'];
    if (!source.columns.some(({ suggestion }) => named.includes(suggestion.to))) return;
    const outcome = await vault.call('import/run', planOf(source, { duplicates: 'add' }));
    const texts = allTexts(vault);
    const lines = new Map(
      outcome.problems.map(({ line, column, code }) => [`${String(line)} ${column ?? ''} ${code}`, line]),
    );
    const refused = new Set(
      outcome.problems.filter(({ severity }) => severity !== 'warned').map(({ line }) => line),
    );
    const leftOut = new Set(outcome.leftOutColumns.map(({ column }) => column));
    // Lines of the file: cells may have several.
    let line = format === 'csv' ? 1 + headings.join('').split('\n').length - 1 + 1 : 2;
    for (const row of rows) {
      const own = line;
      line += format === 'csv' ? 1 + row.cells.join('').split('\n').length - 1 : 1;
      if (refused.has(own) || row.cells.every((cell) => cell === '')) continue;
      for (const { column, piece } of row.pieces)
        if (
          !texts.includes(piece) &&
          !leftOut.has(column) &&
          !lines.has(`${String(own)} ${column} import/sealed-left-out`)
        )
          throw new Error(`${piece} of ${column} is nowhere: ${texts}`);
    }
    if (outcome.batchId !== null) await vault.call('import/undo', { batchId: outcome.batchId });
  } finally {
    await vault.call('import/close', { jobId: source.jobId });
  }
}

test('each cell of a row that is taken is found in the vault, or is said to be left out', async () => {
  await using vault = openTestVault();
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('csv', 'csv', 'xlsx'), async ({ headings, shapes }, format) => {
      await expectConserved(vault, headings, rowsOf(headings, shapes), format);
    }),
    { numRuns: 400 },
  );
}, 180_000);
