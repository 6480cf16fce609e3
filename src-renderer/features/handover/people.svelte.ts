import type { CardSummary, CheckedBy, KnownCard } from '../../../src-preload/contract/handover.ts';
import type { OutputOf } from '../../../src-preload/contract/index.ts';
import { language, t } from '../../i18n/index.svelte.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';

export type ReadCard = OutputOf<'cards/read'>;

/** The person's own card, the cards of others, and what was compared. */
export class People {
  #mine = $state.raw<CardSummary | null>(null);
  #cards = $state.raw<readonly KnownCard[] | null>(null);
  #failure = $state<string | null>(null);
  #read = $state.raw<{ readonly file: string; readonly card: ReadCard } | null>(null);
  #comparing = $state.raw<KnownCard | null>(null);
  #request = 0;

  get mine(): CardSummary | null {
    return this.#mine;
  }
  get cards(): readonly KnownCard[] | null {
    return this.#cards;
  }
  get failure(): string | null {
    return this.#failure;
  }
  /** A card that was read and waits to be added. */
  get read(): { readonly file: string; readonly card: ReadCard } | null {
    return this.#read;
  }
  /** The card whose fingerprint is being compared. */
  get comparing(): KnownCard | null {
    return this.#comparing;
  }

  /** Checked cards first, then by name. */
  readonly sorted: readonly KnownCard[] = $derived(
    [...(this.#cards ?? [])].sort(
      (a, b) =>
        Number(b.checked !== null) - Number(a.checked !== null) || a.name.localeCompare(b.name, language()),
    ),
  );
  readonly checkedIds: ReadonlySet<string> = $derived(
    new Set((this.#cards ?? []).filter((card) => card.checked !== null).map((card) => card.personId)),
  );

  start(): () => void {
    void this.load();
    return on('changed/handover', () => void this.load());
  }

  async load(): Promise<void> {
    const request = (this.#request += 1);
    try {
      const [mine, { cards }] = await Promise.all([call('cards/mine'), call('cards/list')]);
      if (request !== this.#request) return;
      this.#mine = mine;
      this.#cards = cards;
      this.#failure = null;
    } catch (error) {
      if (request === this.#request && !isLocked(error)) this.#failure = textOf(error);
    }
  }

  known(personId: string): KnownCard | undefined {
    return this.#cards?.find((card) => card.personId === personId);
  }

  async setMine(name: string, organisation: string): Promise<void> {
    await this.#try(async () => {
      this.#mine = await call('cards/set-mine', { name, organisation });
      toasts.show({ text: t('handover.saved'), kind: 'success' });
    });
  }

  async exportMine(): Promise<void> {
    const name = this.#mine?.name ?? '';
    const suggestedName = t('handover.people.fileName', { name });
    const place = await call('host/pick-save', { purpose: 'card', suggestedName });
    if (place === null) return;
    await this.#try(async () => {
      await call('cards/export', { save: place.ticket });
      toasts.show({
        text: t('handover.saved'),
        kind: 'success',
        action: {
          label: t('handover.show'),
          run: () => void call('host/show-saved', { saved: place.ticket }),
        },
      });
    });
  }

  async chooseCard(): Promise<void> {
    const file = await call('host/pick-file', { purpose: 'card' });
    if (file !== null) await this.readCard(file.ticket);
  }

  /** Reads a card and shows what it is. */
  async readCard(file: string): Promise<void> {
    await this.#try(async () => {
      this.#read = { file, card: await call('cards/read', { file }) };
    });
  }

  dropRead(): void {
    this.#read = null;
  }

  /** Keeps the card that was read, and goes on to comparing it. */
  async addRead(): Promise<void> {
    const read = this.#read;
    if (read === null) return;
    await this.#try(async () => {
      const known = await call('cards/add', { file: read.file });
      this.#read = null;
      await this.load();
      this.#comparing = known;
    });
  }

  compare(card: KnownCard | null): void {
    this.#comparing = card;
  }

  async check(card: KnownCard, how: CheckedBy, note: string): Promise<void> {
    await this.#try(async () => {
      await call('cards/check', { personId: card.personId, how, note });
      this.#comparing = null;
      await this.load();
      toasts.show({ text: t('handover.compare.done', { name: card.name }), kind: 'success' });
    });
  }

  async remove(card: KnownCard): Promise<void> {
    await this.#try(async () => {
      await call('cards/remove', { personId: card.personId });
      this.#comparing = null;
      await this.load();
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof CallError && error.code === 'vault/locked';
}
