/** Cards as phones, address books and programs really write them, and what is in the vault afterwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { ImportOutcome } from '../../../../src-preload/contract/exchange.ts';
import { attachmentRows } from '../../../../src-main/vault/attachments/cells.ts';
import { recordsOf } from './records.ts';
import { openTestVault } from './test-vault.ts';

const bytesOf = (lines: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\r\n')]));

interface Found {
  readonly kind: string;
  readonly name: string;
  readonly organisation: string;
  readonly jobTitle: string;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly points: readonly string[];
  readonly contacts: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
}

/** Imports a file as it is suggested and says what is there then. */
async function imported(file: Buffer): Promise<{ found: Found[]; outcome: ImportOutcome }> {
  await using test = openTestVault();
  const path = join(test.folder, 'in.vcf');
  writeFileSync(path, file);
  const outcome = await test.importFile(path);
  const { db } = test.vault.store;
  const found = recordsOf(test.vault).customers.map((one): Found => {
    const { id, kind, name, organisation, jobTitle, notes, tags, points, contacts, values } = one;
    const row = db.value<number>('SELECT row FROM customer WHERE id = ?', id) ?? 0;
    return {
      kind,
      name,
      organisation,
      jobTitle,
      notes,
      tags: tags.sort(),
      values,
      points: points.map(({ label, value }) => [label, value].filter(Boolean).join(': ')),
      contacts: contacts.map(({ name: called, jobTitle: title }) =>
        [called, title].filter(Boolean).join(', '),
      ),
      files: attachmentRows(db, row).map((attachment) => attachment.name),
    };
  });
  return { found, outcome };
}

/** Of one card, without its frame. */
async function card(...lines: (string | Buffer)[]): Promise<Found & { outcome: ImportOutcome }> {
  const { found, outcome } = await imported(bytesOf(['BEGIN:VCARD', ...lines, 'END:VCARD']));
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`${String(found.length)} customers`);
  return { ...first, outcome };
}

const quotedPrintable = (bytes: Buffer): string =>
  [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

describe('a card keeps', () => {
  it('an address in its parts, whatever its label says of it', async () => {
    const { found } = await imported(
      bytesOf([
        'BEGIN:VCARD',
        'VERSION:4.0',
        'FN:Ann Bell',
        String.raw`ADR;LABEL="1 Alder St\nYork YO1\nUK":;;1 Alder St;York;;YO1;UK`,
        String.raw`ADR;LABEL="Bell Works\n2 Birch St":;;2 Birch St;Leeds;;LS1;UK`,
        String.raw`ADR;LABEL="3 Cedar St\nBath":;;;;;;`,
        'END:VCARD',
      ]),
    );
    expect(found[0]?.points).toEqual([
      '1 Alder St, York YO1, UK',
      '2 Birch St, Leeds LS1, UK',
      '3 Cedar St, Bath',
    ]);
    expect(found[0]?.notes).toBe('Bell Works\n2 Birch St');
  });

  it.each([
    ['BDAY;X-APPLE-OMIT-YEAR=1604;VALUE=date:1604-02-14', { Birthday: '--02-14' }],
    ['BDAY:1604-02-29', { Birthday: '--02-29' }],
    ['BDAY:--0214', { Birthday: '--02-14' }],
    ['BDAY:--02-14', { Birthday: '--02-14' }],
    ['BDAY:19790601T000000Z', { Birthday: '1979-06-01' }],
    ['BDAY;VALUE=text:circa 1800', { 'Birthday as written': 'circa 1800' }],
    ['BDAY:1979', { 'Birthday as written': '1979' }],
    ['BDAY:1979-06-01T10:22:00Z', { 'Birthday as written': '1979-06-01T10:22:00Z' }],
    ['X-ANNIVERSARY:2010-06-12', { Anniversary: '2010-06-12' }],
    ['X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Jo;1;;;;', { Nickname: 'Jo' }],
    ['X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2010-06-12;1;;;', { Anniversary: '2010-06-12' }],
    ['X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Bob;14;;;', { Related: 'Spouse: Bob' }],
    ['GENDER:O;intersex', { Gender: 'O, intersex' }],
  ])('%s', async (line, values) => {
    const { outcome, ...found } = await card('VERSION:3.0', 'FN:Cora Abend', line);
    expect(outcome).toMatchObject({ added: 1, refused: 0 });
    expect(found.values).toEqual(values);
  });

  it('every one of several: titles and roles, organisations, birthdays, names, notes', async () => {
    const found = await card(
      'VERSION:3.0',
      'FN:Birte Falk',
      'N:Falk;Birte;Maria;Dr.;MBA',
      'TITLE:Head of Sales',
      'ROLE:Engineer',
      'ORG:Falk AG;Sales',
      'ORG:Verein Nord;Kasse',
      'BDAY:1970-01-02',
      'BDAY:1970-01-03',
      'NICKNAME:Bi',
      'NICKNAME:Bibi',
      'NOTE:one',
      'NOTE:two',
      'X-PHONETIC-FIRST-NAME:Birteh',
    );
    expect(found).toMatchObject({
      name: 'Birte Falk',
      organisation: 'Falk AG',
      jobTitle: 'Head of Sales, Sales',
      notes: 'one\ntwo',
      values: {
        Profession: 'Engineer',
        'Other organisation': 'Verein Nord, Kasse',
        'Other name': 'Dr. Birte Maria Falk MBA',
        Birthday: '1970-01-02',
        'Birthday 2': '1970-01-03',
        Nickname: 'Bi; Bibi',
        'Phonetic first name': 'Birteh',
      },
    });
  });

  it('labels: of relatives, days and accounts, which say nothing without them', async () => {
    const found = await card(
      'VERSION:3.0',
      'FN:Ulf Sander',
      'item1.X-ABRELATEDNAMES;type=pref:Vera Sander',
      'item1.X-ABLabel:_$!<Spouse>!$_',
      'item2.X-ABRELATEDNAMES:Willi Sander',
      'item2.X-ABLabel:_$!<Father>!$_',
      'item3.X-ABDATE:2010-06-12',
      'item3.X-ABLabel:_$!<Anniversary>!$_',
      'item4.X-ABDATE:2012-05-01',
      'item4.X-ABLabel:Opening',
      'IMPP;X-SERVICE-TYPE=QQ;type=HOME:x-apple:12345678',
      'item5.IMPP;X-SERVICE-TYPE=Skype:skype:ulf.s',
      'X-QQ:87654321',
      'X-WECHAT:ulf_w',
      'IMPP:xmpp:ulf@example.org',
      'X-SOCIALPROFILE;type=twitter:http://twitter.example/ulf',
      'X-SOCIALPROFILE;type=weibo;x-user=ulf88:x-apple:ulf88',
      'TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=85=AC=E5=8F=B8):010-65520100',
      'TEL;TYPE=ASSISTANT:010-65520101',
      'TEL;TYPE=WORK:010-65520102',
      'TEL;TYPE=HOME:010-65520102',
    );
    expect(found.values).toEqual({
      Related: 'Spouse: Vera Sander; Father: Willi Sander',
      Anniversary: '2010-06-12',
      Dates: 'Opening: 2012-05-01',
      'Instant messaging':
        'Home QQ: 12345678; Skype: ulf.s; QQ: 87654321; WeChat: ulf_w; xmpp: ulf@example.org',
      'Social profile': 'Twitter: http://twitter.example/ulf; Weibo: ulf88 (user: ulf88)',
    });
    expect(found.points).toEqual([
      '公司: 010-65520100',
      'Assistant: 010-65520101',
      'Work, Home: 010-65520102',
    ]);
  });

  it('numbers and addresses beyond twenty with their labels, in the notes', async () => {
    const twentyTwo = Array.from({ length: 22 }, (_, n) => n + 1);
    const found = await card(
      'VERSION:3.0',
      'FN:Curt Gast',
      ...twentyTwo.map((n) => `TEL;TYPE=FAX:+49 30 55501${String(n + 10)}`),
      ...twentyTwo.map((n) => `ADR;TYPE=HOME:;;Gasse ${String(n)};Ulm;;89070;DE`),
    );
    expect(found.points).toHaveLength(40);
    expect(found.notes).toBe(
      'Fax: +49 30 5550131\nFax: +49 30 5550132\nHome: Gasse 21, Ulm, 89070, DE\nHome: Gasse 22, Ulm, 89070, DE',
    );
  });

  it('the extension of a number, and what an address says beside its parts', async () => {
    const found = await card(
      'VERSION:4.0',
      'FN:Palle Orth',
      'TEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+49-30-5550086;ext=4711',
      'TEL:5550087;12',
      'ADR;LABEL="c/o Ahrens\\nHafen 3, 20457 Hamburg":;;Hafen 3;Hamburg;;20457;',
      'ADR:;;1\\; 2 Main\\, Street;Town;;;',
    );
    expect(found.points).toEqual([
      'Work: +49-30-5550086 ext. 4711',
      '5550087;12',
      'c/o Ahrens, Hafen 3, 20457 Hamburg',
      '1; 2 Main, Street, Town',
    ]);
  });

  it('lines of a note that an old phone neither folded nor escaped', async () => {
    const found = await card(
      'VERSION:2.1',
      'FN:Sven Quast',
      'TEL;CELL:+491705550090',
      'by the gate',
      'NOTE:pays late',
      'ring twice at the blue door',
      'Code: 4711',
      'http://door.example/4711',
      'EMAIL:sven@example.org',
    );
    expect(found).toMatchObject({
      notes: 'pays late\nring twice at the blue door\nCode: 4711\nhttp://door.example/4711\nby the gate',
      points: ['Mobile: +491705550090', 'sven@example.org'],
      values: {},
    });
  });

  it('backslashes that nobody meant as escapes', async () => {
    const found = await card(
      'VERSION:3.0',
      'FN:Ella Zink',
      'URL:\\\\server\\new\\share',
      'URL:https\\://x.example/a\\,b',
      'NOTE:in C:\\Data\\new\\, and more',
    );
    expect(found.points).toEqual(['\\\\server\\new\\share', 'https://x.example/a,b']);
    expect(found.notes).toBe('in C:\\Data\\new, and more');
  });
});

describe('a file of cards', () => {
  it('whose frames stand on one line, or whose names are in lower case, is taken card by card', async () => {
    const { found } = await imported(
      bytesOf([
        'BEGIN:VCARD',
        'FN:Karla Jung',
        'END:VCARDBEGIN:VCARD',
        'FN:Lars Klein',
        'END:VCARD\ufeffBEGIN:VCARD',
        'n:Moor;Max',
        'tel;type=cell:+49 170 5550184',
        'end:vcard',
      ]),
    );
    expect(found.map(({ name, points }) => [name, ...points])).toEqual([
      ['Karla Jung'],
      ['Lars Klein'],
      ['Max Moor', 'Mobile: +49 170 5550184'],
    ]);
  });

  it('has groups: its members get them as tags; of one with others outside, that is said', async () => {
    const { found, outcome } = await imported(
      bytesOf([
        'BEGIN:VCARD',
        'FN:Regulars',
        'X-ADDRESSBOOKSERVER-KIND:group',
        'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:AAAA0001',
        'END:VCARD',
        'BEGIN:VCARD',
        'FN:Tara Reis',
        'EMAIL:tara@example.org',
        'UID:aaaa0001',
        'END:VCARD',
        'BEGIN:VCARD',
        'KIND:group',
        'FN:Food\\, Drink',
        'MEMBER:mailto:Tara@example.org',
        'MEMBER:urn:uuid:bbbb',
        'END:VCARD',
        'BEGIN:VCARD',
        'KIND:group',
        'FN:Choir',
        'TEL:+49 30 5550011',
        'MEMBER:urn:uuid:aaaa0001',
        'END:VCARD',
      ]),
    );
    expect(found.map(({ name, tags }) => [name, tags])).toEqual([
      ['Tara Reis', ['Choir', 'Food, Drink', 'Regulars']],
      ['Choir', []],
    ]);
    expect(outcome.problems).toEqual([
      { line: 11, column: null, code: 'import/group-card', severity: 'refused' },
    ]);
  });

  it('has companies whose cards name a person, and agents on cards within cards: both are contacts', async () => {
    const { found } = await imported(
      bytesOf([
        'BEGIN:VCARD',
        'N:Wang;Wu;;;',
        'FN:Yuanshan Tools',
        'ORG:Yuanshan Tools;',
        'X-ABShowAs:COMPANY',
        'TITLE:Owner',
        'END:VCARD',
        'BEGIN:VCARD',
        'VERSION:3.0',
        'N:赵;晴;;;',
        'FN:赵晴',
        'ORG:丙水有限公司;',
        'X-ABShowAs:COMPANY',
        'END:VCARD',
        'BEGIN:VCARD',
        'FN:Boss',
        'AGENT:BEGIN:VCARD\\nFN:Susan Thomas\\nTITLE:Aide\\nTEL:+1-919-555-1234\\nEND:VCARD\\n',
        'TEL:+49 30 5550199',
        'END:VCARD',
      ]),
    );
    expect(found.map(({ kind, name, contacts }) => [kind, name, ...contacts])).toEqual([
      ['company', 'Yuanshan Tools', 'Wu Wang, Owner'],
      ['company', '丙水有限公司', '赵晴'],
      ['person', 'Boss', 'Susan Thomas, Aide'],
    ]);
    expect(found[2]?.points).toEqual(['+49 30 5550199', '+1-919-555-1234']);
  });

  it('names related people whose cards are in it', async () => {
    const { found } = await imported(
      bytesOf([
        'BEGIN:VCARD',
        'FN:Ann',
        'RELATED;TYPE=spouse:urn:uuid:b1',
        'RELATED;TYPE=friend:urn:uuid:c1',
        'END:VCARD',
        'BEGIN:VCARD',
        'FN:Bob Lee',
        'UID:urn:uuid:b1',
        'END:VCARD',
      ]),
    );
    expect(found[0]?.values).toEqual({ Related: 'spouse: Bob Lee; friend: urn:uuid:c1' });
  });

  it('has pictures, sounds and keys of all kinds, which become attachments', async () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const found = await card(
      'VERSION:2.1',
      'FN:Dora Mahn',
      `PHOTO;ENCODING=b;TYPE=BMP:${base64('BM picture')}`,
      `PHOTO;VALUE=URI:data:image/heic;base64\\,${base64('ftyp heic')}`,
      'PHOTO;VALUE=URI:https://pictures.example/dora.jpg',
      'SOUND;TYPE=WAVE;ENCODING=BASE64:',
      ` ${base64('RIFF hear')}`,
      '',
      `KEY;TYPE=PGP;ENCODING=b:${base64('a key')}`,
      'X-MS-CARDPICTURE;TYPE=JPEG;ENCODING=BASE64:',
      ` ${'BwcH'.repeat(18)}`,
      ' BwcH',
      '',
      'X-MS-OL-DESIGN;CHARSET=utf-8:<card xmlns="http://x.example" ver="1.0"/>',
      'LABEL;WORK;ENCODING=QUOTED-PRINTABLE:Ringstr. 2b=0D=0A=',
      '10115 Berlin',
      'ADR;WORK;PREF:;;Ringstr. 2b;Berlin;;10115;Deutschland',
    );
    expect(found.files).toEqual(['Photo.bmp', 'Photo.heic', 'Sound.wav', 'Key.pgp', 'Card picture.bin']);
    expect(found.values).toEqual({ Photo: 'https://pictures.example/dora.jpg' });
    expect(found.points).toEqual(['Work: Ringstr. 2b, Berlin 10115, Deutschland']);
  });

  it('is read value by value: UTF-8, GBK and others beside each other, quoted-printable or not', async () => {
    const gbk = iconv.encode('欧阳春晓', 'gbk');
    const cards = (...names: Buffer[]): Buffer =>
      bytesOf(names.flatMap((name) => ['BEGIN:VCARD', 'VERSION:2.1', name, 'END:VCARD']));
    const line = (head: string, value: Buffer): Buffer => Buffer.concat([Buffer.from(`${head}:`), value]);
    const { found } = await imported(
      cards(
        line('FN;ENCODING=QUOTED-PRINTABLE', Buffer.from(quotedPrintable(gbk))),
        line('FN', iconv.encode('欧阳夏末', 'gbk')),
        line('FN;CHARSET=GBK;QUOTED-PRINTABLE', Buffer.from(quotedPrintable(iconv.encode('李小龙', 'gbk')))),
        line('FN', Buffer.from('张三丰')),
        line('FN', Buffer.from('Jörg Straße')),
        line('FN;CHARSET=windows-1252', iconv.encode('Jürgen Weiß', 'windows-1252')),
        line('FN;CHARSET=UTF-8;ENCODING=BASE64', Buffer.from(Buffer.from('王小明').toString('base64'))),
      ),
    );
    expect(found.map(({ name }) => name)).toEqual([
      '欧阳春晓',
      '欧阳夏末',
      '李小龙',
      '张三丰',
      'Jörg Straße',
      'Jürgen Weiß',
      '王小明',
    ]);
    expect((await card('VERSION:2.1', 'FN;ENCODING=QUOTED-PRINTABLE:J=FCrgen Wei=DF')).name).toBe(
      'Jürgen Weiß',
    );
  });

  it('says in which encoding it is read, and takes another one that is chosen', async () => {
    await using test = openTestVault();
    const path = join(test.folder, 'in.vcf');
    const name = quotedPrintable(iconv.encode('欧阳春晓', 'gbk'));
    writeFileSync(path, bytesOf(['BEGIN:VCARD', `FN;ENCODING=QUOTED-PRINTABLE:${name}`, 'END:VCARD']));
    const source = await test.open(path);
    expect(source.encoding).toBe('gb18030');
    const other = await test.call('import/reread', { jobId: source.jobId, encoding: 'windows-1252' });
    expect(other.encoding).toBe('windows-1252');
    expect(other.preview[0]).toContain('Å·Ñô´ºÏþ');
  });

  it('folded within a character is read whole', async () => {
    const line = Buffer.from(`NOTE:${'长'.repeat(60)}`);
    const pieces = Array.from({ length: Math.ceil(line.length / 74) }, (_, n) =>
      line.subarray(n * 74, n * 74 + 74),
    );
    const found = await card(
      'VERSION:3.0',
      'FN:李雷',
      Buffer.concat(pieces.flatMap((piece, n) => (n === 0 ? [piece] : [Buffer.from('\r\n '), piece]))),
    );
    expect(found.notes).toBe('长'.repeat(60));
  });

  it('is not refused for one value that is too long: the rest is taken, and the value named', async () => {
    const found = await card('VERSION:3.0', 'FN:Long', `X-DATA:${'x'.repeat(300_000)}`, 'TEL:+49 30 5550199');
    expect(found.points).toEqual(['+49 30 5550199']);
    expect(found.outcome.problems).toMatchObject([{ code: 'import/left-out', severity: 'warned' }]);
  });
});
