import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { headingKey } from '../own-files.ts';
import { listTarget } from './list-headings.ts';

export type Layout = 'google' | 'outlook' | 'salesforce' | 'jiandaoyun' | 'unknown';

type Simple = Exclude<Target['to'], 'skip' | 'phone' | 'email' | 'link' | 'address' | 'field' | 'new-field'>;

const simple: Readonly<Record<Simple, string>> = {
  name: 'name fullname displayname customername clientname contactfullname accountname leadname customer client fileas 姓名 名称 全名 名字 客户 客户名称 客户姓名 客户名 会员姓名 顾客姓名 联系人姓名 客户全称 企业名称客户名称',
  'given-name': 'firstname givenname forename vorname 名',
  'middle-name': 'middlename additionalname secondname 中间名',
  'family-name': 'lastname familyname surname nachname 姓 姓氏',
  'name-prefix': 'nameprefix salutation prefix honorific 尊称 前缀',
  'name-suffix': 'namesuffix suffix generationalsuffix 后缀',
  kind: 'customertype clienttype customerkind kind recordtype accountrecordtype 客户类型 客户性质 客户类别 类型',
  organisation:
    'company companyname organisation organization organizationname organization1name organisationname employer business firm account 公司 公司名称 公司名 单位 单位名称 工作单位 企业 企业名称 所属公司 所在公司 所属企业 机构 客户公司',
  jobTitle:
    'jobtitle position role organizationtitle organization1title titleposition 职位 职务 岗位 头衔 职称',
  notes:
    'notes note remarks remark comments comment description memo details 备注 说明 描述 备注信息 客户备注 附注 注释 跟进记录 详细描述',
  tags: 'tags tag labels label groups group groupmembership categories category keywords 标签 客户标签 分组 群组 类别标签',
  assignee:
    'owner accountowner leadowner contactowner recordowner customerowner assignedto assignee lookedafterby accountmanager 负责人 客户负责人 跟进人 归属人 所属人 业务员 客户经理 销售负责人',
  'contact-job-title':
    'contactjobtitle contacttitle contactposition contactrole 联系人职务 联系人职位 联系人岗位',
  'contact-department': 'contactdepartment 联系人部门 联系人所在部门',
  'contact-note': 'contactnotes contactnote contactremarks 联系人备注 联系人说明',
  'contact-name':
    'contactname contactperson contact contacts primarycontact maincontact maincontactname 联系人 联系人名称 主要联系人 首要联系人 经办人',
};

/** Headings of telephone numbers, by the label that the number then carries. */
const phones: Readonly<Record<string, string>> = {
  '': 'phone phonenumber telephone telephonenumber tel phone1 primaryphone phoneno telno contactnumber 电话 电话号码 联系电话 联系方式 电话1 联系号码',
  Mobile: 'mobile mobilephone mobilenumber cell cellphone cellular mobileno mobilephonenumber',
  手机: '手机 手机号 手机号码 移动电话 手机1 手机2 手机号1 手机号2 手机电话 联系手机',
  Work: 'businessphone businessphone2 workphone officephone companymainphone companyphone workphone2',
  Home: 'homephone homephone2',
  Other:
    'otherphone assistantsphone assistantphone asstphone callback carphone radiophone pager isdn phone2 phone3 phonenumber2',
  Fax: 'fax faxnumber businessfax homefax otherfax',
  座机: '座机 座机号 座机号码 固定电话 固话 办公电话 公司电话 单位电话 商务电话 工作电话',
  住宅: '住宅电话 家庭电话 家庭电话2 住宅电话2',
  其他: '其他电话 备用电话 电话2 电话3 其它电话',
  传真: '传真 传真号 传真号码 公司传真 商务传真 办公传真',
};

const emails: Readonly<Record<string, string>> = {
  '': 'email emailaddress mail email1 emailaddress1 primaryemail e-mail 邮箱 电子邮件 电子邮箱 邮件 邮箱地址 电子邮件地址 邮件地址 email1address',
  Work: 'workemail businessemail companyemail',
  Home: 'homeemail personalemail privateemail',
  Other:
    'email2 email3 otheremail secondaryemail email2address email3address alternateemail emailaddress2 emailaddress3',
  其他: '其他邮箱 邮箱2 备用邮箱 电子邮件2地址 电子邮件3地址 电子邮件2 电子邮件3',
};

const links: Readonly<Record<string, string>> = {
  '': 'website web url homepage webpage link websiteurl internet 网站 网址 主页 官网 公司网址 公司网站 链接 网页',
  'Personal website': 'personalwebsite personalwebpage 个人网页 个人主页',
  LinkedIn: 'linkedin linkedinurl linkedinprofile',
};

const addressParts: Readonly<Record<string, string>> = {
  value:
    'address fulladdress formatted addressformatted location 地址 详细地址 联系地址 通讯地址 通信地址 公司地址 单位地址 家庭地址 收货地址 办公地址 所在地址 住址',
  street:
    'street street1 street2 street3 streetaddress addressline1 addressline2 address1 address2 addressstreet extendedaddress 街道 街道地址',
  city: 'city town locality 市 城市 市县 所在城市 城市名称',
  region:
    'state region province county stateprovince 省 省份 州 省市自治区 省市 省市区 所在地区 地区 所在省份 区域 所属地区 州省',
  'postal-code': 'postalcode zip zipcode zippostalcode postcode plz 邮编 邮政编码',
  country: 'country countryregion 国家 国家地区 国别 国家/地区',
  'po-box': 'pobox postofficebox 邮政信箱 信箱',
};

/** Whose address: what stands before `Street`, `City` and so on, and the group and label that it gives. */
const addressOwners: readonly (readonly [RegExp, number, string])[] = [
  [/^(?:business|work|office|商务|办公|单位|公司)/, 0, 'Work'],
  [/^(?:billing|mailing|postal|账单|开票|邮寄)/, 0, ''],
  [/^(?:home|住宅|家庭)/, 1, 'Home'],
  [/^(?:shipping|delivery|收货|送货)/, 2, 'Shipping'],
  [/^(?:other|其他|其它)/, 3, 'Other'],
];

/** Outlook's note of the mail system (`SMTP`), which says nothing of the customer. */
const skipped = new Set(['emailtype', 'email2type', 'email3type']);

/** Ours, in both languages: the two columns that a report of refused rows puts before the others. */
export const reportHeadings = {
  en: ['Not imported: line', 'Not imported: reason'],
  'zh-CN': ['未导入：行号', '未导入：原因'],
} as const;
const reportKeys = new Set(Object.values(reportHeadings).flat().map(headingKey));

export function isReportHeading(heading: string): boolean {
  return reportKeys.has(headingKey(heading));
}

function invert<K extends string>(lists: Readonly<Record<K, string>>): Map<string, K> {
  const known = new Map<string, K>();
  for (const [label, words] of Object.entries(lists) as [K, string][]) {
    for (const word of words.split(' ')) if (word !== '') known.set(headingKey(word), label);
  }
  return known;
}

// Object.entries forgets the key type that the record has.
const simpleByKey = invert(simple);
const phoneByKey = invert(phones);
const emailByKey = invert(emails);
const linkByKey = invert(links);
const partByKey = invert(addressParts);

/** What a heading by itself says, or `null`. Groups are counted up where several columns hold the same kind of thing. */
export function targetOfHeading(heading: string, layout: Layout): Target | null {
  const key = headingKey(heading);
  if (key === '') return null;
  if (reportKeys.has(key) || skipped.has(key)) return { to: 'skip' };
  const numbered = numberedTarget(heading);
  if (numbered !== null) return numbered;
  const list = listTarget(heading);
  if (list !== null) return { ...list };
  if (key === 'title')
    return { to: layout === 'outlook' || layout === 'google' ? 'name-prefix' : 'jobTitle' };
  if (layout === 'google' && (key === 'fileas' || key === 'category')) return null;
  const phone = phoneByKey.get(key);
  if (phone !== undefined) return { to: 'phone', group: 0, part: 'value', label: phone };
  const email = emailByKey.get(key);
  if (email !== undefined) return { to: 'email', group: 0, part: 'value', label: email };
  const link = linkByKey.get(key);
  if (link !== undefined) return { to: 'link', group: 0, part: 'value', label: link };
  const plain = simpleByKey.get(key);
  if (plain !== undefined) return { to: plain };
  return addressTarget(key);
}

function addressTarget(key: string): Target | null {
  const whole = partByKey.get(key);
  if (whole !== undefined)
    return address(0, whole, key.includes('地址') && /公司|单位|办公/.test(key) ? 'Work' : '');
  for (const [owner, group, label] of addressOwners) {
    const rest = key.replace(owner, '');
    const part = rest === key ? undefined : partByKey.get(rest);
    if (part !== undefined) return address(group, part, label);
  }
  return null;
}

function address(group: number, part: string, label: string): Target | null {
  switch (part) {
    case 'value':
    case 'street':
    case 'city':
    case 'region':
    case 'postal-code':
    case 'country':
    case 'po-box':
    case 'label':
      return { to: 'address', group, part, label };
    default:
      return null;
  }
}

/** Google's `Phone 2 - Value`, old (`Type`) and new (`Label`), and the same with `Address 1 - City`. */
function numberedTarget(heading: string): Target | null {
  const match = /^(e-?mail|phone|website|address|organi[sz]ation)\s*(\d+)\s*-\s*(.+)$/i.exec(heading.trim());
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
      return address(group, side === 'label' ? 'label' : (partByKey.get(part) ?? ''), '');
    default:
      if (number !== '1') return null;
      return part === 'name' ? { to: 'organisation' } : part === 'title' ? { to: 'jobTitle' } : null;
  }
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

/** A number or code that the source gave each of its rows. */
export function isRecordNumber(heading: string): boolean {
  return /^(?:客户|会员|顾客|档案|记录)?(?:编号|编码|代码|ID)$|^(?:account|contact|lead|customer|client|record)\s?(?:id|no\.?|number|code)$|^id$/i.test(
    heading.trim(),
  );
}
