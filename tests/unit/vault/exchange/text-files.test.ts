/** Tables as text, however they are encoded and parted: what was written is what is read. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import { openFile, rowsOf } from '../../../../src-main/vault/exchange/import/open.ts';
import { newFolder } from '../../temporary.ts';
import { collected } from './collected.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

const folder = newFolder('text-files');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, 'file.csv');
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Uint8Array) {
  const file = await openFile(fileOf(content));
  const rows = (await collected(rowsOf(file)())).flat();
  return { file, rows: rows.map(({ cells }) => cells), faults: rows.map(({ line, fault }) => [line, fault]) };
}

/** People and places, and the headings of their columns, as tables of that encoding have them. */
const languages: readonly (readonly [Encoding, readonly string[], readonly string[]])[] = [
  [
    'gb18030',
    ['姓名', '城市', '备注'],
    ['张伟', '王芳', '李娜', '北京', '深圳市', '老客户', '欧阳修', '青岛文具有限公司', '苏州'],
  ],
  [
    'big5',
    ['姓名', '城市', '備註'],
    ['陳小明', '林雅婷', '黃志豪', '台北市', '高雄', '重要客戶', '張家豪', '新竹市力行路'],
  ],
  [
    'shift_jis',
    ['氏名', '住所', '備考'],
    ['山田太郎', '佐藤花子', '鈴木一郎', '東京都渋谷区', 'お得意様', '高橋健', '株式会社トヨタ'],
  ],
  [
    'euc-jp',
    ['氏名', '住所', '備考'],
    ['山田太郎', '佐藤花子', '鈴木一郎', '東京都渋谷区', 'お得意様', '高橋健', '株式会社トヨタ'],
  ],
  [
    'euc-kr',
    ['이름', '주소', '비고'],
    ['김철수', '박지영', '이영희', '서울시 강남구', '홍길동', '부산광역시', '최수진'],
  ],
  [
    'windows-1251',
    ['Имя', 'Город', 'Примечание'],
    ['Иван Петров', 'Ольга Смирнова', 'Москва', 'Санкт-Петербург', 'Юрий Щукин', 'Анна'],
  ],
  [
    'koi8-r',
    ['Имя', 'Город', 'Примечание'],
    ['Иван Петров', 'Ольга Смирнова', 'Москва', 'Новосибирск', 'Юрий Щукин', 'Анна'],
  ],
  [
    'windows-1250',
    ['Imię', 'Miasto', 'Uwagi'],
    ['Łucja Żółć', 'Stanisław Dąbrowski', 'Łódź', 'Kraków', 'Małgorzata Świątek', 'Gdańsk'],
  ],
  [
    'windows-1250',
    ['Jméno', 'Město', 'Poznámka'],
    ['Jiří Dvořák', 'Tomáš Růžička', 'Plzeň', 'Věra Němcová', 'České Budějovice'],
  ],
  [
    'windows-1250',
    ['Név', 'Város', 'Megjegyzés'],
    ['Szőke Győző', 'Kovács Éva', 'Győr', 'Németh Özséb', 'Székesfehérvár'],
  ],
  [
    'windows-1252',
    ['Name', 'Straße', 'Größe'],
    ['Jürgen Müller', 'Bäckerei Weiß', 'Köln', 'Zürich', 'Jörg Groß', 'Café Süß'],
  ],
  [
    'windows-1252',
    ['Nom', 'Ville', 'Société'],
    ['Hélène Lefèvre', 'François Garçon', 'Besançon', 'Orléans', 'Zoé'],
  ],
  [
    'windows-1252',
    ['Nombre', 'Teléfono', 'Ciudad'],
    ['Íñigo Muñoz', 'Ángela Peña', 'Málaga', 'Cádiz', 'José'],
  ],
  ['windows-1252', ['Navn', 'By', 'Bemærkning'], ['Søren Kjær', 'Åse Bjørnø', 'Århus', 'Tromsø', 'Jørgen']],
  [
    'windows-1254',
    ['Adı', 'Şehir', 'Açıklama'],
    ['Ayşe Yılmaz', 'Özgür Işık', 'Muğla', 'İzmir', 'Çağrı Doğan'],
  ],
  [
    'windows-1253',
    ['Όνομα', 'Πόλη', 'Σημείωση'],
    ['Γιώργος Παπαδόπουλος', 'Μαρία', 'Αθήνα', 'Θεσσαλονίκη', 'Ελένη Νικολάου'],
  ],
];

describe('encodings', () => {
  test.each(languages)('%s: any rows of %j', async (encoding, headings, words) => {
    const cell = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.constantFrom('', 'x', '12', 'a@example.org') },
    );
    const row = fc.tuple(fc.constantFrom(...words), cell, cell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        async (rows, delimiter, newline) => {
          const table: readonly string[][] = [[...headings], ...rows];
          const text = table.map((cells) => cells.join(delimiter) + newline).join('');
          const { file, rows: found } = await read(iconv.encode(text, encoding));
          expect(found).toEqual(table);
          expect(file.encoding).not.toBe('utf-8');
        },
      ),
      // What few letters say can be said by two languages; these files say enough.
      { numRuns: 40, seed: 46 },
    );
  });

  test.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('%s, with its mark and without', async (encoding) => {
    for (const [, headings, words] of languages) {
      const table = [headings, ...words.map((word) => [word, word, ''])];
      const text = table.map((cells) => `${cells.join(',')}\r\n`).join('');
      for (const addBOM of [true, false]) {
        const { file, rows } = await read(iconv.encode(text, encoding, { addBOM }));
        expect(rows).toEqual(table);
        expect(file.encoding).toBe(encoding);
      }
    }
  });

  test('a few lines of UTF-16 without a mark', async () => {
    const table = [
      ['姓名', '城市'],
      ['上海人', '上海'],
    ];
    const text = table.map((cells) => `${cells.join('，')}\n`).join('');
    for (const encoding of ['utf-16le', 'utf-16be'] as const)
      expect((await read(iconv.encode(text, encoding))).rows).toEqual(table);
  });

  test('one stray byte leaves UTF-8 what it is, and its cell is named', async () => {
    const bytes = Buffer.concat([
      Buffer.from('姓名,备注,手机\n梅长青,老客户,13811110019\n柏舟,月付 10 '),
      Buffer.from([0x96]),
      Buffer.from(' 20 日,13811110119\n'),
    ]);
    await using vault = openTestVault();
    const outcome = await vault.importFile(fileOf(bytes));
    expect(recordsOf(vault.vault).customers.map(({ name }) => name)).toEqual(['梅长青', '柏舟']);
    expect(outcome.problems).toEqual([
      { line: 3, column: '备注', code: 'import/undecodable', severity: 'warned' },
    ]);
  });

  test('files of two encodings put together are read by their lines', async () => {
    for (const [encoding, headings, words] of languages) {
      const others = ['梅长青', '老客户李雷', '北京朝阳区'];
      const table = [
        headings,
        ...words.map((word) => [word, word, '1']),
        ...others.map((word) => [word, word, '2']),
      ];
      for (const newline of ['\n', '\r\n']) {
        const lines = table.map((cells) => cells.join(',') + newline);
        const own = iconv.encode(lines.slice(0, words.length + 1).join(''), encoding);
        const utf8 = Buffer.from(lines.slice(words.length + 1).join(''));
        expect((await read(Buffer.concat([own, utf8]))).rows).toEqual(table);
      }
    }
  });

  test('the only foreign letters may stand at the end of a long file', async () => {
    const plain = 'Ann Lee,Rome\n'.repeat(60_000);
    const { file, rows } = await read(iconv.encode(`Name,City\n${plain}王芳,北京\n`, 'gb18030'));
    expect([file.encoding, rows.at(-1)]).toEqual(['gb18030', ['王芳', '北京']]);
  });

  test('two bytes that happen to be UTF-8 are what people write', async () => {
    expect((await read(iconv.encode('名称\n联通\n', 'gb18030'))).rows.at(-1)).toEqual(['联通']);
  });
});

describe('line ends', () => {
  test('within quotes they decide nothing', async () => {
    const { rows } = await read(
      'Name,Note,Phone\rTom Nairn,"first line\nsecond line",+44 20 5550117\rUma Orr,plain,+44 20 5550118\r',
    );
    expect(rows).toEqual([
      ['Name', 'Note', 'Phone'],
      ['Tom Nairn', 'first line\nsecond line', '+44 20 5550117'],
      ['Uma Orr', 'plain', '+44 20 5550118'],
    ]);
  });

  test('any mixture, any cells, any quoting', async () => {
    const plain = fc.constantFrom('Ada', '12', 'x y', '张三', 'é', '3" pipe', '\u2028', '');
    const quoted = fc.constantFrom(
      'two\nlines',
      'a;b|c\td,e',
      'say "hi"',
      ' padded ',
      'three\r\nmore\r\nlines',
      '"',
    );
    const cell = fc.oneof(
      fc.record({ text: plain, isQuoted: fc.boolean() }),
      quoted.map((text) => ({ text, isQuoted: true })),
    );
    const row = fc.tuple(
      fc.constantFrom('Bo', 'Cy').map((text) => ({ text, isQuoted: false })),
      cell,
      cell,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(row, fc.constantFrom('\n', '\r\n', '\r')), { minLength: 3, maxLength: 12 }),
        fc.constantFrom(',', ';', '\t', '|'),
        async (lines, delimiter) => {
          const shown = ({ text, isQuoted }: { text: string; isQuoted: boolean }): string =>
            isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
          const table = [['Name', 'Note', 'Phone'], ...lines.map(([cells]) => cells.map(({ text }) => text))];
          const content =
            `Name${delimiter}Note${delimiter}Phone${lines[0]?.[1] ?? ''}` +
            lines.map(([cells, newline]) => cells.map(shown).join(delimiter) + newline).join('');
          const { rows, faults } = await read(content);
          const unified = (cells: readonly string[]): string[] =>
            cells.map((text) => text.replace(/\r\n?/g, '\n'));
          expect(rows.map(unified)).toEqual(table.map(unified));
          expect(faults.every(([, fault]) => fault === null)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('files put together: a mark and the headings in the middle', async () => {
    const { rows, file } = await read(
      '\ufeff"Name","Phone"\r\n"Vic Penn","+1 617 555 0118"\r\n\ufeff"Name","Phone"\r\n"Wyn Quill","+1 617 555 0119"\r\n',
    );
    expect(rows.slice(1)).toEqual([
      ['Vic Penn', '+1 617 555 0118'],
      ['Wyn Quill', '+1 617 555 0119'],
    ]);
    expect(file.leftOut.map(({ line, reason }) => [line, reason])).toEqual([[3, 'headings-again']]);
  });
});

describe('separators', () => {
  test.each([
    ['\ufeffsep=;\r\nName;Phone\r\nRay Kemp;+1 718 555 0131\r\n'],
    ['"sep=,"\r\nName,Phone\r\nRay Kemp,+1 718 555 0131\r\n'],
    ['SEP=|\nName|Phone\nRay Kemp|+1 718 555 0131\n'],
    ['sep=;;\nName;Phone\nRay Kemp;+1 718 555 0131\n'],
    ['sep=\t\nName\tPhone\nRay Kemp\t+1 718 555 0131\n'],
    ['\ufeff"Sep=;"\rName;Phone\rRay Kemp;+1 718 555 0131\r'],
    ['Name，Phone\nRay Kemp，+1 718 555 0131\n'],
    ['Name；Phone\nRay Kemp；+1 718 555 0131\n'],
    ['Name、Phone\nRay Kemp、+1 718 555 0131\n'],
  ])('%j', async (text) => {
    const { rows, file } = await read(text);
    expect(rows.map((cells) => cells.map((cell) => cell))).toEqual([
      ['Name', 'Phone'],
      ['Ray Kemp', '+1 718 555 0131'],
    ]);
    expect(file.headings).toEqual(['Name', 'Phone']);
  });

  test('full-width commas within cells part nothing', async () => {
    const { rows } = await read('姓名,备注\n水清,周一，周三\n山远,周二，周四\n');
    expect(rows).toEqual([
      ['姓名', '备注'],
      ['水清', '周一，周三'],
      ['山远', '周二，周四'],
    ]);
  });
});

describe('quotes that are not as they should be', () => {
  const last = ['Guy Bard', 'plain', '+1 203 555 0140'];
  test('undoubled, in a row with a line break: the row is whole and named', async () => {
    const { rows, faults } = await read(
      'Name,Note,Phone\n"Fay "Lulu" Ames","one\ntwo",+1 203 555 0139\n"Guy Bard","plain",+1 203 555 0140\n',
    );
    expect(rows.slice(1)).toEqual([['Fay "Lulu" Ames', 'one\ntwo', '+1 203 555 0139'], last]);
    expect(faults.slice(1)).toEqual([
      [2, 'stray-quote'],
      [4, null],
    ]);
  });

  test.each([
    ['never closed', '"Fay Ames","one\ntwo,+1 203 555 0139\n', [2, 3]],
    ['closed by half', 'Fay Ames,"one "x" \ntwo" y,+1 203 555 0139\n', [2, 3]],
    ['a quote before a text', '"Fay" Ames,"one,+1 203 555 0139\n', [2]],
  ])('%s: no customer is made of a piece, and the next row is right', async (_, broken, lines) => {
    await using vault = openTestVault();
    const path = fileOf(`Name,Note,Phone\n${broken}Guy Bard,plain,+1 203 555 0140\n"Hal","x",1\n`);
    const outcome = await vault.importFile(path);
    expect(recordsOf(vault.vault).customers.map(({ name }) => name)).toEqual(['Guy Bard', 'Hal']);
    expect(outcome.problems.filter(({ severity }) => severity === 'refused').map(({ line }) => line)).toEqual(
      lines,
    );
  });

  test('any broken row in any place costs no other row', async () => {
    const good = fc.constantFrom('Ada,x,1', '"Bo","y, z",2', '"Cy","two\nlines",3', 'Di,"say ""hi""",4');
    const bad = fc.constantFrom(
      '"Ed,x,5',
      'Ed,"x,5',
      '"Ed "the" One,"x",5',
      '"Ed" One,"x,5',
      'Ed,"x\ny,5',
      '"Ed "Q","x\ny",5',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(good, { minLength: 2, maxLength: 5 }),
        bad,
        fc.array(good, { minLength: 1, maxLength: 5 }),
        async (before, broken, after) => {
          const { rows, faults } = await read(
            ['Name,Note,Phone', ...before, broken, ...after, ''].join('\n'),
          );
          const names = rows.filter((_, at) => faults[at]?.[1] === null).map(([name]) => name);
          const expected = [...before, ...after].map((line) =>
            line.replace(/"/g, '').slice(0, line.startsWith('"') ? 2 : line.indexOf(',')),
          );
          expect(names.slice(1)).toEqual(expected);
          expect(faults.some(([, fault]) => fault !== null)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
