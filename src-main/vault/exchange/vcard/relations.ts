/** What cards say of each other: related people, agents. */
import type { Ledger } from './ledger.ts';
import { typesText } from './texts.ts';

/** Somebody who is related to the customer, by name or by the UID of another card. */
export interface Relation {
  readonly label: string;
  readonly text: string;
}

/** Properties of some programs, by what they say the person is. */
const relatives: Readonly<Record<string, string>> = {
  RELATED: '',
  'X-ABRELATEDNAMES': '',
  'X-SPOUSE': 'spouse',
  'X-EVOLUTION-SPOUSE': 'spouse',
  'X-MS-SPOUSE': 'spouse',
  'X-KADDRESSBOOK-X-SPOUSESNAME': 'spouse',
  'X-MANAGER': 'manager',
  'X-EVOLUTION-MANAGER': 'manager',
  'X-MS-MANAGER': 'manager',
  'X-KADDRESSBOOK-X-MANAGERSNAME': 'manager',
  'X-ASSISTANT': 'assistant',
  'X-EVOLUTION-ASSISTANT': 'assistant',
  'X-MS-ASSISTANT': 'assistant',
  'X-KADDRESSBOOK-X-ASSISTANTSNAME': 'assistant',
  'X-CHILD': 'child',
  'X-MS-CHILD': 'child',
  AGENT: 'agent',
};

/** A UID in the one form by which cards are found: `urn:uuid:` says nothing. */
export function uidKey(text: string): string {
  return text
    .trim()
    .replace(/^urn:uuid:/i, '')
    .toLowerCase();
}

const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text);

export function relationsOf(ledger: Ledger): { relations: Relation[]; agents: string[] } {
  const relations: Relation[] = [];
  const agents: string[] = [];
  for (const property of ledger.take(...Object.keys(relatives))) {
    const text = ledger.textOf(property);
    if (text === '') continue;
    const label = ledger.labelOf(property);
    const isByType = label !== '' && label === typesText(property);
    const types = [...property.types].filter((type) => type !== 'PREF').map((type) => type.toLowerCase());
    const said = isByType ? types.join(', ') : label;
    if (property.types.has('AGENT') && isUri(text)) agents.push(uidKey(text));
    else relations.push({ label: said || (relatives[property.name] ?? ''), text });
  }
  return { relations, agents };
}
