import { tick } from 'svelte';
import type { Customer, Selection } from '../../../src-preload/contract/customers.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, CallError, on } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';
import type { ExportColumn } from './layouts.ts';

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

/** One export from choosing to done. */
export class ExportJob {
  readonly #jobId = newId();
  #phase = $state<'choosing' | 'running' | 'done'>('choosing');
  #done = $state(0);
  #total = $state<number | null>(null);
  #result = $state.raw<OutputOf<'export/csv'> | null>(null);
  #saved = $state<string | null>(null);
  #failure = $state.raw<unknown>(null);
  #sheets = $state.raw<{ customers: readonly Customer[]; reason: string } | null>(null);
  #printed = $state.raw<{ how: 'print' | 'pdf'; count: number } | null>(null);

  get phase(): 'choosing' | 'running' | 'done' {
    return this.#phase;
  }
  get done(): number {
    return this.#done;
  }
  get total(): number | null {
    return this.#total;
  }
  get result(): OutputOf<'export/csv'> | null {
    return this.#result;
  }
  get hasFile(): boolean {
    return this.#saved !== null;
  }
  get failure(): unknown {
    return this.#failure;
  }

  start(): () => void {
    return on('job/progress', (progress) => {
      if (progress.jobId !== this.#jobId) return;
      this.#done = progress.done;
      this.#total = progress.total;
    });
  }

  /** Asks where to, then writes the file. */
  async run(selection: Selection, reason: string, form: ExportForm): Promise<void> {
    const date = new Date().toISOString().slice(0, 10);
    const suggestedName = t(names[form.format], { date });
    const place = await call('host/pick-save', {
      purpose: `export-${form.format}`,
      suggestedName,
    });
    if (place === null) return;
    this.#failure = null;
    this.#phase = 'running';
    try {
      const request = { selection, reason, save: place.ticket, jobId: this.#jobId };
      if (form.format === 'vcard')
        this.#result = await call('export/vcard', { ...request, photos: form.photos });
      else {
        const perContact = form.perContact === null ? null : asked(form.perContact);
        const table = { ...request, ...asked(form.columns), perContact };
        this.#result =
          form.format === 'xlsx'
            ? await call('export/xlsx', table)
            : await call('export/csv', { ...table, encoding: form.encoding });
      }
      this.#saved = place.ticket;
      this.#phase = 'done';
    } catch (error) {
      this.#phase = 'choosing';
      if (!(error instanceof CallError && error.code === 'export/cancelled')) this.#failure = error;
    }
  }

  /** What the print style sheet shows while it is being printed. */
  get sheets(): { readonly customers: readonly Customer[]; readonly reason: string } | null {
    return this.#sheets;
  }
  /** What came of printing; `null` before. */
  get printed(): { readonly how: 'print' | 'pdf'; readonly count: number } | null {
    return this.#printed;
  }

  /** Prints a sheet of each customer, or asks where to and saves them as a PDF. */
  async runSheets(selection: Selection, reason: string, how: 'print' | 'pdf', name?: string): Promise<void> {
    const date = new Date().toISOString().slice(0, 10);
    const suggestedName =
      name === undefined
        ? t('exchange.export.sheetName', { date })
        : t('exchange.export.sheetNameOne', { name: name.slice(0, 100), date });
    const place =
      how === 'pdf' ? await call('host/pick-save', { purpose: 'export-sheet', suggestedName }) : null;
    if (how === 'pdf' && place === null) return;
    this.#failure = null;
    this.#phase = 'running';
    try {
      const { customers } = await call('export/sheet', { selection, reason, save: place?.ticket ?? null });
      this.#sheets = { customers, reason };
      await tick();
      let isDone = true;
      if (place === null) isDone = (await call('host/print')).printed;
      else await call('host/save-pdf', { save: place.ticket });
      this.#saved = place?.ticket ?? null;
      this.#printed = { how, count: isDone ? customers.length : 0 };
      this.#phase = 'done';
    } catch (error) {
      this.#phase = 'choosing';
      this.#failure = error;
    } finally {
      this.#sheets = null;
    }
  }

  async cancel(): Promise<void> {
    await call('export/cancel', { jobId: this.#jobId });
  }

  async show(): Promise<void> {
    if (this.#saved !== null) await call('host/show-saved', { saved: this.#saved });
  }
}
