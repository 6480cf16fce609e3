import type { Attachment } from '../../../src-preload/contract/attachments.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { Coalesced } from '../../coalesced.ts';
import { t } from '../../i18n/index.svelte.ts';
import { jobs } from '../../shell/jobs.svelte.ts';
import { step } from '../../shell/undo.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import { call, errorText, on, textOf } from '../../vault.ts';

/** Where files go. Fixed when the work begins: whoever is shown when it goes on is somebody else. */
interface Target {
  readonly customerId: string;
  readonly customerName: string;
  readonly class: FieldClass;
}

/** The attachments of the customer that is shown. What is done with them is given the customer that it is for. */
export class Attachments {
  #customerId: string | null = null;
  #items = $state.raw<readonly Attachment[]>([]);
  #failure = $state.raw<unknown>(null);
  #isLoaded = $state(false);
  #newClass = $state<FieldClass>('internal');
  #request = 0;
  /** While many files are added, a change follows the other. */
  readonly #reloading = new Coalesced(() => this.#load());

  get items(): readonly Attachment[] {
    return this.#items;
  }
  get failure(): unknown {
    return this.#failure;
  }
  get isLoaded(): boolean {
    return this.#isLoaded;
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
        if (this.#customerId !== null && (all || ids.includes(this.#customerId))) void this.#reloading.run();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  show(customerId: string): void {
    if (this.#customerId === customerId) return;
    this.#customerId = customerId;
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

  /** @param target as it is when the person asks */
  async choose(target: Target): Promise<void> {
    const picked = await call('host/pick-file', { purpose: 'attachment' });
    if (picked !== null) await addFiles(target, [picked]);
  }

  /** @param target as it is when the files are let go */
  async drop(target: Target, files: readonly File[]): Promise<void> {
    const dropped = await Promise.all(
      files.map((file) => window.coffer.ticketForDroppedFile(file, 'attachment')),
    );
    const known = dropped.filter((each) => each !== null);
    if (known.length < dropped.length) toasts.show({ text: t('attachments.dropRefused'), kind: 'danger' });
    if (known.length > 0) await addFiles(target, known);
  }

  async saveCopy(customerId: string, { id, name }: Attachment): Promise<void> {
    const place = await call('host/pick-save', { purpose: 'attachment', suggestedName: name.slice(-200) });
    if (place === null) return;
    await jobs.run(
      { kind: 'saveCopy', name, customerId },
      (job) => call('attachments/save', { customerId, id, save: place.ticket, jobId: job.id }),
      () => ({
        text: t('attachments.saved', { name: place.name }),
        kind: 'success',
        action: {
          label: t('attachments.show'),
          run: () => void call('host/show-saved', { saved: place.ticket }),
        },
      }),
    );
  }

  async setClass(customerId: string, { id, name, class: before }: Attachment, to: FieldClass): Promise<void> {
    if (before === to) return;
    await jobs.run(
      { kind: 'reseal', name, customerId },
      (job) => call('attachments/set-class', { customerId, id, class: to, jobId: job.id }),
      () => null,
    );
  }

  async rename(customerId: string, { id, name }: Attachment, to: string): Promise<void> {
    if (to.trim() === '' || to.trim() === name) return;
    await this.#telling(() => call('attachments/rename', { customerId, id, name: to }));
  }

  async remove(customerId: string, { id, name }: Attachment): Promise<void> {
    const isDone = await this.#telling(() => call('attachments/remove', { customerId, id }));
    if (!isDone) return;
    toasts.show({
      text: t('attachments.removed', { name }),
      action: { label: t('attachments.undo'), run: () => void step('undo/undo') },
    });
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

/** One job for all of them. */
async function addFiles(
  { customerId, customerName: name, class: fieldClass }: Target,
  files: readonly { readonly ticket: string; readonly name: string }[],
): Promise<void> {
  await jobs.run(
    { kind: 'attach', name, customerId },
    (job) =>
      call('attachments/add-files', {
        customerId,
        files: files.map(({ ticket }) => ticket),
        class: fieldClass,
        jobId: job.id,
      }),
    ({ added, refused, left, stoppedBy }) => {
      const total = files.length;
      const [only] = files;
      if (total === 1 && added === 1 && only)
        return { text: t('attachments.added', { name: only.name }), kind: 'success' };
      if (added === total) return { text: t('jobs.attached', { count: added, name }), kind: 'success' };
      const lines = [
        ...refused.map((each) =>
          t('jobs.refused', { name: each.name, reason: errorText(each.code, each.details) }),
        ),
        ...left.map((each) => t('jobs.notAttached', { name: each })),
      ];
      if (stoppedBy?.code === 'attachments/cancelled')
        return { text: t('jobs.attachedCancelled', { done: added, total, name }), lines };
      const some = t('jobs.attachedSome', { done: added, total, name });
      const reason = stoppedBy === null ? (lines[0] ?? '') : errorText(stoppedBy.code, stoppedBy.details);
      return { text: `${some} ${reason}`, kind: 'danger', lines };
    },
  );
}
