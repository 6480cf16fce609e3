import type { CustomerKind, FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { RowProblem, Target } from '../../../../src-preload/contract/exchange.ts';
import { maxCellLength, type CardFacts, type SourceRow } from '../source.ts';
import { readFieldValue, type DraftField } from './field-value.ts';
import { joinName, looksLikeCompany, looksLikePerson } from './forms.ts';
import type { DateOrder } from './dates.ts';
import type { DecimalMark } from './numbers.ts';
import { splitList } from './lists.ts';
import { pointsOf, type GroupedCells, type ReadPoint } from './points.ts';
import { readKind } from './suggest.ts';

/** A column with everything needed to read its cells. */
export interface PlannedColumn {
  readonly heading: string;
  readonly target: Target;
  readonly field: DraftField | null;
  readonly decimalMark: DecimalMark;
}

export interface RowPlan {
  readonly columns: readonly PlannedColumn[];
  readonly defaultKind: 'person' | 'company' | 'guess';
  /** The name column's heading says that its names are those of companies. */
  readonly namesAreCompanies: boolean;
  readonly dateOrder: DateOrder;
  readonly addTag: string | null;
  /** The people to whom customers can be given, by name in lower case. */
  readonly people: ReadonlyMap<string, string>;
  /** How many columns at the beginning are those of our own report, and not of the file that it was made of. */
  readonly reportColumns: number;
}

export interface DraftPoint extends ReadPoint {
  readonly isOfContact: boolean;
}

export interface DraftContact {
  readonly name: string;
  readonly jobTitle: string;
  readonly department: string;
  readonly note: string;
}

/** What one row says of a customer, before it is compared with what the vault has. */
export interface Draft {
  readonly kind: CustomerKind;
  readonly name: string;
  readonly organisation: string;
  readonly jobTitle: string;
  readonly notes: string;
  readonly points: readonly DraftPoint[];
  readonly contact: DraftContact | null;
  /** Further names in the cell of the contact. */
  readonly moreContacts: readonly string[];
  readonly tags: readonly string[];
  /** Who looks after the customer, and the cell that says so with its heading. */
  readonly assignee: { readonly id: string; readonly text: string } | null;
  readonly values: ReadonlyMap<string, FieldValue>;
  /** The values' cells as they are written, with their headings. */
  readonly valueTexts: ReadonlyMap<string, string>;
}

type Refuse = (code: RowProblem['code'], column?: string) => void;

interface Collected {
  readonly text: Map<string, string>;
  readonly grouped: GroupedCells;
  readonly notes: string[];
  readonly tags: string[];
  assignee: Draft['assignee'];
  readonly values: Map<string, FieldValue>;
  readonly valueTexts: Map<string, string>;
}

/**
 * Makes a customer of a row. A `null` draft means the row is refused; `problems` says why. A value that its field
 * cannot hold goes into the notes under its heading, with a warning; one of a sealed class refuses the row instead,
 * because notes are not sealed.
 */
export function draftOfRow(plan: RowPlan, row: SourceRow): { draft: Draft | null; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const warn: Refuse = (code, column) =>
    void problems.push({ line: row.line, column: column ?? null, code, severity: 'warned' });
  const refuse: Refuse = (code, column) => {
    problems.push({ line: row.line, column: column ?? null, code, severity: 'refused' });
  };
  checkShape(plan, row, warn, refuse);
  if (problems.some(isRefusal)) return { draft: null, problems };
  const collected: Collected = {
    text: new Map(),
    grouped: new Map(),
    notes: [],
    tags: [],
    assignee: null,
    values: new Map(),
    valueTexts: new Map(),
  };
  plan.columns.forEach((column, index) => {
    if (column.target.to === 'skip') return;
    const cell = readableCell(row.cells[index] ?? '', column, warn, refuse);
    if (cell !== '') collect(plan, column, cell, collected, warn, refuse);
  });
  const draft = problems.some(isRefusal) ? null : assemble(plan, collected, row.card, warn, refuse);
  return { draft, problems };
}

function isRefusal(problem: RowProblem): boolean {
  return problem.severity === 'refused';
}

/**
 * A row with more filled cells than columns is refused: what is too much has no home. A short one is taken, since
 * Excel leaves out empty cells at the end, unless a single cell is all there is of three or more.
 */
function checkShape(plan: RowPlan, row: SourceRow, warn: Refuse, refuse: Refuse): void {
  const width = plan.columns.length;
  if (row.fault === 'open-quote') return refuse('import/open-quote');
  if (row.fault === 'open-card') return refuse('import/open-card');
  if (row.fault === 'too-long') return refuse('import/too-long');
  if (row.fault === 'stray-quote') warn('import/open-quote');
  if (row.cells.length > width && row.cells.slice(width).some((cell) => cell.trim() !== ''))
    refuse('import/too-many-cells');
  if (row.cells.length < width) {
    if (row.cells.length === plan.reportColumns + 1 && width >= plan.reportColumns + 3)
      refuse('import/too-few-cells');
    else warn('import/too-few-cells');
  }
}

// eslint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Control characters become their visible signs (U+2400 and on), so that nothing is lost and nothing acts. */
function readableCell(raw: string, column: PlannedColumn, warn: Refuse, refuse: Refuse): string {
  if (raw === '') return raw;
  const cell = raw.trim();
  if (cell.length > maxCellLength) refuse('import/too-long', column.heading);
  if (cell.includes('\ufffd')) warn('import/undecodable', column.heading);
  if (!control.test(cell)) return cell;
  warn('import/control-characters', column.heading);
  // eslint-disable-next-line no-control-regex -- as above
  return cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (character) =>
    character === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}

function collect(
  plan: RowPlan,
  column: PlannedColumn,
  cell: string,
  into: Collected,
  warn: Refuse,
  refuse: Refuse,
): void {
  const { target } = column;
  switch (target.to) {
    case 'skip':
      return;
    case 'notes':
      into.notes.push(cell);
      return;
    case 'tags':
      for (const tag of splitList(cell)) {
        const name = tag.replace(/^\*\s*/, '').slice(0, 200);
        // Google's name for "all contacts", which says nothing.
        if (name !== '' && name.toLowerCase() !== 'mycontacts') into.tags.push(name);
      }
      return;
    case 'assignee': {
      const id = plan.people.get(cell.toLowerCase());
      const text = `${column.heading}: ${cell}`;
      if (id !== undefined) into.assignee = { id, text };
      else {
        warn('import/unknown-person', column.heading);
        into.notes.push(text);
      }
      return;
    }
    case 'phone':
    case 'email':
    case 'link':
    case 'address': {
      const key = `${target.to} ${String(target.group)}`;
      const group = into.grouped.get(key) ?? new Map<string, string>([['default-label', target.label]]);
      if (target.label !== '' && target.part !== 'label') group.set('default-label', target.label);
      if (target.part === 'value') group.set('heading', column.heading);
      const before = group.get(target.part);
      group.set(target.part, before === undefined ? cell : `${before}\n${cell}`);
      into.grouped.set(key, group);
      return;
    }
    case 'field':
    case 'new-field': {
      if (column.field === null) return;
      const read = readFieldValue(column.field, cell, plan.dateOrder, column.decimalMark);
      if (read.value !== null) {
        into.values.set(column.field.id, read.value);
        into.valueTexts.set(column.field.id, `${column.heading}: ${cell}`);
      }
      if (read.problem === null) return;
      if (read.value !== null) return warn(read.problem, column.heading);
      if (column.field.class === 'confidential' || column.field.class === 'restricted')
        return refuse(read.problem, column.heading);
      warn(read.problem, column.heading);
      into.notes.push(`${column.heading}: ${cell}`);
      return;
    }
    default: {
      const before = into.text.get(target.to);
      into.text.set(target.to, before === undefined ? cell : `${before} ${cell}`);
    }
  }
}

function assemble(
  plan: RowPlan,
  collected: Collected,
  card: CardFacts | undefined,
  warn: Refuse,
  refuse: Refuse,
): Draft | null {
  const text = (key: Target['to']) => collected.text.get(key) ?? '';
  const parts = joinName({
    prefix: text('name-prefix'),
    given: text('given-name'),
    middle: text('middle-name'),
    family: text('family-name'),
    suffix: text('name-suffix'),
  });
  const hasParts = text('given-name') !== '' || text('family-name') !== '';
  let name = text('name') === '' ? parts : text('name');
  let organisation = text('organisation');
  const [firstContact = '', ...moreContacts] = text('contact-name').split(/\s*\n\s*/);
  let contact = firstContact;
  const given = text('kind') === '' ? null : readKind(text('kind'));
  const points = pointsOf(collected.grouped, (heading) => {
    warn('import/bad-email', heading);
  });
  if (name === '' && contact !== '')
    [name, contact] = organisation === '' ? [contact, ''] : [organisation, contact];
  let kind: CustomerKind | null = null;
  if (name === '') {
    if (organisation !== '') kind = 'company';
    name =
      organisation !== ''
        ? organisation
        : (points.find((point) => point.type === 'email' || point.type === 'phone')?.value ?? '');
    if (name === '') return (refuse('import/no-name'), null);
    if (kind === null) warn('import/no-name');
  }
  if (contact === name) contact = '';
  if (organisation === name) organisation = '';
  kind ??=
    given ??
    (plan.defaultKind === 'guess'
      ? guessKind(plan, name, organisation, contact, hasParts)
      : plan.defaultKind);
  const jobTitle = text('jobTitle');
  const isContactCard = card?.companyUid !== undefined && card.companyUid !== null;
  const isContacts = contact !== '' && (kind === 'company' || isContactCard);
  const department = text('contact-department');
  const contactNote = text('contact-note');
  // Without a contact they are the customer's own.
  const homeless = contact === '' ? [department, contactNote].filter(Boolean) : [];
  return {
    kind,
    name,
    organisation,
    jobTitle: isContacts ? '' : jobTitle,
    notes: [
      ...(given === null && text('kind') !== '' ? [text('kind')] : []),
      ...collected.notes,
      ...homeless,
    ].join('\n'),
    points: points.map((point) => ({
      ...point,
      isOfContact: isContacts && (isContactCard || isContactsPoint(point)),
    })),
    contact:
      contact === ''
        ? null
        : { name: contact, jobTitle: isContacts ? jobTitle : '', department, note: contactNote },
    moreContacts: contact === '' ? [] : moreContacts.filter((one) => one !== '' && one !== name),
    assignee: collected.assignee,
    tags: [...new Set([...collected.tags, ...(plan.addTag === null ? [] : [plan.addTag])])],
    values: collected.values,
    valueTexts: collected.valueTexts,
  };
}

function guessKind(
  plan: RowPlan,
  name: string,
  organisation: string,
  contact: string,
  hasParts: boolean,
): CustomerKind {
  if (hasParts || organisation !== '') return 'person';
  if (contact !== '' || plan.namesAreCompanies) return 'company';
  if (looksLikeCompany(name)) return 'company';
  return looksLikePerson(name) || name.length <= 40 ? 'person' : 'company';
}

/** Beside a contact's name, a number that is not the company's own is the contact's: 联系电话, a mobile number, an e-mail. */
function isContactsPoint({ type, label, heading }: ReadPoint): boolean {
  return type === 'email' || (type === 'phone' && (isMobile(label) || /联系|contact/i.test(heading)));
}

function isMobile(label: string): boolean {
  return /mobile|cell|手机|移动/i.test(label);
}
