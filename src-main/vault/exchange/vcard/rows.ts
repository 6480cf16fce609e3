/** vCards as rows of a table with the headings that address books give theirs, so that they go the way of any table. */
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import { decodedText } from '../csv/encoding.ts';
import type { CardFacts, RowSource, SourceRow } from '../source.ts';
import { cardReader, type VCard } from './card.ts';
import { unfolder } from './lines.ts';

/** How often a card repeats a thing at most; what comes after goes into the notes. */
const mostRepeated = 20;
/** Headings of properties that only some programs write. */
const mostOthers = 100;

export interface CardTable {
  readonly rows: RowSource;
  readonly cards: number;
  /** Cards with a picture that can be taken. */
  readonly photos: number;
}

/** The card of a company, as its contacts' rows repeat it. */
interface CompanyCard {
  readonly uid: string;
  readonly name: string;
  readonly line: number;
}

async function* cardsOf(path: string, encoding: Encoding): AsyncGenerator<VCard[]> {
  const lines = unfolder();
  const cards = cardReader();
  for await (const text of decodedText(path, encoding)) yield cards.push(lines.push(text));
  yield cards.push(lines.end());
  yield cards.end();
}

type Shape = Readonly<Record<'phones' | 'emails' | 'links' | 'addresses', number>> & {
  readonly hasContacts: boolean;
  readonly others: readonly string[];
};

function headingsOf({ phones, emails, links, addresses, hasContacts, others }: Shape): string[] {
  const repeated = (count: number, of: (number: number) => string[]): string[] =>
    Array.from({ length: count }, (_, index) => of(index + 1)).flat();
  return [
    'Name',
    'Kind',
    'Organization',
    'Job Title',
    ...(hasContacts ? ['Contact Name', 'Contact Department', 'Contact Notes'] : []),
    ...repeated(phones, (n) => [`Phone ${String(n)} - Label`, `Phone ${String(n)} - Value`]),
    ...repeated(emails, (n) => [`E-mail ${String(n)} - Label`, `E-mail ${String(n)} - Value`]),
    ...repeated(addresses, (n) =>
      ['Label', 'PO Box', 'Street', 'City', 'Region', 'Postal Code', 'Country'].map(
        (part) => `Address ${String(n)} - ${part}`,
      ),
    ),
    ...repeated(links, (n) => [`Website ${String(n)} - Label`, `Website ${String(n)} - Value`]),
    'Labels',
    'Notes',
    ...others,
  ];
}

/** `company`: whose contact the card is. Then the row says both, as rows of contacts do. */
function cellsOf(card: VCard, shape: Shape, company: CompanyCard | null): string[] {
  const { name, isCompany, organisation, jobTitle, phones, emails, addresses, links } = card;
  const padded = <T>(
    items: readonly T[],
    count: number,
    cells: (item: T) => string[],
    width: number,
  ): string[] =>
    Array.from({ length: count }, (_, index) => {
      const item = items[index];
      return item === undefined ? Array.from({ length: width }, () => '') : cells(item);
    }).flat();
  const pair = ({ label, value }: { label: string; value: string }): string[] => [label, value];
  const rest = [...phones.slice(mostRepeated), ...emails.slice(mostRepeated), ...links.slice(mostRepeated)];
  const notes = [card.notes, ...rest.map(({ value }) => value)].filter(Boolean).join('\n');
  const own = [name, isCompany ? 'company' : 'person', organisation, jobTitle];
  const contact = company === null ? ['', '', ''] : [name, card.units, notes];
  return [
    ...(company === null ? own : [company.name, 'company', '', card.role]),
    ...(shape.hasContacts ? contact : []),
    ...padded(phones, shape.phones, pair, 2),
    ...padded(emails, shape.emails, pair, 2),
    ...padded(
      addresses,
      shape.addresses,
      (one) => [one.label, one.poBox, one.street, one.city, one.region, one.postalCode, one.country],
      7,
    ),
    ...padded(links, shape.links, pair, 2),
    card.tags.join(' ::: '),
    company === null ? notes : '',
    ...shape.others.map((heading) => card.others.get(heading) ?? ''),
  ];
}

function rowOf(card: VCard, shape: Shape, company: CompanyCard | null): SourceRow {
  const fault = card.isFinished ? (card.isCut ? 'too-long' : null) : 'open-card';
  const facts: CardFacts = { photo: card.photo, uid: card.uid, companyUid: company?.uid ?? null };
  return { line: card.line, cells: cellsOf(card, shape, company), fault, card: facts };
}

/** Reads a file of cards once to see what they hold. The rows, with a heading row, are read anew each time. */
export async function vcardTable(path: string, encoding: Encoding): Promise<CardTable> {
  const most = { phones: 0, emails: 0, links: 0, addresses: 0 };
  const others = new Set<string>();
  const companyOf = new Map<string, CompanyCard>();
  const uids = new Set<string>();
  let cards = 0;
  let photos = 0;
  for await (const some of cardsOf(path, encoding)) {
    for (const card of some) {
      cards += 1;
      if (card.photo !== null) photos += 1;
      if (card.isCompany && card.uid !== '')
        for (const agent of card.agents)
          companyOf.set(agent, { uid: card.uid, name: card.name, line: card.line });
      if (!card.isCompany && companyOf.has(card.uid)) uids.add(card.uid);
      for (const key of ['phones', 'emails', 'links', 'addresses'] as const)
        most[key] = Math.min(mostRepeated, Math.max(most[key], card[key].length));
      for (const heading of card.others.keys()) if (others.size < mostOthers) others.add(heading);
    }
  }
  const shape: Shape = { ...most, hasContacts: uids.size > 0, others: [...others].sort() };
  /** A contact comes after its company, whose row makes the customer. */
  const companyFor = ({ uid, isCompany, line }: VCard): CompanyCard | null => {
    const company = isCompany ? undefined : companyOf.get(uid);
    return company !== undefined && company.line < line ? company : null;
  };
  const heading: SourceRow = { line: 1, cells: headingsOf(shape), fault: null };
  return {
    cards,
    photos,
    async *rows() {
      yield [heading];
      for await (const some of cardsOf(path, encoding))
        yield some.map((card) => rowOf(card, shape, companyFor(card)));
    },
  };
}
