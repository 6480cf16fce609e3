import type { Selection } from '../../../src-preload/contract/customers.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { jobs, type Begun, type Job, type Said } from '../../shell/jobs.svelte.ts';
import { call } from '../../vault.ts';
import type { ExportColumn } from './layouts.ts';
import { sheets, type SheetLayout } from './sheets.svelte.ts';

export const csvEncodings = ['utf-8-bom', 'utf-8', 'utf-16le', 'gb18030'] as const;
export type CsvEncoding = (typeof csvEncodings)[number];

interface Tables {
  readonly columns: readonly ExportColumn[];
  /** Where each contact has a row. */
  readonly perContact: readonly ExportColumn[] | null;
}

export type ExportForm =
  | { readonly format: 'vcard'; readonly photos: boolean }
  | (Tables & { readonly format: 'xlsx' })
  | (Tables & { readonly format: 'csv'; readonly encoding: CsvEncoding });

function asked(columns: readonly ExportColumn[]): { columns: string[]; headings: string[] } {
  return { columns: columns.map(({ key }) => key), headings: columns.map(({ heading }) => heading) };
}

const names = {
  csv: 'exchange.export.fileName',
  xlsx: 'exchange.export.workbookName',
  vcard: 'exchange.export.cardsName',
} as const;

type Made = OutputOf<'export/csv'>;

/** Exporting as its dialog shows it: from choosing to done. The export itself is a job of the window, and goes on without the dialog. */
export class ExportJob {
  #isRunning = $state(false);
  #job = $state.raw<Job | null>(null);
  #result = $state.raw<Made | null>(null);
  #printed = $state.raw<{ how: 'print' | 'pdf'; count: number } | null>(null);
  #saved = $state<string | null>(null);
  #failure = $state.raw<unknown>(null);

  get phase(): 'choosing' | 'running' | 'done' {
    if (this.#isRunning) return 'running';
    return this.#result === null && this.#printed === null ? 'choosing' : 'done';
  }
  get job(): Job | null {
    return this.#job;
  }
  get result(): Made | null {
    return this.#result;
  }
  /** What came of printing; `null` before. */
  get printed(): { readonly how: 'print' | 'pdf'; readonly count: number } | null {
    return this.#printed;
  }
  get hasFile(): boolean {
    return this.#saved !== null;
  }
  get failure(): unknown {
    return this.#failure;
  }

  /** Asks where to, then writes the file. */
  async run(selection: Selection, reason: string, form: ExportForm): Promise<void> {
    const date = new Date().toISOString().slice(0, 10);
    const place = await call('host/pick-save', {
      purpose: `export-${form.format}`,
      suggestedName: t(names[form.format], { date }),
    });
    if (place === null) return;
    await this.#asJob(
      { kind: 'export', name: place.name },
      (jobId) => makeFile(form, { selection, reason, save: place.ticket, jobId }),
      (made) => ({
        text: textOfResult(made, form.format, place.name),
        kind: 'success',
        action: showing(place.ticket),
      }),
      (made) => {
        this.#result = made;
        this.#saved = place.ticket;
      },
    );
  }

  /** Prints a sheet of each customer, or asks where to and saves them as a PDF. */
  async runSheets(
    selection: Selection,
    reason: string,
    how: 'print' | 'pdf',
    layout: SheetLayout,
    name?: string,
  ): Promise<void> {
    const date = new Date().toISOString().slice(0, 10);
    const suggestedName =
      name === undefined
        ? t('exchange.export.sheetName', { date })
        : t('exchange.export.sheetNameOne', { name: name.slice(0, 100), date });
    const place =
      how === 'pdf' ? await call('host/pick-save', { purpose: 'export-sheet', suggestedName }) : null;
    if (how === 'pdf' && place === null) return;
    const save = place?.ticket ?? null;
    await this.#asJob(
      { kind: 'sheets' },
      () => sheets.write(selection, reason, save, layout),
      (count) => ({
        text: printedText({ how, count }),
        ...(save === null ? {} : { action: showing(save) }),
      }),
      (count) => {
        this.#printed = { how, count };
        this.#saved = save;
      },
    );
  }

  async #asJob<T>(
    begun: Begun,
    work: (jobId: string) => Promise<T>,
    say: (value: T) => Said,
    take: (value: T) => void,
  ): Promise<void> {
    this.#failure = null;
    this.#isRunning = true;
    const outcome = await jobs.run(
      begun,
      (job) => {
        this.#job = job;
        return work(job.id);
      },
      say,
    );
    this.#isRunning = false;
    if (outcome.state === 'done') take(outcome.value);
    else if (outcome.state === 'failed') this.#failure = outcome.error;
  }

  async show(): Promise<void> {
    if (this.#saved !== null) await call('host/show-saved', { saved: this.#saved });
  }
}

interface Request {
  readonly selection: Selection;
  readonly reason: string;
  readonly save: string;
  readonly jobId: string;
}

async function makeFile(form: ExportForm, request: Request): Promise<Made> {
  if (form.format === 'vcard') return call('export/vcard', { ...request, photos: form.photos });
  const perContact = form.perContact === null ? null : asked(form.perContact);
  const table = { ...request, ...asked(form.columns), perContact };
  return form.format === 'xlsx'
    ? call('export/xlsx', table)
    : call('export/csv', { ...table, encoding: form.encoding });
}

function textOfResult(
  { rows, leftOut = [], unencodable }: Made,
  format: ExportForm['format'],
  name: string,
): string {
  const lost = format === 'xlsx' ? 'exchange.export.leftOut' : 'exchange.export.unencodable';
  return [
    t('jobs.exported', { count: rows, name }),
    ...(leftOut.length === 0 ? [] : [t('exchange.export.withoutKey', { count: leftOut.length })]),
    ...(unencodable === 0 ? [] : [t(lost, { count: unencodable })]),
  ].join(' ');
}

/** What came of printing, in words. */
export function printedText({ how, count }: { how: 'print' | 'pdf'; count: number }): string {
  if (how === 'pdf') return t('exchange.export.savedPdf', { count });
  return count > 0 ? t('exchange.export.printed', { count }) : t('exchange.export.notPrinted');
}

function showing(saved: string): NonNullable<Said['action']> {
  return { label: t('exchange.export.show'), run: () => void call('host/show-saved', { saved }) };
}
