/** Invents customers: people and companies, Chinese and others mixed as a trading firm has them. */
import type { CustomerKind, Edit, FieldValue, Point } from '../../../src-preload/contract/customers.ts';
import type { SampleFields } from './sample-fields.ts';
import type { Dice } from './random.ts';
import { en, zh } from './words.ts';

export interface Invented {
  readonly kind: CustomerKind;
  readonly edits: readonly Edit[];
}

interface Party {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}

function zhPerson(dice: Dice, n: number): Party {
  const surname = dice.chance(0.02) ? dice.pick(zh.doubleSurnames) : dice.pick(zh.surnames);
  const given = dice.chance(0.75) ? dice.pick(zh.given) + dice.pick(zh.given) : dice.pick(zh.given);
  // 199 0000 xxxx is given to nobody.
  return {
    name: surname + given,
    phone: `1990000${String(1 + (n % 9_999)).padStart(4, '0')}`,
    email: `kehu${n}@example.com`,
  };
}

function enPerson(dice: Dice, n: number): Party {
  const given = dice.pick(en.given);
  const family = dice.pick(en.family);
  const local = `${given}.${family}`
    .normalize('NFKD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  // 555-01xx is kept for fiction.
  return {
    name: `${given} ${family}`,
    phone: `+1 ${200 + (n % 700)} 555 01${dice.digits(2)}`,
    email: `${local}${n}@example.org`,
  };
}

/** A point that has no place among the others yet. */
type Unplaced = Omit<Point, 'position'>;

const point = (
  type: Point['type'],
  label: string,
  value: string,
  address: Point['address'] = null,
  contactId: string | null = null,
): Unplaced => ({ type, label, value, address, contactId });

function address(dice: Dice, isChinese: boolean): Unplaced {
  if (isChinese) {
    const [region, city, postalCode] = dice.pick(zh.cities);
    const street = `${dice.pick(zh.streets)}${1 + dice.below(400)}号`;
    return point('address', zh.addressLabel, `${region}${city}${street}`, {
      street,
      city,
      region,
      postalCode,
      country: zh.country,
    });
  }
  const [region, city, postalCode] = dice.pick(en.cities);
  const street = `${1 + dice.below(400)} ${dice.pick(en.streets)}`;
  return point('address', en.addressLabel, `${street}, ${city}, ${region} ${postalCode}`, {
    street,
    city,
    region,
    postalCode,
    country: '',
  });
}

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The 17 digits and a check digit that is not theirs (GB 11643-1999), so that the number is nobody's. */
function wrongIdNumber(digits: string): string {
  const sum = idWeights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const right = (12 - (sum % 11)) % 11;
  return `${digits}${(right + 1) % 10}`;
}

function values(dice: Dice, fields: SampleFields, n: number): Edit[] {
  const edits: Edit[] = [];
  const set = (key: string, share: number, make: () => FieldValue): void => {
    if (dice.chance(share)) edits.push({ field: 'value', key, value: make() });
  };
  const day = (): string => {
    const at = new Date(Date.UTC(2019, 0, 1) + dice.below(2700) * 86_400_000);
    return at.toISOString().slice(0, 10);
  };
  set(fields.level, 0.9, () => [dice.pick(fields.levelOptions)]);
  set(fields.sources, 0.6, () => [dice.pick(fields.sourceOptions)]);
  set(fields.amount, 0.5, () => ({
    amount: String(500 * (1 + dice.below(2000))),
    currency: fields.currency,
  }));
  set(fields.visits, 0.5, () => dice.below(30));
  set(fields.since, 0.6, day);
  set(fields.contract, 0.5, () => dice.chance(0.5));
  set(fields.terms, 0.1, () => dice.pick(fields.words.notes));
  set(fields.wechat, 0.3, () => `wx_${dice.digits(6)}`);
  set(fields.website, 0.15, () => `https://example.com/${n}`);
  set(fields.credit, 0.1, () => dice.pick(['A+', 'A', 'B', 'C']));
  set(fields.idNumber, 0.1, () => wrongIdNumber(`110000${1950 + dice.below(55)}0101${dice.digits(3)}`));
  set(fields.portal, 0.03, () => `not-real-${dice.digits(6)}`);
  return edits;
}

/** One customer; the same `dice` and `n` give the same one. `newId` names its points and contacts. */
export function invent(dice: Dice, fields: SampleFields, n: number, newId: () => string): Invented {
  const isChinese = dice.chance(fields.words === zh ? 0.9 : 0.2);
  const words = isChinese ? zh : en;
  const kind: CustomerKind = dice.chance(0.45) ? 'company' : 'person';
  const person = isChinese ? zhPerson(dice, n) : enPerson(dice, n);
  const brand = dice.pick(words.brands);
  const firm = isChinese
    ? `${dice.pick(zh.cities)[1].replace('市', '')}${brand}${dice.pick(zh.trades)}${dice.pick(zh.companySuffix)}`
    : `${brand} ${dice.pick(en.trades)} ${dice.pick(en.companySuffix)}`;
  const edits: Edit[] = [{ field: 'name', value: kind === 'company' ? firm : person.name }];
  let position = 0;
  const add = (value: Unplaced): void => {
    edits.push({ field: 'point', key: newId(), value: { ...value, position: ++position } });
  };
  if (kind === 'person') {
    if (dice.chance(0.6))
      edits.push({ field: 'organisation', value: firm }, { field: 'jobTitle', value: dice.pick(words.jobs) });
    add(point('phone', words.phoneLabels[0], person.phone));
    if (dice.chance(0.7)) add(point('email', words.emailLabel, person.email));
  } else {
    add(
      point(
        'phone',
        words.phoneLabels[2],
        isChinese ? `010-5550${dice.digits(4)}` : `+1 212 555 01${dice.digits(2)}`,
      ),
    );
    const contactId = newId();
    edits.push({
      field: 'contact',
      key: contactId,
      value: {
        name: person.name,
        jobTitle: dice.pick(words.jobs),
        department: dice.pick(words.departments),
        note: '',
        position: 1,
      },
    });
    add(point('phone', words.phoneLabels[0], person.phone, null, contactId));
    add(point('email', words.emailLabel, person.email, null, contactId));
  }
  if (dice.chance(0.7)) add(address(dice, isChinese));
  if (dice.chance(0.4)) edits.push({ field: 'notes', value: dice.pick(words.notes) });
  for (const tag of fields.tags) if (dice.chance(0.12)) edits.push({ field: 'tag', key: tag, value: true });
  return { kind, edits: [...edits, ...values(dice, fields, n)] };
}
