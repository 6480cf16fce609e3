/** What the cards of a file say of each other: contacts of companies, relatives, groups. */
import type { VCard } from './card.ts';
import { uidKey } from './relations.ts';

/** The card of a company, or of a person, whose contacts other cards are. */
export interface Principal {
  readonly uid: string;
  readonly name: string;
  readonly organisation: string;
  readonly isCompany: boolean;
  readonly line: number;
}

export interface LinksOfFile {
  readonly hasContacts: boolean;
  readonly hasRelations: boolean;
  /** Whose contact a card is; `null` for a customer's own. A contact comes after, since the principal's row makes the customer. */
  readonly companyOf: (card: VCard) => Principal | null;
  /** The groups that a card is in. */
  readonly tagsOf: (card: VCard) => readonly string[];
  /** Who is related to the card's customer; those whose cards are in the file by their names. */
  readonly related: (card: VCard) => string;
  /**
   * `said`: a group of cards of this file and nothing else; `incomplete`: not all of its members are here; `mixed`: such a one
   * that says more, and is a customer; `null`: no group, or one that is a customer and whose members are all here.
   */
  readonly groupOf: (card: VCard) => 'said' | 'incomplete' | 'mixed' | null;
}

/** By what a card may be meant. */
const keysOf = ({ uid, emails }: VCard): string[] => [
  ...(uid === '' ? [] : [uid]),
  ...emails.map(({ value }) => `mailto:${value.toLowerCase()}`),
];

/** Nothing but its name, and who is in it. */
function isBare(card: VCard): boolean {
  const { phones, emails, links, addresses, tags, files, fields, relations, agents } = card;
  const lists = [phones, emails, links, addresses, tags, files, fields, relations, agents];
  return (
    lists.every((list) => list.length === 0) &&
    card.others.size === 0 &&
    [card.notes, card.jobTitle, card.organisation, card.person].every((text) => text === '')
  );
}

/** Reads the cards once for what they refer to, and again for whom that is, where they refer to anything. */
export async function linksOfFile(
  read: () => AsyncIterable<readonly VCard[]>,
  onCard: (card: VCard) => void,
): Promise<LinksOfFile> {
  const principals = new Map<string, Principal>();
  const tags = new Map<string, string[]>();
  const wanted = new Set<string>();
  let hasRelations = false;
  for await (const cards of read()) {
    for (const card of cards) {
      onCard(card);
      const { uid, name, organisation, isCompany, line } = card;
      for (const agent of card.agents) {
        wanted.add(agent);
        if (uid !== '' && !principals.has(agent))
          principals.set(agent, { uid, name, organisation, isCompany, line });
      }
      for (const { text } of card.relations) wanted.add(uidKey(text));
      hasRelations ||= card.relations.length > 0 || card.agents.length > 0;
      for (const member of card.members ?? []) {
        wanted.add(member);
        if (name !== '') tags.set(member, [...(tags.get(member) ?? []), name]);
      }
    }
  }
  const names = new Map<string, string>();
  const contacts = new Set<string>();
  const isContact = (card: VCard): boolean => {
    const principal = principals.get(card.uid);
    return principal !== undefined && principal.line < card.line;
  };
  if (wanted.size > 0)
    for await (const cards of read())
      for (const card of cards) {
        for (const key of keysOf(card)) if (wanted.has(key)) names.set(key, card.name);
        if (isContact(card)) contacts.add(card.uid);
      }
  return {
    hasContacts: contacts.size > 0,
    hasRelations,
    companyOf: (card) => (isContact(card) ? (principals.get(card.uid) ?? null) : null),
    tagsOf: (card) => (card.members === null ? keysOf(card).flatMap((key) => tags.get(key) ?? []) : []),
    related: (card) =>
      [
        ...card.relations.map(({ label, text }) => ({ label, text: names.get(uidKey(text)) || text })),
        // Agents who are nobody's contact, or somebody else's: their cards are not in the file, or come first.
        ...card.agents
          .filter((agent) => principals.get(agent)?.uid !== card.uid || !contacts.has(agent))
          .map((agent) => ({ label: 'agent', text: names.get(agent) || agent })),
      ]
        .map(({ label, text }) => (label === '' ? text : `${label}: ${text}`))
        .join('; '),
    groupOf: (card) => {
      if (card.members === null) return null;
      const isWhole = card.members.length > 0 && card.members.every((member) => names.has(member));
      if (isBare(card)) return isWhole && card.name !== '' ? 'said' : 'incomplete';
      return isWhole || card.members.length === 0 ? null : 'mixed';
    },
  };
}
