import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ReadingThread } from '../../../../src-main/vault/exchange/import/reading-thread.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { newFolder } from '../../temporary.ts';
import { recordsOf } from './records.ts';
import { openTestVault, planOf } from './test-vault.ts';
import { bookOf, zipArchive } from './xlsx-file.ts';

const importThread = new URL('../../../../src-main/import-thread.ts', import.meta.url);
/** A thread that does this with whatever file it is told of. */
const threadThat = (does: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${does} });`)}`,
  );
const folder = newFolder('reading');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(600_000, 7)]).toString(
  'base64',
);
const card = (name: string): string =>
  `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nTEL:+49 30 ${String(name.length)}\r\nPHOTO;ENCODING=b;TYPE=PNG:${picture}\r\nEND:VCARD\r\n`;
const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

/** What an import made, without what every import makes anew. */
function told(value: unknown): unknown {
  const ids = new Map<string, string>();
  const plain = JSON.stringify(value, (key, each: unknown) =>
    ['at', 'created_at', 'updated_at'].includes(key) ? 0 : each,
  );
  return JSON.parse(
    plain.replace(/[0-9a-hjkmnp-tv-z]{26}/g, (id) => {
      const known = ids.get(id) ?? `id ${String(ids.size)}`;
      ids.set(id, known);
      return known;
    }),
  );
}

describe('in a thread, a file', () => {
  const files: [string, string, string | Buffer][] = [
    ['of text', 'a.csv', 'name,phone,code\nAnn,1,="007"\n,,\n,2,x\nBob,3,1.38E+10\n'],
    ['of cards with pictures', 'a.vcf', ['Ann', 'Bob', 'Cora'].map(card).join('')],
    [
      'of sheets',
      'a.xlsx',
      bookOf({
        formats: ['0000'],
        sheets: {
          S: `<row>${text('name')}${text('code')}</row><row>${text('Ann')}<c s="1"><v>7</v></c></row><row><c/><c t="e"><v>#N/A</v></c></row>`,
        },
      }),
    ],
  ];
  test.each(files)(
    '%s is opened, tried out, imported and reported as it is without one',
    async (_, name, content) => {
      await using there = openTestVault({ importThread });
      await using here = openTestVault();
      const results = [];
      for (const vault of [there, here]) {
        const source = await vault.open(fileOf(name, content));
        const again = await vault.call('import/reread', { jobId: source.jobId, hasHeader: true });
        const plan = planOf(again);
        const dry = await vault.call('import/dry-run', plan);
        const report = vault.ticket(join(folder, 'report.csv'));
        const { rows } = await vault.call('import/report', {
          jobId: source.jobId,
          save: report,
          language: 'en',
        });
        const done = await vault.call('import/run', plan);
        results.push(told({ again, dry, rows, done, records: recordsOf(vault.vault) }));
      }
      expect(results[0]).toEqual(results[1]);
    },
  );

  test('can be cancelled while it is opened', async () => {
    await using vault = openTestVault({ importThread });
    const path = fileOf('long.csv', `name,phone\n${'Ann,1\n'.repeat(300_000)}`);
    const jobId = newId();
    const opening = vault.call('import/open', { file: vault.ticket(path), jobId });
    const failed = expect(opening).rejects.toMatchObject({ code: 'import/cancelled' });
    await vault.call('import/cancel', { jobId });
    await failed;
    const { rowCount } = await vault.call('import/open', {
      file: vault.ticket(fileOf('b.csv', 'name\nAnn\n')),
      jobId,
    });
    expect(rowCount).toBe(1);
    await vault.call('import/close', { jobId });
  });

  test('that holds the thread up is given up', async () => {
    const thread = new ReadingThread(threadThat('for (;;);'), { patienceMs: 240 });
    await expect(thread.open('any')).rejects.toMatchObject({ code: 'import/exhausting' });
  });

  test('that takes all the memory of the thread is refused, and the process goes on', async () => {
    const thread = new ReadingThread(threadThat('const kept = []; for (;;) kept.push([kept.length]);'));
    await expect(thread.open('any')).rejects.toMatchObject({ code: 'import/exhausting' });
  });
});

describe('a file made to do harm is read or refused, and the next one is read', () => {
  const million = 1_000_000;
  const book = (sheet: string, strings: readonly string[] | null = null): Buffer =>
    bookOf({ sheets: { S: sheet }, strings });
  const row = `<row>${text('Ann')}${text('1')}</row>`;
  const head = `<row>${text('name')}${text('phone')}</row>`;
  const harmful: [what: string, name: string, make: () => string | Buffer, code: string | null][] = [
    [
      'a bomb of a part',
      'a.xlsx',
      () => zipArchive([{ name: 'xl/workbook.xml', content: Buffer.alloc(80 * million) }]),
      'import/too-large',
    ],
    [
      'a bomb of a sheet',
      'a.xlsx',
      () => book(head + row + '<row/>'.repeat(12 * million)),
      'import/too-large',
    ],
    ['a million empty rows', 'a.xlsx', () => book(head + row + '<row/>'.repeat(million)), null],
    [
      'a million empty cells in a row',
      'a.xlsx',
      () => book(`${head}${row}<row>${'<c/>'.repeat(million)}</row>`),
      null,
    ],
    [
      'a cell of 24 MB',
      'a.xlsx',
      () => book(`${head}${row}<row>${text('x'.repeat(24 * million))}</row>`),
      null,
    ],
    [
      'a shared text of 24 MB',
      'a.xlsx',
      () => book(`${head}${row}<row><c t="s"><v>0</v></c></row>`, [`<t>${'x'.repeat(24 * million)}</t>`]),
      null,
    ],
    [
      'an attribute of 24 MB',
      'a.xlsx',
      () => book(`${head}<row x="${'x'.repeat(24 * million)}"/>`),
      'import/unreadable-spreadsheet',
    ],
    ['a comment of 24 MB', 'a.xlsx', () => book(`${head}${row}<!--${'x'.repeat(24 * million)}-->`), null],
    ['elements in elements', 'a.xlsx', () => book('<row>'.repeat(million)), 'import/unreadable-spreadsheet'],
    [
      'entities of entities',
      'a.xlsx',
      () =>
        book(`<!DOCTYPE worksheet [<!ENTITY a "&b;&b;"><!ENTITY b "&c;&c;">]><worksheet>${row}</worksheet>`),
      'import/unreadable-spreadsheet',
    ],
    ['a line of 24 MB', 'a.csv', () => `name,phone\nAnn,1\n${'x'.repeat(24 * million)}\n`, null],
    ['a line of six million cells', 'a.csv', () => `name,phone\nAnn,1\n${','.repeat(6 * million)}\n`, null],
    ['nothing but quotes', 'a.csv', () => `name,phone\nAnn,1\n${'"'.repeat(4 * million)}`, null],
    ['a quote on each line', 'a.csv', () => `name,phone\nAnn,1\n${'"a\n'.repeat(100_000)}`, null],
    [
      'a card with a line of 24 MB',
      'a.vcf',
      () => `BEGIN:VCARD\nFN:Ann\nNOTE:${'x'.repeat(24 * million)}\nEND:VCARD\n`,
      null,
    ],
    [
      'a card of a million properties',
      'a.vcf',
      () => `BEGIN:VCARD\nFN:Ann\n${'TEL:1\n'.repeat(million)}END:VCARD\n`,
      null,
    ],
    [
      'a million folded lines',
      'a.vcf',
      () => `BEGIN:VCARD\nFN:Ann\nNOTE:a\n${' b\n'.repeat(million)}END:VCARD\n`,
      null,
    ],
  ];
  const thread = new ReadingThread(importThread);
  afterAll(() => thread.end());
  test.each(harmful)(
    '%s',
    async (_, name, make, code) => {
      const opened = thread.open(fileOf(name, make()));
      if (code === null) expect((await opened).survey.rowCount).toBeGreaterThan(0);
      else await expect(opened).rejects.toMatchObject({ code });
      expect((await thread.open(fileOf('next.csv', 'name,phone\nZoe,99\n'))).headings).toEqual([
        'name',
        'phone',
      ]);
    },
    300_000,
  );
});
