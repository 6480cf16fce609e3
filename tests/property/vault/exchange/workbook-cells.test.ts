import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentText } from '../../../../src-main/vault/exchange/xlsx/moment-text.ts';
import { parsedFormat } from '../../../../src-main/vault/exchange/xlsx/number-format.ts';
import { xmlReader } from '../../../../src-main/vault/exchange/xlsx/xml.ts';
import { readBook } from '../../../unit/vault/exchange/xlsx-book.ts';

const name = fc.constantFrom('c', 'v', 'f', 'is', 't', 'r', 'rPh', 'row', 'x:c', 'extLst');
const value = fc.oneof(
  fc.constantFrom(
    'A1',
    'XFD1048576',
    '',
    '0',
    '-1',
    '1e999',
    's',
    'inlineStr',
    'd',
    'b',
    'e',
    'str',
    'true',
    '99999999999',
  ),
  fc.string({ maxLength: 8 }).map((text) => text.replace(/["<&]/g, '')),
);
const attributes = fc.dictionary(fc.constantFrom('r', 's', 't', 'cm'), value, { maxKeys: 3 }).map((all) =>
  Object.entries(all)
    .map(([key, each]) => ` ${key}="${each}"`)
    .join(''),
);
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, fc.array(fc.oneof({ maxDepth: 4 }, value, tie('element')), { maxLength: 3 }))
    .map(([tag, said, children]) => `<${tag}${said}>${children.join('')}</${tag}>`),
}));
const format = fc.oneof(
  fc.constantFrom('yyyy-mm-dd', '[h]:mm', '000000', '@', 0, 14, 58, 9999),
  fc.string({ maxLength: 12, unit: fc.constantFrom(...'ymdhs0#?.,%;@"\\[]_*eEgab-<>=1$年'.split('')) }),
);

test('whatever stands in the cells, their sheet is read: what is wrong with a cell is said of the cell', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(element, { maxLength: 5 }),
      fc.array(format, { maxLength: 4 }),
      async (cells, formats) => {
        const head = '<row r="1"><c t="inlineStr"><is><t>Name</t></is></c></row>';
        const [first] = await readBook({
          formats,
          sheets: { S: `${head}<row r="2">${cells.join('')}</row>` },
        });
        expect(first?.[0]).toBe('Name');
      },
    ),
    { numRuns: 500 },
  );
});

test('any format of any number is a day of the calendar, a time, or none', () => {
  fc.assert(
    fc.property(
      format,
      fc.oneof(fc.double(), fc.integer(), fc.double({ min: -2, max: 3e6 })),
      (code, serial) => {
        const { moment } = parsedFormat(String(code)).of(serial);
        const text = moment === null ? null : momentText(serial, moment, '1900');
        if (text === null) return;
        expect(text).toMatch(/^(?:\d{4}-\d\d-\d\d)?(?:(?:^| )\d+:\d\d(?::\d\d(?:\.\d{1,3})?)?)?$/);
        const [day] = text.split(' ');
        if (day?.includes('-') === true) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
      },
    ),
    { numRuns: 3000 },
  );
});

test('every second of the calendar comes back from the fraction of a day that a spreadsheet keeps', () => {
  const { moment } = parsedFormat('yyyy-mm-dd hh:mm:ss').of(1);
  const first = Date.UTC(1900, 2, 1);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8099 * 365 * 86_400 }), (second) => {
      const at = first + second * 1000;
      const serial = Number(((at - Date.UTC(1899, 11, 30)) / 86_400_000).toPrecision(15));
      const iso = new Date(at).toISOString();
      const time = iso.slice(11, 19);
      const shown = time === '00:00:00' ? '' : ` ${time.replace(/:00$/, '')}`;
      expect(moment === null ? null : momentText(serial, moment, '1900')).toBe(`${iso.slice(0, 10)}${shown}`);
    }),
    { numRuns: 3000 },
  );
});

test('in whatever pieces a part comes, it says the same', () => {
  const part =
    '\ufeff<?xml version="1.0"?><!-- < > --><a b="1 > 2" c=\'"\'>x &lt; &#x1F600;<![CDATA[ ]] > ]]><x:d/> &amp;amp; &nosuch; </a><?end?>\n\n\n';
  const heard = (pieces: readonly string[]): string => {
    const events: string[] = [];
    const reader = xmlReader({
      open: (tag, attribute, depth) =>
        events.push(`\u0001${tag}${String(depth)}${attribute('b') ?? ''}${attribute('c') ?? ''}\u0001`),
      text: (piece) => events.push(piece),
      close: (tag) => events.push(`\u0002${tag}\u0002`),
    });
    pieces.forEach(reader.push);
    reader.end();
    return events.join('');
  };
  const whole = heard([part]);
  expect(whole).toContain('x < 😀 ]] > ');
  expect(heard(part.split(''))).toBe(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(part.length)), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), part.length];
      expect(heard(at.slice(1).map((end, index) => part.slice(at[index], end)))).toBe(whole);
    }),
  );
});
