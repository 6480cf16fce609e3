/** Customers as vCard 4.0 (RFC 6350): one card each, and one for each contact of a company. */
import type { Customer } from '../../../../src-preload/contract/customers.ts';
import type { CardFile } from '../source.ts';
import { productId } from './ledger.ts';
import { ownFieldName, type OwnField } from './own-fields.ts';

/** A line has at most 75 octets, its end left out; what is longer is folded (section 3.2). */
const mostOctets = 75;

function folded(line: string): string {
  // Pictures are long, and an octet a character.
  if (/^[ -~]*$/.test(line)) {
    const rest = line.slice(mostOctets).match(/.{1,74}/g) ?? [];
    return `${[line.slice(0, mostOctets), ...rest].join('\r\n ')}\r\n`;
  }
  let out = '';
  let octets = 0;
  for (const character of line) {
    const length = Buffer.byteLength(character);
    if (octets + length > mostOctets) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += length;
  }
  return `${out}\r\n`;
}

/** A value as text (section 3.4). Control characters have no form in it. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\,;]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/(?!\t)\p{Cc}/gu, '');
}

const placeOf: Readonly<Record<string, string>> = {
  work: 'work',
  office: 'work',
  工作: 'work',
  公司: 'work',
  home: 'home',
  家庭: 'home',
  住宅: 'home',
  mobile: 'cell',
  手机: 'cell',
  fax: 'fax',
  传真: 'fax',
  pager: 'pager',
};

/** What our own reader makes of a type by itself. */
const labelOf: Readonly<Record<string, string>> = {
  work: 'Work',
  home: 'Home',
  cell: 'Mobile',
  fax: 'Fax',
  pager: 'Pager',
};

/** A parameter's value in quotation marks, with what they cannot hold put otherwise (RFC 6868). */
function quoted(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll('^', '^^')
    .replace(/\r\n|\r|\n/g, '^n')
    .replaceAll('"', "^'");
  return `"${plain.replace(/(?!\t)\p{Cc}/gu, '')}"`;
}

class Card {
  #lines = `BEGIN:VCARD\r\nVERSION:4.0\r\nPRODID:${productId}\r\n`;
  #groups = 0;

  add(name: string, value: string, parameters = ''): void {
    if (value !== '') this.#lines += folded(`${name}${parameters}:${value}`);
  }

  /** A property whose label the standard knows, or that says it in a property of its own, as Apple does; or both. */
  addLabelled(name: string, value: string, label: string, parameters = ''): void {
    const type = placeOf[label.trim().toLowerCase()];
    const all = `${type === undefined ? '' : `;TYPE=${type}`}${parameters}`;
    if (value === '' || label === '' || (type !== undefined && labelOf[type] === label)) {
      this.add(name, value, all);
      return;
    }
    this.#groups += 1;
    this.add(`item${String(this.#groups)}.${name}`, value, all);
    this.add(`item${String(this.#groups)}.X-ABLabel`, escaped(label));
  }

  end(): string {
    return `${this.#lines}END:VCARD\r\n`;
  }
}

type Points = Customer['points'];

function addPoints(card: Card, points: Points): void {
  for (const { type, value, label, address } of points) {
    if (type === 'phone') card.addLabelled('TEL', escaped(value), label);
    else if (type === 'email') card.addLabelled('EMAIL', escaped(value), label);
    else if (type === 'link') card.addLabelled('URL', escaped(value), label);
    // On one line by itself, or in parts, which others put on lines as they like.
    else if (address === null || Object.values(address).every((part) => part === ''))
      card.addLabelled('ADR', `;;${escaped(value)};;;;`, label, ';X-COFFER-WHOLE=1');
    else {
      const { street, city, region, postalCode, country } = address;
      const parts = ['', '', street, city, region, postalCode, country].map(escaped).join(';');
      card.addLabelled('ADR', parts, label, value === '' ? '' : `;LABEL=${quoted(value)}`);
    }
  }
}

/** What belongs to a customer's card besides the customer. */
export interface CardExtras {
  /** Names of its tags. */
  readonly tags: readonly string[];
  readonly fields: readonly OwnField[];
  readonly photo: Pick<CardFile, 'bytes' | 'mediaType'> | null;
}

function addFields(card: Card, fields: readonly OwnField[]): void {
  for (const { name, type, class: fieldClass, currency, parts } of fields) {
    const parameters = `;X-NAME=${quoted(name)};X-TYPE=${type};X-CLASS=${fieldClass}`;
    card.add(
      ownFieldName,
      parts.map(escaped).join(','),
      type === 'money' ? `${parameters};X-CURRENCY=${currency}` : parameters,
    );
  }
}

/** A customer's cards, which name each other by UID. */
export function vcardsOf(customer: Customer, { tags, fields, photo }: CardExtras): string {
  const { id, kind, name, organisation, jobTitle, notes, contacts, points } = customer;
  const shownName = name.trim() === '' ? organisation : name;
  const card = new Card();
  card.add('KIND', kind === 'company' ? 'org' : 'individual');
  card.add('FN', escaped(shownName));
  // Address books that know no kinds tell a company by this.
  card.add('ORG', escaped(organisation === '' && kind === 'company' ? shownName : organisation));
  card.add('TITLE', escaped(jobTitle));
  addPoints(
    card,
    points.filter(({ contactId }) => contactId === null),
  );
  card.add('CATEGORIES', tags.map(escaped).join(','));
  card.add('NOTE', escaped(notes));
  addFields(card, fields);
  card.add('UID', `coffer:${id}`);
  for (const contact of contacts) card.add('RELATED', `coffer:${contact.id}`, ';TYPE=agent');
  if (photo !== null)
    card.add('PHOTO', `data:${photo.mediaType};base64,${Buffer.from(photo.bytes).toString('base64')}`);
  const own = contacts.map((contact) => {
    const person = new Card();
    person.add('KIND', 'individual');
    person.add('FN', escaped(contact.name));
    person.add('ORG', [shownName, contact.department].filter(Boolean).map(escaped).join(';'));
    person.add('TITLE', escaped(contact.jobTitle));
    addPoints(
      person,
      points.filter(({ contactId }) => contactId === contact.id),
    );
    person.add('NOTE', escaped(contact.note));
    person.add('UID', `coffer:${contact.id}`);
    return person.end();
  });
  return [card.end(), ...own].join('');
}
