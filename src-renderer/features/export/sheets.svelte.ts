import { tick } from 'svelte';
import type { Customer, Selection } from '../../../src-preload/contract/customers.ts';
import type { CustomField, Section, Tag } from '../../../src-preload/contract/fields.ts';
import type { InputOf } from '../../../src-preload/contract/index.ts';
import { call } from '../../vault.ts';

/** What the words and values on a sheet are called. */
export interface SheetLayout {
  readonly fields: readonly CustomField[];
  readonly sections: readonly Section[];
  readonly tags: readonly Tag[];
}

export interface OnPaper extends SheetLayout {
  readonly customers: readonly Customer[];
  readonly reason: string;
}

/** Customer sheets on their way to paper or into a PDF. They belong to the window: the dialog that asked for them may be gone. */
class Sheets {
  #onPaper = $state.raw<OnPaper | null>(null);

  /** What the print style sheet shows; `null` while nothing is printed. */
  get onPaper(): OnPaper | null {
    return this.#onPaper;
  }

  /**
   * Prints a sheet of each customer, or writes them as a PDF.
   * @param save the ticket of the PDF; `null` to print
   * @returns how many: none where printing was cancelled
   */
  async write(
    selection: Selection,
    reason: string,
    save: string | null,
    layout: SheetLayout,
  ): Promise<number> {
    const { run, customers } = await call('export/sheet', { selection, reason, save });
    let end: InputOf<'audit/printed'> = { run, result: 'failed', sha256: null };
    this.#onPaper = { customers, reason, ...layout };
    try {
      await tick();
      if (save !== null) end = { ...end, result: 'done', ...(await call('host/save-pdf', { save })) };
      else end = { ...end, result: (await call('host/print')).printed ? 'done' : 'cancelled' };
      return end.result === 'done' ? customers.length : 0;
    } finally {
      this.#onPaper = null;
      await call('audit/printed', end);
    }
  }
}

export const sheets = new Sheets();
