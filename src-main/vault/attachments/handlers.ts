import { basename } from 'node:path';
import type { attachmentCalls } from '../../../src-preload/contract/attachments.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import { assertReads } from '../access/classes.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { customerOf } from '../customers/selection.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import {
  addAttachment,
  attachmentCellOf,
  listAttachments,
  reclassAttachment,
  removeAttachment,
  renameAttachment,
} from './attachments.ts';
import { openBlob, type BlobContent } from './content.ts';
import { saveCopy } from './save-copy.ts';
import { openSourceFile } from './source-file.ts';
import type { Staging } from './stage.ts';
import { sweepSoon } from './sweep.ts';

/** How long restricted content can be read after it was revealed. */
const revealedForMs = 5 * 60 * 1000;

/** The contract's calls about attachments. */
export function attachmentHandlers(vault: OpenVault): Handlers<typeof attachmentCalls> {
  const { store } = vault;
  const running = new Set<string>();
  const cancelled = new Set<string>();
  /** Until when the restricted content of a blob may be read, by the attachment's id and the blob's. */
  const revealedUntil = new Map<string, number>();
  sweepSoon(vault);

  const tellChanged = (customerId: string): void => {
    vault.emit('changed/customers', { ids: [customerId], all: false });
    vault.emit('changed/undo', {});
  };

  async function asJob<T>(
    jobId: string,
    phase: Progress['phase'],
    total: number,
    work: (job: Required<Pick<Staging, 'checkIsOn' | 'onProgress'>>) => Promise<T>,
  ): Promise<T> {
    const tell = progressTeller(vault.emit, jobId, phase, total);
    running.add(jobId);
    try {
      return await work({
        checkIsOn: () => {
          if (cancelled.has(jobId)) throw new VaultError('attachments/cancelled');
        },
        onProgress: (done) => {
          tell(done, done === total);
        },
      });
    } finally {
      running.delete(jobId);
      cancelled.delete(jobId);
    }
  }

  /** The content, and whether it is restricted: by its class now, or by the form in which it lies there. */
  function contentOf(
    customer: CustomerRef,
    id: string,
  ): { content: BlobContent; isRestricted: boolean; name: string } {
    const cell = attachmentCellOf(store.db, customer, id);
    assertReads(vault, cell.class);
    const content = openBlob(vault, customer, cell.blob);
    return {
      content,
      isRestricted: cell.class === 'restricted' || content.form === 'restricted',
      name: cell.name,
    };
  }

  return {
    'attachments/list': ({ customerId }) => ({
      attachments: listAttachments(store.db, customerOf(vault, store.db, customerId)),
    }),
    'attachments/add': async ({ customerId, file, class: fieldClass, jobId }) => {
      const path = vault.resolveTicket(file);
      customerOf(vault, store.db, customerId);
      await using source = await openSourceFile(path);
      const added = await asJob(jobId, 'adding', source.size, (job) =>
        addAttachment(vault, customerId, source, fieldClass, job),
      );
      tellChanged(customerId);
      return added;
    },
    'attachments/cancel': ({ jobId }) => {
      if (running.has(jobId)) cancelled.add(jobId);
      return undefined;
    },
    'attachments/save': async ({ customerId, id, save, jobId }) => {
      const path = vault.resolveTicket(save);
      const customer = customerOf(vault, store.db, customerId);
      const { content, name } = contentOf(customer, id);
      using open = content;
      const cell = attachmentCellOf(store.db, customer, id);
      // First the line in the journal, then the copy: what cannot be noted does not leave.
      store.journal('attachment-saved', {
        customer: customerId,
        attachment: name,
        fileName: basename(path),
        sizeBytes: open.size,
        class: cell.class,
      });
      await asJob(jobId, 'saving', open.size, ({ checkIsOn, onProgress }) =>
        saveCopy(open, path, (done) => {
          checkIsOn();
          onProgress(done);
        }),
      );
      return { size: open.size };
    },
    'attachments/read': ({ customerId, id, offset, length }) => {
      const { content, isRestricted } = contentOf(customerOf(vault, store.db, customerId), id);
      using open = content;
      if (isRestricted && (revealedUntil.get(`${id} ${open.id}`) ?? 0) < vault.now())
        throw new VaultError('attachments/not-revealed');
      return { bytes: open.part(offset, length) };
    },
    'attachments/reveal': ({ customerId, id }) => {
      const { content, name } = contentOf(customerOf(vault, store.db, customerId), id);
      using open = content;
      // First the line in the journal, then the content: what cannot be noted is not shown.
      store.journal('revealed', { customer: customerId, attachment: name });
      revealedUntil.set(`${id} ${open.id}`, vault.now() + revealedForMs);
      return undefined;
    },
    'attachments/rename': ({ customerId, id, name }) => {
      const renamed = renameAttachment(vault, customerId, id, name);
      tellChanged(customerId);
      return renamed;
    },
    'attachments/set-class': async ({ customerId, id, class: fieldClass, jobId }) => {
      const { size } = attachmentCellOf(store.db, customerOf(vault, store.db, customerId), id);
      const changed = await asJob(jobId, 'resealing', size, (job) =>
        reclassAttachment(vault, customerId, id, fieldClass, job),
      );
      tellChanged(customerId);
      return changed;
    },
    'attachments/remove': ({ customerId, id }) => {
      removeAttachment(vault, customerId, id);
      tellChanged(customerId);
      return undefined;
    },
  };
}
