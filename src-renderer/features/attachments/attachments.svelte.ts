import type { Attachment } from '../../../src-preload/contract/attachments.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import { t } from '../../i18n/index.svelte.ts';
import { step } from '../../shell/undo.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../../vault.ts';
import { newId } from '../customers/new-id.ts';

/** Something that takes a while and can be stopped. */
export interface Job {
  readonly id: string;
  readonly customerId: string;
  readonly what: 'adding' | 'saving' | 'resealing';
  readonly name: string;
  readonly progress: Progress | null;
}

/** The attachments of the customer that is shown, and what is being done with those of any. */
export class Attachments {
  #customerId: string | null = null;
  #items = $state.raw<readonly Attachment[]>([]);
  #failure = $state.raw<unknown>(null);
  #isLoaded = $state(false);
  #jobs = $state.raw<readonly Job[]>([]);
  #shownFor = $state<string | null>(null);
  #newClass = $state<FieldClass>('internal');
  #request = 0;

  get items(): readonly Attachment[] {
    return this.#items;
  }
  get failure(): unknown {
    return this.#failure;
  }
  get isLoaded(): boolean {
    return this.#isLoaded;
  }
  get jobs(): readonly Job[] {
    return this.#jobs.filter((job) => job.customerId === this.#shownFor);
  }

  /** Which class files get that are added from now on. */
  get newClass(): FieldClass {
    return this.#newClass;
  }
  set newClass(next: FieldClass) {
    this.#newClass = next;
  }

  /** Follows changes and progress; returns the function that ends it. */
  start(): () => void {
    const ends = [
      on('changed/customers', ({ ids, all }) => {
        if (this.#customerId !== null && (all || ids.includes(this.#customerId))) void this.#load();
      }),
      on('job/progress', (progress) => {
        this.#jobs = this.#jobs.map((job) => (job.id === progress.jobId ? { ...job, progress } : job));
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  show(customerId: string): void {
    if (this.#customerId === customerId) return;
    this.#customerId = customerId;
    this.#shownFor = customerId;
    this.#items = [];
    this.#isLoaded = false;
    void this.#load();
  }

  async #load(): Promise<void> {
    const customerId = this.#customerId;
    if (customerId === null) return;
    const request = ++this.#request;
    try {
      const { attachments } = await call('attachments/list', { customerId });
      if (request !== this.#request) return;
      this.#items = attachments;
      this.#failure = null;
      this.#isLoaded = true;
    } catch (error) {
      if (request === this.#request) this.#failure = error;
    }
  }

  async choose(): Promise<void> {
    const picked = await call('host/pick-file', { purpose: 'attachment' });
    if (picked !== null) await this.#add(picked.ticket, picked.name);
  }

  /** One after the other: two at a time would only be slower. */
  async drop(files: readonly File[]): Promise<void> {
    const tickets = await Promise.all(files.map((file) => window.coffer.ticketForDroppedFile(file)));
    for (const dropped of tickets) {
      if (dropped === null) toasts.show({ text: t('attachments.dropRefused'), kind: 'danger' });
      else await this.#add(dropped.ticket, dropped.name);
    }
  }

  async #add(file: string, name: string): Promise<void> {
    const customerId = this.#customerId;
    if (customerId === null) return;
    const added = await this.#asJob(customerId, 'adding', name, (jobId) =>
      call('attachments/add', { customerId, file, class: this.#newClass, jobId }),
    );
    if (added !== null) toasts.show({ text: t('attachments.added', { name: added.name }), kind: 'success' });
  }

  async saveCopy({ id, name }: Attachment): Promise<void> {
    const customerId = this.#customerId;
    if (customerId === null) return;
    const place = await call('host/pick-save', { purpose: 'attachment', suggestedName: name.slice(-200) });
    if (place === null) return;
    const saved = await this.#asJob(customerId, 'saving', name, (jobId) =>
      call('attachments/save', { customerId, id, save: place.ticket, jobId }),
    );
    if (saved === null) return;
    toasts.show({
      text: t('attachments.saved', { name: place.name }),
      kind: 'success',
      action: {
        label: t('attachments.show'),
        run: () => void call('host/show-saved', { saved: place.ticket }),
      },
    });
  }

  async setClass({ id, name, class: before }: Attachment, to: FieldClass): Promise<void> {
    const customerId = this.#customerId;
    if (customerId === null || before === to) return;
    await this.#asJob(customerId, 'resealing', name, (jobId) =>
      call('attachments/set-class', { customerId, id, class: to, jobId }),
    );
  }

  async rename({ id, name }: Attachment, to: string): Promise<void> {
    const customerId = this.#customerId;
    if (customerId === null || to.trim() === '' || to.trim() === name) return;
    await this.#telling(() => call('attachments/rename', { customerId, id, name: to }));
  }

  async remove({ id, name }: Attachment): Promise<void> {
    const customerId = this.#customerId;
    if (customerId === null) return;
    const isDone = await this.#telling(() => call('attachments/remove', { customerId, id }));
    if (!isDone) return;
    toasts.show({
      text: t('attachments.removed', { name }),
      action: { label: t('attachments.undo'), run: () => void step('undo/undo') },
    });
  }

  async cancel(job: Job): Promise<void> {
    // Gone from sight at once; the vault takes a moment to delete what was written.
    this.#jobs = this.#jobs.filter(({ id }) => id !== job.id);
    await call('attachments/cancel', { jobId: job.id });
  }

  async #asJob<T>(
    customerId: string,
    what: Job['what'],
    name: string,
    work: (jobId: string) => Promise<T>,
  ): Promise<T | null> {
    const id = newId();
    this.#jobs = [...this.#jobs, { id, customerId, what, name, progress: null }];
    try {
      return await work(id);
    } catch (error) {
      const isOwnWish = error instanceof CallError && error.code === 'attachments/cancelled';
      // The name says which of several files it is about.
      toasts.show({
        text: isOwnWish ? textOf(error) : `${name}: ${textOf(error)}`,
        kind: isOwnWish ? 'info' : 'danger',
      });
      return null;
    } finally {
      this.#jobs = this.#jobs.filter((job) => job.id !== id);
    }
  }

  async #telling(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
      return false;
    }
  }
}
