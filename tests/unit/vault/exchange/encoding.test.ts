import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import { detectDialect } from '../../../../src-main/vault/exchange/csv/dialect.ts';
import { decodedText, detectEncoding } from '../../../../src-main/vault/exchange/csv/encoding.ts';
import { collected } from './collected.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-encoding-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(bytes: string | Uint8Array): string {
  const path = join(folder, 'file.csv');
  writeFileSync(path, bytes);
  return path;
}

const samples: Partial<Record<Encoding, readonly string[]>> = {
  gb18030: [
    '姓名,手机,备注\n张三,13800138000,老客户\n',
    '客户名称,联系人\n北京科技有限公司,李四\n上海贸易公司,王五\n',
    '王芳',
    '客户名称,电话\r\n深圳市宏达电子有限公司,0755-26001234\r\n',
    '名称,电话\n龘靐齉爩,138\n张伟,139\n',
    '姓名;城市\n欧阳娜娜;厦门\n',
  ],
  big5: [
    '姓名,電話,備註\n陳小明,0912345678,重要客戶\n',
    '公司名稱,聯絡人,地址\n台灣積體電路製造股份有限公司,林先生,新竹市力行六路八號\n',
    '客戶名稱,電子郵件\n王大明,wang@example.com\n',
  ],
  shift_jis: [
    '氏名,電話,メモ\n山田太郎,090-1234-5678,お得意様\n',
    '会社名,担当者\n株式会社トヨタ,鈴木一郎\n',
    '名前,住所\n佐藤花子,東京都渋谷区神南1丁目\n',
  ],
  'windows-1252': [
    'Name,Stadt\nMüller,Köln\nJosé,São Paulo\n',
    'Naïve café;Größe\nFrançois;élevé\n',
    'Name,Note\nBjörn,“quoted” – 100 €\nPlain,ascii\n',
    'Name\nZoë Smith\n',
  ],
};
const all = Object.values(samples).flat();

describe('encodings', () => {
  for (const [encoding, texts] of Object.entries(samples)) {
    for (const text of texts) {
      test(`${encoding}: ${text.slice(0, 16).replace(/\s/g, ' ')}`, async () => {
        const path = fileOf(iconv.encode(text, encoding));
        expect(await detectEncoding(path)).toBe(encoding);
      });
    }
  }

  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    test(`${encoding} with its mark`, async () => {
      for (const text of all) {
        const path = fileOf(iconv.encode(text, encoding, { addBOM: true }));
        expect(await detectEncoding(path)).toBe(encoding);
        expect((await collected(decodedText(path, encoding))).join('')).toBe(text);
      }
    });
    test(`${encoding} without a mark`, async () => {
      for (const text of all.filter((one) => one.includes('\n'))) {
        expect(await detectEncoding(fileOf(iconv.encode(text, encoding)))).toBe(encoding);
      }
    });
  }

  test('a zero byte does not make UTF-8 into UTF-16', async () => {
    expect(await detectEncoding(fileOf('name,note\nZero\u0000byte,张三\n'))).toBe('utf-8');
  });

  test('a character cut by the end of a piece is whole again, in each encoding', async () => {
    const text = `${'x'.repeat(65_535)}张三€\n`.repeat(4);
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le'] as const) {
      const path = fileOf(iconv.encode(text, encoding));
      expect(await detectEncoding(path)).toBe(encoding);
      expect((await collected(decodedText(path, encoding))).join('')).toBe(text);
    }
  });

  test('a long UTF-8 file with one damaged place stays UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('姓名,备注\n张三,老客户\n'.repeat(200)),
      Buffer.from([0xe5, 0xbc, 0x0a]),
    ]);
    expect(await detectEncoding(fileOf(bytes))).toBe('utf-8');
  });
});

/** Encodings of one family may read a text alike; what counts are its letters. */
describe('letters of old encodings', () => {
  const texts: [string, readonly string[]][] = [
    ['Name,Ort\nJürgen Weiß,Köln\nZoë Müller,Bärnau\n', ['windows-1252', 'cp850', 'cp437', 'macintosh']],
    ['Name,Ort\nJörg Groß,Fürth\n', ['windows-1252', 'cp850', 'cp437', 'macintosh']],
    ['Nom;Ville\nFrançois Lefèvre;Orléans\nHélène Dupré;Besançon\n', ['windows-1252', 'cp850', 'macintosh']],
    ['Nombre;Ciudad\nJosé Núñez;León\nMaría Muñoz;Cádiz\n', ['windows-1252', 'cp850', 'macintosh']],
    ['Nome,Cidade\nJoão Conceição,São Paulo\nLuís Gonçalves,Braga\n', ['windows-1252', 'cp850', 'macintosh']],
    ['Navn,By\nSøren Ærø,Århus\nJørn Skjærbæk,Ålborg\n', ['windows-1252', 'cp850', 'macintosh']],
    ['Jméno,Město\nJiří Dvořák,Plzeň\nŽofie Šťastná,Brno\n', ['windows-1250', 'iso-8859-2', 'cp852']],
    [
      'Nazwisko,Miasto\nŁucja Żółć,Łódź\nStanisław Dąbrowski,Kraków\n',
      ['windows-1250', 'iso-8859-2', 'cp852'],
    ],
    ['Ime,Grad\nŠime Đurić,Čakovec\nŽeljko Ćosić,Split\n', ['windows-1250', 'iso-8859-2', 'cp852']],
    ['Név,Város\nGyőző Kövér,Szőlős\nÁkos Tóth,Pécs\n', ['windows-1250', 'iso-8859-2', 'cp852']],
    ['Nimi,Linn\nTõnu Mägi,Põlva\nÜlle Jõgi,Võru\n', ['windows-1252', 'windows-1257']],
    ['Vārds,Pilsēta\nJānis Bērziņš,Rīga\n', ['windows-1257']],
    ['Vardas,Miestas\nAgnė Žukauskaitė,Kaunas\n', ['windows-1257']],
  ];
  for (const [text, encodings] of texts) {
    test.each(encodings)(`%s: ${text.split('\n')[1] ?? ''}`, async (encoding) => {
      const path = fileOf(iconv.encode(text, encoding));
      expect((await collected(decodedText(path, await detectEncoding(path)))).join('')).toBe(text);
    });
  }
});

describe('delimiters and line ends', () => {
  const cases: [string, string, string][] = [
    ['semicolons with decimal commas', 'Name;Preis\nMüller;1,50\nMeier;2,75\n', ';'],
    ['tabs with commas in the text', 'name\tnote\nA, B\tx, y\nC\tz\n', '\t'],
    ['bars', 'a|b|c\n1|2|3\n', '|'],
    ['commas within quotes do not count', 'a;b\n"x,y,z";1\n"p,q,r";2\n', ';'],
    ['a single column', 'name\nA\nB\n', ','],
    ['told by the first line', 'sep=;\na;b\n1,5;2\n', ';'],
  ];
  for (const [what, text, delimiter] of cases) {
    test(what, async () => {
      const dialect = await detectDialect(fileOf(text), 'utf-8');
      expect(dialect).toMatchObject({
        delimiter,
        newline: '\n',
        linesToSkip: text.startsWith('sep=') ? 1 : 0,
      });
    });
  }

  test('old Macintosh line ends', async () => {
    expect(await detectDialect(fileOf('a,b\r1,2\r3,4\r'), 'utf-8')).toMatchObject({
      delimiter: ',',
      newline: '\r',
    });
  });
});
