import type { Edit, FieldValue, Point } from '../../../../src-preload/contract/customers.ts';
import type { Draft, DraftContact, DraftPoint } from './draft.ts';
import { isPartOf } from './points.ts';
import { isUnderMask, type Comparison } from './same-value.ts';
import { updatedName } from './same-name.ts';

export interface CurrentContact extends DraftContact {
  readonly id: string;
  readonly position: number;
}

/** Which of a customer's contacts a row means. */
export interface ContactChoice {
  readonly among: (current: Current, draft: Draft) => CurrentContact | undefined;
  /** Hears whom the row turned out to mean, be it a new one. */
  readonly chosen: (contactId: string) => void;
}

/** The contact of that name. */
export const byName: ContactChoice = {
  among: ({ contacts }, { contact }) => contacts.find(({ name }) => name === contact?.name),
  chosen: () => undefined,
};

/** What the vault has of a customer, as far as an import may add to it. */
export interface Current {
  readonly kind: string;
  readonly name: string;
  readonly organisation: string;
  readonly jobTitle: string;
  readonly notes: string;
  readonly points: readonly {
    readonly type: string;
    readonly value: string;
    readonly lookup: string;
    readonly address: Point['address'];
    readonly contactId: string | null;
    readonly position: number;
  }[];
  readonly contacts: readonly CurrentContact[];
  readonly tagIds: ReadonlySet<string>;
  readonly assignee: string | null;
  /** Whether a field holds anything at all. */
  readonly holds: (fieldId: string) => boolean;
  /** What a value says beside the one that is there: `other` where there is none. */
  readonly compare: (fieldId: string, value: FieldValue) => Comparison;
}

/** What the drafts need from outside: names become ids, ids are made. */
export interface Naming {
  readonly newId: () => string;
  readonly tagId: (name: string) => string;
  readonly lookup: (type: 'phone' | 'email', value: string) => string;
}

/** The edits that make a new customer of a draft, after its kind. */
export function creatingEdits(draft: Draft, naming: Naming): Edit[] {
  const edits: Edit[] = [{ field: 'name', value: draft.name }];
  if (draft.organisation !== '') edits.push({ field: 'organisation', value: draft.organisation });
  if (draft.jobTitle !== '') edits.push({ field: 'jobTitle', value: draft.jobTitle });
  if (draft.notes !== '') edits.push({ field: 'notes', value: draft.notes });
  if (draft.assignee !== null) edits.push({ field: 'assignee', value: draft.assignee.id });
  const contactId = draft.contact === null ? null : naming.newId();
  if (draft.contact !== null && contactId !== null) edits.push(contactEdit(contactId, draft.contact, 1));
  draft.moreContacts.forEach((name, index) =>
    edits.push(contactEdit(naming.newId(), named(name), index + 2)),
  );
  draft.points.forEach((point, index) => edits.push(pointEdit(naming.newId(), point, contactId, index + 1)));
  for (const tag of draft.tags) edits.push({ field: 'tag', key: naming.tagId(tag), value: true });
  for (const [key, value] of draft.values) edits.push({ field: 'value', key, value });
  return edits;
}

/**
 * The edits that bring a draft's news to a customer that is there: filled cells replace, lists and notes are added to,
 * empty cells take nothing away. None where the customer already says the same. `onLess` hears of what the file says less of, by its
 * field: the customer keeps it.
 */
export function updatingEdits(
  draft: Draft,
  current: Current,
  naming: Naming,
  choice: ContactChoice = byName,
  onLess: (field: string) => void = () => undefined,
): Edit[] {
  const edits: Edit[] = [];
  const line = (field: 'name' | 'organisation' | 'jobTitle', value: string): void => {
    if (value === '' || value === current[field]) return;
    if (isUnderMask(current[field], value)) onLess(field);
    else edits.push({ field, value });
  };
  line('name', updatedName(current.name, draft.name));
  if (draft.organisation !== current.name) line('organisation', draft.organisation);
  line('jobTitle', draft.jobTitle);
  const notes = withText(current.notes, draft.notes);
  if (notes !== current.notes) edits.push({ field: 'notes', value: notes });
  if (draft.assignee !== null && draft.assignee.id !== current.assignee)
    edits.push({ field: 'assignee', value: draft.assignee.id });
  for (const [key, value] of draft.values) {
    const says = current.compare(key, value);
    if (says === 'less') onLess(key);
    else if (says === 'other') edits.push({ field: 'value', key, value });
  }
  return [...edits, ...addingEdits(draft, current, naming, choice)];
}

/**
 * The edits of a further row of a company that the same file made: its contact, with the numbers and tags that come with
 * it. What else the row says, and the company says otherwise, is said of the contact, in its note. `null` where it differs in
 * a field of a sealed class, which notes are not: such a row is no other contact.
 */
export function contactRowEdits(
  draft: Draft,
  current: Current,
  naming: Naming,
  isSealedField: (fieldId: string) => boolean,
  choice: ContactChoice = byName,
): Edit[] | null {
  if (draft.contact === null) return null;
  const edits: Edit[] = [];
  let note = withText(draft.contact.note, current.notes.includes(draft.notes) ? '' : draft.notes);
  const contact = { ...draft.contact };
  const known = choice.among(current, draft);
  for (const part of ['jobTitle', 'department'] as const) {
    if (known === undefined || known[part] === '' || contact[part] === known[part]) continue;
    note = withText(note, contact[part]);
    contact[part] = known[part];
  }
  const { jobTitle } = draft;
  if (jobTitle !== '' && current.jobTitle === '') edits.push({ field: 'jobTitle', value: jobTitle });
  else if (jobTitle !== current.jobTitle) note = withText(note, jobTitle);
  const { assignee } = draft;
  if (assignee !== null && current.assignee === null) edits.push({ field: 'assignee', value: assignee.id });
  else if (assignee !== null && assignee.id !== current.assignee) note = withText(note, assignee.text);
  for (const [key, value] of draft.values) {
    if (current.compare(key, value) === 'same') continue;
    if (!current.holds(key)) edits.push({ field: 'value', key, value });
    else if (isSealedField(key)) return null;
    else note = withText(note, draft.valueTexts.get(key) ?? '');
  }
  return [...edits, ...addingEdits({ ...draft, contact: { ...contact, note } }, current, naming, choice)];
}

/** A text with another below it, unless it says that already. */
function withText(text: string, more: string): string {
  if (more === '' || text.includes(more)) return text;
  return text === '' ? more : `${text}\n${more}`;
}

/** A contact of whom only the name is known. */
function named(name: string): DraftContact {
  return { name, jobTitle: '', department: '', note: '' };
}

/** The edits that only add: the contact, numbers, addresses and tags that the customer does not have yet. */
function addingEdits(draft: Draft, current: Current, naming: Naming, choice: ContactChoice): Edit[] {
  const edits: Edit[] = [];
  let contactId: string | null = null;
  if (draft.contact !== null) {
    const { name } = draft.contact;
    const known = choice.among(current, draft);
    contactId = known?.id ?? naming.newId();
    choice.chosen(contactId);
    let position = Math.max(0, ...current.contacts.map((contact) => contact.position));
    if (known === undefined) edits.push(contactEdit(contactId, draft.contact, ++position));
    else {
      const next = {
        name,
        jobTitle: draft.contact.jobTitle || known.jobTitle,
        department: draft.contact.department || known.department,
        note: withText(known.note, draft.contact.note),
      };
      if (
        next.jobTitle !== known.jobTitle ||
        next.department !== known.department ||
        next.note !== known.note
      )
        edits.push(contactEdit(known.id, next, known.position));
    }
    for (const more of draft.moreContacts)
      if (!current.contacts.some((contact) => contact.name === more))
        edits.push(contactEdit(naming.newId(), named(more), ++position));
  }
  let position = Math.max(0, ...current.points.map((point) => point.position));
  for (const point of draft.points)
    if (!isThere(point, current, contactId, naming))
      edits.push(pointEdit(naming.newId(), point, contactId, ++position));
  for (const tag of draft.tags) {
    const key = naming.tagId(tag);
    if (!current.tagIds.has(key)) edits.push({ field: 'tag', key, value: true });
  }
  return edits;
}

/** Whether the customer has a number or an address; where the file says whose it is, whether that one has it. */
function isThere(point: DraftPoint, current: Current, contactId: string | null, naming: Naming): boolean {
  const { type, value, address } = point;
  const lookup = type === 'phone' || type === 'email' ? naming.lookup(type, value) : '';
  const owner = point.isOfContact ? contactId : null;
  return current.points.some(
    (one) =>
      one.type === type &&
      (!point.isOwnerSure || one.contactId === owner) &&
      (one.value === value || (lookup !== '' && one.lookup === lookup) || isPartOf(address, one.address)),
  );
}

function contactEdit(key: string, contact: DraftContact, position: number): Edit {
  return {
    field: 'contact',
    key,
    value: { ...contact, position },
  };
}

function pointEdit(key: string, point: DraftPoint, contactId: string | null, position: number): Edit {
  const value: Point = {
    type: point.type,
    label: point.label,
    value: point.value,
    address: point.address,
    contactId: point.isOfContact ? contactId : null,
    position,
  };
  return { field: 'point', key, value };
}
