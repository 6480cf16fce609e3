import { basename } from 'node:path';
import type { Customer, Selection } from '../../../../src-preload/contract/customers.ts';
import type { exchangeCalls } from '../../../../src-preload/contract/exchange.ts';
import type { Handlers } from '../../../../src-preload/contract/index.ts';
import type { Asked } from '../../../../src-preload/contract/tickets.ts';
import { leaves } from '../../audit/leaving.ts';
import type { OpenVault } from '../../context.ts';
import { VaultError } from '../../errors.ts';
import { writeCsv } from '../csv/write.ts';
import { pace } from '../../pace.ts';
import { remembered, writeNewFile, type NewFile } from '../../new-file.ts';
import { progressTeller } from '../progress.ts';
import { portraitOf } from '../vcard/portrait.ts';
import { plainFieldsOf } from '../vcard/own-fields.ts';
import { vcardsOf } from '../vcard/write.ts';
import { writeXlsx } from '../xlsx/write.ts';
import { exportNames, selectedCustomers, type SelectedCustomers } from './selection.ts';
import { sheets } from './sheets.ts';
import { exportTable, type ExportDetails, type TableRequest } from './table.ts';

type ExportCalls = Pick<
  typeof exchangeCalls,
  'export/csv' | 'export/xlsx' | 'export/vcard' | 'export/sheet' | 'export/cancel'
>;

interface ExportRequest {
  readonly reason: string;
  readonly save: Asked;
  readonly jobId: string;
}

/** One export: the customers to write, and how many were written. */
interface Running {
  readonly path: NewFile;
  readonly customers: () => AsyncGenerator<Customer>;
}

/** Cards are gathered to pieces of about this many characters before they are written. */
const pieceLength = 64 * 1024;

/** The contract's calls about exporting. What leaves the vault is not encrypted; the journal says what it was, and why. */
export function exportHandlers(vault: OpenVault): Handlers<ExportCalls> {
  const running = new Set<string>();
  const cancelled = new Set<string>();

  async function run<T>(
    { rows, customers }: SelectedCustomers,
    { reason, save, jobId }: ExportRequest,
    details: ExportDetails,
    write: (running: Running) => Promise<T & { readonly sha256: string }>,
  ): Promise<{ rows: number; written: T }> {
    const path = vault.resolveTicket(save);
    const file = { fileName: basename(path) };
    const tell = progressTeller(vault.emit, jobId, 'exporting', rows.length);
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
      const about = {
        begins: { ...file, rows: rows.length, ...details, purpose: reason },
        rows,
        ends: file,
      };
      return await leaves(vault, 'export', about, async () => {
        const written = await write({ path: remembered(vault, 'export', path), customers: paced });
        tell(done, true);
        return { result: { rows: done, written }, ends: { sha256: written.sha256 } };
      });
    } finally {
      running.delete(jobId);
      cancelled.delete(jobId);
    }
  }

  /** A table of the customers selected; `write` gets its rows with the headings before them. */
  async function runTable<T>(
    {
      selection,
      columns,
      headings,
      perContact,
      ...request
    }: ExportRequest & TableRequest & { selection: Selection },
    write: (
      path: NewFile,
      headings: readonly string[],
      rows: () => AsyncGenerator<string[]>,
    ) => Promise<T & { readonly sha256: string }>,
  ): Promise<{ rows: number; written: T; leftOut: { leftOut?: string[] } }> {
    const selected = selectedCustomers(vault, selection);
    const table = await exportTable(vault, { columns, headings, perContact }, selected.rows);
    const { rows, written } = await run(selected, request, table.details, ({ path, customers }) =>
      write(path, table.headings, async function* () {
        let number = 0;
        for await (const customer of customers()) yield* table.rowsOf(customer, ++number);
      }),
    );
    return { rows, written, leftOut: table.leftOut.length === 0 ? {} : { leftOut: [...table.leftOut] } };
  }

  return {
    'export/csv': async ({ encoding, delimiter, ...request }) => {
      const { rows, written, leftOut } = await runTable(request, (path, headings, rowsOf) =>
        writeCsv(path, { delimiter, encoding }, async function* () {
          yield headings;
          yield* rowsOf();
        }),
      );
      return { rows, unencodable: written.unencodable, ...leftOut };
    },
    'export/xlsx': async (request) => {
      const { rows, written, leftOut } = await runTable(request, writeXlsx);
      return { rows, unencodable: written.leftOut, ...leftOut };
    },
    'export/vcard': async ({ photos, selection, ...request }) => {
      const { tags, fields } = exportNames(vault);
      const { rows } = await run(
        selectedCustomers(vault, selection),
        request,
        { classes: 'internal, public' },
        async ({ path, customers }) => {
          const sha256 = await writeNewFile(path, async (file) => {
            let piece = '';
            for await (const customer of customers()) {
              piece += vcardsOf(customer, {
                tags: customer.tagIds.flatMap((id) => tags.get(id) ?? []),
                fields: plainFieldsOf(customer, fields),
                photo: photos ? portraitOf(vault, customer.id) : null,
              });
              if (piece.length < pieceLength) continue;
              await file.writeFile(piece);
              piece = '';
            }
            await file.writeFile(piece);
          });
          return { sha256 };
        },
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
