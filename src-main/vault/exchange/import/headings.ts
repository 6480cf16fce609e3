import { saysAnotherContact } from './heading-says.ts';
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { headingKey } from '../own-files.ts';
import { readHeading, type HeadingReading } from './heading-words.ts';
import type { Thing, Which } from './languages/words.ts';
import { listTarget } from './list-headings.ts';

export type Layout = 'google' | 'outlook' | 'salesforce' | 'jiandaoyun' | 'unknown';

type AddressPart = Extract<Target, { to: 'address' }>['part'];
type AddressThing = Extract<Thing, AddressPart | 'address' | 'house-number' | 'district'>;
type Simple = Exclude<Target['to'], 'skip' | 'phone' | 'email' | 'link' | 'address' | 'field' | 'new-field'>;

/** Outlook's note of the mail system (`SMTP`), which says nothing of the customer. */
const skipped = new Set(['emailtype', 'email2type', 'email3type']);

/** Ours, in both languages: the columns that a report puts before those of the file, and what the second of them says. */
export const reportHeadings = {
  en: ['Import report: line', 'Import report: result', 'Import report: reason'],
  'zh-CN': ['导入报告：行号', '导入报告：结果', '导入报告：原因'],
} as const;
export const reportResults = {
  en: { taken: 'imported', notTaken: 'not imported' },
  'zh-CN': { taken: '已导入', notTaken: '未导入' },
} as const;
const reportKeys = new Set(Object.values(reportHeadings).flat().map(headingKey));

export function isReportHeading(heading: string): boolean {
  return reportKeys.has(headingKey(heading));
}

/** Where a report says which of its rows are imported already; -1 in other files. */
export function reportColumn(headings: readonly string[]): number {
  const keys = new Set(Object.values(reportHeadings).map(([, result]) => headingKey(result)));
  return headings.findIndex((heading) => keys.has(headingKey(heading)));
}

export function saysImported(cell: string): boolean {
  return Object.values(reportResults).some(({ taken }) => taken === cell.trim().toLowerCase());
}

/** What a heading by itself says, or `null`. Groups are counted up where several columns hold the same kind of thing. */
export function targetOfHeading(heading: string, layout: Layout): Target | null {
  const key = headingKey(heading);
  if (reportKeys.has(key) || skipped.has(key)) return { to: 'skip' };
  const numbered = numberedTarget(heading);
  if (numbered !== null) return numbered;
  const list = listTarget(heading);
  if (list !== null) return { ...list };
  if (layout === 'google' && (key === 'fileas' || key === 'category')) return null;
  // Where somebody is to be found in a building is no address.
  if ((layout === 'google' || layout === 'outlook') && (key === 'location' || key === 'officelocation'))
    return null;
  const reading = readHeading(heading);
  if (reading === null) return targetOfPath(heading, layout);
  if (reading.either === 'title')
    return { to: layout === 'outlook' || layout === 'google' ? 'name-prefix' : 'jobTitle' };
  return targetOf(reading, heading);
}

/** `Name / First Name`: the part of a thing that has several. */
function targetOfPath(heading: string, layout: Layout): Target | null {
  const [, part] = /^.+\s[/>]\s(.+)$/s.exec(heading) ?? [];
  return part === undefined ? null : targetOfHeading(part, layout);
}

/** Which of a customer's addresses it is, by what stands beside `Street`, `City` and so on. */
const addressGroups: Readonly<Record<Which, number>> = {
  main: 0,
  billing: 0,
  work: 0,
  mobile: 0,
  fax: 0,
  home: 1,
  shipping: 2,
  other: 3,
  registered: 4,
};
const ofContact: Readonly<Partial<Record<Thing, Simple>>> = {
  name: 'contact-name',
  'contact-name': 'contact-name',
  jobTitle: 'contact-job-title',
  'contact-department': 'contact-department',
  notes: 'contact-note',
  'given-name': 'given-name',
  'family-name': 'family-name',
  'middle-name': 'middle-name',
};
/** A second one of these says more; a second name, company or title is something else. */
const many: ReadonlySet<Thing> = new Set(['notes', 'tags']);

function targetOf({ thing, which, label, of, number }: HeadingReading, heading: string): Target | null {
  const isAnothers = of === 'contact' && saysAnotherContact(heading);
  const whose = of === 'contact' && !isAnothers ? ({ of } as const) : {};
  switch (thing) {
    case 'phone':
    case 'email':
    case 'link':
      return {
        to: thing,
        group: 0,
        part: 'value',
        label: isAnothers ? heading.trim().slice(0, 100) : label,
        ...whose,
      };
    case 'address':
    case 'street':
    case 'house-number':
    case 'district':
    case 'city':
    case 'region':
    case 'postal-code':
    case 'country':
    case 'po-box': {
      const group = which === null ? 0 : addressGroups[which];
      return { to: 'address', group, part: partOf(thing, number, heading), label, ...whose };
    }
    default: {
      if (number > 1 && !many.has(thing)) return null;
      const to = of === 'contact' ? ofContact[thing] : thing;
      return to === undefined ? null : { to };
    }
  }
}
/** `district` and `house-number` are no parts of their own: each goes on with the one that it stands beside where people write it. */
function partOf(thing: AddressThing, number: number, heading: string): AddressPart {
  switch (thing) {
    // Address 2 goes on where Address ends.
    case 'address':
      return number > 1 ? 'street' : 'value';
    case 'house-number':
      return 'street';
    // 区 comes after the city, a Stadtteil after the street.
    case 'district':
      return /^\P{L}*[\p{Script=Han}\p{Script=Hang}]/u.test(heading) ? 'city' : 'street';
    default:
      return thing;
  }
}

/** Google's `Phone 2 - Value`, old (`Type`) and new (`Label`), and the same with `Address 1 - City`. */
function numberedTarget(heading: string): Target | null {
  const match = /^(e-?mail|phone|website|address|organi[sz]ation)\s*(\d+)\s*-\s*(\S.*)$/i.exec(
    heading.trim(),
  );
  if (match === null) return null;
  const [, kind = '', number = '1', rest = ''] = match;
  const group = Math.max(0, Number(number) - 1);
  const part = headingKey(rest);
  const side = part === 'value' ? 'value' : part === 'type' || part === 'label' ? 'label' : null;
  switch (kind.toLowerCase()) {
    case 'email':
    case 'e-mail':
      return side === null ? null : { to: 'email', group, part: side, label: '' };
    case 'phone':
      return side === null ? null : { to: 'phone', group, part: side, label: '' };
    case 'website':
      return side === null ? null : { to: 'link', group, part: side, label: '' };
    case 'address':
      return addressPart(group, side === 'label' ? 'label' : rest);
    default:
      if (number !== '1') return null;
      return part === 'name' ? { to: 'organisation' } : part === 'title' ? { to: 'jobTitle' } : null;
  }
}

function addressPart(group: number, part: string): Target | null {
  if (part === 'label') return { to: 'address', group, part, label: '' };
  const target = headingKey(part) === '' ? null : targetOfHeading(part, 'unknown');
  return target?.to === 'address' ? { to: 'address', group, part: target.part, label: '' } : null;
}

/** Which program wrote the file, by the headings that only it uses together. */
export function recogniseLayout(headings: readonly string[]): Layout {
  const keys = new Set(headings.map(headingKey));
  const has = (...wanted: string[]) => wanted.filter((key) => keys.has(key)).length;
  if (headings.some((heading) => /^(?:E-mail|Phone) 1 - (?:Value|Type|Label)$/i.test(heading.trim())))
    return 'google';
  if (has('groupmembership', 'givenname', 'familyname') === 3) return 'google';
  if (has('emailaddress', 'businessphone', 'businessstreet', 'jobtitle', 'email2address', 'homestreet') >= 3)
    return 'outlook';
  if (
    has('电子邮件地址', '商务电话', '商务地址街道', '职务', '住宅电话', '移动电话', '单位', '商务街道') >= 4
  )
    return 'outlook';
  if (has('accountid', 'accountname', 'accountowner', 'annualrevenue', 'billingcity', 'billingstreet') >= 3)
    return 'salesforce';
  if (
    has(
      'contactid',
      'leadid',
      'leadstatus',
      'leadsource',
      'mailingcity',
      'mailingstreet',
      'accountname',
      'leadowner',
      'contactowner',
    ) >= 2
  )
    return 'salesforce';
  if (
    has(
      '客户编号',
      '客户名称',
      '客户类型',
      '联系人',
      '客户来源',
      '客户等级',
      '负责人',
      '创建时间',
      '最后跟进时间',
      '客户状态',
      '跟进人',
    ) >= 3
  )
    return 'jiandaoyun';
  return 'unknown';
}
