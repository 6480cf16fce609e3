/** A type that is guessed for a column never changes what its cells say. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordsOf, type PlainCustomer } from '../../../unit/vault/exchange/records.ts';
import { openTestVault } from '../../../unit/vault/exchange/test-vault.ts';

/** A cell and what it means, if that is more than its text. */
interface Cell {
  readonly text: string;
  /** Values that are right besides the text itself. */
  readonly means: readonly unknown[];
  /** It shows which mark stands before the fraction. */
  readonly isProof: boolean;
}

type Mark = '.' | ',';
const two = (number: number): string => String(number).padStart(2, '0');
const word = (text: string, ...means: unknown[]): Cell => ({ text, means, isProof: false });

/** As a file with that decimal mark writes a number. */
function written(whole: number, fraction: string, mark: Mark, isGrouped: boolean): Cell {
  const other = mark === '.' ? ',' : '.';
  const grouped = isGrouped ? String(whole).replace(/\B(?=(?:\d{3})+$)/g, other) : String(whole);
  const text = fraction === '' ? grouped : `${grouped}${mark}${fraction}`;
  const plain = fraction === '' ? String(whole) : `${String(whole)}.${fraction}`;
  const means: unknown[] = [{ amount: plain, currency: 'CNY' }];
  // A number keeps no zero at its end: there only the fraction's width shows it.
  means.push(Number(plain));
  // Of a code, a fraction of nothing is the spreadsheet's: 1001.00.
  if (whole > 999 && /^0{1,2}$/.test(fraction)) means.push(String(whole));
  const isEitherWay = /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);
  return { text, means, isProof: /[.,]/.test(text) && !isEitherWay };
}

const numbers = (mark: Mark, widths: fc.Arbitrary<number>): fc.Arbitrary<Cell> =>
  fc
    .tuple(fc.nat({ max: 3_000_000 }), widths, fc.nat({ max: 999_999 }), fc.boolean())
    .map(([whole, width, rest, isGrouped]) =>
      written(
        whole % 1000 === 0 ? whole + 1 : whole,
        String(rest).padStart(6, '0').slice(0, width),
        mark,
        isGrouped,
      ),
    );

const days = fc
  .date({ min: new Date('1930-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => ({ y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() }));
const dates = (order: 'dmy' | 'mdy', form: number): fc.Arbitrary<Cell> =>
  days.map(({ y, m, d }) => {
    const kept = `${String(y)}-${two(m)}-${two(d)}`;
    const texts = [
      kept,
      `${String(y)}年${String(m)}月${String(d)}日`,
      `${two(d)}.${two(m)}.${String(y)}`,
      order === 'dmy' ? `${String(d)}/${String(m)}/${String(y)}` : `${String(m)}/${String(d)}/${String(y)}`,
      `${String(d)} ${'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[m - 1] ?? ''} ${String(y)}`,
      `${String(m)}月${String(d)}日`,
      `${String(y)}${two(m)}${two(d)}`,
      `${two(m)}-${two(d)}`,
    ];
    const ofYear = `--${two(m)}-${two(d)}`;
    return word(texts[form] ?? kept, form === 5 || form === 7 ? ofYear : kept);
  });

const answers = (yes: string, no: string): fc.Arbitrary<Cell> =>
  fc.constantFrom(word(yes, true), word(no, false));
/** Of one sign alone, only a question makes an answer. */
const toQuestions = new Map<unknown, boolean>([
  ['F', false],
  ['N', false],
  ['1', true],
  ['0', false],
]);
const isMeasure = (name: string): boolean => name === 'Weight' || name === 'Rabatt';
const isQuestion = (name: string): boolean => name === 'Active?' || name === '是否会员';
const texts = (...all: string[]): fc.Arbitrary<Cell> => fc.constantFrom(...all.map((text) => word(text)));

const columnKinds = (mark: Mark, order: 'dmy' | 'mdy'): fc.Arbitrary<Cell>[] => [
  numbers(mark, fc.constant(0)),
  numbers(mark, fc.constant(2)),
  numbers(mark, fc.constant(3)),
  numbers(mark, fc.nat({ max: 4 })),
  ...Array.from({ length: 8 }, (_, form) => dates(order, form)),
  answers('yes', 'no'),
  answers('是', '否'),
  answers('有', '无'),
  answers('T', 'F'),
  answers('1', '0'),
  answers('x', ' '),
  texts('F'),
  texts('F', 'M'),
  texts('N'),
  texts('a', 'A', 'b'),
  texts('gold', 'silver', 'Gold'),
  texts('007', '012', '100'),
  texts('12.10', '3.1', '4.100'),
  fc.constantFrom(word('1.2.03', '2003-02-01'), word('4.5.06', '2006-05-04')),
  texts('110101199003071234', '9007199254740993'),
  texts('10²', '12'),
  // An amount in brackets is owed.
  fc.constantFrom(word('(5)', { amount: '-5', currency: 'CNY' }), word('6')),
  texts('+5', '6'),
  texts('1e5', '2e6'),
  texts('12:30', '09:05'),
  texts('50%', '12,5 %'),
  // Under Birthday they are days, in the order that the file proves.
  fc.constantFrom(word('1/2', '--02-01', '--01-02'), word('3/4', '--04-03', '--03-04')),
];
const headings = [
  'Info',
  'Room',
  'Contract',
  'Weight',
  'Rabatt',
  'Amount',
  'Datum',
  'Since',
  'Birthday',
  'Active?',
  'Gender',
  '等级',
  '是否会员',
  '金额',
  '编号',
];

const files = fc
  .record({
    mark: fc.constantFrom<Mark>('.', ','),
    order: fc.constantFrom('dmy' as const, 'mdy' as const),
    rows: fc.integer({ min: 1, max: 24 }),
    names: fc.uniqueArray(fc.constantFrom(...headings), { minLength: 1, maxLength: 5 }),
  })
  .chain(({ mark, order, rows, names }) =>
    fc.record({
      names: fc.constant(names),
      columns: fc.tuple(
        ...names.map(() =>
          fc
            .constantFrom(...columnKinds(mark, order))
            .chain((kind) => fc.array(kind, { minLength: rows, maxLength: rows })),
        ),
      ),
    }),
  );

/** Everything that the vault holds of a customer, to be compared with cells. */
function held(customer: PlainCustomer): unknown[] {
  return [
    ...Object.values(customer.values),
    ...customer.points.map(({ value }) => value),
    ...customer.tags,
    customer.notes,
  ];
}

/** A number or an amount, without any sign of the file's. */
function shown(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value;
}

const nameOf = (at: number): string => `Vera ${String.fromCharCode(65 + at)}. Holm`;

test('each cell is in the vault as it says, or a problem names it', async () => {
  await fc.assert(
    fc.asyncProperty(files, async ({ names, columns }) => {
      await using vault = openTestVault();
      const lines = [['Name', ...names].join('\t')];
      const rows = columns[0]?.length ?? 0;
      for (let at = 0; at < rows; at++)
        lines.push([nameOf(at), ...columns.map((cells) => cells[at]?.text ?? '')].join('\t'));
      const path = join(vault.folder, 'file.tsv');
      writeFileSync(path, lines.join('\n'));
      const source = await vault.open(path);
      const outcome = await vault.importFile(path, { duplicates: 'add' });
      const { customers } = recordsOf(vault.vault);
      const isProven = columns.some((cells) => cells.some(({ isProof }) => isProof));
      for (let at = 0; at < rows; at++) {
        const customer = customers.find(({ name }) => name === nameOf(at));
        if (customer === undefined) expect.fail(`row ${String(at)} is missing`);
        columns.forEach((cells, column) => {
          const cell = cells[at];
          const text = cell?.text.trim() ?? '';
          // 无 is nothing where a column does not ask.
          if (cell === undefined || text === '' || text === '无') return;
          const name = names[column] ?? '';
          const isNamed = outcome.problems.some((one) => one.line === at + 2 && one.column === name);
          const isRight = held(customer).some(
            (value) =>
              shown(value) === text ||
              (typeof value === 'string' && value.split('\n').includes(`${name}: ${text}`)) ||
              // Of a weight the width of the fraction says nothing.
              (isMeasure(name) && Number(text) === value) ||
              (isQuestion(name) && toQuestions.get(text) === value) ||
              cell.means.some((meant) => JSON.stringify(meant) === JSON.stringify(value)),
          );
          // Without any proof in the file 1,234 may be either; its digits stay.
          const isEitherWay =
            !isProven &&
            /^\d{1,3}[.,]\d{3}$/.test(text) &&
            held(customer).some((value) => typeof value === 'number' || typeof value === 'object');
          if (!isRight && !isNamed && !isEitherWay)
            expect.fail(
              `${name} ${text}: ${JSON.stringify([customer.values, customer.notes, source.dateOrder])}`,
            );
        });
      }
    }),
    { numRuns: 50 },
  );
});
