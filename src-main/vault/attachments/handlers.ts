import { remembered } from '../new-file.ts';
import { basename } from 'node:path';
import type { attachmentCalls } from '../../../src-preload/contract/attachments.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import { msBetween, type Moment } from '../../../src-preload/contract/moment.ts';
import type { Progress } from '../../../src-preload/contract/upkeep.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import { assertReads, assertWrites } from '../access/classes.ts';
import { assertNotable, leaves } from '../audit/leaving.ts';
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { customerOf } from '../customers/selection.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import {
  addAttachment,
  attachmentCellOf,
  attachmentContent,
  listAttachments,
  reclassAttachment,
  removeAttachment,
  renameAttachment,
} from './attachments.ts';
import { addFiles, totalSize } from './add-files.ts';
import type { BlobContent } from './content.ts';
import { saveCopy } from './save-copy.ts';
import { openSourceFile } from './source-file.ts';
import { sweepSoon } from './sweep.ts';

/** Content up to so many bytes is read to its end before a part of it is shown. */
const mostReadWhole = 64 * 1024 ** 2;
/** How long restricted content can be read after it was revealed. */
const revealedForMs = 5 * 60 * 1000;

/** The contract's calls about attachments. */
export function attachmentHandlers(vault: OpenVault): Handlers<typeof attachmentCalls> {
  const { store } = vault;
  const running = new Set<string>();
  const cancelled = new Set<string>();
  /** When the restricted content of a blob was revealed, by the attachment's id and the blob's. */
  const revealedAt = new Map<string, Moment>();
  /** Content that was read to its end, by the same. */
  const foundWhole = new Set<string>();
  const isRevealed = (key: string): boolean => {
    const at = revealedAt.get(key);
    return at !== undefined && msBetween(at, vault.moment()) <= revealedForMs;
  };
  sweepSoon(vault);

  async function asJob<T>(
    jobId: string,
    phase: Progress['phase'],
    total: number,
    work: (job: {
      checkIsOn: () => void;
      onProgress: (done: number, items?: Progress['items']) => void;
    }) => Promise<T>,
  ): Promise<T> {
    const tell = progressTeller(vault.emit, jobId, phase, total);
    running.add(jobId);
    try {
      return await work({
        checkIsOn: () => {
          if (cancelled.has(jobId)) throw new VaultError('attachments/cancelled');
        },
        onProgress: (done, items) => {
          tell(done, done === total, items);
        },
      });
    } finally {
      running.delete(jobId);
      cancelled.delete(jobId);
    }
  }

  /** Parts say nothing of the whole: it is read to its end before the first of them is given out, where that is soon done. */
  function assertWhole(id: string, content: BlobContent): void {
    const place = `${id} ${content.id}`;
    if (content.size > mostReadWhole || foundWhole.has(place)) return;
    for (const _ of content.chunks());
    foundWhole.add(place);
  }

  /** The content, and whether it is restricted: by its class now, or by the form in which it lies there. */
  function contentOf(
    customer: CustomerRef,
    id: string,
  ): { content: BlobContent; isRestricted: boolean; name: string; fieldClass: FieldClass } {
    const cell = attachmentCellOf(store.db, customer, id);
    assertReads(vault, cell.class);
    const content = attachmentContent(vault, customer, id);
    return {
      content,
      isRestricted: cell.class === 'restricted' || content.form === 'restricted',
      name: cell.name,
      fieldClass: cell.class,
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
      return added;
    },
    'attachments/add-files': async ({ customerId, files, class: fieldClass, jobId }) => {
      const paths = files.map((file) => vault.resolveTicket(file));
      customerOf(vault, store.db, customerId);
      assertWrites(vault, fieldClass);
      return asJob(jobId, 'adding', await totalSize(paths), (job) =>
        addFiles(vault, paths, { ...job, customerId, class: fieldClass }),
      );
    },
    'attachments/cancel': ({ jobId }) => {
      if (running.has(jobId)) cancelled.add(jobId);
      return undefined;
    },
    'attachments/save': async ({ customerId, id, save, jobId }) => {
      const path = vault.resolveTicket(save);
      const customer = customerOf(vault, store.db, customerId);
      const { content, name, fieldClass } = contentOf(customer, id);
      using open = content;
      const { size } = open;
      const file = { fileName: basename(path) };
      const about = {
        begins: { attachment: name, ...file, sizeBytes: size, class: fieldClass },
        rows: [customer.row],
        ends: file,
      };
      return await leaves(vault, 'attachment', about, async () => {
        const sha256 = await asJob(jobId, 'saving', size, ({ checkIsOn, onProgress }) =>
          saveCopy(open, remembered(vault, 'attachment', path), (done) => {
            checkIsOn();
            onProgress(done);
          }),
        );
        return { result: { size }, ends: { sha256 } };
      });
    },
    'attachments/read': ({ customerId, id, offset, length }) => {
      const { content, isRestricted } = contentOf(customerOf(vault, store.db, customerId), id);
      using open = content;
      if (isRestricted && !isRevealed(`${id} ${open.id}`)) throw new VaultError('attachments/not-revealed');
      assertWhole(id, open);
      return { bytes: open.part(offset, length) };
    },
    'attachments/reveal': ({ customerId, id }) => {
      const customer = customerOf(vault, store.db, customerId);
      const { content, name, fieldClass } = contentOf(customer, id);
      using open = content;
      assertNotable(vault);
      // First the line in the journal, then the content: what cannot be noted is not shown.
      store.journal('revealed', { attachment: name, class: fieldClass }, [customer.row]);
      revealedAt.set(`${id} ${open.id}`, vault.moment());
      return undefined;
    },
    'attachments/rename': ({ customerId, id, name }) => {
      const renamed = renameAttachment(vault, customerId, id, name);
      return renamed;
    },
    'attachments/set-class': async ({ customerId, id, class: fieldClass, jobId }) => {
      const { size } = attachmentCellOf(store.db, customerOf(vault, store.db, customerId), id);
      const changed = await asJob(jobId, 'resealing', size, (job) =>
        reclassAttachment(vault, customerId, id, fieldClass, job),
      );
      return changed;
    },
    'attachments/remove': ({ customerId, id }) => {
      removeAttachment(vault, customerId, id);
      return undefined;
    },
  };
}
