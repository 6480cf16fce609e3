import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { decode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { FieldClass, FieldType, SensitiveKind } from '../../../../src-preload/contract/fields.ts';
import {
  kindOfName,
  noShapes,
  noteShape,
  proposeClass,
} from '../../../../src-main/vault/fields/sensitive.ts';

function propose(
  name: string,
  values: readonly string[] = [],
  fieldClass: FieldClass = 'internal',
  type: FieldType = 'text',
) {
  const shapes = noShapes();
  for (const value of values) noteShape(shapes, value);
  return proposeClass({ name, type, class: fieldClass }, shapes);
}

test.each([
  ['secret', ['Passwort', 'Mot de passe', 'Contraseña', 'Пароль', '暗証番号', '비밀번호', '登入密碼']],
  ['passport', ['Reisepass-Nr.', 'N° de passeport', 'Pasaporte', 'Паспорт', 'パスポート番号', '護照號碼']],
  ['id-number', ['Personalausweis', 'Carte d’identité', 'DNI', '身份證字號']],
  ['bank-account', ['Kontonummer', 'RIB', 'Cuenta bancaria', 'Conto corrente', '口座番号', '銀行帳號']],
  ['health', ['Blutgruppe', 'Santé', 'Alergias', 'Аллергия', 'アレルギー', '혈액형']],
  [
    'birth-date',
    [
      'Geburtsdatum',
      'Date de naissance',
      'Fecha de nacimiento',
      'Data de nascimento',
      'Дата рождения',
      '生年月日',
      '생년월일',
    ],
  ],
  ['income', ['Gehalt', 'Salaire', 'Sueldo', 'Зарплата', '年収']],
] as const)('of other languages says %s', (kind, fields) => {
  for (const field of fields) expect(kindOfName(field), field).toBe(kind);
});

test.each(['Kunde', 'Ort', 'Numéro de compte client', 'Cliente', 'Город', '会社名', '備考', '業種'])(
  '%s says nothing',
  (name) => {
    expect(kindOfName(name)).toBeNull();
  },
);

describe('a field’s name', () => {
  const said: Readonly<Record<SensitiveKind, readonly string[]>> = {
    secret: [
      '登录密码',
      '门禁密码',
      'API Key',
      'api_key',
      'Password',
      'wifi passwd',
      'PIN',
      'loginPin',
      '2FA',
      '动态令牌',
    ],
    'id-number': [
      '身份证',
      '身份证号码',
      '法人证件号',
      'ID card no.',
      'idCardNo',
      'National ID',
      'ID Number',
      '港澳通行证',
    ],
    passport: ['护照号', 'Passport', 'passport_no'],
    'social-security': ['社保号', '医保卡号', 'SSN', 'Social Security Number'],
    'driving-licence': ['驾驶证号', '驾照', 'Driving licence', "Driver's license no"],
    'bank-card': ['银行卡号', '卡号', '信用卡', 'Bank card', 'Credit Card Number', 'CVV'],
    'bank-account': ['银行账号', '银行帐户', '收款账号', '开户行及账号', 'IBAN', 'Bank Account'],
    'tax-number': ['税号', '纳税人识别号', 'Tax ID', 'tax number'],
    health: [
      '病史',
      '过敏史',
      '血型',
      '诊断',
      '健康状况',
      'Diagnosis',
      'Allergies',
      'Blood type',
      'Medical history',
    ],
    'birth-date': ['生日', '出生日期', 'Birthday', 'Date of birth', 'DOB', 'birth_date'],
    income: ['年收入', '月薪', '个人收入', 'Income', 'annual salary'],
    'belief-or-origin': ['宗教信仰', '民族', '政治面貌', 'Religion', 'Ethnicity'],
  };
  test.each(Object.entries(said).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)))(
    '%s says %s',
    (name, kind) => {
      expect(kindOfName(name)).toBe(kind);
    },
  );

  test.each([
    ...['客户编号', 'Customer ID number', 'Account ID', '会员卡号', '统一社会信用代码/税号', 'VAT number'],
    ...[
      '营业收入',
      'Annual Revenue',
      '心理价位',
      'Spinning',
      'Pinyin',
      '出生地',
      '固定资产',
      '微信',
      'Shipping',
      'Tokenville',
    ],
    ...['Birthplace', '账号', 'Account Number', 'Cardholder since', '密码锁', 'Grace', 'Trace', '资产编号'],
  ])('%s says nothing', (name) => {
    expect(kindOfName(name)).toBeNull();
  });
});

const residents = ['11010519491231002X', '440524188001010014', '11010519491231002X'];
const cards = ['6222021234567890128', '4111 1111 1111 1111', '5555555555554444'];

describe('a field’s values', () => {
  test('resident’s numbers, cards and accounts are known under any name', () => {
    expect(propose('备用', residents)).toEqual({ class: 'restricted', kind: 'id-number', by: 'values' });
    expect(propose('x', cards)).toEqual({ class: 'restricted', kind: 'bank-card', by: 'values' });
    expect(
      propose('x', ['GB82 WEST 1234 5698 7654 32', 'DE89370400440532013000', 'DE89 3704 0044 0532 0130 00']),
    ).toEqual({
      class: 'restricted',
      kind: 'bank-account',
      by: 'values',
    });
  });

  test('illnesses are known in both languages, among other words', () => {
    const notes = ['青霉素过敏', '无', '高血压，长期服药', 'Diabetic, needs insulin', '无'];
    expect(propose('其他', notes)).toEqual({ class: 'confidential', kind: 'health', by: 'values' });
    expect(propose('x', ['A+', 'O-', 'AB Rh+', 'B positive'])).toMatchObject({ kind: 'health' });
    expect(propose('等级', ['A', 'B', 'C', 'A'])).toBeNull();
  });

  test('a few among many, running numbers of that length, and too few, say nothing', () => {
    const running = Array.from({ length: 50 }, (_, i) => `110105202301${String(i + 10)}0${String(100 + i)}`);
    expect(propose('流水', running)).toBeNull();
    expect(propose('x', [...residents, 'a', 'b', 'c', 'd'])).toBeNull();
    expect(propose('x', residents.slice(0, 2))).toBeNull();
    const ordered = Array.from({ length: 40 }, (_, i) => String(4_100_000_000_000_000 + i * 7));
    expect(propose('订单', ordered)).toBeNull();
  });

  test('weigh as much as the name: the higher class is proposed', () => {
    expect(propose('生日', residents)).toEqual({ class: 'restricted', kind: 'id-number', by: 'values' });
    expect(propose('登录密码', ['青霉素过敏', '高血压', '哮喘'])).toEqual({
      class: 'restricted',
      kind: 'secret',
      by: 'name',
    });
  });
});

test('nothing is proposed for a class that is as high already, nor is one ever lowered', () => {
  expect(propose('生日', [], 'internal')).toMatchObject({ class: 'confidential' });
  expect(propose('生日', [], 'confidential')).toBeNull();
  expect(propose('生日', [], 'restricted')).toBeNull();
  expect(propose('身份证', [], 'confidential')).toMatchObject({ class: 'restricted' });
  expect(propose('Password reset needed', [], 'internal', 'yes-no')).toBeNull();
});

/** A fixture's columns by heading. */
function columnsOf(name: string, encoding = 'utf-8'): Map<string, string[]> {
  const text = decode(readFileSync(join('tests/fixtures/import', name)), encoding);
  const [headings = [], ...rows]: string[][] = parse(text, { bom: true, relax_column_count: true });
  return new Map(
    headings.map((heading, at) => [heading, rows.map((row) => row[at] ?? '').filter((cell) => cell !== '')]),
  );
}

test.each([
  ['jiandaoyun-customers-gb18030.csv', 'gb18030', { 身份证号: 'id-number' }],
  ['google-contacts.csv', 'utf-8', { Birthday: 'birth-date' }],
  ['salesforce-accounts.csv', 'utf-8', {}],
])('of the columns of %s only those that ask for it get a proposal', (name, encoding, expected) => {
  const found = [...columnsOf(name, encoding)].flatMap(([heading, values]) => {
    const proposal = propose(heading, values);
    return proposal === null ? [] : [[heading, proposal.kind]];
  });
  expect(Object.fromEntries(found)).toEqual(expected);
});
