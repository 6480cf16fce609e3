import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';

/** What taking in customers of another vault can fail with. */
export const takingInErrors = ['merge/bad-fields', 'merge/bad-record'] as const;

export const conflictSide = z.enum(['mine', 'theirs']);
export type ConflictSide = z.infer<typeof conflictSide>;

const version = z.object({
  /** As text for people; `null` for nothing, or when masked. */
  text: z.string().nullable(),
  at: timestamp,
  person: z.string(),
});

/** A value that was changed in two vaults, neither knowing of the other; or a customer deleted in one and changed in the other. */
export const conflict = z.object({
  seq: z.number().int(),
  batchId: id,
  customerId: id,
  customerName: z.string(),
  kind: z.enum(['value', 'deletion']),
  /** The edit's field and key; `deleted` for a deletion. */
  field: z.string(),
  key: z.string().nullable(),
  mine: version,
  theirs: version,
  /** Which one stands until somebody decides: the later one. */
  standing: conflictSide,
  masked: z.boolean(),
});
export type Conflict = z.infer<typeof conflict>;

const scope = {
  batchId: id.nullable().default(null),
  customerId: id.nullable().default(null),
};

export const mergeBatch = z.object({
  id,
  at: timestamp,
  /** The sender's name. */
  sender: z.string(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  conflicts: z.number().int(),
  openConflicts: z.number().int(),
  newFields: z.number().int(),
  newTags: z.number().int(),
  possibleDuplicates: z.number().int(),
  /** Changes that did not count. */
  leftOut: z.number().int(),
  undone: z.boolean(),
});
export type MergeBatch = z.infer<typeof mergeBatch>;

export const mergeCalls = {
  /** Values that wait for a decision, newest first. */
  'merge/conflicts': call(
    z.object({
      ...scope,
      before: z.number().int().nullable().default(null),
      count: z.number().int().min(1).max(200).default(50),
    }),
    z.object({ conflicts: z.array(conflict), hasMore: z.boolean(), total: z.number().int() }),
  ),
  /** Settles a value, for every conflict about it. Any other value is set by an ordinary edit, which settles it as well. */
  'merge/decide': call(
    z.object({ seq: z.number().int(), side: conflictSide }),
    z.object({ left: z.number().int() }),
    ['merge/no-such-conflict', 'customers/bad-value'],
  ),
  /** `newest` keeps what stands. `sender` takes the values that came from that person, and leaves other conflicts open. */
  'merge/decide-all': call(
    z.object({
      ...scope,
      rule: z.discriminatedUnion('by', [
        z.object({ by: z.literal('newest') }),
        z.object({ by: z.literal('mine') }),
        z.object({ by: z.literal('theirs') }),
        z.object({ by: z.literal('sender'), personId: id }),
      ]),
    }),
    z.object({ decided: z.number().int(), left: z.number().int() }),
  ),
  'merge/batches': call(nothing, z.object({ batches: z.array(mergeBatch) })),
  /** Takes a whole merge back; what was edited since stays. */
  'merge/undo': call(
    z.object({ batchId: id }),
    z.object({ removed: z.number().int(), reverted: z.number().int(), kept: z.number().int() }),
    ['merge/no-such-batch', 'merge/already-undone', 'undo/not-known'],
  ),
} as const;
