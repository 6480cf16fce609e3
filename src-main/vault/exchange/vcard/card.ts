/** A vCard of any version as what an address book shows of it. */
import type { Photo } from '../source.ts';
import type { LogicalLine } from './lines.ts';
import { photoLink, photoOf } from './photo.ts';
import { parseProperty, splitValue, textValue, type Property } from './property.ts';

interface Labelled {
  readonly label: string;
  readonly value: string;
}

interface CardAddress {
  readonly label: string;
  readonly poBox: string;
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}

export interface VCard {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** False when the file ends within it, or another begins. */
  readonly isFinished: boolean;
  readonly isCut: boolean;
  readonly name: string;
  readonly isCompany: boolean;
  readonly organisation: string;
  readonly jobTitle: string;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly phones: readonly Labelled[];
  readonly emails: readonly Labelled[];
  readonly links: readonly Labelled[];
  readonly addresses: readonly CardAddress[];
  /** Everything else that says something of the customer, by its heading. */
  readonly others: ReadonlyMap<string, string>;
  readonly photo: Photo | null;
  readonly uid: string;
  /** UIDs of the cards of those who act for it: a company's contacts. */
  readonly agents: readonly string[];
  /** Of a contact's card: where in the company it works. */
  readonly units: string;
  /** Title or role, without the unit. */
  readonly role: string;
}

/** What says something of the card or the program, and nothing of the customer. */
const ignored = new Set(
  'BEGIN END VERSION PRODID REV UID PROFILE MAILER TZ GEO SORT-STRING CLASS CLIENTPIDMAP XML SOURCE CALURI CALADRURI FBURL LOGO SOUND KEY AGENT FN N ORG TITLE ROLE NOTE CATEGORIES TEL EMAIL URL ADR LABEL PHOTO KIND BDAY ANNIVERSARY NICKNAME IMPP X-ABLABEL X-ABSHOWAS X-ABUID X-ABADR X-PHONETIC-FIRST-NAME X-PHONETIC-LAST-NAME X-PHONETIC-MIDDLE-NAME MEMBER RELATED LANG GENDER'.split(
    ' ',
  ),
);

const places: Readonly<Record<string, string>> = { WORK: 'Work', HOME: 'Home', OTHER: 'Other' };
const devices: Readonly<Record<string, string>> = {
  CELL: 'Mobile',
  MOBILE: 'Mobile',
  FAX: 'Fax',
  PAGER: 'Pager',
  MAIN: 'Main',
};

class Properties {
  readonly #all: readonly Property[];

  constructor(all: readonly Property[]) {
    this.#all = all;
  }

  all(name: string): readonly Property[] {
    return this.#all.filter((property) => property.name === name);
  }

  text(name: string): string {
    return this.all(name)
      .map(({ raw }) => textValue(raw))
      .filter((text) => text !== '')
      .join('\n');
  }

  /** Apple gives a label in a property of its own: `_$!<HomePage>!$_`, or what a person typed. */
  label({ group, types }: Property): string {
    const own = this.#all.find((each) => group !== '' && each.name === 'X-ABLABEL' && each.group === group);
    if (own !== undefined)
      return textValue(own.raw)
        .replace(/^_\$!<(.*)>!\$_$/, '$1')
        .slice(0, 100);
    const names = [...types].flatMap((type) => places[type] ?? devices[type] ?? []);
    return [...new Set(names)].sort().reverse().join(' ');
  }

  get list(): readonly Property[] {
    return this.#all;
  }
}

/** 卢绍辉 without a space; everybody else in the order of N's own parts. */
function composedName(raw: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = splitValue(raw, ';').map((part) =>
    part.replaceAll(',', ' '),
  );
  const isHan = /^[\p{Script=Han}·]+$/u.test(`${family}${given}`);
  if (isHan) return `${family}${middle}${given}`;
  return [prefix, given, middle, family, suffix].filter(Boolean).join(' ');
}

function addressOf(properties: Properties, property: Property): CardAddress {
  const [poBox = '', extended = '', street = '', city = '', region = '', postalCode = '', country = ''] =
    splitValue(property.raw, ';');
  const whole = [street, extended].filter(Boolean).join('\n');
  return { label: properties.label(property), poBox, street: whole, city, region, postalCode, country };
}

function labelled(properties: Properties, name: string, clean: (text: string) => string): Labelled[] {
  return properties
    .all(name)
    .map((property) => ({ label: properties.label(property), value: clean(textValue(property.raw)) }))
    .filter(({ value }) => value !== '');
}

/** `19900412`, `1990-04-12T…`, `--0412`: as a date where there is a year, as it is otherwise. */
function birthday(text: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$/.exec(text);
  if (match !== null) return `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
  const short = /^--(\d{2})-?(\d{2})$/.exec(text);
  return short === null ? text : `--${short[1] ?? ''}-${short[2] ?? ''}`;
}

function othersOf(properties: Properties): Map<string, string> {
  const others = new Map<string, string>();
  const put = (heading: string, value: string): void => {
    if (value !== '')
      others.set(heading, others.has(heading) ? `${others.get(heading) ?? ''}\n${value}` : value);
  };
  put('Birthday', birthday(properties.text('BDAY')));
  put('Anniversary', birthday(properties.text('ANNIVERSARY')));
  put('Nickname', properties.text('NICKNAME'));
  put('Gender', properties.text('GENDER'));
  for (const { raw } of properties.all('IMPP')) put('Instant messaging', textValue(raw));
  for (const property of properties.all('PHOTO')) put('Photo', photoLink(property));
  for (const { raw, types } of properties.all('RELATED')) {
    // Links from card to card are followed where cards are put together; a name says something by itself.
    const text = textValue(raw);
    if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(text))
      put(
        'Related',
        [[...types].map((type) => type.toLowerCase()).join(', '), text].filter(Boolean).join(': '),
      );
  }
  for (const { name, raw } of properties.list)
    if (!ignored.has(name)) put(name.replace(/^X-/, ''), textValue(raw));
  return others;
}

function cardOf({ line, properties: all, isCut, isPhotoCut }: OpenCard, isFinished: boolean): VCard {
  const properties = new Properties(all);
  const [organisation = '', ...units] = splitValue(properties.all('ORG')[0]?.raw ?? '', ';');
  const ownName = properties.text('FN') || composedName(properties.all('N')[0]?.raw ?? '');
  const isNamed = /^(?:ORG|ORGANIZATION|GROUP)$/i.test(properties.text('KIND'));
  const isShown = /^COMPANY$/i.test(properties.text('X-ABSHOWAS'));
  const isCompany = isNamed || isShown || (ownName === '' && organisation !== '');
  const name = isCompany ? organisation || ownName : ownName;
  const role = properties.text('TITLE') || properties.text('ROLE');
  const unit = units.filter(Boolean).join(' / ');
  return {
    line,
    isFinished,
    isCut,
    name: name.replaceAll('\n', ' '),
    isCompany,
    organisation: isCompany ? '' : organisation,
    jobTitle: [role, unit].filter(Boolean).join(', ').replaceAll('\n', ' '),
    notes: properties.text('NOTE'),
    tags: properties
      .all('CATEGORIES')
      .flatMap(({ raw }) => splitValue(raw, ','))
      .filter(Boolean),
    phones: labelled(properties, 'TEL', (text) => text.replace(/^tel:/i, '').replace(/;.*$/s, '')),
    emails: labelled(properties, 'EMAIL', (text) => text.replace(/^mailto:/i, '')),
    links: labelled(properties, 'URL', (text) => text),
    addresses: properties.all('ADR').map((property) => addressOf(properties, property)),
    others: othersOf(properties),
    photo: isPhotoCut
      ? null
      : (properties
          .all('PHOTO')
          .map(photoOf)
          .find((each) => each !== null) ?? null),
    uid: properties.text('UID'),
    agents: properties
      .all('RELATED')
      .filter(({ types }) => types.has('AGENT'))
      .map(({ raw }) => textValue(raw)),
    units: unit,
    role: role.replaceAll('\n', ' '),
  };
}

interface OpenCard {
  readonly line: number;
  readonly properties: Property[];
  isCut: boolean;
  isPhotoCut: boolean;
}

/** Properties of one card that are looked at; nobody's card has more. */
const mostProperties = 5000;

export interface CardReader {
  push(lines: readonly LogicalLine[]): VCard[];
  end(): VCard[];
}

/** Puts lines together to cards. A card within another (AGENT) is left out; what stands between cards is, too. */
export function cardReader(): CardReader {
  let open: OpenCard | null = null;
  let depth = 0;
  let done: VCard[] = [];

  const close = (isFinished: boolean): void => {
    if (open !== null) done.push(cardOf(open, isFinished));
    open = null;
    depth = 0;
  };
  const take = ({ number, text, isCut }: LogicalLine): void => {
    const word = text.trim().toUpperCase();
    if (word === 'BEGIN:VCARD') {
      const isWithin = open?.properties.at(-1)?.name === 'AGENT' || depth > 0;
      if (open !== null && isWithin) depth += 1;
      else {
        close(false);
        open = { line: number, properties: [], isCut: false, isPhotoCut: false };
      }
      return;
    }
    if (open === null) return;
    if (word === 'END:VCARD') {
      if (depth > 0) depth -= 1;
      else close(true);
      return;
    }
    if (depth > 0 || open.properties.length >= mostProperties) return;
    const property = parseProperty(text);
    if (property === null) return;
    open.properties.push(property);
    if (isCut && property.name === 'PHOTO') open.isPhotoCut = true;
    if (isCut && property.name !== 'PHOTO' && !ignored.has(property.name)) open.isCut = true;
    if (isCut && property.name === 'NOTE') open.isCut = true;
  };
  const taken = (): VCard[] => {
    const cards = done;
    done = [];
    return cards;
  };
  return {
    push: (lines) => {
      for (const line of lines) take(line);
      return taken();
    },
    end: () => {
      close(false);
      return taken();
    },
  };
}
