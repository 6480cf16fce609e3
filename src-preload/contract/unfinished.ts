import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';

const attaching = z.object({
  kind: z.literal('attaching'),
  customerId: id,
  /** Names of the files, those that were taken first. */
  files: z.array(z.string()),
});
/** What is written outside of the vault. */
export const writtenFile = z.enum([
  'export',
  'sheets',
  'import-report',
  'attachment',
  'bundle',
  'audit',
  'kit',
  'backup',
]);
const writingFile = z.object({
  kind: z.literal('writing-file'),
  what: writtenFile,
  fileName: z.string(),
});
/** One of the transactions that hold all of it or nothing. */
export const writeKind = z.enum(['edit', 'bulk', 'import', 'undo', 'redo', 'restore', 'sample', 'merge']);
const longWrite = z.object({ kind: z.literal('long-write'), what: writeKind });
/** The reason of what stood in a form that nobody had sent off. */
export const formOpen = 'form-open';

/** Something typed that could not be saved before the lock. What it was is not kept. */
const unsaved = z.object({
  kind: z.literal('unsaved'),
  customerId: id.nullable(),
  /** The field as the person calls it. */
  field: z.string().min(1).max(300),
  /** Why: an error code, or {@link formOpen}. */
  code: z.string().min(1).max(100),
});

const unsavedEdit = unsaved.omit({ kind: true });
export type UnsavedEdit = z.infer<typeof unsavedEdit>;
export const unsavedEdits = z.array(unsavedEdit).max(1000);

/** What was begun and did not come to its end. */
export const unfinishedWork = z.discriminatedUnion('kind', [attaching, writingFile, longWrite, unsaved]);
export type UnfinishedWork = z.infer<typeof unfinishedWork>;

export const unfinishedEntry = z.object({
  id,
  /** When it began. */
  at: timestamp,
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Of the customer that it is about, as far as the person reaches them. */
  customerName: z.string().nullable(),
  work: unfinishedWork,
});
export type UnfinishedEntry = z.infer<typeof unfinishedEntry>;

export const unfinishedCalls = {
  /** What the person began in earlier sessions and a lock or a crash cut off, oldest first. */
  'unfinished/list': call(nothing, z.object({ entries: z.array(unfinishedEntry) })),
  /** The person has read it. */
  'unfinished/dismiss': call(z.object({ ids: z.array(id).max(1000) }), nothing),
  /** Keeps what could not be saved for the list of the next unlock. An error says that it could not be kept, either. */
  'unfinished/note-unsaved': call(z.object({ edits: unsavedEdits }), nothing),
} as const;
