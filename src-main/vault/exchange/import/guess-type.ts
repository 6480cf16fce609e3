import { comparableName } from '../../../../src-preload/contract/names.ts';
import type {
  ClassProposal,
  FieldClass,
  FieldType,
  SensitiveKind,
} from '../../../../src-preload/contract/fields.ts';
import { currencyOf } from '../../../../src-preload/contract/numbers.ts';
import { proposeClass } from '../../fields/sensitive.ts';
import { saysDate } from './dates.ts';

import { areAnswers } from './yes-no.ts';
import type { ColumnFacts } from './survey.ts';

export interface GuessedField {
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly currency: string;
}

const words = {
  companyNumber: /信用代码|税号|营业执照|tax.?(?:id|no|number)|\bvat\b|registration.?n/i,
  money:
    /金额|价格|单价|总价|预算|营收|收入|工资|薪|费用|余额|欠款|货款|报价|销售额|营业额|注册资本|amount|revenue|price|budget|salary|income|balance|turnover|\bcost\b|\bfee\b|deal.?value/i,
  yesNo: /^是否|\?$|？$|opt.?(?:in|out)|^is\b|^has\b/i,
  gender: /性别|性別|gender|\bsex\b|geschlecht/i,
  code: /编号|编码|号码|代码|合同|单号|工号|学号|账号|房号|房间|邮编|年份|年度|\b(?:no|nr|number)\b(?! of\b)|\b(?:code|id|ref|reference|contract|room|zip|postcode|postal|year|sku|plz)\b|nummer/i,
  measure:
    /重量|体积|面积|数量|比例|折扣|汇率|利率|长度|高度|宽度|weight|volume|\barea\b|quantity|\bqty\b|\brate\b|score|ratio|percent|discount|length|height|width|rabatt|gewicht|menge|anzahl|gr[oö](?:ß|ss)e/i,
  choice:
    /性别|等级|级别|来源|状态|阶段|类型|类别|行业|分类|gender|sex|status|stage|source|rating|type|industry|category|priority|level/i,
};

/** Types of fields for what not everybody should read; others have the type that their values fit. */
const typeOfKind: Readonly<Partial<Record<SensitiveKind, FieldType>>> = {
  secret: 'secret',
  'id-number': 'id-number',
  passport: 'id-number',
  'social-security': 'id-number',
  'driving-licence': 'id-number',
  'tax-number': 'id-number',
  'bank-card': 'text',
  'bank-account': 'text',
};

/** The class that a new field for a column should have, if that is above `internal`; and why. */
export function proposalFor(heading: string, facts: ColumnFacts): ClassProposal | null {
  const proposal = proposeClass({ name: heading, type: 'text', class: 'internal' }, facts.shapes);
  if (proposal !== null || facts.filled === 0 || facts.idNumbers <= facts.filled * 0.8) return proposal;
  // So many with a date of birth in the right place are people's numbers, even if somebody invented them.
  return { class: 'restricted', kind: 'id-number', by: 'values' };
}

/**
 * The type and class for a column that gets a field of its own. Type needs every value to fit, so that nothing is lost:
 * dates that also tell a time stay text, because a date field would drop the time.
 */
export function guessField(heading: string, facts: ColumnFacts): GuessedField {
  const proposal = proposalFor(heading, facts);
  const type = proposal === null ? undefined : typeOfKind[proposal.kind];
  if (proposal !== null && type !== undefined) return field(type, proposal.class);
  if (words.companyNumber.test(heading)) return field('id-number', 'internal');
  if (proposal?.kind === 'birth-date')
    return field(isDates(heading, facts) ? 'date' : 'text', proposal.class);
  return { ...byValues(heading, facts), class: proposal?.class ?? 'internal' };
}

function byValues(heading: string, facts: ColumnFacts): GuessedField {
  if (facts.filled === 0) return field('text');
  if (facts.isMultiline || facts.longest > 300) return field('long-text');
  if (isDates(heading, facts)) return field('date');
  if (facts.emails === facts.filled) return field('email');
  if (facts.links === facts.filled) return field('link');
  if (facts.phones === facts.filled) return field('phone');
  const isMoney = words.money.test(heading) || currencyInHeading(heading) !== null;
  if (facts.allMoney && (facts.currencies.size > 0 || isMoney)) {
    return field('money', 'internal', [...facts.currencies][0] ?? currencyInHeading(heading) ?? 'CNY');
  }
  const isQuestion = words.yesNo.test(heading);
  if (facts.distinct !== null && (isQuestion || !facts.allNumbers) && !words.gender.test(heading))
    if (areAnswers(facts.distinct, isQuestion)) return field('yes-no');
  if (isNumber(heading, facts)) return field('number');
  return isChoice(heading, facts) ? field('choice') : field('text');
}

function isDates(heading: string, facts: ColumnFacts): boolean {
  const isSure = facts.unsureDates === 0 || saysDate(heading);
  return facts.filled > 0 && facts.allDates && facts.datesWithTime === 0 && isSure;
}

/** Written as the file writes numbers, each is what its cell says, down to zeros at its end. A code is none, whatever it looks like. */
function isNumber(heading: string, facts: ColumnFacts): boolean {
  if (!facts.allNumbers || words.code.test(heading) || facts.longWholes === facts.filled) return false;
  if (facts.numbersComeBack[facts.decimalMark]) return true;
  return (
    facts.fractionsStay[facts.decimalMark] && facts.fractionDigits !== null && words.measure.test(heading)
  );
}

function isChoice(heading: string, facts: ColumnFacts): boolean {
  const values = facts.distinct;
  if (values === null || facts.isList || facts.longest > 40) return false;
  // An option is one, however it is written.
  if (new Set([...values].map(comparableName)).size < values.size) return false;
  if (words.choice.test(heading) && facts.filled >= 4 && values.size <= Math.max(2, facts.filled / 2))
    return true;
  return facts.filled >= 20 && values.size <= 20 && values.size <= facts.filled / 5;
}

/** 金额(元), Amount (USD), 价格-美元 */
function currencyInHeading(heading: string): string | null {
  const inBrackets = /[（(【[]\s*([^)）\]】\s][^)）\]】]{0,4})\s*[)）\]】]/.exec(heading)?.[1];
  const afterDash = /[\s_/-]([A-Za-z]{3}|\p{Script=Han}{2,3})$/u.exec(heading)?.[1];
  for (const word of [inBrackets, afterDash]) {
    const currency = word === undefined ? null : currencyOf(word);
    if (currency !== null) return currency;
  }
  return null;
}

function field(type: FieldType, fieldClass: FieldClass = 'internal', currency = 'CNY'): GuessedField {
  return { type, class: fieldClass, currency };
}
