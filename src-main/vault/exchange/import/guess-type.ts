import type { FieldClass, FieldType } from '../../../../src-preload/contract/fields.ts';
import { currencyOf } from './numbers.ts';
import type { ColumnFacts } from './survey.ts';

export interface GuessedField {
  readonly type: FieldType;
  readonly class: FieldClass;
  readonly currency: string;
}

const words = {
  secret: /密码|口令|password|passwd|passcode|\bpin\b|secret|token|api.?key|密钥/i,
  idNumber:
    /身份证|证件号|护照|通行证|社保号|passport|national.?id|id.?(?:card|number|no)\b|\bssn\b|social.?security/i,
  companyNumber: /信用代码|税号|营业执照|tax.?(?:id|no|number)|\bvat\b|registration.?n/i,
  bank: /银行卡|卡号|银行账[号户]|开户行账号|\biban\b|bank.?(?:card|account)|card.?number|account.?number/i,
  birthday: /生日|出生|birth/i,
  health: /病史|健康|宗教|民族|medical|health|religion|ethnic/i,
  money:
    /金额|价格|单价|总价|预算|营收|收入|工资|薪|费用|余额|欠款|货款|报价|销售额|营业额|注册资本|amount|revenue|price|budget|salary|income|balance|turnover|\bcost\b|\bfee\b|deal.?value/i,
  yesNo: /^是否|\?$|？$|opt.?(?:in|out)|^is\b|^has\b/i,
  choice:
    /性别|等级|级别|来源|状态|阶段|类型|类别|行业|分类|gender|sex|status|stage|source|rating|type|industry|category|priority|level/i,
};

/**
 * The type and class for a column that gets a field of its own. Type needs every value to fit, so that nothing is lost:
 * dates that also tell a time stay text, because a date field would drop the time.
 */
export function guessField(heading: string, facts: ColumnFacts): GuessedField {
  if (words.secret.test(heading)) return field('secret', 'restricted');
  if (words.idNumber.test(heading) || facts.idNumbers > facts.filled * 0.8)
    return field('id-number', 'restricted');
  if (words.bank.test(heading)) return field('text', 'restricted');
  if (words.companyNumber.test(heading)) return field('id-number', 'internal');
  if (words.birthday.test(heading)) return field(isDates(facts) ? 'date' : 'text', 'confidential');
  return { ...byValues(heading, facts), class: words.health.test(heading) ? 'confidential' : 'internal' };
}

function byValues(heading: string, facts: ColumnFacts): GuessedField {
  if (facts.filled === 0) return field('text');
  if (facts.isMultiline || facts.longest > 300) return field('long-text');
  if (isDates(facts)) return field('date');
  if (facts.emails === facts.filled) return field('email');
  if (facts.links === facts.filled) return field('link');
  if (facts.phones === facts.filled) return field('phone');
  const isMoney = words.money.test(heading) || currencyInHeading(heading) !== null;
  if (facts.allMoney && (facts.currencies.size > 0 || isMoney)) {
    return field('money', 'internal', [...facts.currencies][0] ?? currencyInHeading(heading) ?? 'CNY');
  }
  if (facts.allYesNo && (words.yesNo.test(heading) || !facts.allNumbers) && facts.distinct !== null)
    return field('yes-no');
  if (facts.allNumbers) return field('number');
  return isChoice(heading, facts) ? field('choice') : field('text');
}

function isDates(facts: ColumnFacts): boolean {
  return facts.filled > 0 && facts.allDates && facts.datesWithTime === 0;
}

function isChoice(heading: string, facts: ColumnFacts): boolean {
  const values = facts.distinct;
  if (values === null || facts.isList || facts.longest > 40) return false;
  if (words.choice.test(heading) && facts.filled >= 4 && values.size <= Math.max(2, facts.filled / 2))
    return true;
  return facts.filled >= 20 && values.size <= 20 && values.size <= facts.filled / 5;
}

/** 金额(元), Amount (USD), 价格-美元 */
function currencyInHeading(heading: string): string | null {
  const inBrackets = /[（(【[]\s*([^)）\]】]{1,5})\s*[)）\]】]/.exec(heading)?.[1];
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
