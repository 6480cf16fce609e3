import type { ImportOutcome, ImportPlan, RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { hasAttached, putAttachment } from '../../attachments/put.ts';
import { assignablePeople, isWithinReach } from '../../access/scope.ts';
import type { OpenVault } from '../../context.ts';
import { insertCustomers } from '../../customers/create.ts';
import type { PreparedCustomer } from '../../customers/new-customer.ts';
import { applyEdits } from '../../customers/edit.ts';
import type { CustomerRef } from '../../customers/sealed.ts';
import { oneMore } from '../../erasure/marks.ts';
import { VaultError } from '../../errors.ts';
import { isSealed } from '../../fields/compartment.ts';
import { catalogOf } from '../../fields/catalog.ts';
import { normalise } from '../../search/normalise.ts';
import { mergeSoon } from '../../search/merge-soon.ts';
import { holdMerging, mergeSegments } from '../../search/segments.ts';
import type { WriteTx } from '../../store/store.ts';
import { pace, paced } from '../../pace.ts';
import { progressTeller } from '../progress.ts';
import type { CardFile, SourceRow } from '../source.ts';
import { portraitName } from '../vcard/portrait.ts';
import { currentCustomer } from './current.ts';
import { draftOfRow, type Draft, type RowPlan } from './draft.ts';
import { companiesOfFile, type CompaniesOfFile } from './contact-rows.ts';
import { erasedRow, ErasedRows } from './erased-rows.ts';
import { contactRowEdits, updatingEdits } from './edits.ts';
import { addAllMarks, addMarksOf, knownMarks, nameMark, type KnownMarks } from './known-marks.ts';
import { findCustomer } from './find-customer.ts';
import { keepable } from './keepable.ts';
import { hasOtherIdNumber, type IdField, type MatchKeys } from './match.ts';
import { importNames, type ImportNames } from './naming.ts';
import { fieldsOfImport, type FieldsOfImport } from './new-fields.ts';
import { expectUnchanged, type OpenedFile } from './open.ts';
import { newTally, noteProblems, noteStrays, strayColumns, type Tally } from './outcome.ts';
import { checkPlan, rowPlan } from './plan.ts';
import { livePlan, type Preparation, type PreparedRow } from './prepare.ts';
import type { FileReader } from './reader.ts';
import { lastCustomerRow, setBatchDetails } from './queries.ts';

export interface ImportRun {
  readonly jobId: string;
  readonly isDryRun: boolean;
  readonly isCancelled: () => boolean;
  readonly reader: FileReader;
}

interface Work {
  readonly vault: OpenVault;
  readonly tx: WriteTx;
  readonly plan: ImportPlan;
  readonly preparation: Preparation;
  /** For rows that are compared with what is there. */
  readonly rowPlan: RowPlan;
  readonly names: ImportNames;
  readonly idFields: readonly IdField[];
  /** Customers above this row came from this file. */
  readonly lastRowBefore: number;
  readonly companies: CompaniesOfFile;
  readonly tally: Tally;
  readonly newcomers: Newcomers;
  /** What customers are found by, of the vault and of this file so far. */
  readonly marks: KnownMarks;
  readonly foundByFile: Set<number>;
  readonly erased: ErasedRows;
}

/** New customers that wait to be written together, and what a later row may be the same by. */
interface Newcomers {
  readonly customers: PreparedCustomer[];
  readonly marks: string[];
  /** By customer. */
  readonly files: Map<string, readonly CardFile[]>;
  fileBytes: number;
}

/** Numbers, addresses and names that a customer mostly has at most. */
const marksEach = 4;

/** So many are written in one go: few enough that others hardly wait. */
const newcomersAtMost = 200;
/** Customers after which, where more follow, the parts of the search index are merged: otherwise that waits until after the result. */
const newcomersBetweenMerges = 100_000;
/** Files of cards that wait in memory. */
const fileBytesAtMost = 16 * 1024 ** 2;

/**
 * Imports a file in one transaction, or does all of it and takes it back (`isDryRun`). Others get their turn between
 * rows. Whatever goes wrong, the vault is as it was.
 * @throws VaultError import/cancelled, import/changed-file, import/bad-plan, import/no-name-column,
 *   import/nothing-to-import, vault/busy and the store's codes
 */
export async function runImport(
  vault: OpenVault,
  file: OpenedFile,
  plan: ImportPlan,
  run: ImportRun,
): Promise<{ outcome: ImportOutcome; tally: Tally }> {
  checkPlan(plan, file);
  await expectUnchanged(file);
  const details = { fileName: file.fileName, added: 0, updated: 0 };
  const batch = { kind: 'import', label: 'imported', details } as const;
  const long = vault.store.startLongWrite(batch, !run.isDryRun);
  try {
    const { tx } = long;
    using erased = new ErasedRows(vault, tx);
    const tally = newTally(run.isDryRun);
    const lastRowBefore = lastCustomerRow(tx);
    const fields = fieldsOfImport(vault, file.fileName.replace(/\.[^.]*$/, ''));
    const plainPlan = rowPlan(tx, plan, file, fields, assignablePeople(vault), vault.now());
    const names = importNames(vault, tx, fields);
    const work: Work = {
      vault,
      tx,
      plan,
      preparation: {
        plan: plainPlan,
        catalog: catalogOf(vault),
        names: names.known,
        isRehearsal: run.isDryRun,
      },
      rowPlan: livePlan(plainPlan, names),
      names,
      idFields: fields.idFields(),
      lastRowBefore,
      companies: companiesOfFile(plan.targets, file.headings),
      tally,
      foundByFile: new Set(),
      erased,
      newcomers: { customers: [], marks: [], files: new Map(), fileBytes: 0 },
      marks: knownMarks((lastRowBefore + file.survey.rowCount) * marksEach),
    };
    const resumeMerging = holdMerging(tx);
    await takeRows(work, file, run);
    resumeMerging();
    await expectUnchanged(file);
    if (run.isCancelled()) throw new VaultError('import/cancelled');
    if (!vault.store.isLongWriteRunning) throw new VaultError('vault/locked');
    const batchId = finish(work, file, fields);
    const { rows, added, updated } = tally.counts;
    const isKept = !run.isDryRun && added + updated > 0;
    if (!isKept) long.rollback();
    else {
      long.commit();
      mergeSoon(vault);
      vault.store.journal('imported', { fileName: file.fileName, rows, added, updated });
    }
    return {
      outcome: {
        ...tally.counts,
        ...strayColumns(tally, plan, file),
        batchId: isKept ? batchId : null,
        problems: tally.problems,
        problemCount: tally.problemCount,
      },
      tally,
    };
  } catch (error) {
    // A vault that was locked meanwhile has rolled back already.
    if (vault.store.isLongWriteRunning) long.rollback();
    throw error;
  }
}

async function takeRows(work: Work, file: OpenedFile, run: ImportRun): Promise<void> {
  const tell = progressTeller(
    work.vault.emit,
    run.jobId,
    run.isDryRun ? 'matching' : 'writing',
    file.survey.rowCount,
  );
  const rest = pace();
  /** After every wait: somebody may have cancelled, or locked the vault, which takes the import back. */
  const checkIsOn = () => {
    if (run.isCancelled()) throw new VaultError('import/cancelled');
    if (!work.vault.store.isLongWriteRunning) throw new VaultError('vault/locked');
  };
  await paced(addAllMarks(work.tx, work.marks, work.lastRowBefore), rest, checkIsOn);
  let addedAtMerge = 0;
  for await (const { rows, names } of run.reader.prepared(file, work.preparation)) {
    checkIsOn();
    if (work.tally.counts.added - addedAtMerge >= newcomersBetweenMerges) {
      addedAtMerge = work.tally.counts.added;
      await paced(mergeSegments(work.tx), rest, checkIsOn);
    }
    work.names.add(names);
    for (const row of rows) {
      takeRow(work, row);
      const turn = rest();
      if (turn === undefined) continue;
      await turn;
      checkIsOn();
      tell(work.tally.counts.rows);
    }
  }
  writeNewcomers(work);
  tell(work.tally.counts.rows, true);
}

function takeRow(work: Work, { row, problems, strays, taken }: PreparedRow): void {
  const { tally } = work;
  tally.counts.rows++;
  const own = taken === null ? [] : takeCustomer(work, row, taken);
  const all = [...problems, ...own];
  if (own.every(({ severity }) => severity === 'warned')) noteStrays(tally, strays);
  if (all.length === 0) return;
  noteProblems(tally, row.line, all);
  if (all.some(({ severity }) => severity === 'refused')) tally.counts.refused++;
  else if (all.some(({ severity }) => severity === 'warned')) tally.counts.warned++;
}

function takeCustomer(
  work: Work,
  row: SourceRow,
  { keys, customer }: NonNullable<PreparedRow['taken']>,
): RowProblem[] {
  const { tally, plan, vault, tx, names } = work;
  const nameKeys = work.marks.nameKeys(keys);
  const sought = marksOf(keys, nameKeys);
  const isNew = !sought.some(work.marks.mayHave);
  if (!isNew && sought.some((mark) => work.newcomers.marks.includes(mark))) writeNewcomers(work);
  const ofContact = addContact(work, row, keys);
  if (ofContact !== null) return ofContact;
  const found =
    plan.duplicates === 'add' ? null : findCustomer(work, row, keys, customer, { isNew, nameKeys });
  if (found === null) {
    const erasedAt = work.erased.erasedAt(keys);
    if (erasedAt !== null) tally.counts.erased = oneMore(tally.counts.erased, erasedAt);
    if (erasedAt !== null && plan.erased === 'leave-out') return [erasedRow(row, 'skipped')];
    names.ensureTags(customer.tagIds);
    work.newcomers.customers.push(customer);
    const marks = marksOf(keys, [keys.nameKey]);
    work.newcomers.marks.push(...marks);
    marks.forEach(work.marks.add);
    work.marks.addName(keys.name, keys.nameKey);
    work.companies.note(row, keys, customer);
    keepFiles(work, row, customer.id);
    if (work.newcomers.customers.length >= newcomersAtMost || work.newcomers.fileBytes > fileBytesAtMost)
      writeNewcomers(work);
    tally.counts.added++;
    return erasedAt === null ? [] : [erasedRow(row, 'warned')];
  }
  work.companies.noteFound(row, keys, found.id);
  if (keys.idNumbers.size > 0) work.foundByFile.add(found.row);
  const duplicate = (): RowProblem[] => {
    tally.counts.skipped++;
    const code = found.row > work.lastRowBefore ? 'import/duplicate-in-file' : 'import/duplicate';
    return [{ line: row.line, column: null, code, severity: 'skipped' }];
  };
  // Somebody else's customer: that there is one is all that is said.
  if (!isWithinReach(vault, tx, found.row)) return duplicate();
  const current = currentCustomer(vault, tx, found.row);
  const kept: RowProblem[] = [];
  const onLess = (field: string): void => {
    const column = work.rowPlan.columns.find((each) => each.field?.id === field || each.target.to === field);
    const { line } = row;
    kept.push({ line, column: column?.heading ?? null, code: 'import/says-less', severity: 'warned' });
  };
  const wanted = updatingEdits(draftOf(work, row), current, names, work.companies.contactOf(row), onLess);
  const edits = keepable(wanted, catalogOf(vault), () => kept.push(tooLong(row)));
  const newFiles = filesOf(work, row).filter(({ bytes }) => !hasAttached(vault, tx, found.row, bytes));
  const isUpdating = plan.duplicates === 'update';
  if (edits.length === 0 && newFiles.length === 0 && (isUpdating || kept.length === 0)) {
    tally.counts.unchanged++;
    return kept;
  }
  if (isUpdating) {
    applyEdits(tx, vault, found.row, edits);
    putFiles(work, found, newFiles);
    addMarksOf(tx, work.marks, found.row);
    tally.counts.updated++;
    return kept;
  }
  return duplicate();
}

/** With the keys of its name under which a customer may be found that a row is: the customer has one of these, and others may as well. */
function marksOf(
  { organisationKey, phones, emails, idNumbers }: MatchKeys,
  nameKeys: readonly string[],
): string[] {
  return [
    ...nameKeys.map((nameKey) => nameMark(nameKey, organisationKey)),
    ...phones,
    ...emails,
    ...[...idNumbers.values()].map(normalise),
  ];
}

function writeNewcomers(work: Work): void {
  const { vault, tx, newcomers } = work;
  const customers = insertCustomers(tx, vault, newcomers.customers, tx.now);
  for (const customer of newcomers.files.size === 0 ? [] : customers)
    putFiles(work, customer, newcomers.files.get(customer.id) ?? []);
  newcomers.customers.length = 0;
  newcomers.marks.length = 0;
  newcomers.files.clear();
  newcomers.fileBytes = 0;
}

/** What is on a row's card that becomes an attachment, where that is wanted. */
function filesOf({ plan }: Work, row: SourceRow): readonly CardFile[] {
  return plan.photos ? (row.card?.files ?? []) : [];
}

function keepFiles(work: Work, row: SourceRow, customerId: string): void {
  const files = filesOf(work, row);
  if (files.length === 0) return;
  work.newcomers.files.set(customerId, files);
  for (const { bytes } of files) work.newcomers.fileBytes += bytes.length;
}

/** What is tried out only is written without history; a file would have nothing to belong to. */
function putFiles(
  { vault, tx, tally, preparation }: Work,
  customer: CustomerRef,
  files: readonly CardFile[],
): void {
  for (const file of files) {
    if (!preparation.isRehearsal) putAttachment(tx, vault, customer, file);
    tally.counts.photos++;
  }
}

/** What a row says, once more: few rows are compared with what is there, and most are sent without it. */
function draftOf(work: Work, row: SourceRow): Draft {
  const { draft } = draftOfRow(work.rowPlan, row);
  if (draft === null) throw new Error('a row that was taken is refused');
  return draft;
}

function tooLong({ line }: SourceRow): RowProblem {
  return { line, column: null, code: 'import/too-long', severity: 'warned' };
}

/**
 * A further row of a company that this file made: its contact, with the numbers and tags that come with it.
 * @returns what is to be said of it; `null` where the row is no such
 */
function addContact(work: Work, row: SourceRow, keys: MatchKeys): RowProblem[] | null {
  const { vault, tx, tally, companies } = work;
  const company = companies.find(tx, row, keys);
  if (company === null || hasOtherIdNumber(tx, keys, company.row, work.idFields)) return null;
  const { fields } = catalogOf(vault);
  const isSealedField = (id: string): boolean => isSealed(fields.get(id)?.class ?? 'public');
  const draft = draftOf(work, row);
  const wanted = contactRowEdits(
    draft,
    currentCustomer(vault, tx, company.row),
    work.names,
    isSealedField,
    companies.contactOf(row),
  );
  if (wanted === null) return null;
  const problems: RowProblem[] = [];
  const edits = keepable(wanted, catalogOf(vault), () => problems.push(tooLong(row)));
  if (edits.length === 0) {
    tally.counts.unchanged++;
    return problems;
  }
  applyEdits(tx, vault, company.row, edits);
  addMarksOf(tx, work.marks, company.row);
  const whose = (draft.contact?.name ?? '').slice(0, 100);
  putFiles(
    work,
    company,
    filesOf(work, row).map((file) => ({
      ...file,
      name: file.name.startsWith(`${portraitName}.`)
        ? file.name.replace(portraitName, whose)
        : `${whose} ${file.name}`,
    })),
  );
  tally.counts.updated++;
  return problems;
}

function finish(work: Work, file: OpenedFile, fields: FieldsOfImport): string {
  const { tx, tally } = work;
  tally.counts.newFields = fields.createdCount();
  const { added, updated } = tally.counts;
  setBatchDetails(tx, { fileName: file.fileName, added, updated });
  return tx.batchId;
}
