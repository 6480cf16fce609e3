import { z } from 'zod';
import { call, id, nothing, pageEnd, timestamp } from './define.ts';
import { actKinds } from './act-kinds.ts';
import { detailKinds, journalActionNames } from './journal.ts';

/** What people are told of an entry of the journal. */
export const journalEntry = z.object({
  seq: z.number().int(),
  at: timestamp,
  personId: z.string(),
  person: z.string(),
  action: z.enum(journalActionNames),
  /** By the table of the journal; nothing of an entry that was erased. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Whom it is about. */
  customers: z.object({ count: z.number().int(), first: id.nullable() }),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/** The customers that an entry of a person's log names. */
export const mostNamed = 5;

const page = {
  /** The `seq` to go on from. */
  before: z.number().int().nullable().default(null),
  count: z.number().int().min(1).max(200).default(50),
};
/** A page of the journal: of acts of one kind, or of all. */
export const journalPage = { ...page, kind: z.enum(actKinds).nullable().default(null) };

/** What of a customer was copied: a field of the vault's own, or another thing of theirs. */
export const copiedThing = z.union([z.object({ fieldId: id }), z.object({ cell: detailKinds.cell })]);
export type CopiedThing = z.infer<typeof copiedThing>;

/** Who saw what. Everybody is told of their own looks; of those of others, whoever may read the journal. */
export const auditCalls = {
  /** Who saw a customer, newest first. `isOwnOnly`: what others saw is left out. */
  'audit/customer': call(
    z.object({ customerId: id, ...page }),
    z.object({ entries: z.array(journalEntry), ...pageEnd, isOwnOnly: z.boolean() }),
    ['customers/not-found'],
  ),
  /** What a person did and saw, newest first; `null` for whoever asks. */
  'audit/person': call(
    z.object({ personId: id.nullable(), ...journalPage }),
    z.object({
      entries: z.array(
        journalEntry.extend({
          /** The first customers whom it is about, as far as they are there and within reach. */
          named: z.array(z.object({ id, name: z.string() })).max(mostNamed),
        }),
      ),
      ...pageEnd,
    }),
    ['people/not-found'],
  ),
  /** Something of a customer is about to be put on the clipboard: noted before it is. */
  'audit/copied': call(z.object({ customerId: id, what: copiedThing }), nothing, ['customers/not-found']),
  /** How printing or saving customer sheets ended, as far as the window knows. */
  'audit/printed': call(
    z.object({
      run: id,
      result: detailKinds.result,
      /** Of the PDF, in hexadecimal. */
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    }),
    nothing,
  ),
} as const;
