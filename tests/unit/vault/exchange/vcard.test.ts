import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VCard } from '../../../../src-main/vault/exchange/vcard/card.ts';
import { unfolder } from '../../../../src-main/vault/exchange/vcard/lines.ts';
import { cardReader } from '../../../../src-main/vault/exchange/vcard/reader.ts';
import { projectDir } from '../../../../build/runtime/paths.mjs';
import { recordsOf } from './records.ts';
import { openTestVault, planOf } from './test-vault.ts';

const fixture = join(projectDir, 'tests/fixtures/import/phone-export-mixed.vcf');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-vcard-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function cards(given: string, pieceLength = Infinity): VCard[] {
  const lines = unfolder();
  const reader = cardReader({ legacy: 'utf-8' });
  const text = bytesOf(given);
  const out: VCard[] = [];
  for (let at = 0; at < text.length; at += Math.min(pieceLength, text.length))
    out.push(...reader.push(lines.push(text.slice(at, at + Math.min(pieceLength, text.length)))));
  return [...out, ...reader.push(lines.end()), ...reader.end()];
}

const card = (...lines: string[]): VCard => {
  const [first, ...more] = cards(`BEGIN:VCARD\r\n${lines.join('\r\n')}\r\nEND:VCARD\r\n`);
  expect(more).toEqual([]);
  if (first === undefined) throw new Error('no card');
  return first;
};

describe('a card', () => {
  it('of vCard 4.0, with folded lines, parameters in quotation marks and escapes', () => {
    const text = [
      'VERSION:4.0',
      'FN:Simon Perreault',
      'N:Perreault;Simon;;;ing. jr,M.Sc.',
      'BDAY:--0203',
      'ORG;TYPE=work:Viagenie;R&D',
      'ADR;TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada',
      'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
      'EMAIL;TYPE=work:simon.perreault@viagenie.ca',
      'NOTE:Folded at s',
      ' eventy-five\\, with a comma\\nand a line',
      'CATEGORIES:Customer,VIP\\, gold',
    ];
    expect(card(...text)).toMatchObject({
      name: 'Simon Perreault',
      isCompany: false,
      organisation: 'Viagenie',
      jobTitle: 'R&D',
      phones: [{ label: 'Work', value: '+1-418-656-9254 ext. 102' }],
      emails: [{ label: 'Work', value: 'simon.perreault@viagenie.ca' }],
      addresses: [
        {
          street: '2875 Laurier, Suite D2-630',
          city: 'Quebec',
          region: 'QC',
          postalCode: 'G1V 2M2',
          country: 'Canada',
        },
      ],
      notes: 'Folded at seventy-five, with a comma\nand a line',
      tags: ['Customer', 'VIP, gold'],
      fault: null,
    });
  });

  it('of vCard 2.1, quoted-printable in UTF-8 and GBK, with soft line breaks', () => {
    const encoded = [...iconv.encode('王小明', 'gbk')]
      .map((byte) => `=${byte.toString(16).toUpperCase()}`)
      .join('');
    expect(
      card('VERSION:2.1', `FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:${encoded}`, 'TEL;CELL;PREF:13800138000'),
    ).toMatchObject({
      name: '王小明',
      phones: [{ label: 'Mobile', value: '13800138000' }],
    });
    const soft = card(
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=AE=80;=E5=93=',
      '=B2=E6=96=B0;;;',
    );
    expect(soft.name).toBe('简哲新');
  });

  it('of Apple: groups with labels of their own, a company shown as one', () => {
    const apple = card(
      'VERSION:3.0',
      'N:;;;;',
      'FN:Example GmbH',
      'ORG:Example GmbH;',
      'X-ABShowAs:COMPANY',
      'item1.TEL:+49 30 1234',
      'item1.X-ABLabel:_$!<Main>!$_',
      'item2.URL:https://example.com',
      'item2.X-ABLabel:Shop',
    );
    expect(apple).toMatchObject({
      isCompany: true,
      name: 'Example GmbH',
      phones: [{ label: 'Main' }],
      links: [{ label: 'Shop', value: 'https://example.com' }],
    });
  });

  it('with pictures in every old way: they are read whole, and nothing of them is taken for anything else', () => {
    const picture = Buffer.alloc(4000, 'picture');
    picture.set([0xff, 0xd8, 0xff]);
    const base64 = picture.toString('base64').match(/.{1,72}/g) ?? [];
    const folded = card(
      'VERSION:3.0',
      'FN:A',
      `PHOTO;ENCODING=b;TYPE=JPEG:${base64[0] ?? ''}`,
      ...base64.slice(1).map((line) => ` ${line}`),
      'TEL:1234567',
    );
    const bare = card('VERSION:2.1', 'N:A', 'PHOTO;JPEG;ENCODING=BASE64:', ...base64, '', 'TEL:1234567');
    for (const each of [folded, bare]) {
      expect(each).toMatchObject({ phones: [{ value: '1234567' }], leftOut: [] });
      expect(each.files).toMatchObject([{ mediaType: 'image/jpeg', name: 'Photo.jpg' }]);
      expect(Buffer.from(each.files[0]?.bytes ?? []).equals(picture)).toBe(true);
    }
    expect([...bare.others.keys()]).toEqual([]);
  });

  it('within a card is a card of its own, and one that does not end is told', () => {
    const agent = cards(
      'BEGIN:VCARD\nVERSION:2.1\nN:Boss\nAGENT:\nBEGIN:VCARD\nN:Assistant\nTEL:999\nEND:VCARD\nTEL:123\nEND:VCARD\n',
    );
    expect(agent).toMatchObject([
      { name: 'Boss', phones: [{ value: '123' }], agents: ['line:5'] },
      { name: 'Assistant', phones: [{ value: '999' }], uid: 'line:5' },
    ]);
    const cut = cards('BEGIN:VCARD\nFN:One\nBEGIN:VCARD\nFN:Two\nEND:VCARD\nBEGIN:VCARD\nFN:Three');
    expect(cut.map(({ name, fault, line }) => [name, fault, line])).toEqual([
      ['One', 'open-card', 1],
      ['Two', null, 3],
      ['Three', 'open-card', 6],
    ]);
  });

  it.each([
    ['a card without its beginning', 'VERSION:3.0\nFN:Two\nTEL:123\nEND:VCARD\n', 'Two'],
    ['a card without beginning and end', 'FN:Two\nTEL:123\n', 'Two'],
    ['loose lines', 'Exported by a phone\n\nof somebody\n', ''],
  ])('names what stands outside of cards: %s', (_, between, name) => {
    const card = (who: string): string => `BEGIN:VCARD\nVERSION:3.0\nFN:${who}\nEND:VCARD\n`;
    for (const [text, outside] of [
      [card('One') + between + card('Three'), 1],
      [card('One') + card('Three') + between, 2],
    ] as const) {
      const read = cards(text);
      expect(read.map(({ fault }) => fault)).toEqual(
        [0, 1, 2].map((at) => (at === outside ? 'no-card' : null)),
      );
      expect(read[outside]).toMatchObject({ name, line: outside * 4 + 1 });
      expect(read.filter(({ fault }) => fault === null).map((each) => each.name)).toEqual(['One', 'Three']);
    }
  });

  it('takes empty lines, marks of byte order and ends that come twice between cards for nothing', () => {
    const read = cards(
      'BEGIN:VCARD\nFN:One\nEND:VCARD\n\n\ufeff\nEND:VCARD\n  \nBEGIN:VCARD\nFN:Two\nEND:VCARD\n',
    );
    expect(read.map(({ name, fault }) => [name, fault])).toEqual([
      ['One', null],
      ['Two', null],
    ]);
  });

  it('is the same however the file comes in pieces', () => {
    const text =
      'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:李雷\r\nNOTE:one\r\n  two\r\nTEL;TYPE=CELL:138\r\nEND:VCARD\r\n';
    for (let length = 1; length < 40; length++) expect(cards(text, length)).toEqual(cards(text));
  });

  it('of a hundred megabytes in one line, or of a hundred thousand nested ones, takes little memory and ends', () => {
    const lines = unfolder();
    const reader = cardReader({ legacy: 'utf-8' });
    reader.push(lines.push('BEGIN:VCARD\nFN:Long\nNOTE:'));
    const piece = 'x'.repeat(1_000_000);
    for (let n = 0; n < 100; n++) expect(reader.push(lines.push(piece))).toEqual([]);
    const [long] = [...reader.push(lines.push('\nEND:VCARD\n')), ...reader.end()];
    expect(long).toMatchObject({ name: 'Long', leftOut: ['NOTE'] });
    expect(long?.notes).toHaveLength(200_000);
    const nested = `BEGIN:VCARD\nFN:Top\n${'AGENT:\nBEGIN:VCARD\n'.repeat(100_000)}`;
    expect(cards(nested)).toHaveLength(100_001);
  });
});

describe('import of vCards', () => {
  it('takes a phone’s mixed export whole; again, it adds nothing; and all of it can be taken back', async () => {
    await using test = await Promise.resolve(openTestVault());
    const source = await test.open(fixture);
    expect(source).toMatchObject({ format: 'vcard', encoding: 'utf-8', rowCount: 300, photos: 0 });
    const targets = new Map(source.columns.map(({ name, suggestion }) => [name, suggestion.to]));
    expect(targets.get('Phone 1 - Value')).toBe('phone');
    expect(targets.get('Labels')).toBe('tags');
    expect(targets.get('Organization')).toBe('organisation');
    const outcome = await test.call('import/run', planOf(source));
    expect(outcome).toMatchObject({ added: 300, refused: 0 });
    const { db } = test.vault.store;
    const row = db.get<{ row: number; organisation: string; notes: string }>(
      "SELECT row, organisation, notes FROM customer WHERE name = '卢绍辉'",
    );
    expect(row).toMatchObject({
      organisation: '武原市贸易有限公司',
      notes: '老客户, 每年三月续约\n联系前先短信',
    });
    const points = db.all<{ type: string; label: string; value: string }>(
      'SELECT type, label, value FROM point WHERE customer = ? ORDER BY type, label',
      row?.row ?? 0,
    );
    expect(points).toMatchObject([
      { type: 'address', label: 'Work' },
      { type: 'email', value: 'Kyleigh37@yahoo.com' },
      { type: 'link', label: 'HomePage', value: 'https://example.com/0' },
      { type: 'phone', label: 'Mobile', value: '+86 138 2404 1834' },
      { type: 'phone', label: 'Work', value: '021-88041166' },
    ]);
    expect(db.value('SELECT count(*) FROM tag')).toBe(2);
    const again = await test.importFile(fixture);
    expect(again).toMatchObject({ added: 0, refused: 0 });
    await test.call('import/undo', { batchId: outcome.batchId ?? '' });
    expect(db.value('SELECT customers FROM customer_count WHERE bin = 0')).toBe(0);
  });

  it('names the card that does not end, and takes the others', async () => {
    await using test = await Promise.resolve(openTestVault());
    const path = join(folder, 'cut.vcf');
    writeFileSync(
      path,
      'BEGIN:VCARD\nVERSION:3.0\nFN:Whole\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Cut off\n',
    );
    const outcome = await test.importFile(path);
    expect(outcome).toMatchObject({
      added: 1,
      refused: 1,
      problems: [{ line: 5, code: 'import/open-card', severity: 'refused' }],
    });
  });

  it('names lines that are in no card, and takes the cards beside them', async () => {
    await using test = await Promise.resolve(openTestVault());
    const path = join(folder, 'outside.vcf');
    writeFileSync(path, 'BEGIN:VCARD\nFN:Whole\nEND:VCARD\nFN:Lost\nTEL:13811110061\nEND:VCARD\n');
    expect(await test.importFile(path)).toMatchObject({
      added: 1,
      refused: 1,
      problems: [{ line: 4, code: 'import/no-card', severity: 'refused' }],
    });
  });

  it('takes a category with a comma for one tag, alone or beside others', async () => {
    await using test = await Promise.resolve(openTestVault());
    const path = join(folder, 'categories.vcf');
    const of = (name: string, categories: string) =>
      `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nCATEGORIES:${categories}\nEND:VCARD\n`;
    writeFileSync(
      path,
      of('A', 'Food\\, Drink') + of('B', 'VIP,Food\\, Drink') + of('C', '批发、零售') + of('D', 'x\\;y | z'),
    );
    expect(await test.importFile(path)).toMatchObject({ added: 4, problems: [] });
    expect(recordsOf(test.vault).customers.map(({ tags }) => tags.sort())).toEqual([
      ['Food, Drink'],
      ['Food, Drink', 'VIP'],
      ['批发、零售'],
      ['x;y | z'],
    ]);
  });

  it('reads cards in GBK', async () => {
    await using test = await Promise.resolve(openTestVault());
    const path = join(folder, 'gbk.vcf');
    const text = '名字很长的客户王小明在北京市朝阳区工作，电话联系';
    writeFileSync(
      path,
      iconv.encode(`BEGIN:VCARD\r\nVERSION:3.0\r\nFN:李雷\r\nNOTE:${text}\r\nEND:VCARD\r\n`, 'gbk'),
    );
    const source = await test.open(path);
    expect(source).toMatchObject({ encoding: 'gb18030' });
    expect(source.preview[0]).toContain('李雷');
  });
});
