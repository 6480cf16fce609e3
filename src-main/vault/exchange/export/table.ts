/** The columns of one table: which of those asked for are in it, and what stands in them. */
import type { Customer } from '../../../../src-preload/contract/customers.ts';
import type { JournalDetails } from '../../../../src-preload/contract/journal.ts';
import { assertReads, mayRead } from '../../access/classes.ts';
import type { OpenVault } from '../../context.ts';
import { VaultError } from '../../errors.ts';
import { exportCells } from './columns.ts';
import { rowsOfCustomer } from './rows.ts';
import { exportNames } from './selection.ts';
import { exportSurvey } from './survey.ts';

interface Layout {
  readonly columns: readonly string[];
  readonly headings: readonly string[];
}

export interface TableRequest extends Layout {
  readonly perContact: Layout | null;
}

/** What the journal tells of an export besides its file, its rows and what it is for. */
export type ExportDetails = Omit<JournalDetails<'export-begins'>, 'run' | 'fileName' | 'rows' | 'purpose'>;

export interface ExportTable {
  readonly headings: readonly string[];
  readonly rowsOf: (customer: Customer, number: number) => string[][];
  /** What the journal tells of it. */
  readonly details: ExportDetails;
  /** Columns of a class that the person may not read. */
  readonly leftOut: readonly string[];
}

/**
 * Lays out a table of the customers in `rows`. With `perContact`, that is the layout as soon as one of them has a contact.
 * @throws VaultError export/bad-column, access/no-key where nothing that was asked for may be read
 */
export async function exportTable(
  vault: OpenVault,
  request: TableRequest,
  rows: readonly number[],
): Promise<ExportTable> {
  for (const { columns, headings } of [request, request.perContact ?? request])
    if (columns.length !== headings.length)
      throw new VaultError('export/bad-column', { columns: columns.length, headings: headings.length });
  const survey = await exportSurvey(vault, rows);
  const isPerContact = request.perContact !== null && survey.hasContacts;
  const { columns: asked, headings: askedHeadings } = (isPerContact ? request.perContact : null) ?? request;
  const names = exportNames(vault);
  const fieldOf = (column: string) => names.fields.get(column.replace(/^value:/, ''));
  const classOf = (column: string) => fieldOf(column)?.class ?? 'internal';
  const readable = asked.map((column) => mayRead(vault, classOf(column)));
  const leftOut = asked.filter((_, index) => readable[index] !== true);
  // A file without a single column would say nothing of why.
  if (leftOut.length === asked.length) for (const column of leftOut) assertReads(vault, classOf(column));
  const wanted = asked.map(
    (column, index) => readable[index] === true && survey.isFilled(column, isPerContact),
  );
  const isKept = wanted.includes(true) ? wanted : readable;
  const columns = asked.filter((_, index) => isKept[index]);
  const cells = exportCells(asked, names).filter((_, index) => isKept[index]);
  const fields = columns.flatMap((column) => fieldOf(column) ?? []);
  const details = {
    columns: columns.length,
    classes: [...new Set(fields.map((field) => field.class))].sort().join(', '),
    restrictedLeftOut: fields.filter((field) => field.class === 'restricted').length,
  };
  return {
    headings: askedHeadings.filter((_, index) => isKept[index]),
    rowsOf: (customer, number) =>
      rowsOfCustomer(customer, number, isPerContact).map((row) => cells.map((cell) => cell(row))),
    details: leftOut.length === 0 ? details : { ...details, withoutKey: leftOut.length },
    leftOut,
  };
}
