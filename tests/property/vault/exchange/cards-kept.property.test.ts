/** Whatever a card says is found again in what was made of it, or a problem names it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { attachmentRows } from '../../../../src-main/vault/attachments/cells.ts';
import { openBlob } from '../../../../src-main/vault/attachments/content.ts';
import type { ImportOutcome } from '../../../../src-preload/contract/exchange.ts';
import { recordsOf } from '../../../unit/vault/exchange/records.ts';
import { openTestVault, type TestVault } from '../../../unit/vault/exchange/test-vault.ts';

/** What a property says, as bytes, and what has to be found again of it. */
interface Said {
  readonly name: string;
  readonly lines: readonly Buffer[];
  readonly found: readonly string[];
}

type Version = '2.1' | '3.0' | '4.0';

const words = [
  'Straße',
  '李小龙',
  'Café',
  'plain',
  'a;b',
  'c,d',
  'e\\f',
  '“q”',
  'two\nlines',
  'Ωmega',
  '東京',
];

const escaped = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replaceAll('\n', '\\n');

/** Texts of one value, which every kind of property may hold. */
const plainTexts = (
  'NOTE TITLE ROLE NICKNAME FN CATEGORIES MAILBOX HOBBY EXPERTISE INTEREST BIRTHPLACE DEATHPLACE PRONOUNS SORT-STRING CLASS ' +
  'TZ KEY AGENT RELATED X-ABRELATEDNAMES X-SPOUSE X-MS-MANAGER X-EVOLUTION-ASSISTANT X-KADDRESSBOOK-X-SPOUSESNAME ' +
  'X-ABDATE X-PHONETIC-FIRST-NAME X-PHONETIC-LAST-NAME X-QQ X-WECHAT X-AIM X-SKYPE-USERNAME X-JABBER X-ICQ X-MSN IMPP ' +
  'X-SOCIALPROFILE X-DEPARTMENT X-MAIDENNAME X-EVOLUTION-FILE-AS X-CUSTOM-1 X-NEXTCLOUD-THING LABEL ' +
  'X-SIP X-GENDER GENDER BDAY ANNIVERSARY X-ANNIVERSARY X-ANDROID-NOTE X-MS-IMADDRESS ORG-DIRECTORY CALURI FBURL LANG ' +
  'XML SOURCE NAME X-TWITTER X-ASSISTANT X-UNKNOWN-WORD URL X-PINYIN'
).split(' ');
const structured = ['N', 'ORG', 'ADR'];
const files = ['PHOTO', 'LOGO', 'SOUND', 'KEY', 'X-MS-CARDPICTURE', 'X-FOO-PICTURE'];
const types = ['', 'WORK', 'HOME', 'FAX', 'CELL', 'PREF', 'PAGER', 'ASSISTANT', 'CAR'];
const labelOf: Readonly<Record<string, string>> = {
  WORK: 'work',
  HOME: 'home',
  FAX: 'fax',
  CELL: 'mobile',
  PAGER: 'pager',
  ASSISTANT: 'assistant',
  CAR: 'car',
};

const oneLine = (text: string): string => text.toLowerCase().replace(/[\s,]+/g, ' ');

interface Drawn {
  readonly kind: number;
  readonly word: string;
  readonly type: string;
  readonly form: 'plain' | 'qp' | 'qp-gbk' | 'base64';
  readonly isLabelled: boolean;
  readonly isLower: boolean;
  readonly folds: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.nat({ max: plainTexts.length + structured.length + files.length + 3 }),
  word: fc.constantFrom(...words),
  type: fc.constantFrom(...types),
  form: fc.constantFrom('plain', 'plain', 'qp', 'qp-gbk', 'base64'),
  isLabelled: fc.boolean(),
  isLower: fc.boolean(),
  folds: fc.constantFrom(0, 20, 30, 75),
});

function bytesOf(text: string, encoding: string): Buffer {
  return encoding === 'gbk' ? iconv.encode(text, 'gbk') : Buffer.from(text);
}

/** Folds wherever it falls, within characters too. */
function folded(line: Buffer, width: number): Buffer {
  if (width === 0 || line.length <= width) return line;
  const pieces: Buffer[] = [];
  for (let at = 0; at < line.length; at += width) pieces.push(line.subarray(at, at + width));
  return Buffer.concat(pieces.flatMap((piece, at) => (at === 0 ? [piece] : [Buffer.from('\r\n '), piece])));
}

function lineOf(head: string, value: string, { form, folds }: Drawn, version: Version): Buffer {
  if (form === 'plain') return folded(Buffer.from(`${head}:${value}`), folds);
  if (form === 'base64')
    return folded(Buffer.from(`${head};ENCODING=B:${Buffer.from(value).toString('base64')}`), folds);
  const charset = form === 'qp-gbk' ? 'gbk' : 'utf-8';
  const isEncodable = charset === 'utf-8' || iconv.decode(iconv.encode(value, 'gbk'), 'gbk') === value;
  const bytes = bytesOf(value, isEncodable ? charset : 'utf-8');
  const text = [...bytes]
    .map((byte) =>
      byte > 126 || byte < 32 || byte === 61
        ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
  // Soft breaks between the encoded bytes.
  const soft = folds === 0 ? text : text.replace(/((?:=..|[^=]){20})(?=.)/g, '$1=\r\n');
  const named = isEncodable && charset === 'gbk' ? 'GBK' : 'UTF-8';
  const encoding = version === '2.1' ? 'QUOTED-PRINTABLE' : 'ENCODING=QUOTED-PRINTABLE';
  return Buffer.from(`${head};CHARSET=${named};${encoding}:${soft}`);
}

function saidOf(one: Drawn, number: number, version: Version): Said {
  const { kind, type, isLabelled, isLower, word } = one;
  const token = `tok${String(number)}en`;
  const group = isLabelled ? `item${String(number)}.` : '';
  const label = Buffer.from(`${group}X-ABLabel:lab${String(number)}el`);
  const typed = type === '' ? '' : version === '2.1' ? `;${type}` : `;TYPE=${type.toLowerCase()}`;
  const named = (name: string): string => (isLower ? name.toLowerCase() : name);
  const whole = (name: string, value: string, found: readonly string[], isTyped: boolean): Said => ({
    name,
    lines: [
      lineOf(`${group}${named(name)}${isTyped ? typed : ''}`, value, one, version),
      ...(isLabelled ? [label] : []),
    ],
    found: [
      ...found,
      ...(isLabelled ? [`lab${String(number)}el`] : isTyped && type in labelOf ? [labelOf[type] ?? ''] : []),
    ],
  });
  const text = `${token} ${word}`;
  if (kind < plainTexts.length) {
    const name = plainTexts[kind] ?? '';
    // In vCard 2.1 a semicolon parts categories.
    if (name === 'KEY') return whole(name, token, [token], false);
    const said = name === 'CATEGORIES' && version === '2.1' ? text.replaceAll(';', ' ') : text;
    return whole(
      name,
      escaped(said),
      [token, ...said.split('\n').map((each) => each.replace(/^tok\d+en /, ''))],
      false,
    );
  }
  const at = kind - plainTexts.length;
  if (at < structured.length) {
    const parts = [1, 2, 3, 4, 5, 6, 7]
      .slice(0, structured[at] === 'N' ? 5 : 7)
      .map((part) => `${token}p${String(part)}`);
    return whole(
      structured[at] ?? '',
      parts.map((part) => escaped(`${part} ${word === 'a;b' ? '' : 'x'}`)).join(';'),
      parts,
      false,
    );
  }
  const file = at - structured.length;
  if (file < files.length) {
    const name = files[file] ?? '';
    const base64 = Buffer.from(`\u0000${token}`).toString('base64');
    const forms = [
      `;ENCODING=b;TYPE=JPEG:${base64}`,
      `;ENCODING=BASE64:\r\n ${base64}\r\n`,
      `;BASE64;PNG:${base64}`,
      `:data:image/png;base64,${base64}`,
      `;VALUE=URI:data:image/png;base64\\,${base64}`,
    ];
    return {
      name,
      lines: [folded(Buffer.from(named(name) + (forms[number % forms.length] ?? '')), 0)],
      found: [token],
    };
  }
  if (file === files.length) {
    const digits = `+49 30 ${String(5_550_000 + number)}`;
    return whole('TEL', digits, [digits], true);
  }
  if (file === files.length + 1) {
    const digits = `+49-30-${String(5_550_000 + number)}`;
    return whole('TEL', `tel:${digits};ext=${String(700 + number)}`, [digits, String(700 + number)], true);
  }
  if (file === files.length + 2)
    return whole('EMAIL', `${token}@example.org`, [`${token}@example.org`], true);
  const day = String((number % 28) + 1).padStart(2, '0');
  const form = [`1970-05-${day}`, `197005${day}`, `1970-05-${day}T00:00:00Z`][number % 3] ?? '';
  return whole(number % 2 === 0 ? 'BDAY' : 'ANNIVERSARY', form, [`1970-05-${day}`], false);
}

/** Everything that is in the vault, as one text. */
function everything({ vault }: TestVault): string {
  const { db } = vault.store;
  const { customers } = recordsOf(vault);
  const contents = db
    .all<{ row: number; id: string }>('SELECT row, id FROM customer WHERE gone = 0')
    .flatMap((customer) =>
      attachmentRows(db, customer.row).map((attachment) => {
        using content = openBlob(vault, customer, attachment);
        return Buffer.from(content.part(0, content.size)).toString('utf8');
      }),
    );
  const texts: string[] = [];
  const gather = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(gather);
  };
  gather(customers);
  return oneLine([...texts, ...contents].join(' | '));
}

const isNamed = ({ problems }: ImportOutcome, name: string): boolean =>
  problems.some(({ column }) => column?.toUpperCase() === name);

it('every property of a card, whichever version and program wrote it, in any order and number', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { minLength: 1, maxLength: 40 }),
      fc.constantFrom<Version>('2.1', '3.0', '4.0'),
      fc.constantFrom('person', 'company', 'nameless'),
      async (all, version, shape) => {
        await using vault = openTestVault();
        const said = all.map((one, number) => saidOf(one, number, version));
        const head =
          shape === 'person'
            ? 'N:Who;Ann;;;\r\nFN:Ann Who\r\n'
            : shape === 'company'
              ? 'ORG:Firm Ltd\r\nX-ABShowAs:COMPANY\r\n'
              : 'EMAIL:somebody@example.org\r\n';
        const path = join(vault.folder, 'in.vcf');
        writeFileSync(
          path,
          Buffer.concat([
            Buffer.from(`BEGIN:VCARD\r\nVERSION:${version}\r\n${head}`),
            ...said.flatMap(({ lines }) => lines.flatMap((line) => [line, Buffer.from('\r\n')])),
            Buffer.from('END:VCARD\r\n'),
          ]),
        );
        const outcome = await vault.importFile(path);
        expect(outcome).toMatchObject({ added: 1, refused: 0 });
        const text = everything(vault);
        for (const { name, found } of said)
          for (const each of found)
            if (!isNamed(outcome, name)) expect(text, `${name}: ${each}`).toContain(oneLine(each));
      },
    ),
    { numRuns: 60 },
  );
});
