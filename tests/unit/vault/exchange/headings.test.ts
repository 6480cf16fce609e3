/** Headings of programs in many languages go where they belong, alone and beside one another. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { saysRecordCode } from '../../../../src-main/vault/exchange/import/heading-says.ts';
import { wordKey } from '../../../../src-main/vault/exchange/import/heading-words.ts';
import { suggestColumns } from '../../../../src-main/vault/exchange/import/suggest.ts';
import { emptySurvey, settle, surveyRow } from '../../../../src-main/vault/exchange/import/survey.ts';
import { headingKey } from '../../../../src-main/vault/exchange/own-files.ts';

/** Where the columns go, in short: `name`, `phone Mobile`, `address 1 street`, `contact phone`, `field`. */
export function placesOf(headings: readonly string[], rows: readonly (readonly string[])[] = []): string[] {
  const survey = emptySurvey();
  const filled = rows.length > 0 ? rows : [headings.map(() => 'x')];
  filled.forEach((cells, at) => {
    surveyRow(survey, { line: at + 2, cells, fault: null });
  });
  settle(survey, 'ymd');
  return suggestColumns(headings, true, 'unknown', survey, []).map(({ suggestion }) => placeOf(suggestion));
}

function placeOf(target: Target): string {
  if (target.to === 'field' || target.to === 'new-field') return 'field';
  if (!('group' in target)) return target.to;
  const { to, part, label, group, of } = target;
  const which = to === 'address' ? [group === 0 ? '' : String(group), part] : [part === 'label' ? part : ''];
  return [of ?? '', to, ...which, to === 'address' ? '' : label].filter(Boolean).join(' ');
}

const contacts = [
  'given-name',
  'family-name',
  'organisation',
  'jobTitle',
  'phone Work',
  'phone Mobile',
  'phone Home',
  'phone Fax',
  'email',
  'link',
  'address street',
  'address city',
  'address region',
  'address postal-code',
  'address country',
  'notes',
  'tags',
] as const;

describe('contacts as mail programs write them', () => {
  test.each([
    [
      'German',
      'Vorname|Nachname|Firma|Position|Telefon geschäftlich|Mobiltelefon|Telefon (privat)|Fax geschäftlich|E-Mail-Adresse|Webseite|Straße geschäftlich|Ort geschäftlich|Region geschäftlich|Postleitzahl geschäftlich|Land/Region geschäftlich|Notizen|Kategorien',
    ],
    [
      'French',
      'Prénom|Nom|Société|Fonction|Téléphone (bureau)|Tél. mobile|Téléphone (domicile)|Télécopie (bureau)|Adresse de messagerie|Page Web|Rue (bureau)|Ville (bureau)|Dép/Région (bureau)|Code postal (bureau)|Pays/Région (bureau)|Notes|Catégories',
    ],
    [
      'Spanish',
      'Nombre|Apellidos|Organización|Puesto|Teléfono del trabajo|Móvil|Particular|Fax del trabajo|Dirección de correo electrónico|Página web|Calle del trabajo|Ciudad de trabajo|Provincia o estado de trabajo|Código postal del trabajo|País o región del trabajo|Notas|Categorías',
    ],
    [
      'Italian',
      'Nome|Cognome|Società|Posizione|Ufficio|Cellulare|Abitazione|Fax (uff.)|Indirizzo posta elettronica|Pagina Web|Via (uff.)|Città (uff.)|Provincia (uff.)|CAP (uff.)|Paese/area geografica (uff.)|Note|Categorie',
    ],
    [
      'Portuguese',
      'Nome|Sobrenome|Empresa|Cargo|Telefone Comercial|Celular|Telefone Residencial|Fax comercial|Endereço de Email|Página da Web|Rua do Endereço Comercial|Cidade do Endereço Comercial|Estado do Endereço Comercial|CEP do Endereço Comercial|País/Região do Endereço Comercial|Anotações|Categorias',
    ],
    [
      'Russian',
      'Имя|Фамилия|Организация|Должность|Рабочий телефон|Мобильный телефон|Домашний телефон|Рабочий факс|Адрес эл. почты|Веб-страница|Улица (раб. адрес)|Город (раб. адрес)|Область (раб. адрес)|Индекс (раб. адрес)|Страна (раб. адрес)|Заметки|Категории',
    ],
    [
      'Japanese',
      '名|姓|会社名|役職|会社電話|携帯電話|自宅電話|会社 Fax|電子メール アドレス|Web ページ|番地 (会社)|市区町村 (会社)|都道府県 (会社)|郵便番号 (会社)|国 (会社)|メモ|分類',
    ],
    [
      'Korean',
      '이름|성|회사|직함|근무처 전화|휴대폰|집 전화|근무처 팩스|전자 메일 주소|웹 페이지|근무지 번지|근무지 구/군/시|근무지 시/도|근무지 우편 번호|국가(근무지)|메모|범주',
    ],
  ])('%s', (_, headings) => {
    expect(placesOf(headings.split('|'))).toEqual(contacts);
  });

  test('in traditional characters', () => {
    expect(
      placesOf(
        '名|姓|公司|職稱|商務電話|行動電話|住家電話|商務傳真|電子郵件地址|網頁|商務街道|商務城市|商務地址省份|商務郵遞區號|商務國家/地區|備註|類別標籤'
          .replace('商務地址省份', '商務州/省')
          .replace('類別標籤', '分類')
          .split('|'),
      ),
    ).toEqual([
      'given-name',
      'family-name',
      'organisation',
      'jobTitle',
      'phone 座机',
      'phone 手机',
      'phone 住宅',
      'phone 传真',
      ...contacts.slice(8),
    ]);
  });
});

describe('customers as other programs write them', () => {
  test.each([
    [
      'Kundennummer|Firma|Ansprechpartner|Telefon|Straße|Hausnr.|PLZ|Ort',
      'field|name|contact-name|phone|address street|address street|address postal-code|address city',
    ],
    [
      'Raison sociale|Contact|Tél. portable|Courriel|Adresse|Complément d’adresse|CP|Ville',
      'name|contact-name|phone Mobile|email|address value|address street|address postal-code|address city',
    ],
    [
      'Razón social|Persona de contacto|Móvil|Correo electrónico|Domicilio fiscal|Población|C.P.',
      'name|contact-name|phone Mobile|email|address 4 value|address city|address postal-code',
    ],
    [
      'Nome fantasia|Contato|Celular|E-mail|Logradouro|Número|Complemento|Bairro|Cidade|UF|CEP',
      'name|contact-name|phone Mobile|email|address street|address street|address street|address street|address city|address region|address postal-code',
    ],
    [
      'Ragione sociale|Referente|Cellulare|Indirizzo|N. civico|CAP|Comune|Prov.',
      'name|contact-name|phone Mobile|address value|address street|address postal-code|address city|address region',
    ],
    [
      'Контрагент|Контактное лицо|Телефон|Эл. почта|Юридический адрес|Ответственный|Комментарий',
      'name|contact-name|phone|email|address 4 value|field|notes',
    ],
    [
      '会社名|部署名|担当者名|郵便番号|TEL|FAX|住所|メールアドレス|備考',
      'name|contact-department|contact-name|address postal-code|phone|phone Fax|address value|email|notes',
    ],
    [
      '氏名|フリガナ|敬称|自宅郵便番号|自宅住所1|自宅住所2|自宅電話番号|会社名',
      'name|field|name-suffix|address 1 postal-code|address 1 value|address 1 street|phone Home|organisation',
    ],
    [
      '거래처명|담당자|휴대폰번호|이메일|주소|상세주소|우편번호|비고',
      'name|contact-name|phone Mobile|email|address value|address street|address postal-code|notes',
    ],
    [
      '公司名稱|聯絡人|行動電話|縣市|鄉鎮市區|地址|郵遞區號|統一編號|備註',
      'name|contact-name|phone 手机|address city|address city|address value|address postal-code|field|notes',
    ],
    [
      '客户名称|联系人|省|市|区县|详细地址|手机号必填',
      'name|contact-name|address region|address city|address city|address value|phone 手机',
    ],
  ])('%s', (headings, places) => {
    expect(placesOf(headings.split('|')).join('|')).toBe(places);
  });
});

describe('words that mean two things', () => {
  test.each([
    ['Name|Vorname', 'family-name|given-name'],
    ['Nom|Prénom', 'family-name|given-name'],
    ['Nome|Cognome', 'given-name|family-name'],
    ['Nome|Sobrenome', 'given-name|family-name'],
    ['Nombre|Apellidos', 'given-name|family-name'],
    ['Имя|Фамилия|Отчество', 'given-name|family-name|middle-name'],
    ['名前|姓', 'given-name|family-name'],
    ['Nom|Téléphone', 'name|phone'],
    ['Nombre|Empresa|Teléfono', 'name|organisation|phone'],
    ['Titre|Prénom|Nom|Titre', 'name-prefix|given-name|family-name|jobTitle'],
    ['Titel|Anrede|Name', 'name-prefix|name-prefix|name'],
    ['Nombre|Estado', 'name|field'],
    ['Nombre|Calle|Estado', 'name|address street|address region'],
    ['Name|Abteilung', 'name|field'],
    ['Name 1|Vorname|Debitor', 'family-name|given-name|field'],
  ])('%s', (headings, places) => {
    expect(placesOf(headings.split('|')).join('|')).toBe(places);
  });

  test('Name beside First Name is whole where its values are', () => {
    expect(
      placesOf(
        ['Name', 'First Name'],
        [
          ['Ann Lee', 'Ann'],
          ['Bob Roe', 'Bob'],
        ],
      ),
    ).toEqual(['name', 'given-name']);
  });
});

describe('how headings are written', () => {
  test.each([
    ['Telefon 2', 'phone'],
    ['電話番号2', 'phone'],
    ['Teléfono (2)', 'phone'],
    ['Téléphone 2 (bureau)', 'phone Work'],
    ['姓名/Name', 'name'],
    ['Name 姓名', 'name'],
    ['手机 Mobile', 'phone 手机'],
    ['Phone (mobile)', 'phone Mobile'],
    ['手机号必填', 'phone 手机'],
    ['E-Mail (Pflichtfeld)', 'email'],
    ['TELEFONO', 'phone'],
    ['Strasse', 'address street'],
    ['Geschäftstelefon', 'phone Work'],
    ['Firmen-Fax', 'phone Fax'],
    ['Kontakt E-Mail', 'email'],
  ])('%s', (heading, place) => {
    expect(placesOf([heading, 'Notes'])[0]).toBe(place);
  });

  test.each([
    '客户编号',
    'Kundennummer',
    'Kunden-Nr.',
    'N° client',
    'Código de cliente',
    'Codice cliente',
    '顧客番号',
    '取引先コード',
    '고객번호',
    'Код клиента',
    'ID',
  ])('%s numbers the rows', (heading) => {
    expect(saysRecordCode(heading)).toBe(true);
  });
  test.each(['电话号码', 'Name', 'Hausnummer', '序号', 'Nr.', 'Telefon'])('%s does not', (heading) => {
    expect(saysRecordCode(heading)).toBe(false);
  });
});

describe('columns whose headings say nothing, by their values', () => {
  const row = (name: string, at: number): string[] => [
    name,
    `who${String(at)}@example.org`,
    `030 5550${String(100 + at)}`,
    `Hauptstraße ${String(at)}, 10115 Berlin`,
    `https://example.org/${String(at)}`,
    `Nord ${String(at)} GmbH`,
  ];
  const rows = ['Ann Lee', 'Bob Roe', 'Cleo Fox', 'Dan Kay', 'Eve Orr', 'Finn Ott'].map(row);
  test.each([
    'Spalte1|Spalte2|Spalte3|Spalte4|Spalte5|Spalte6',
    '列1|列2|列3|列4|列5|列6',
    'Column A|Column B|Column C|Column D|Column E|Column F',
    'Field1|Field2|Field3|Field4|Field5|Field6',
    'A|B|C|D|E|F',
  ])('%s', (headings) => {
    expect(placesOf(headings.split('|'), rows)).toEqual([
      'name',
      'email',
      'phone',
      'address value',
      'link',
      'organisation',
    ]);
  });

  test('people beside companies are their contacts', () => {
    expect(
      placesOf(
        ['Firma', 'Spalte2'],
        [
          ['Nord GmbH', 'Ann Lee'],
          ['Süd AG', 'Bob Roe'],
        ],
      ),
    ).toEqual(['name', 'contact-name']);
    expect(
      placesOf(
        ['Spalte1', 'Spalte2'],
        [
          ['Nord GmbH', 'Ann Lee'],
          ['Süd AG', 'Bob Roe'],
        ],
      ),
    ).toEqual(['name', 'contact-name']);
  });

  test('a word that is not known stays with the number as its label, and a second column of people is no name', () => {
    expect(
      placesOf(
        ['Name', 'Notruf', 'Trauzeuge'],
        [
          ['Ann Lee', '+49 30 5550101', 'Cleo Fox'],
          ['Bob Roe', '+49 30 5550102', 'Dan Kay'],
        ],
      ),
    ).toEqual(['name', 'phone Notruf', 'field']);
  });

  test('values that are surely something else count, whatever the heading says', () => {
    const cells = [
      ['Ann Lee', 'ann@example.org', '110101199003070123'],
      ['Bob Roe', 'bob@example.org', '110101199003080126'],
    ];
    expect(placesOf(['Name', 'Kontakt', '电话'], cells)).toEqual(['name', 'email', 'field']);
  });
});

describe('a heading of a hundred thousand signs', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each(['(', '（', 'é', ' (a'])('of %j has no more than its beginning looked at', (sign) => {
    const replaced = vi.spyOn(RegExp.prototype, Symbol.replace);
    const heading = sign.repeat(100_000);
    for (const key of [headingKey, wordKey]) key(heading);
    const lengths = replaced.mock.calls.map(([text]) => text.length);
    expect(lengths.length).toBeGreaterThan(3);
    // Taken apart, a letter is its own and its accent.
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1000);
  });
});
