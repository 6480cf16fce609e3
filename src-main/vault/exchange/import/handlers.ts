import { remembered } from '../../new-file.ts';
import type {
  exchangeCalls,
  ImportOutcome,
  ImportPlan,
  ImportSource,
} from '../../../../src-preload/contract/exchange.ts';
import type { Handlers } from '../../../../src-preload/contract/index.ts';
import { assignablePeople } from '../../access/scope.ts';
import type { OpenVault } from '../../context.ts';
import { newId } from '../../crypto/id.ts';
import { VaultError } from '../../errors.ts';
import { importBatches, undoImport } from './batches.ts';
import { importJobs, type Job } from './jobs.ts';
import { fieldsForSuggestions } from './new-fields.ts';
import { writeReport } from './report.ts';
import { runImport } from './run.ts';
import { suggestColumns } from './suggest.ts';

type ImportCalls = Omit<
  typeof exchangeCalls,
  'export/csv' | 'export/xlsx' | 'export/vcard' | 'export/sheet' | 'export/cancel'
>;

/** The contract's calls about importing. */
export function importHandlers(vault: OpenVault): Handlers<ImportCalls> {
  const jobs = importJobs(vault.importThread);

  async function run(plan: ImportPlan, isDryRun: boolean): Promise<ImportOutcome> {
    const job = jobs.find(plan.jobId);
    return jobs.alone(job, async () => {
      const { outcome, tally } = await runImport(vault, job.file, plan, {
        jobId: job.id,
        isDryRun,
        isCancelled: () => job.isCancelled,
        reader: job.reader,
      });
      job.tally = tally;
      if (outcome.batchId !== null) await job.reader.end();
      return outcome;
    });
  }

  return {
    'import/open': async ({ file, jobId = newId() }) =>
      describe(vault, await jobs.open(jobId, vault.resolveTicket(file))),
    'import/reread': async ({ jobId, ...reading }) => {
      const job = jobs.find(jobId);
      return jobs.alone(job, async () => {
        job.file = await job.reader.reread(job.file, reading);
        job.tally = null;
        return describe(vault, job);
      });
    },
    'import/dry-run': (plan) => run(plan, true),
    'import/run': (plan) => run(plan, false),
    'import/cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return undefined;
    },
    'import/close': ({ jobId }) => {
      jobs.close(jobId);
      return undefined;
    },
    'import/report': async ({ jobId, save, language }) => {
      const job = jobs.find(jobId);
      const { tally, file, reader } = job;
      if (tally === null) throw new VaultError('import/no-such-job');
      const path = remembered(vault, 'import-report', vault.resolveTicket(save));
      return jobs.alone(job, async () => ({
        rows: await writeReport(path, { file, reader }, tally.reported, language),
      }));
    },
    'import/batches': () => ({ batches: importBatches(vault) }),
    'import/undo': ({ batchId }) => undoImport(vault, batchId),
  };
}

function describe(vault: OpenVault, job: Job): ImportSource {
  const { file } = job;
  return {
    jobId: job.id,
    fileName: file.fileName,
    format: file.format,
    sheets: [...(file.workbook?.sheets ?? [])],
    sheet: file.workbook?.sheet.name ?? null,
    encoding: file.encoding,
    delimiter: file.dialect?.delimiter ?? null,
    hasHeader: file.hasHeader,
    headingLine: file.form.headingLine,
    firstRows: [...file.firstRows],
    leftOut: [...file.leftOut],
    leftOutRows: file.leftOutRows,
    // Cards have no layout of their own; the headings are ours.
    layout: file.format === 'vcard' ? 'unknown' : file.layout,
    rowCount: file.survey.rowCount,
    photos: file.photos,
    dateOrder: file.dateOrder,
    columns: suggestColumns(
      file.headings,
      file.hasHeader,
      file.layout,
      file.survey,
      fieldsForSuggestions(vault),
      // Where somebody works alone, nobody says who looks after whom.
      vault.access.roster.body.people.length > 1 ? assignablePeople(vault) : new Map(),
      file.declared,
    ),
    preview: file.preview,
  };
}
