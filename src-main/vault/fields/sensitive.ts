/**
 * What a field holds that not everybody should read, by its name and by what its values look
 * like; and the class that is proposed for it. Pure: nothing here opens a sealed value.
 */
import { isStricter } from '../../../src-preload/contract/field-classes.ts';
import type {
  ClassProposal,
  FieldClass,
  FieldType,
  SensitiveKind,
} from '../../../src-preload/contract/fields.ts';
import { isCardNumber, isIban, isResidentNumber } from './checksums.ts';

/** How many of a field's values look like what. */
export interface ValueShapes {
  filled: number;
  /** Formed like a Chinese resident's number, and those of them whose check character is right. */
  residentShaped: number;
  residentNumbers: number;
  cards: number;
  ibans: number;
  illnesses: number;
  seeds: number;
}

const classOf = {
  secret: 'restricted',
  'id-number': 'restricted',
  passport: 'restricted',
  'social-security': 'restricted',
  'driving-licence': 'restricted',
  'bank-card': 'restricted',
  'bank-account': 'restricted',
  'tax-number': 'confidential',
  health: 'confidential',
  'birth-date': 'confidential',
  income: 'confidential',
  'belief-or-origin': 'confidential',
} as const satisfies Record<SensitiveKind, FieldClass>;

/** The first that matches counts, so that 银行卡密码 is a password and no card. */
const names: readonly (readonly [SensitiveKind, RegExp])[] = [
  [
    'secret',
    /密码(?!锁)|口令|密钥|助记词|动态令牌|\bpassw(?:or)?d\b|\bpasswords\b|\bpass ?(?:code|phrase)s?\b|\bpwd\b|\bpins?\b|\bsecrets?\b|\b(?:api|access|private) ?(?:key|token)s?\b|\btokens?\b|\b(?:2 ?fa|totp|otp)\b/,
  ],
  ['passport', /护照|\bpassports?\b/],
  [
    'social-security',
    /社保|社会保障|医保[卡号]|公积金|\bssn\b|social ?(?:security|insurance)|national ?insurance/,
  ],
  ['driving-licence', /驾驶证|驾照|驾驶执照|\bdriv(?:er|ers|ing|er s)\b.*\blicen[cs]e\b/],
  [
    'id-number',
    /身份证|身分证|证件号|证件编号|户口簿|居住证|通行证|军官证|\b(?:national|personal|identity|citizen) ?(?:id|card|number|no)\b|(?<!\b(?:customer|client|account|order|record|member|membership|employee|product|contact|lead|user|invoice|case|external|store) )\bid ?(?:card|number|no|doc(?:ument)?)\b|\bresident ?(?:id|number|permit)/,
  ],
  [
    'bank-card',
    /银行卡|信用卡|储蓄卡|借记卡|^卡号$|\b(?:bank|credit|debit|payment) ?cards?\b|\bcard ?(?:number|no)\b|\bcvv2?\b|\bcvc\b/,
  ],
  [
    'bank-account',
    /银行[账帐][号户]|[账帐]号.*银行|开户.*[账帐]号|收款[账帐][号户]|对公[账帐][号户]|结算[账帐]户|\biban\b|\bbank ?(?:account|acct)\b|\bsort ?code\b/,
  ],
  ['tax-number', /税号|纳税人识别号|税务登记号|\btax ?(?:id|no|number|payer)|\btin\b/],
  [
    'health',
    /病史|病历|疾病|病情|诊断|过敏|血型|用药|药物|处方|体检|健康|症状|残疾|怀孕|孕|手术|医疗|疫苗|心理(?:健康|疾病|状况|咨询)|medical|\bhealth\b|diagnos[ie]s|allerg|blood ?(?:type|group)|medications?\b|prescriptions?\b|disabilit|illness|disease|symptom|pregnan|vaccin|\bhiv\b/,
  ],
  [
    'birth-date',
    /出生(?!地)|生日|\bbirth ?(?:day|date)?\b|\bdate of birth\b|\bdob\b|\bborn\b|\bbirth(?:day|date)\b/,
  ],
  [
    'income',
    /(?<!营业)(?<!业务)收入|工资|薪[资水酬]|月薪|年薪|存款|(?:个人|家庭)资产|负债|征信|信用评分|\bincomes?\b|\bsalar(?:y|ies)\b|\bwages?\b|\bcredit ?score\b|\bnet ?worth\b/,
  ],
  [
    'belief-or-origin',
    /宗教|信仰|民族|种族|政治面貌|党派|性取向|\breligio(?:n|us)\b|\bethnic|\brace\b|\bpolitical\b|sexual ?orientation/,
  ],
];

/** The same in the other languages whose headings an import knows, as they stand in a name of plain letters. */
const namesElsewhere: readonly (readonly [SensitiveKind, RegExp])[] = [
  [
    'secret',
    /passwort|kennwort|mot de passe|contraseña|\bsenha|palavra passe|пароль|パスワード|暗証番号|비밀번호|密碼/,
  ],
  ['passport', /reisepass|passeport|pasaporte|passaport|паспорт|パスポート|旅券|여권|護照/],
  [
    'social-security',
    /sozialversicherung|sécurité sociale|seguridad social|segurança social|\bpis pasep\b|снилс|マイナンバー|個人番号|주민등록번호|社會保險|健保卡/,
  ],
  [
    'driving-licence',
    /führerschein|permis de conduire|(?:carn[eé]t|permiso) de conducir|carteira de motorista|carta de condução|\bcnh\b|patente di guida|водительск|運転免許|운전면허|駕照|駕駛執照/,
  ],
  [
    'id-number',
    /ausweis|carte (?:nationale )?d identité|\bcni\b|\bdni\b|documento de identidad|cédula de (?:identidad|ciudadanía)|carteira de identidade|cartão de cidadão|carta d identità|удостоверени|身份證|身分證|신분증/,
  ],
  [
    'bank-card',
    /kreditkarte|carte (?:bancaire|de crédit|bleue)|tarjeta de (?:crédito|débito)|cartão de (?:crédito|débito)|carta di (?:credito|debito)|номер карты|кредитная карта|クレジットカード|신용카드|카드번호/,
  ],
  [
    'bank-account',
    /kontonummer|bankverbindung|compte bancaire|\brib\b|cuenta bancaria|conta bancária|conto corrente|расч[её]тный сч[её]т|номер сч[её]та|口座番号|銀行口座|계좌번호|銀行帳[號戶]/,
  ],
  ['tax-number', /steuernummer|steuer ?id|numéro fiscal|\bcpf\b|codice fiscale|(?:^| )инн(?: |$)|納税者番号/],
  [
    'health',
    /gesundheit|diagnose|krankheit|blutgruppe|medikament|behinderung|schwanger|(?:^| )santé(?: |$)|maladie|groupe sanguin|\bsalud\b|enfermedad|alergia|grupo sangu[ií]neo|\bsaúde\b|doença|malattia|gruppo sanguigno|здоровь|диагноз|аллерги|группа крови|病歴|既往|アレルギー|血液型|건강|질병|혈액형|過敏|病歷/,
  ],
  [
    'birth-date',
    /geburtstag|geburtsdatum|geboren|naissance|anniversaire|nacimiento|cumpleaños|nascimento|nascita|compleanno|рождени|生年月日|誕生日|생년월일|생일/,
  ],
  [
    'income',
    /gehalt|einkommen|\blohn\b|salaire|sueldo|salario|salário|stipendio|reddito|зарплат|年収|給与|연봉|급여|薪資/,
  ],
  [
    'belief-or-origin',
    /konfession|parteizugehörigkeit|religión|religião|religione|\betnia\b|вероисповедан|национальност|信條|種族|종교/,
  ],
];

/** What companies print on their invoices is no secret. */
const printedOnInvoices = /信用代码|营业执照|\bvat\b/;

/** Fields of these types hold what they are made for, whatever they are called. */
const neverByName: ReadonlySet<FieldType> = new Set(['yes-no', 'link', 'email', 'phone']);

/** `idCardNo`, `id_card_no` and `ID card no.` read alike. */
function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What a field's name says; `null` for nothing. */
export function kindOfName(name: string): SensitiveKind | null {
  const plain = plainName(name);
  if (printedOnInvoices.test(plain)) return null;
  return [...names, ...namesElsewhere].find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

export function noShapes(): ValueShapes {
  return { filled: 0, residentShaped: 0, residentNumbers: 0, cards: 0, ibans: 0, illnesses: 0, seeds: 0 };
}

const illness =
  /高血压|低血压|糖尿病|心脏病|冠心病|哮喘|过敏|青霉素|头孢|癌|肿瘤|乙肝|肝炎|抑郁|癫痫|贫血|骨折|手术史|(?:^|[^a-z])(?:AB|[ABO])型(?:血|$)|\b(?:diabet(?:es|ic)|hypertension|asthma|allerg(?:y|ic|ies)|penicillin|cancer|tumou?r|epilepsy|depression|hepatitis|an(?:a)?emia|insulin)\b|^(?:A|B|AB|O)\s?(?:[+-]|Rh[+-]|positive|negative)$/i;

/** Takes one value into account. */
export function noteShape(shapes: ValueShapes, value: string): void {
  shapes.filled++;
  if (value.length > 2000) return;
  if (/^otpauth:\/\//i.test(value)) shapes.seeds++;
  else if (/\d(?:[\s-]?\d){8}/.test(value)) {
    if (/^\s*\d{17}[\dXx]\s*$/.test(value)) shapes.residentShaped++;
    if (isResidentNumber(value)) shapes.residentNumbers++;
    else if (isCardNumber(value)) shapes.cards++;
    else if (isIban(value)) shapes.ibans++;
  } else if (/^[A-Z]{2}\d{2}/i.test(value) && isIban(value)) shapes.ibans++;
  if (illness.test(value)) shapes.illnesses++;
}

/** Fewer say nothing; nor does a number that passes a check now and then. */
const leastValues = 3;
const leastShare = 0.8;
const leastShareChecked = 0.5;
/** Illnesses come in words, which no list has all of. */
const leastShareOfIllnesses = 0.4;

function kindOfValues(shapes: ValueShapes): SensitiveKind | null {
  if (shapes.filled < leastValues) return null;
  const share = (count: number): number => count / shapes.filled;
  // People mistype them; a running number of that length passes the check once in eleven times.
  if (share(shapes.residentShaped) >= leastShare && share(shapes.residentNumbers) >= leastShareChecked)
    return 'id-number';
  if (share(shapes.cards) >= leastShare) return 'bank-card';
  if (share(shapes.ibans) >= leastShare) return 'bank-account';
  if (share(shapes.seeds) >= leastShare) return 'secret';
  return share(shapes.illnesses) >= leastShareOfIllnesses ? 'health' : null;
}

/**
 * The class that a field should have, if that is above the one it has. Values weigh more than a name: what checks as a
 * card is one under any heading. `shapes` are of plain values alone.
 */
export function proposeClass(
  field: { readonly name: string; readonly type: FieldType; readonly class: FieldClass },
  shapes: ValueShapes,
): ClassProposal | null {
  const byValues = kindOfValues(shapes);
  const byName = neverByName.has(field.type) ? null : kindOfName(field.name);
  const proposals = [
    byValues === null ? null : { class: classOf[byValues], kind: byValues, by: 'values' as const },
    byName === null ? null : { class: classOf[byName], kind: byName, by: 'name' as const },
  ].filter((each) => each !== null);
  const [first, second] = proposals;
  const best =
    first !== undefined && second !== undefined && isStricter(second.class, first.class) ? second : first;
  return best !== undefined && isStricter(best.class, field.class) ? best : null;
}
