import type { LedgerEntry } from '../../../src-preload/contract/handover.ts';
import { t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { isoDay } from './content-rules.ts';

export interface NamedCustomer {
  readonly id: string;
  readonly name: string;
}

const pageSize = 50;

/** The ledger, newest first, a page at a time; of everybody or of one customer. */
export class Ledger {
  #entries = $state.raw<readonly LedgerEntry[]>([]);
  #hasMore = $state(false);
  #isLoading = $state(false);
  #wasLoaded = $state(false);
  #failure = $state<string | null>(null);
  #customer = $state.raw<NamedCustomer | null>(null);
  #request = 0;

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }
  get hasMore(): boolean {
    return this.#hasMore;
  }
  get isLoading(): boolean {
    return this.#isLoading;
  }
  get wasLoaded(): boolean {
    return this.#wasLoaded;
  }
  get failure(): string | null {
    return this.#failure;
  }
  get customer(): NamedCustomer | null {
    return this.#customer;
  }

  start(): () => void {
    void this.load();
    return on('changed/handover', () => void this.load());
  }

  async filter(customer: NamedCustomer | null): Promise<void> {
    this.#customer = customer;
    await this.load();
  }

  /** Asks again from the newest on. */
  async load(): Promise<void> {
    await this.#ask(null);
  }

  async loadMore(): Promise<void> {
    await this.#ask(this.#entries.at(-1)?.at ?? null);
  }

  async saveReceipt(entry: LedgerEntry): Promise<void> {
    const suggestedName = t('handover.open.receiptFile', { date: isoDay(new Date()) });
    const place = await call('host/pick-save', { purpose: 'receipt', suggestedName });
    if (place === null) return;
    await this.#try(async () => {
      await call('ledger/save-receipt', { ledgerId: entry.id, save: place.ticket });
      toasts.show({ text: t('handoverRecords.ledger.receiptSaved'), kind: 'success' });
    });
  }

  async chooseReceipt(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'receipt' });
    if (file !== null) await this.addReceipt(file.ticket);
  }

  async addReceipt(file: string): Promise<void> {
    await this.#try(async () => {
      const entry = await call('ledger/add-receipt', { file });
      const name = entry.receipts.at(-1)?.name ?? '';
      toasts.show({ text: t('handoverRecords.ledger.receiptAdded', { name }), kind: 'success' });
      await this.load();
    });
  }

  async #ask(before: number | null): Promise<void> {
    const request = (this.#request += 1);
    this.#isLoading = true;
    this.#failure = null;
    try {
      const customerId = this.#customer?.id ?? null;
      const page = await call('ledger/list', { before, count: pageSize, customerId });
      if (request !== this.#request) return;
      this.#entries = before === null ? page.entries : [...this.#entries, ...page.entries];
      this.#hasMore = page.hasMore;
      this.#wasLoaded = true;
    } catch (error) {
      const isLocked = error instanceof CallError && error.code === 'vault/locked';
      if (request === this.#request && !isLocked) this.#failure = textOf(error);
    } finally {
      if (request === this.#request) this.#isLoading = false;
    }
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }
}
