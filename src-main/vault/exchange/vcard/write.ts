/** Customers as vCard 4.0 (RFC 6350): one card each, and one for each contact of a company. */
import type { Customer } from '../../../../src-preload/contract/customers.ts';
import type { Photo } from '../source.ts';

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

class Card {
  #lines = 'BEGIN:VCARD\r\nVERSION:4.0\r\n';
  #groups = 0;

  add(name: string, value: string, parameters = ''): void {
    if (value !== '') this.#lines += folded(`${name}${parameters}:${value}`);
  }

  /** A property whose label the standard knows, or that says it in a property of its own, as Apple does. */
  addLabelled(name: string, value: string, label: string): void {
    const type = placeOf[label.trim().toLowerCase()];
    if (type !== undefined || label.trim() === '') {
      this.add(name, value, type === undefined ? '' : `;TYPE=${type}`);
      return;
    }
    this.#groups += 1;
    this.add(`item${String(this.#groups)}.${name}`, value);
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
    else if (type === 'link') card.addLabelled('URL', value.replace(/\s+/g, ' '), label);
    else {
      const parts =
        address === null
          ? ['', '', value, '', '', '', '']
          : ['', '', address.street, address.city, address.region, address.postalCode, address.country];
      card.addLabelled('ADR', parts.map(escaped).join(';'), label);
    }
  }
}

/** A customer's cards, which name each other by UID. `tags`: names of its tags. */
export function vcardsOf(
  customer: Customer,
  tags: readonly string[],
  photo: Pick<Photo, 'bytes' | 'mediaType'> | null,
): string {
  const { id, kind, name, organisation, jobTitle, notes, contacts, points } = customer;
  const shownName = name.trim() === '' ? organisation : name;
  const card = new Card();
  card.add('KIND', kind === 'company' ? 'org' : 'individual');
  card.add('FN', escaped(shownName));
  card.add('ORG', escaped(kind === 'company' ? shownName : organisation));
  card.add('TITLE', escaped(jobTitle));
  addPoints(
    card,
    points.filter(({ contactId }) => contactId === null),
  );
  card.add('CATEGORIES', tags.map(escaped).join(','));
  card.add('NOTE', escaped(notes));
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
