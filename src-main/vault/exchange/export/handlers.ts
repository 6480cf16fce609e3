import { basename } from 'node:path';
import type { exchangeCalls } from '../../../../src-preload/contract/exchange.ts';
import type { Handlers } from '../../../../src-preload/contract/index.ts';
import type { OpenVault } from '../../context.ts';
import { VaultError } from '../../errors.ts';
import { writeCsv } from '../csv/write.ts';
import { pace } from '../../pace.ts';
import { progressTeller } from '../progress.ts';
import { exportCells } from './columns.ts';
import { exportNames, selectedCustomers } from './selection.ts';

type ExportCalls = Pick<typeof exchangeCalls, 'export/csv' | 'export/cancel'>;

/** The contract's calls about exporting. What leaves the vault is not encrypted; the journal says what it was. */
export function exportHandlers(vault: OpenVault): Handlers<ExportCalls> {
  const running = new Set<string>();
  const cancelled = new Set<string>();
  return {
    'export/csv': async ({ selection, columns, headings, encoding, delimiter, save, jobId }) => {
      if (headings.length !== columns.length)
        throw new VaultError('export/bad-column', { columns: columns.length, headings: headings.length });
      const path = vault.resolveTicket(save);
      const names = exportNames(vault);
      const cells = exportCells(columns, names);
      const { total, customers } = selectedCustomers(vault, selection);
      const tell = progressTeller(vault.emit, jobId, 'exporting', total);
      const rest = pace();
      let done = 0;
      running.add(jobId);
      try {
        const written = await writeCsv(path, { delimiter, encoding }, async function* () {
          yield headings;
          for (const customer of customers()) {
            yield cells.map((cell) => cell(customer));
            done++;
            const turn = rest();
            if (turn === undefined) continue;
            await turn;
            if (cancelled.has(jobId)) throw new VaultError('export/cancelled');
            tell(done);
          }
        });
        tell(done, true);
        const fields = columns.flatMap((column) => names.fields.get(column.replace(/^value:/, '')) ?? []);
        vault.store.journal('exported', {
          fileName: basename(path),
          rows: done,
          columns: columns.length,
          classes: [...new Set(fields.map((field) => field.class))].sort().join(', '),
          restrictedLeftOut: fields.filter((field) => field.class === 'restricted').length,
        });
        return { rows: done, unencodable: written.unencodable };
      } finally {
        running.delete(jobId);
        cancelled.delete(jobId);
      }
    },
    'export/cancel': ({ jobId }) => {
      if (running.has(jobId)) cancelled.add(jobId);
      return undefined;
    },
  };
}
