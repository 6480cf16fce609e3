/** Puts lines together to cards. */
import { cardOf, type VCard } from './card.ts';
import { decodeValue, type Charsets } from './charsets.ts';
import type { LogicalLine } from './lines.ts';
import { parseProperty, textValue, type Property } from './property.ts';
import { uidKey } from './relations.ts';

export interface CardReader {
  push(lines: readonly LogicalLine[]): VCard[];
  end(): VCard[];
}

interface OpenCard {
  readonly line: number;
  /** No card begins before these lines. */
  readonly isOutside: boolean;
  readonly properties: Property[];
  readonly strayLines: string[];
  readonly dropped: Set<string>;
  readonly agents: VCard[];
  /** How much is kept of it. */
  length: number;
}

/** Properties of one card that are looked at; nobody's card has more. */
const mostProperties = 5000;
/** What is kept of one card, in bytes. */
const mostOfCard = 32_000_000;
/** In UTF-8, as bytes: where files are put one behind another, each has one. */
const byteOrderMark = '\u00ef\u00bb\u00bf';
/** Where a card begins or ends, or one ends and the next begins, or one begins within another. */
const frameOf = /^(?:(END:VCARD)|(?:(END:VCARD|(?:[\w-]+\.)?AGENT(?:;[^:]*)?:)\s*)?(BEGIN:VCARD))$/i;
/** Free text, whose further lines some phones neither fold nor escape. */
const freeText = new Set(['NOTE', 'LABEL', 'ADR']);

/** The properties of the standards that do not begin with `X-`: RFC 2426, 6350, 6474, 6715, 8605, 9554, and vCard 2.1. */
const standard = new Set(
  (
    'VERSION PRODID REV UID PROFILE MAILER CLASS NAME SOURCE XML KIND FN N NICKNAME PHOTO BDAY ANNIVERSARY GENDER ' +
    'BIRTHPLACE DEATHPLACE DEATHDATE ADR LABEL TEL EMAIL IMPP LANG TZ GEO TITLE ROLE LOGO ORG MEMBER RELATED AGENT ' +
    'CATEGORIES NOTE SORT-STRING SOUND CLIENTPIDMAP URL KEY FBURL CALADRURI CALURI EXPERTISE HOBBY INTEREST ORG-DIRECTORY ' +
    'CONTACT-URI CREATED GRAMGENDER LANGUAGE PRONOUNS SOCIALPROFILE JSPROP'
  ).split(' '),
);

/** Whether a line that stands after a free text goes on with it: `Code: 4711` is no property that anybody knows. */
function goesOn(before: Property | undefined, property: Property, line: string): boolean {
  const { name, group } = property;
  if (name.startsWith('X-') || group !== '' || standard.has(name) || /^[^:]*;/.test(line)) return false;
  return property.raw.startsWith('//') || (before !== undefined && freeText.has(before.name));
}

/**
 * A card within another one, as AGENT has it, is a card of its own, and a contact of the outermost. What stands between cards is
 * one that does not begin.
 */
export function cardReader(charsets: Charsets): CardReader {
  /** The outermost first. */
  const open: OpenCard[] = [];
  let done: VCard[] = [];

  const openCard = (line: number, isOutside: boolean): OpenCard => {
    const card = {
      line,
      isOutside,
      properties: [],
      strayLines: [],
      dropped: new Set<string>(),
      agents: [],
      length: 0,
    };
    open.push(card);
    return card;
  };
  const begin = (line: number): void => {
    // Without AGENT before it, another card begins because the last one does not end.
    if (open.at(-1)?.properties.at(-1)?.name !== 'AGENT') closeAll();
    openCard(line, false);
  };
  const close = (isFinished: boolean): void => {
    const card = open.pop();
    if (card === undefined) return;
    const { line, isOutside, properties, strayLines, dropped, agents } = card;
    const fault = isOutside ? 'no-card' : isFinished ? null : 'open-card';
    const isAgent = open.length > 0;
    const uid = uidKey(properties.find(({ name }) => name === 'UID')?.raw ?? '');
    const named = agents.length > 0 || isAgent ? uid || `line:${String(line)}` : uid;
    const agentUids = agents.map((agent) => agent.uid);
    const made = {
      ...cardOf({ line, fault, properties, strayLines, dropped, agentUids }),
      uid: named,
    };
    const [outermost] = open;
    if (outermost === undefined) done.push(made, ...agents);
    else outermost.agents.push(made);
  };
  const closeAll = (): void => {
    while (open.length > 0) close(false);
  };
  const goOn = (card: OpenCard, text: string): void => {
    const before = card.properties.at(-1);
    if (before !== undefined && freeText.has(before.name) && before.bytes === null)
      card.properties.splice(-1, 1, { ...before, raw: `${before.raw}\n${text}` });
    else card.strayLines.push(text);
  };
  const take = ({ number, bytes, isCut }: LogicalLine): void => {
    const frame = bytes.length > 200 ? null : frameOf.exec(bytes.replaceAll(byteOrderMark, '').trim());
    if (frame !== null) {
      const [, end, before, start] = frame;
      if (end !== undefined || /^END/i.test(before ?? '')) close(true);
      else if (before !== undefined) take({ number, bytes: before, isCut: false });
      if (start !== undefined) begin(number);
      return;
    }
    if (bytes.replaceAll(byteOrderMark, '').trim() === '') return;
    const card = open.at(-1) ?? openCard(number, true);
    const property = parseProperty(bytes, charsets, isCut);
    if (property?.name === 'AGENT' && /^\s*BEGIN:VCARD/i.test(property.raw)) {
      // The whole card as one text (RFC 2426, section 3.5.4).
      card.properties.push({ ...property, raw: '' });
      for (const line of textValue(property.raw).split('\n'))
        take({ number, bytes: Buffer.from(line).toString('latin1'), isCut: false });
      return;
    }
    const isNew = property !== null && !goesOn(card.properties.at(-1), property, bytes);
    if (card.properties.length >= mostProperties || card.length + bytes.length > mostOfCard) {
      card.dropped.add(property?.name ?? 'NOTE');
      return;
    }
    card.length += bytes.length;
    if (isNew) card.properties.push(property);
    else goOn(card, decodeValue(bytes, '', charsets).trim());
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
      closeAll();
      return taken();
    },
  };
}
