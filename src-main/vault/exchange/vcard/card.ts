/** A vCard of any version as what an address book shows of it. */
import type { CardFile } from '../source.ts';
import { fileOf, numbered } from './files.ts';
import { ledgerOf, type Ledger } from './ledger.ts';
import { androidProperty, otherOf } from './others.ts';
import { fieldOf, type OwnField } from './own-fields.ts';
import { pointsOf, type CardAddress, type Labelled } from './points.ts';
import { splitValue, type Property } from './property.ts';
import { relationsOf, uidKey, type Relation } from './relations.ts';
import { composedName, fitting, isSame, nameParts, parametersText, saysAll } from './texts.ts';

type CardFault = 'open-card' | 'no-card' | null;

export interface VCard {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** `open-card`: the file ends within it, or another begins; `no-card`: no card begins before it. */
  readonly fault: CardFault;
  /** Written by ourselves: what it says is meant to the letter. */
  readonly isOurs: boolean;
  readonly name: string;
  readonly isCompany: boolean;
  readonly organisation: string;
  readonly jobTitle: string;
  /** Who stands beside the company's name on its card; empty for nobody. */
  readonly person: string;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly phones: readonly Labelled[];
  readonly emails: readonly Labelled[];
  readonly links: readonly Labelled[];
  readonly addresses: readonly CardAddress[];
  /** Everything else that says something of the customer, by its heading. */
  readonly others: ReadonlyMap<string, string>;
  /** Values of fields of one's own, on our own cards. */
  readonly fields: readonly OwnField[];
  readonly files: readonly CardFile[];
  /** Properties of which something is not taken. */
  readonly leftOut: readonly string[];
  readonly uid: string;
  /** UIDs of the cards of those who act for it: its contacts. */
  readonly agents: readonly string[];
  readonly relations: readonly Relation[];
  /** UIDs and addresses of those who are in the group; `null` for what is none. */
  readonly members: readonly string[] | null;
  /** Of a contact's card: where in the company it works. */
  readonly units: string;
  /** Title or role, without the unit. */
  readonly role: string;
}

/** A card as it was read, before anything is made of it. */
export interface ReadCard {
  readonly line: number;
  readonly fault: CardFault;
  readonly properties: readonly Property[];
  /** Lines that belong to no property. */
  readonly strayLines: readonly string[];
  /** Names of properties that are not kept. */
  readonly dropped: ReadonlySet<string>;
  /** Cards within it. */
  readonly agentUids: readonly string[];
}

/** Headings with their values, several of one joined; days go to a heading each, as a field of days holds one. */
class Others {
  readonly #values = new Map<string, string[]>();

  put(heading: string, value: string, isDay = false): void {
    if (value === '') return;
    let name = heading;
    if (isDay)
      for (let n = 2; this.#values.has(name) && this.#values.get(name)?.[0] !== value; n++)
        name = `${heading} ${String(n)}`;
    const values = this.#values.get(name) ?? [];
    if (!values.includes(value)) this.#values.set(name, [...values, value]);
  }

  /** `onCut` hears of headings whose text is longer than a cell. */
  texts(onCut: (heading: string) => void): Map<string, string> {
    return new Map(
      [...this.#values].map(([heading, values]) => [
        heading,
        fitting(values.join('; '), () => {
          onCut(heading);
        }),
      ]),
    );
  }
}

const oneLine = (text: string): string => text.replace(/(?<!\s)\s*\n\s*/g, ' ');
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

interface Identity {
  readonly name: string;
  readonly isCompany: boolean;
  readonly organisation: string;
  readonly person: string;
  readonly units: string;
  readonly isGroup: boolean;
}

/** Who the card is of. What it calls them besides goes to `others`. */
function identityOf(ledger: Ledger, others: Others): Identity {
  const kinds = ledger.texts('KIND', 'X-ADDRESSBOOKSERVER-KIND').map((kind) => kind.toLowerCase());
  const isNamedCompany = kinds.some((kind) => /^(?:org|organi[sz]ation|group)$/.test(kind));
  for (const kind of kinds)
    if (!/^(?:org|organi[sz]ation|group|individual)$/.test(kind)) others.put('Card kind', kind);
  const isShownCompany = ledger.texts('X-ABSHOWAS').some((text) => /^company$/i.test(text));
  const formatted = ledger.texts('FN');
  const parts = ledger.take('N').map(({ raw }) => raw);
  const composed = parts.map(composedName).filter(Boolean);
  const organisations = ledger.take('ORG').map((property) => ledger.partsOf(property));
  const [organisation = '', ...units] = organisations[0] ?? [];
  for (const other of organisations.slice(1))
    others.put('Other organisation', other.filter(Boolean).join(', '));
  const ownName = formatted[0] ?? composed[0] ?? '';
  const isCompany =
    isNamedCompany || isShownCompany || (!ledger.isOurs && ownName === '' && organisation !== '');
  const name = isShownCompany ? organisation || ownName : isCompany ? ownName || organisation : ownName;
  const person = isShownCompany
    ? ([...composed, ...formatted].find((each) => !isSame(name, each)) ?? '')
    : '';
  const called = [name, person];
  for (const other of formatted) if (!called.includes(other)) others.put('Other name', other);
  for (const raw of parts)
    if (!called.some((each) => saysAll(each, nameParts(raw)))) others.put('Other name', composedName(raw));
  return {
    name: oneLine(name),
    isCompany,
    organisation: isCompany && organisation === name ? '' : organisation,
    person: oneLine(person),
    units: units.filter(Boolean).join(' / '),
    isGroup: kinds.includes('group'),
  };
}

function rolesOf(ledger: Ledger, others: Others): string {
  const titles = unique(ledger.texts('TITLE'));
  const roles = unique(ledger.texts('ROLE')).filter((role) => !titles.includes(role));
  if (titles.length > 0) others.put('Profession', roles.join('; '));
  const role = (titles.length > 0 ? titles : roles).join('; ');
  return oneLine(role);
}

/** `remark` takes what is too long for a tag. */
function tagsOf(ledger: Ledger, remark: (text: string) => void): string[] {
  const tags = ledger
    .take('CATEGORIES')
    .flatMap(({ raw }) => splitValue(raw, ledger.isOld ? ',;' : ','))
    .map((tag) => (ledger.isOurs ? tag : oneLine(tag).trim()))
    // Google's name for "all contacts", which says nothing.
    .filter((tag) => tag !== '' && (ledger.isOurs || tag.toLowerCase() !== 'mycontacts'));
  for (const tag of tags) if (tag.length > 200) remark(tag);
  return unique(tags);
}

function filesOf(ledger: Ledger): CardFile[] {
  const files: CardFile[] = [];
  // The portrait first, since it is what shows a customer.
  const all = [...ledger.take('PHOTO'), ...ledger.rest()];
  for (const property of all) {
    if (property.bytes !== null && property.isCut) ledger.leftOut.add(property.name);
    else {
      const file = fileOf(property);
      if (file !== null) files.push(file);
    }
  }
  return numbered(files);
}

export function cardOf({ line, fault, properties, strayLines, dropped, agentUids }: ReadCard): VCard {
  const leftOut = new Set(dropped);
  const isFile = ({ bytes }: Property): boolean => bytes !== null;
  const files = filesOf(ledgerOf(properties.filter(isFile), leftOut));
  const ledger = ledgerOf(
    properties
      .filter((property) => !isFile(property))
      .map((property) =>
        property.name === 'X-ANDROID-CUSTOM' ? (androidProperty(property) ?? property) : property,
      ),
    leftOut,
  );
  const others = new Others();
  const remarks: string[] = [];
  const remark = (text: string): void => void remarks.push(text);
  const identity = identityOf(ledger, others);
  const role = rolesOf(ledger, others);
  const tags = tagsOf(ledger, remark);
  const notes = ledger.texts('NOTE');
  const points = pointsOf(ledger, remark);
  const members = ledger.texts('MEMBER', 'X-ADDRESSBOOKSERVER-MEMBER').map(uidKey);
  const { relations, agents } = relationsOf(ledger);
  const fields: OwnField[] = [];
  for (const property of ledger.rest()) {
    const field = ledger.isOurs ? fieldOf(property) : null;
    if (field !== null) {
      fields.push(field);
      continue;
    }
    if (property.raw.trim() === '') continue;
    if (property.isCut) leftOut.add(property.name);
    const label = ledger.labelOf(property);
    const { heading, value, isDay } = otherOf(property, label);
    others.put(heading, value, isDay);
    if (isDay && !isSame(label, heading)) others.put('Card label', label);
  }
  // A label of nothing is still what somebody typed.
  for (const label of ledger.texts('X-ABLABEL')) others.put('Card label', label);
  for (const property of properties)
    if (['FN', 'N', 'ORG', 'TITLE', 'ROLE', 'NOTE', 'CATEGORIES'].includes(property.name))
      remark(parametersText(property));
  const { name, isCompany, units } = identity;
  return {
    line,
    fault,
    isOurs: ledger.isOurs,
    name,
    isCompany,
    organisation: identity.organisation,
    jobTitle: [role, units].filter(Boolean).join(', '),
    person: identity.person,
    notes: fitting([...notes, ...strayLines, ...remarks].filter(Boolean).join('\n'), () =>
      leftOut.add('NOTE'),
    ),
    tags,
    ...points,
    others: others.texts((heading) => leftOut.add(heading)),
    fields,
    files,
    leftOut: [...leftOut],
    uid: uidKey(properties.find((each) => each.name === 'UID')?.raw ?? ''),
    agents: [...agents, ...agentUids],
    relations,
    members: identity.isGroup || members.length > 0 ? members : null,
    units,
    role,
  };
}
