import type { ImportOutcome, ImportPlan, RowProblem } from '../../../../src-preload/contract/exchange.ts';
import type { OpenVault } from '../../context.ts';
import { createCustomer } from '../../customers/create.ts';
import { applyEdits } from '../../customers/edit.ts';
import { VaultError } from '../../errors.ts';
import type { WriteTx } from '../../store/store.ts';
import { pace } from '../pace.ts';
import { progressTeller } from '../progress.ts';
import type { SourceRow } from '../source.ts';
import { currentCustomer } from './current.ts';
import { draftOfRow, type Draft, type RowPlan } from './draft.ts';
import { addingEdits, creatingEdits, updatingEdits, type Naming } from './edits.ts';
import { isRecordNumber } from './headings.ts';
import { findCompany, findDuplicate, type IdField, type MatchKeys } from './match.ts';
import { fieldsOfImport, type FieldsOfImport } from './new-fields.ts';
import { expectUnchanged, type OpenedFile } from './open.ts';
import { newTally, noteProblems, type Tally } from './outcome.ts';
import { checkPlan, rowPlan } from './plan.ts';
import { lastCustomerRow, setBatchDetails } from './queries.ts';
import { keysOf, naming } from './naming.ts';

export interface ImportRun {
  readonly jobId: string;
  readonly isDryRun: boolean;
  readonly isCancelled: () => boolean;
}

interface Work {
  readonly vault: OpenVault;
  readonly tx: WriteTx;
  readonly plan: ImportPlan;
  readonly rowPlan: RowPlan;
  readonly naming: Naming;
  readonly idFields: readonly IdField[];
  /** Customers above this row came from this file. */
  readonly lastRowBefore: number;
  /** Rows with the same company bring further contacts of it. */
  readonly groupsContacts: boolean;
  readonly isRehearsal: boolean;
  readonly tally: Tally;
}

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
  const long = vault.store.startLongWrite({
    kind: 'import',
    label: 'imported',
    details: { fileName: file.fileName, added: 0, updated: 0 },
  });
  try {
    const { tx } = long;
    const tally = newTally();
    const lastRowBefore = lastCustomerRow(tx);
    const fields = fieldsOfImport(vault, file.fileName.replace(/\.[^.]*$/, ''));
    const work: Work = {
      vault,
      tx,
      plan,
      rowPlan: rowPlan(tx, plan, file, fields),
      naming: naming(vault, tx),
      idFields: fields.idFields(),
      lastRowBefore,
      groupsContacts:
        plan.targets.some(({ to }) => to === 'contact-name') && !file.headings.some(isRecordNumber),
      isRehearsal: run.isDryRun,
      tally,
    };
    await takeRows(work, file, run);
    await expectUnchanged(file);
    if (run.isCancelled()) throw new VaultError('import/cancelled');
    if (!vault.store.isLongWriteRunning) throw new VaultError('vault/locked');
    const batchId = finish(work, file, fields);
    const { rows, added, updated } = tally.counts;
    const isKept = !run.isDryRun && added + updated > 0;
    if (!isKept) long.rollback();
    else {
      long.commit();
      vault.store.journal('imported', { fileName: file.fileName, rows, added, updated });
    }
    return {
      outcome: { ...tally.counts, batchId: isKept ? batchId : null, problems: tally.problems },
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
  let isHeading = file.hasHeader;
  for await (const rows of file.rows()) {
    checkIsOn();
    for (const row of rows) {
      if (isHeading) {
        isHeading = false;
        continue;
      }
      takeRow(work, row);
      const turn = rest();
      if (turn === undefined) continue;
      await turn;
      checkIsOn();
      tell(work.tally.counts.rows);
    }
  }
  tell(work.tally.counts.rows, true);
}

function takeRow(work: Work, row: SourceRow): void {
  const { tally } = work;
  tally.counts.rows++;
  const { draft, problems } = draftOfRow(work.rowPlan, row);
  const all = draft === null ? problems : [...problems, ...takeDraft(work, row, draft)];
  if (all.length === 0) return;
  noteProblems(tally, all);
  if (all.some(({ severity }) => severity === 'refused')) tally.counts.refused++;
  else if (problems.length > 0) tally.counts.warned++;
}

function takeDraft(work: Work, row: SourceRow, draft: Draft): RowProblem[] {
  const { tally, plan, vault, tx } = work;
  const keys: MatchKeys = keysOf(draft, work.naming);
  if (
    work.groupsContacts &&
    draft.kind === 'company' &&
    draft.contact !== null &&
    addContact(work, draft, keys)
  )
    return [];
  const found =
    plan.duplicates === 'add' ? null : findDuplicate(tx, draft, keys, work.idFields, plan.matchBy);
  if (found === null) {
    const edits = creatingEdits(draft, work.naming);
    createCustomer(tx, vault, { kind: draft.kind, edits, isRehearsal: work.isRehearsal });
    tally.counts.added++;
    return [];
  }
  const edits = updatingEdits(draft, currentCustomer(vault, tx, found.row), work.naming);
  if (edits.length === 0) {
    tally.counts.unchanged++;
    return [];
  }
  if (plan.duplicates === 'update') {
    applyEdits(tx, vault, found.row, edits);
    tally.counts.updated++;
    return [];
  }
  tally.counts.skipped++;
  const code = found.row > work.lastRowBefore ? 'import/duplicate-in-file' : 'import/duplicate';
  return [{ line: row.line, column: null, code, severity: 'skipped' }];
}

/** A further row of a company that this file made: its contact, with the numbers and tags that come with it. */
function addContact(work: Work, draft: Draft, keys: MatchKeys): boolean {
  const company = findCompany(work.tx, keys);
  if (company === null || company.row <= work.lastRowBefore) return false;
  const current = currentCustomer(work.vault, work.tx, company.row);
  if (current.contacts.some((contact) => contact.name === draft.contact?.name)) return false;
  applyEdits(work.tx, work.vault, company.row, addingEdits(draft, current, work.naming));
  work.tally.counts.updated++;
  return true;
}

function finish(work: Work, file: OpenedFile, fields: FieldsOfImport): string {
  const { tx, tally } = work;
  tally.counts.newFields = fields.createdCount();
  const { added, updated } = tally.counts;
  setBatchDetails(tx, { fileName: file.fileName, added, updated });
  return tx.batchId;
}
