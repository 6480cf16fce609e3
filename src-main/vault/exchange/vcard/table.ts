/** The columns of a table of cards, with the headings that address books give theirs, and the cells of one card. */
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import type { VCard } from './card.ts';
import type { OwnField } from './own-fields.ts';

/** How often a card repeats a thing at most; what comes after goes into the notes. */
const mostRepeated = 20;
/** Headings of fields of one's own, and of properties that only some programs write. */
const mostOthers = 100;

const counted = ['phones', 'emails', 'links', 'addresses'] as const;
const addressParts = ['Label', 'Formatted', 'PO Box', 'Street', 'City', 'Region', 'Postal Code', 'Country'];

type NewField = Extract<Target, { to: 'new-field' }>;

/** What the cards of a file hold, which decides on its columns. */
export interface Shape {
  readonly most: Readonly<Record<(typeof counted)[number], number>>;
  readonly hasContacts: boolean;
  readonly fields: readonly Omit<OwnField, 'parts'>[];
  readonly others: readonly string[];
}

/** A cell; `parts` where they are meant as they are written. */
interface Cell {
  readonly text: string;
  readonly parts: readonly string[] | null;
}

export interface ShapeSurvey {
  readonly add: (card: VCard) => void;
  readonly shape: (isRelated: boolean, hasContacts: boolean) => Shape;
}

const keyOf = ({ name, type }: Omit<OwnField, 'parts'>): string => `${type} ${name}`;
export const relatedHeading = 'Related';

export function shapeSurvey(): ShapeSurvey {
  const most = { phones: 0, emails: 0, links: 0, addresses: 0 };
  const fields = new Map<string, Omit<OwnField, 'parts'>>();
  const others = new Set<string>();
  let hasPerson = false;
  return {
    add: (card) => {
      for (const key of counted) most[key] = Math.min(mostRepeated, Math.max(most[key], card[key].length));
      for (const field of card.fields) if (fields.size < mostOthers) fields.set(keyOf(field), field);
      for (const heading of card.others.keys()) if (others.size < mostOthers - 1) others.add(heading);
      hasPerson ||= card.person !== '';
    },
    shape: (isRelated, hasContacts) => ({
      most,
      hasContacts: hasContacts || hasPerson,
      fields: [...fields.values()],
      others: [...others, ...(isRelated ? [relatedHeading] : [])].sort(),
    }),
  };
}

export function headingsOf({ most, hasContacts, fields, others }: Shape): string[] {
  const repeated = (count: number, of: string, parts: readonly string[]): string[] =>
    Array.from({ length: count }, (_, index) =>
      parts.map((part) => `${of} ${String(index + 1)} - ${part}`),
    ).flat();
  return [
    'Name',
    'Kind',
    'Organization',
    'Job Title',
    ...(hasContacts ? ['Contact Name', 'Contact Job Title', 'Contact Department', 'Contact Notes'] : []),
    ...repeated(most.phones, 'Phone', ['Label', 'Value']),
    ...repeated(most.emails, 'E-mail', ['Label', 'Value']),
    ...repeated(most.addresses, 'Address', addressParts),
    ...repeated(most.links, 'Website', ['Label', 'Value']),
    'Labels',
    'Notes',
    ...fields.map(({ name }) => name),
    ...others,
  ];
}

/** Where columns go of which our own cards say it: fields of their own, by the column's place. */
export function declaredOf(shape: Shape): Map<number, NewField> {
  const start = headingsOf({ ...shape, fields: [], others: [] }).length;
  return new Map(
    shape.fields.map(({ name, type, class: fieldClass, currency }, index) => [
      start + index,
      { to: 'new-field', name, type, class: fieldClass, currency },
    ]),
  );
}

const plain = (text: string): Cell => ({ text, parts: null });
const exact = (text: string): Cell => (text === '' ? plain('') : { text, parts: [text] });

export interface Cells {
  readonly cells: readonly string[];
  readonly asWritten: ReadonlyMap<number, readonly string[]>;
}

/** `company`: whose contact the card is. Then the row says both, as rows of contacts do. */
export function cellsOf(
  card: VCard,
  shape: Shape,
  company: Pick<VCard, 'name' | 'organisation' | 'isCompany'> | null,
): Cells {
  const { name, jobTitle, person, phones, emails, addresses, links, tags } = card;
  const say = card.isOurs ? exact : plain;
  const padded = <T>(items: readonly T[], count: number, of: (item: T) => Cell[], width: number): Cell[] =>
    Array.from({ length: count }, (_, index) => {
      const item = items[index];
      return item === undefined ? Array.from({ length: width }, () => plain('')) : of(item);
    }).flat();
  const notes = [card.notes, ...beyondColumns(card, shape)].filter(Boolean).join('\n');
  const kind = (company ?? card).isCompany ? 'company' : 'person';
  const own = [company?.name ?? name, kind, (company ?? card).organisation];
  const isRoleContacts = company !== null || person !== '';
  const contact =
    company !== null
      ? [name, card.role, card.units, notes]
      : person !== ''
        ? [person, card.role, card.units, '']
        : ['', '', '', ''];
  const cells = [
    ...own.map(say),
    say(isRoleContacts ? '' : jobTitle),
    ...(shape.hasContacts ? contact : []).map(say),
    ...padded(phones, shape.most.phones, ({ label, value }) => [say(label), say(value)], 2),
    ...padded(emails, shape.most.emails, ({ label, value }) => [say(label), say(value)], 2),
    ...padded(
      addresses,
      shape.most.addresses,
      (one) =>
        [one.label, one.whole, one.poBox, one.street, one.city, one.region, one.postalCode, one.country].map(
          exact,
        ),
      addressParts.length,
    ),
    ...padded(links, shape.most.links, ({ label, value }) => [say(label), exact(value)], 2),
    { text: tags.join(' ::: '), parts: tags.length === 0 ? null : tags },
    say(company === null ? notes : ''),
    ...shape.fields.map((field) => {
      const parts = card.fields.find((each) => keyOf(each) === keyOf(field))?.parts ?? null;
      return parts === null ? plain('') : { text: parts.join(' ::: '), parts };
    }),
    ...shape.others.map((heading) => plain(card.others.get(heading) ?? '')),
  ];
  return {
    cells: cells.map(({ text }) => text),
    asWritten: new Map(cells.flatMap(({ parts }, at) => (parts === null ? [] : [[at, parts] as const]))),
  };
}

/** What a card has of a thing beyond its columns. */
function beyondColumns({ phones, emails, links, addresses, fields, others }: VCard, shape: Shape): string[] {
  const labelled = [
    ...phones.slice(mostRepeated),
    ...emails.slice(mostRepeated),
    ...links.slice(mostRepeated),
  ];
  const said = (label: string, value: string): string => [label, value].filter(Boolean).join(': ');
  return [
    ...labelled.map(({ label, value }) => said(label, value)),
    ...addresses
      .slice(mostRepeated)
      .map(({ label, ...parts }) => said(label, Object.values(parts).filter(Boolean).join(', '))),
    ...fields
      .filter((field) => !shape.fields.some((known) => keyOf(known) === keyOf(field)))
      .map(({ name, parts }) => said(name, parts.join(', '))),
    ...[...others]
      .filter(([heading]) => !shape.others.includes(heading))
      .map(([heading, value]) => said(heading, value)),
  ];
}
