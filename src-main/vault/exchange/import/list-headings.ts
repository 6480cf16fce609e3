/** Headings of columns that hold all phones, e-mails, links or addresses of a customer or of a contact, and their labels and parts. */
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { headingKey } from '../own-files.ts';

type ListTarget = Extract<Target, { to: 'phone' | 'email' | 'link' | 'address' }>;

/** By target, what it is called beside the one whose it is: Contact phone labels, 联系人电话类别. */
const words: readonly (readonly [to: ListTarget['to'], part: ListTarget['part'], words: string])[] = [
  ['phone', 'value', 'phone phones 电话'],
  ['phone', 'label', 'phonelabel phonelabels phoneslabel 电话类别'],
  ['email', 'value', 'email emails 邮箱'],
  ['email', 'label', 'emaillabel emaillabels emailslabel 邮箱类别'],
  ['link', 'value', 'link links website 网址'],
  ['link', 'label', 'linklabel linklabels linkslabel 网址类别'],
  ['address', 'value', 'address addresses 地址'],
  ['address', 'label', 'addresslabel addresslabels addresseslabel 地址类别'],
  ['address', 'street', 'addressstreet addressesstreet 地址街道'],
  ['address', 'city', 'addresscity addressescity 地址城市'],
  ['address', 'region', 'addressstateorprovince addressesregion 地址省份'],
  ['address', 'postal-code', 'addresspostalcode addressespostalcode 地址邮编'],
  ['address', 'country', 'addresscountry addressescountry 地址国家'],
];

const owners = { customer: ['all', 'customer', '全部', '客户'], contact: ['contact', '联系人'] } as const;

function listTargets(): Map<string, ListTarget> {
  const known = new Map<string, ListTarget>();
  for (const [to, part, names] of words) {
    const own = { to, part, group: 0, label: '' } as ListTarget;
    for (const name of names.split(' ')) {
      for (const owner of owners.customer) known.set(owner + name, own);
      for (const owner of owners.contact) known.set(owner + name, { ...own, of: 'contact' });
      // A single phone or address is told by the other tables, with its label.
      if (part !== 'value' || name.endsWith('s')) known.set(name, own);
    }
  }
  known.set('联系人手机', { to: 'phone', part: 'value', group: 0, label: '手机', of: 'contact' });
  known.set('contactmobile', { to: 'phone', part: 'value', group: 0, label: 'Mobile', of: 'contact' });
  return known;
}

const targets = listTargets();

/** What a heading of such a column says, or `null`. */
export function listTarget(heading: string): ListTarget | null {
  return targets.get(headingKey(heading)) ?? null;
}
