import { z } from 'zod';
import { call, errorDetails, id, nothing, timestamp } from './define.ts';
import { ticket } from './tickets.ts';
import { fieldClass } from './fields.ts';
import { beginning, isSeen, oneLine } from './texts.ts';

/** The largest file that is taken. */
export const maxAttachmentBytes = 4 * 1024 ** 3;
/** The most files that are taken in one go. */
export const maxFilesAtOnce = 20_000;
/** The longest name, in UTF-16 units. */
export const maxAttachmentName = 255;
/** A file's name as it is kept: one line in which nothing turns the ending round, not too long; the ending stays. Of one it makes the same. */
export function attachmentNameFrom(text: string): string {
  const line = oneLine(text.replace(/\p{Cc}/gu, '_'));
  const name = isSeen(line) ? line : '_';
  if (name.length <= maxAttachmentName) return name;
  const ending = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  return oneLine(beginning(name, maxAttachmentName - ending.length)) + ending;
}

/** The most that one read of a preview gives. */
export const maxPreviewRead = 1024 ** 2;

/** A file that lies on a customer, as the change log's cell `attachment:<id>` says it. */
export const attachmentCell = z.object({
  name: z.string().min(1).max(maxAttachmentName),
  mediaType: z.string().max(100),
  size: z.number().int().nonnegative(),
  class: fieldClass,
  /** Which content: the blob's id within this vault. */
  blob: id,
  /** What that content must be: 32 bytes in hexadecimal (docs/file-format.md, T-9); `null` where it never came along. */
  content: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  position: z.number(),
  addedAt: timestamp,
});
export type AttachmentCell = z.infer<typeof attachmentCell>;
/** Which content, and what it must be. */
export type NamedContent = Pick<AttachmentCell, 'blob' | 'content'>;

export const attachment = attachmentCell.omit({ blob: true, content: true }).extend({
  id,
  /** The content was swept, or never came along with what another vault sent. */
  isContentMissing: z.boolean(),
});
export type Attachment = z.infer<typeof attachment>;

const place = z.object({ customerId: id, id });
const notFound = ['customers/not-found', 'attachments/not-found'] as const;
const contentErrors = [...notFound, 'attachments/content-missing'] as const;

export const attachmentCalls = {
  /** What lies on a customer, in order. Names are shown whatever the class. */
  'attachments/list': call(z.object({ customerId: id }), z.object({ attachments: z.array(attachment) }), [
    'customers/not-found',
  ]),
  /** Takes a file into the vault; the file itself stays where it is. Told of by `job/progress`, in bytes. */
  'attachments/add': call(
    z.object({
      customerId: id,
      file: ticket('read-attachment'),
      class: fieldClass.default('internal'),
      jobId: id,
    }),
    attachment,
    [
      'customers/not-found',
      'attachments/cancelled',
      'attachments/not-a-file',
      'attachments/too-large',
      'attachments/file-changed',
      'attachments/file-unreadable',
    ],
  ),
  /**
   * Takes files into the vault, one after the other: those that can be taken. Told of by `job/progress`, in bytes, with the files as `items`.
   * What ends it early is `stoppedBy`; the files after that are left.
   */
  'attachments/add-files': call(
    z.object({
      customerId: id,
      files: z.array(ticket('read-attachment')).min(1).max(maxFilesAtOnce),
      class: fieldClass.default('internal'),
      jobId: id,
    }),
    z.object({
      added: z.number().int(),
      /** Files that are not taken, with the error code. */
      refused: z.array(z.object({ name: z.string(), code: z.string(), details: errorDetails })),
      left: z.array(z.string()),
      stoppedBy: z.object({ code: z.string(), details: errorDetails }).nullable(),
    }),
    [
      'customers/not-found',
      'attachments/cancelled',
      'attachments/not-a-file',
      'attachments/too-large',
      'attachments/file-changed',
      'attachments/file-unreadable',
    ],
  ),
  /** Asks an adding, saving or change of class to stop. */
  'attachments/cancel': call(z.object({ jobId: id }), nothing),
  /** Writes a copy that is not encrypted; the journal says so. */
  'attachments/save': call(
    place.extend({ save: ticket('save-attachment'), jobId: id }),
    z.object({ size: z.number().int() }),
    [...contentErrors, 'attachments/cancelled'],
  ),
  /** A part of the content, for a preview. Restricted content must have been revealed shortly before. */
  'attachments/read': call(
    place.extend({
      offset: z.number().int().nonnegative(),
      length: z.number().int().min(1).max(maxPreviewRead),
    }),
    z.object({ bytes: z.instanceof(Uint8Array) }),
    [...contentErrors, 'attachments/not-revealed'],
  ),
  /** Lets restricted content be read for a few minutes; the journal says so. */
  'attachments/reveal': call(place, nothing, contentErrors),
  'attachments/rename': call(
    place.extend({ name: z.string().trim().min(1).max(maxAttachmentName).transform(attachmentNameFrom) }),
    attachment,
    notFound,
  ),
  /** Content that must be sealed, or sealed under another key, is written anew. Told of by `job/progress`, in bytes. */
  'attachments/set-class': call(place.extend({ class: fieldClass, jobId: id }), attachment, [
    ...contentErrors,
    'attachments/cancelled',
  ]),
  /** Undo brings it back. */
  'attachments/remove': call(place, nothing, notFound),
} as const;
