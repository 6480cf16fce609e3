import { basename } from 'node:path';
import type { Customer, Selection } from '../../../../src-preload/contract/customers.ts';
import type { exchangeCalls } from '../../../../src-preload/contract/exchange.ts';
import type { Handlers } from '../../../../src-preload/contract/index.ts';
import { assertReads, mayRead } from '../../access/classes.ts';
import type { OpenVault } from '../../context.ts';
import { VaultError } from '../../errors.ts';
import type { JournalDetails } from '../../store/journal.ts';
import { writeCsv } from '../csv/write.ts';
import { pace } from '../../pace.ts';
import { writeNewFile } from '../new-file.ts';
import { progressTeller } from '../progress.ts';
import { portraitOf } from '../vcard/portrait.ts';
import { vcardsOf } from '../vcard/write.ts';
import { writeXlsx } from '../xlsx/write.ts';
import { exportCells, type CellOf } from './columns.ts';
import { exportNames, selectedCustomers } from './selection.ts';
import { sheets } from './sheets.ts';

type ExportCalls = Pick<
  typeof exchangeCalls,
  'export/csv' | 'export/xlsx' | 'export/vcard' | 'export/sheet' | 'export/cancel'
>;

interface ExportRequest {
  readonly selection: Selection;
  readonly reason: string;
  readonly save: string;
  readonly jobId: string;
}

/** One export: the customers to write, and how many were written. */
interface Running {
  readonly path: string;
  readonly customers: () => AsyncGenerator<Customer>;
}

/** Cards are gathered to pieces of about this many characters before they are written. */
const pieceLength = 64 * 1024;

/** The contract's calls about exporting. What leaves the vault is not encrypted; the journal says what it was, and why. */
export function exportHandlers(vault: OpenVault): Handlers<ExportCalls> {
  const running = new Set<string>();
  const cancelled = new Set<string>();

  async function run<T>(
    { selection, reason, save, jobId }: ExportRequest,
    details: JournalDetails,
    write: (running: Running) => Promise<T>,
  ): Promise<{ rows: number; written: T }> {
    const path = vault.resolveTicket(save);
    const { total, customers } = selectedCustomers(vault, selection);
    const tell = progressTeller(vault.emit, jobId, 'exporting', total);
    const rest = pace();
    let done = 0;
    const paced = async function* (): AsyncGenerator<Customer> {
      for (const customer of customers()) {
        yield customer;
        done++;
        const turn = rest();
        if (turn === undefined) continue;
        await turn;
        if (cancelled.has(jobId)) throw new VaultError('export/cancelled');
        tell(done);
      }
    };
    running.add(jobId);
    try {
      const written = await write({ path, customers: paced });
      tell(done, true);
      vault.store.journal('exported', { fileName: basename(path), rows: done, ...details, purpose: reason });
      return { rows: done, written };
    } finally {
      running.delete(jobId);
      cancelled.delete(jobId);
    }
  }

  /** The cells of a table, and what the journal tells of it. Columns of a class that the person may not read are left out. */
  function table(
    asked: readonly string[],
    askedHeadings: readonly string[],
  ): {
    cells: readonly CellOf[];
    headings: readonly string[];
    details: JournalDetails;
    leftOut: { leftOut?: string[] };
  } {
    if (askedHeadings.length !== asked.length)
      throw new VaultError('export/bad-column', { columns: asked.length, headings: askedHeadings.length });
    const names = exportNames(vault);
    const fieldOf = (column: string) => names.fields.get(column.replace(/^value:/, ''));
    const isReadable = asked.map((column) => mayRead(vault, fieldOf(column)?.class ?? 'internal'));
    const columns = asked.filter((_, index) => isReadable[index]);
    const leftOut = asked.filter((_, index) => !isReadable[index]);
    // A file without a single column would say nothing of why.
    if (columns.length === 0)
      for (const column of leftOut) assertReads(vault, fieldOf(column)?.class ?? 'internal');
    const fields = columns.flatMap((column) => fieldOf(column) ?? []);
    const details = {
      columns: columns.length,
      classes: [...new Set(fields.map((field) => field.class))].sort().join(', '),
      restrictedLeftOut: fields.filter((field) => field.class === 'restricted').length,
    };
    return {
      cells: exportCells(columns, names),
      headings: askedHeadings.filter((_, index) => isReadable[index]),
      details: leftOut.length === 0 ? details : { ...details, withoutKey: leftOut.length },
      leftOut: leftOut.length === 0 ? {} : { leftOut },
    };
  }

  return {
    'export/csv': async ({ columns, headings: asked, encoding, delimiter, ...request }) => {
      const { cells, headings, details, leftOut } = table(columns, asked);
      const { rows, written } = await run(request, details, ({ path, customers }) =>
        writeCsv(path, { delimiter, encoding }, async function* () {
          yield headings;
          for await (const customer of customers()) yield cells.map((cell) => cell(customer));
        }),
      );
      return { rows, unencodable: written.unencodable, ...leftOut };
    },
    'export/xlsx': async ({ columns, headings: asked, ...request }) => {
      const { cells, headings, details, leftOut } = table(columns, asked);
      const { rows, written } = await run(request, details, ({ path, customers }) =>
        writeXlsx(path, headings, async function* () {
          for await (const customer of customers()) yield cells.map((cell) => cell(customer));
        }),
      );
      return { rows, unencodable: written.leftOut, ...leftOut };
    },
    'export/vcard': async ({ photos, ...request }) => {
      const { tags } = exportNames(vault);
      const { rows } = await run(
        request,
        { classes: photos ? 'internal, public' : 'public' },
        ({ path, customers }) =>
          writeNewFile(path, async (file) => {
            let piece = '';
            for await (const customer of customers()) {
              piece += vcardsOf(
                customer,
                customer.tagIds.flatMap((id) => tags.get(id) ?? []),
                photos ? portraitOf(vault, customer.id) : null,
              );
              if (piece.length < pieceLength) continue;
              await file.writeFile(piece);
              piece = '';
            }
            await file.writeFile(piece);
          }),
      );
      return { rows, unencodable: 0 };
    },
    'export/sheet': (request) => sheets(vault, request),
    'export/cancel': ({ jobId }) => {
      if (running.has(jobId)) cancelled.add(jobId);
      return undefined;
    },
  };
}
