import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unsaidLink } from '../../../../src-main/vault/exchange/xlsx/links.ts';
import { newFolder } from '../../temporary.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';
import { bookOf } from './xlsx-file.ts';

const folder = newFolder('linked-cells');
const ns =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

function sheetOf(rows: readonly (readonly string[])[], links: readonly string[]): string {
  const data = rows.map(
    (row) => `<row>${row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`,
  );
  const marks = links.map((ref, at) => `<hyperlink ref="${ref}" r:id="h${String(at)}"/>`);
  return `<worksheet ${ns}><sheetData>${data.join('')}</sheetData><hyperlinks>${marks.join('')}</hyperlinks></worksheet>`;
}

test('where a cell leads to comes along, and is said once', async () => {
  const links: [string, string][] = [
    ['A2', 'https://people.example/ann'],
    ['B2', 'https://ann.example/shop'],
    ['C2', 'mailto:ann@shop.example?subject=hello'],
    ['D2', 'file:///C:/contracts/ann.pdf'],
    ['B3:B3', 'https://www.bo.example/'],
    ['C3', 'mailto:bo@shop.example'],
  ];
  const sheet = sheetOf(
    [
      ['Name', 'Website', 'Email', 'Contract'],
      ['Ann Bell', 'Shop', 'Write to Ann', 'signed'],
      ['Bo Carr', 'bo.example', 'bo@shop.example', 'open'],
    ],
    links.map(([ref]) => ref),
  );
  const path = join(folder, 'links.xlsx');
  writeFileSync(path, bookOf({ sheets: { S: sheet }, links: { S: links.map(([, target]) => target) } }));
  await using vault = openTestVault();
  expect(await vault.importFile(path)).toMatchObject({ added: 2, warned: 0 });
  const [ann, bo] = recordsOf(vault.vault).customers;
  expect(ann).toMatchObject({
    name: 'Ann Bell',
    values: { Contract: 'signed' },
    notes: 'Name: https://people.example/ann\nContract: file:///C:/contracts/ann.pdf',
  });
  expect(ann?.points.map(({ type, label, value }) => [type, label, value])).toEqual([
    ['link', 'Shop', 'https://ann.example/shop'],
    ['email', 'Write to Ann', 'ann@shop.example'],
  ]);
  expect(bo?.notes).toBe('');
  expect(bo?.points.map(({ value }) => value)).toEqual(['bo.example', 'bo@shop.example']);
});

test.each([
  ['ann@shop.example', 'mailto:ann@shop.example', null],
  ['Ann', 'MAILTO:ann@shop.example', 'ann@shop.example'],
  ['shop.example', 'http://www.shop.example/', null],
  ['+44 20 7946 0001', 'tel:+442079460001', null],
  ['Shop', 'https://shop.example/a?b=1', 'https://shop.example/a?b=1'],
])('%s over %s', (text, target, link) => {
  expect(unsaidLink(text, target)).toBe(link);
});
