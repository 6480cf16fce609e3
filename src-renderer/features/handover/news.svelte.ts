import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { t } from '../../i18n/index.svelte.ts';
import { call, on, reply } from '../../vault.ts';
import { isoDay } from './content-rules.ts';
import { ScreenJob } from '../../shell/screen-job.svelte.ts';

export type OwnKit = NonNullable<OutputOf<'kits/mine'>>;

const settleMs = 500;

/** What every screen shows of hand-over: whether this vault is a field kit, and what changed in it. */
export class HandoverNews {
  readonly job = new ScreenJob();
  #kit = $state.raw<OwnKit | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What this vault is a kit of; `null` when it is none. */
  get kit(): OwnKit | null {
    return this.#kit;
  }

  start(): () => void {
    void this.#load();
    const ends = [
      on('changed/handover', () => void this.#load()),
      on('changed/customers', () => {
        if (this.#kit !== null) this.#loadSoon();
      }),
    ];
    return () => {
      for (const end of ends) end();
      clearTimeout(this.#timer);
    };
  }

  /** Saves what changed in this kit. Answers whether it was written. */
  async sendBack(note: string): Promise<boolean> {
    const suggestedName = t('handoverRecords.kits.fileName', { date: isoDay(new Date()) });
    const place = await call('host/pick-save', { purpose: 'bundle', suggestedName });
    if (place === null) return false;
    return this.job.run(
      { kind: 'sendBack', name: place.name },
      async (jobId) => {
        await call('kits/send-back', { jobId, note: note.trim(), save: place.ticket });
        await this.#load();
      },
      () => ({
        text: t('handoverRecords.kits.sent'),
        kind: 'success',
        action: {
          label: t('handover.show'),
          run: () => void call('host/show-saved', { saved: place.ticket }),
        },
      }),
    );
  }

  #loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), settleMs);
  }

  async #load(): Promise<void> {
    const mine = await reply('kits/mine');
    if (mine.ok) this.#kit = mine.value;
  }
}
