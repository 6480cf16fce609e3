import type { CustomerKind, FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { RowProblem, Target } from '../../../../src-preload/contract/exchange.ts';
import type { OwnFile } from '../own-files.ts';
import type { SourceRow } from '../source.ts';
import {
  collect,
  readableCell,
  type CellRules,
  type Collected,
  type PlannedColumn,
  type Refuse,
} from './collect.ts';
import { joinName, looksLikeCompany, looksLikePerson } from './forms.ts';
import { pointsOf, type ReadPoint } from './points.ts';
import { readKind } from './suggest.ts';

export interface RowPlan extends CellRules {
  readonly columns: readonly PlannedColumn[];
  readonly defaultKind: 'person' | 'company' | 'guess';
  /** The name column's heading says that its names are those of companies. */
  readonly namesAreCompanies: boolean;
  readonly addTag: string | null;
  /** Where a file of our own numbers its customers and contacts; `null` for others. */
  readonly ours: OwnFile | null;
  /** How many columns at the beginning are those of our own report, and not of the file that it was made of. */
  readonly reportColumns: number;
}

export interface DraftPoint extends ReadPoint {
  readonly isOfContact: boolean;
  /** The file says whose it is: the same number of somebody else's is another one. */
  readonly isOwnerSure: boolean;
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
  /** The row is that of a contact of a company. */
  readonly isContactRow: boolean;
  /** Further names in the cell of the contact. */
  readonly moreContacts: readonly string[];
  readonly tags: readonly string[];
  readonly assignee: Collected['assignee'];
  readonly values: ReadonlyMap<string, FieldValue>;
  /** The values' cells as they are written, with their headings. */
  readonly valueTexts: ReadonlyMap<string, string>;
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
    groups: [],
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
  const draft = problems.some(isRefusal) ? null : assemble(plan, collected, row, warn, refuse);
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

function assemble(
  plan: RowPlan,
  collected: Collected,
  row: SourceRow,
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
  const { ours } = plan;
  const hasRowEach = ours !== null && ours.customerNumber >= 0;
  const points = pointsOf(collected.groups, ours !== null, (heading) => {
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
  // In a file of ours a contact may have the company's name, or none.
  if (contact === name && !hasRowEach) contact = '';
  const hasContact = contact !== '' || (hasRowEach && (row.cells[ours.contactNumber] ?? '').trim() !== '');
  if (organisation === name) organisation = '';
  kind ??=
    given ??
    (plan.defaultKind !== 'guess'
      ? plan.defaultKind
      : hasContact && hasRowEach
        ? 'company'
        : guessKind(plan, name, organisation, contact, hasParts));
  const isContactCard = row.card?.companyUid !== undefined && row.card.companyUid !== null;
  const isContacts = hasContact && (kind === 'company' || isContactCard || hasRowEach);
  const ownTitle = text('contact-job-title');
  // Beside a column of the contact's own, 职务 is the customer's.
  const isTitleContacts = isContacts && ownTitle === '' && !hasColumn(plan, 'contact-job-title');
  const title = text('jobTitle');
  const contactParts = {
    jobTitle: isTitleContacts ? title : ownTitle,
    department: text('contact-department'),
    note: text('contact-note'),
  };
  // Without a contact they are the customer's own.
  const homeless = hasContact ? [] : Object.values(contactParts).filter(Boolean);
  return {
    kind,
    name,
    organisation,
    jobTitle: isTitleContacts ? '' : title,
    notes: [
      ...(given === null && text('kind') !== '' ? [text('kind')] : []),
      ...collected.notes,
      ...homeless,
    ].join('\n'),
    points: points.map((point) => ({
      ...point,
      isOfContact:
        isContacts && (isContactCard || point.of === 'contact' || (!hasRowEach && isContactsPoint(point))),
      isOwnerSure: hasRowEach || isContactCard || (isContacts && point.of === 'contact'),
    })),
    contact: hasContact ? { name: contact, ...contactParts } : null,
    isContactRow: hasContact && (kind === 'company' || hasRowEach),
    moreContacts: contact === '' ? [] : moreContacts.filter((one) => one !== '' && one !== name),
    assignee: collected.assignee,
    tags: [...new Set([...collected.tags, ...(plan.addTag === null ? [] : [plan.addTag])])],
    values: collected.values,
    valueTexts: collected.valueTexts,
  };
}

function hasColumn({ columns }: RowPlan, to: Target['to']): boolean {
  return columns.some(({ target }) => target.to === to);
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
