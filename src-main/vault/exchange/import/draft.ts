import type { CustomerKind, FieldValue } from '../../../../src-preload/contract/customers.ts';
import { maxLineLength, maxTextLength } from '../../../../src-preload/contract/texts.ts';
import type { RowProblem, Target } from '../../../../src-preload/contract/exchange.ts';
import type { OwnFile } from '../own-files.ts';
import type { SourceRow } from '../source.ts';
import { isSealed } from '../../fields/compartment.ts';
import {
  readableText,
  readAssignee,
  readTags,
  readValues,
  type Assignee,
  type CellRules,
  type Refuse,
} from './collect.ts';
import { fitted } from './fit.ts';
import { looksLikeCompany, looksLikePerson } from './forms.ts';
import { saysAnotherContact, saysContact, saysMobile } from './heading-says.ts';
import { readKind } from './kind.ts';
import { Ledger, type Cell, type PlannedColumn } from './ledger.ts';
import { isNothingIn } from './nothing.ts';
import { pointsOf, type ReadPoint } from './points.ts';
import { withLink } from './linked-cell.ts';
import { nameOfRow } from './row-name.ts';
import { spoiltCell, withoutFraction } from './spoilt.ts';
import { endsInZeros } from './survey.ts';

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
  readonly assignee: Assignee;
  readonly values: ReadonlyMap<string, FieldValue>;
  /** The values' cells as they are written, with their headings. */
  readonly valueTexts: ReadonlyMap<string, string>;
}

/** A cell, or a part of one, for which there was no place: it is in the notes under its heading, or left out. */
export interface Stray {
  readonly column: number;
  readonly to: 'notes' | 'nowhere';
}

export interface DraftOfRow {
  /** `null` where the row is refused; `problems` says why. */
  readonly draft: Draft | null;
  readonly problems: RowProblem[];
  readonly strays: Stray[];
}

/**
 * Makes a customer of a row. Every filled cell is somewhere in it: what has no other place, or does not fit there, goes into
 * the notes under its heading. What is of a sealed class is left out and named instead, because notes are not sealed, unless a
 * field of texts of that class is there for it.
 */
export function draftOfRow(plan: RowPlan, row: SourceRow): DraftOfRow {
  const problems: RowProblem[] = [];
  const strays: Stray[] = [];
  const warn: Refuse = (code, column) =>
    void problems.push({ line: row.line, column: column ?? null, code, severity: 'warned' });
  const refuse: Refuse = (code, column) => {
    problems.push({ line: row.line, column: column ?? null, code, severity: 'refused' });
  };
  const refused = (): DraftOfRow => ({ draft: null, problems, strays: [] });
  checkShape(plan, row, warn, refuse);
  for (const property of row.card?.leftOut ?? []) warn('import/left-out', property);
  if (problems.some(isRefusal)) return refused();
  const cells: Cell[] = [];
  plan.columns.forEach((column, at) => {
    if (column.target.to === 'skip') return;
    const cell = cellAt(plan, row, at, column, warn, refuse);
    if (cell === 'lost') strays.push({ column: at, to: 'nowhere' });
    if (cell === 'lost' || cell === null) return;
    const link = row.links?.get(at);
    if (link === undefined) return void cells.push(cell);
    const { text, note } = withLink(cell.text, link, column);
    cells.push({ ...cell, text });
    if (note !== null) cells.push({ ...cell, text: note, isRemark: true });
  });
  if (problems.some(isRefusal)) return refused();
  const ledger = new Ledger(cells);
  const draft = assemble(plan, ledger, row, warn, refuse);
  if (draft === null) return refused();
  const notes: string[] = [];
  let length = 0;
  for (const { cell, text } of ledger.remains()) {
    const { heading, target, field } = cell.column;
    const note = target.to === 'notes' ? text : `${heading}: ${text}`;
    const isSecret = field !== null && isSealed(field.class);
    length += note.length + 1;
    if (isSecret || length > maxTextLength) {
      // What is spoilt is named already.
      if (!cell.isSpoilt) warn(isSecret ? 'import/sealed-left-out' : 'import/too-long', heading);
      strays.push({ column: cell.at, to: 'nowhere' });
    } else {
      notes.push(note);
      if (target.to !== 'notes') strays.push({ column: cell.at, to: 'notes' });
    }
  }
  return { draft: fitted({ ...draft, notes: notes.join('\n') }, warn), problems, strays };
}

/** What a row says in a column; `null` for nothing, `lost` where a program left nothing of it, which is named. */
function cellAt(
  plan: RowPlan,
  row: SourceRow,
  at: number,
  column: PlannedColumn,
  warn: Refuse,
  refuse: Refuse,
): Cell | 'lost' | null {
  const asWritten = row.asWritten?.get(at);
  if (asWritten !== undefined) {
    const parts = asWritten.map((part) => readableText(part, column, warn, refuse));
    return parts.every((part) => part === '')
      ? null
      : { at, column, text: parts.join('\n'), parts, isSpoilt: false, isRemark: false };
  }
  const readable = readableText((row.cells[at] ?? '').trim(), column, warn, refuse);
  const text = plan.ours === null ? withoutFraction(readable, column) : readable;
  const isZeroed = column.isRounded === true && endsInZeros(text);
  const mark = row.marks?.get(at) ?? (isZeroed ? 'rounded' : undefined);
  const left = mark === undefined ? 'value' : spoiltCell(mark, column, warn);
  // What we wrote ourselves is somebody's word, whatever it looks like.
  const isNothing = plan.ours === null && isNothingIn(text, column.target, column.field?.type ?? null);
  if (left === 'nothing') return 'lost';
  if (text === '' || isNothing) return null;
  return { at, column, text, parts: null, isSpoilt: left === 'remark', isRemark: false };
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
  if (row.fault === 'no-card') return refuse('import/no-card');
  if (row.fault === 'group-card') return refuse('import/group-card');
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

/** The customer without its notes, for which the ledger keeps what has no other place. */
function assemble(
  plan: RowPlan,
  ledger: Ledger,
  row: SourceRow,
  warn: Refuse,
  refuse: Refuse,
): Omit<Draft, 'notes'> | null {
  const { ours } = plan;
  const hasRowEach = ours !== null && ours.customerNumber >= 0;
  const { values, texts: valueTexts } = readValues(ledger, plan, warn);
  const tags = readTags(ledger);
  const assignee = readAssignee(ledger, plan.people, warn);
  const points = pointsOf(ledger, ours !== null, (heading) => {
    warn('import/bad-email', heading);
  });
  const called = nameOfRow(ledger, plan.namesAreCompanies);
  let { name, organisation } = called;
  const given = kindOf(ledger);
  let contacts = contactsOf(ledger);
  let kind: CustomerKind | null = null;
  if (name === '' && organisation !== '') {
    name = organisation;
    if (contacts.length === 0) kind = 'company';
  } else if (name === '') [name = '', ...contacts] = contacts;
  if (name === '') {
    name = points.find((point) => point.type === 'email' || point.type === 'phone')?.value ?? '';
    if (name === '') return (refuse('import/no-name'), null);
    warn('import/named-after');
  }
  // A file of ours says both where a customer has both.
  if (organisation === name && (ours === null || called.name === '')) organisation = '';
  const isContactCard = row.card?.companyUid !== undefined && row.card.companyUid !== null;
  // In a file of ours a contact may have the company's name, or none; a card is a contact's whatever it is called.
  if (!hasRowEach && !isContactCard) contacts = contacts.filter((each) => each !== name);
  const [contact = '', ...moreContacts] = contacts;
  const hasContact =
    contact !== '' || isContactCard || (hasRowEach && (row.cells[ours.contactNumber] ?? '').trim() !== '');
  kind ??=
    given ??
    (plan.defaultKind !== 'guess'
      ? plan.defaultKind
      : hasContact && hasRowEach
        ? 'company'
        : guessKind(plan, name, organisation, contact, called.hasParts));
  const isContacts = hasContact && (kind === 'company' || isContactCard || hasRowEach);
  // Beside a column of the contact's own, and in a file of ours, 职务 is the customer's.
  const isTitleContacts = isContacts && ours === null && !hasColumn(plan, 'contact-job-title');
  const title = (to: 'jobTitle' | 'contact-job-title', longest: number): string =>
    ledger.takeUpTo(longest, ledger.of(to), ledger.text(to, ', '));
  return {
    kind,
    name,
    organisation,
    jobTitle: isTitleContacts ? '' : title('jobTitle', maxLineLength),
    points: points.map((point) => ({
      ...point,
      isOfContact:
        isContacts && (isContactCard || point.of === 'contact' || (!hasRowEach && isContactsPoint(point))),
      isOwnerSure: hasRowEach || isContactCard || (isContacts && point.of === 'contact'),
    })),
    // Without a contact they have no place.
    contact: hasContact
      ? {
          name: contact,
          jobTitle: title(isTitleContacts ? 'jobTitle' : 'contact-job-title', maxLineLength),
          department: ledger.takeUpTo(
            maxLineLength,
            ledger.of('contact-department'),
            ledger.text('contact-department', ', '),
          ),
          note: ledger.takeUpTo(maxTextLength, ledger.of('contact-note'), ledger.text('contact-note', '\n')),
        }
      : null,
    isContactRow: hasContact && (kind === 'company' || hasRowEach || isContactCard),
    moreContacts,
    assignee,
    tags: [...new Set([...tags, ...(plan.addTag === null ? [] : [plan.addTag])])],
    values,
    valueTexts,
  };
}

/** The kind that the row says. A word that says more than that stays behind. */
function kindOf(ledger: Ledger): CustomerKind | null {
  let kind: CustomerKind | null = null;
  for (const cell of ledger.of('kind')) {
    const read = readKind(cell.text);
    kind ??= read?.kind ?? null;
    if (read?.isPlain === true && read.kind === kind) ledger.take([cell]);
  }
  return kind;
}

/** The names of a row's contacts, one a line. Of one that is too long the beginning is its name, and all of it stays behind. */
function contactsOf(ledger: Ledger): string[] {
  const cells = ledger.of('contact-name');
  const names = cells.flatMap(({ text }) => text.split('\n')).map((name) => name.trim());
  if (names.every((name) => name.length <= maxLineLength)) ledger.take(cells);
  return names.filter((name) => name !== '').map((name) => name.slice(0, maxLineLength));
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
  if (saysAnotherContact(heading)) return false;
  return type === 'email' || (type === 'phone' && (saysMobile(label) || saysContact(heading)));
}
