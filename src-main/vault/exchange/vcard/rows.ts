/** vCards as rows of a table, so that they go the way of any table. */
import type { Encoding } from '../../../../src-preload/contract/exchange.ts';
import { openFile } from '../../../files/open-file.ts';
import { decodedText, detectEncoding } from '../csv/encoding.ts';
import { likeliestEncoding } from '../csv/plausible.ts';
import type { CardFacts, RowSource, SourceRow } from '../source.ts';
import type { VCard } from './card.ts';
import type { Charsets } from './charsets.ts';
import { unfolder } from './lines.ts';
import { linksOfFile, type LinksOfFile } from './links.ts';
import { cardReader } from './reader.ts';
import { cellsOf, declaredOf, headingsOf, relatedHeading, shapeSurvey, type Shape } from './table.ts';

export interface CardTable {
  readonly rows: RowSource;
  readonly cards: number;
  /** Cards with a picture or another file that can be taken. */
  readonly photos: number;
  /** In which what is no UTF-8 is read. */
  readonly encoding: Encoding;
  /** Fields that columns of our own cards are of, by their place. */
  readonly declared: ReturnType<typeof declaredOf>;
}

/** As much of what is no UTF-8 shows what it is. */
const sampleBytes = 64 * 1024;

/** A file's bytes as strings of characters below 256. In UTF-16 no value can be in another encoding; its text becomes UTF-8. */
async function* bytesOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  if (!encoding.startsWith('utf-16'))
    yield* (await openFile(path, 'followed')).createReadStream({ encoding: 'latin1' });
  else
    for await (const text of decodedText(path, encoding)) yield Buffer.from(text, 'utf8').toString('latin1');
}

async function* cardsOf(path: string, encoding: Encoding, charsets: Charsets): AsyncGenerator<VCard[]> {
  const lines = unfolder();
  const cards = cardReader(charsets);
  for await (const bytes of bytesOf(path, encoding)) yield cards.push(lines.push(bytes));
  yield cards.push(lines.end());
  yield cards.end();
}

/** In which encoding the values are that are no UTF-8: the likeliest; the file's own where there are none. */
async function legacyOf(path: string, encoding: Encoding): Promise<Encoding> {
  const sample: Buffer[] = [];
  let length = 0;
  const onForeign = (bytes: Buffer): void => {
    if (length > sampleBytes) return;
    sample.push(bytes, Buffer.from('\n'));
    length += bytes.length + 1;
  };
  for await (const cards of cardsOf(path, encoding, { legacy: 'utf-8', onForeign }))
    if (cards.length > 0 && length > sampleBytes) break;
  return sample.length === 0 ? encoding : likeliestEncoding(Buffer.concat(sample));
}

/** `null` for a group that is all said by its members' tags. */
function rowOf(card: VCard, shape: Shape, links: LinksOfFile): SourceRow | null {
  const company = links.companyOf(card);
  const group = links.groupOf(card);
  if (group === 'said') return null;
  const fault = card.fault ?? (group === 'incomplete' ? 'group-card' : null);
  const facts: CardFacts = {
    files: card.files,
    leftOut: group === 'mixed' ? [...card.leftOut, 'MEMBER'] : card.leftOut,
    uid: card.uid,
    companyUid: company?.uid ?? null,
  };
  const related = links.related(card);
  const said = {
    ...card,
    tags: [...new Set([...card.tags, ...links.tagsOf(card)])],
    others: related === '' ? card.others : new Map([...card.others, [relatedHeading, related]]),
  };
  return { line: card.line, ...cellsOf(said, shape, company), fault, card: facts };
}

/**
 * Reads a file of cards to see what they hold. The rows, with a heading row, are read anew each time. `chosen`: the encoding that a
 * person chose. Otherwise it is told by the values, since a file whose lines are folded within characters is no UTF-8 as a whole.
 */
export async function vcardTable(path: string, chosen: Encoding | undefined): Promise<CardTable> {
  const detected = chosen ?? (await detectEncoding(path));
  const encoding = chosen !== undefined || detected.startsWith('utf-16') ? detected : 'utf-8';
  const legacy = chosen ?? (await legacyOf(path, encoding));
  const read = (): AsyncGenerator<VCard[]> =>
    cardsOf(path, encoding, { legacy: legacy.startsWith('utf-16') ? 'utf-8' : legacy });
  const survey = shapeSurvey();
  let cards = 0;
  let photos = 0;
  const links = await linksOfFile(read, (card) => {
    cards += 1;
    if (card.files.length > 0) photos += 1;
    survey.add(card);
  });
  const shape = survey.shape(links.hasRelations, links.hasContacts);
  const heading: SourceRow = { line: 1, cells: headingsOf(shape), fault: null };
  return {
    cards,
    photos,
    encoding: legacy,
    declared: declaredOf(shape),
    async *rows() {
      yield [heading];
      for await (const some of read())
        yield some.flatMap((card) => {
          const row = rowOf(card, shape, links);
          return row === null ? [] : [row];
        });
    },
  };
}
