import { z } from 'zod';
import { bundleCounts, bundleKind, posture } from './bundle.ts';
import { selection } from './customers.ts';
import { byName, call, id, name, nothing, secretBytes, timestamp } from './define.ts';
import { erasedAgain, erasedRule } from './exchange.ts';
import { ticket } from './tickets.ts';
import { fieldClass } from './fields.ts';
import { takingInErrors } from './merge.ts';
import { peopleNews } from './people.ts';

/** How somebody made sure that a card is the person's own. */
export const checkedBy = z.enum(['in-person', 'voice', 'video', 'other']);
export type CheckedBy = z.infer<typeof checkedBy>;

/** A fingerprint in every form in which people compare it. */
export const fingerprint = z.object({
  english: z.array(z.string()),
  chinese: z.array(z.string()),
  /** What the QR code holds. */
  code: z.string(),
});
export type Fingerprint = z.infer<typeof fingerprint>;

/** An identity card: somebody's name and public keys. */
export const cardSummary = z.object({
  personId: id,
  name: z.string(),
  organisation: z.string(),
  fingerprint,
});
export type CardSummary = z.infer<typeof cardSummary>;

/** Names of other people known here, by other keys, that are the same or look it: for whoever compares the card. */
const namesakes = z.array(z.string());

export const knownCard = cardSummary.extend({
  namesakes,
  addedAt: timestamp,
  /** `null` until the fingerprint was compared. */
  checked: z.object({ at: timestamp, how: checkedBy, note: z.string() }).nullable(),
});
export type KnownCard = z.infer<typeof knownCard>;

/** `changed`: this person is known by other keys. */
export const cardStanding = z.enum(['mine', 'checked', 'unchecked', 'changed', 'unknown']);
export type CardStanding = z.infer<typeof cardStanding>;
const shownCard = cardSummary.extend({ standing: cardStanding, namesakes });

/** The parts of a customer that can be left out of what is handed over. The name always goes along. */
export const customerPart = z.enum([
  'organisation',
  'jobTitle',
  'notes',
  'phones',
  'emails',
  'addresses',
  'links',
  'contacts',
  'tags',
  'attachments',
]);
export type CustomerPart = z.infer<typeof customerPart>;

/** What of the selected customers goes along. */
export const handOverContent = z.object({
  selection,
  parts: z.array(customerPart).max(20),
  fieldIds: z.array(id).max(1000),
  /** Attachments of these classes, when attachments go along at all. */
  attachmentClasses: z.array(fieldClass).max(4).default(['public', 'internal']),
});
export type HandOverContent = z.input<typeof handOverContent>;

export type { BundleKind, Posture } from './bundle.ts';

/** Changes made by somebody who had no account any more by then, or was suspended: they do not count. */
export const leftOut = z.object({
  /** Values of customers who stay, and customers as a whole. */
  values: z.number().int(),
  customers: z.number().int(),
  /** Names of those who made the changes. */
  people: z.array(z.string()),
});
export type LeftOut = z.infer<typeof leftOut>;

/** What is known of a bundle before anything of it is taken in. */
export const bundleSummary = z.object({
  jobId: id,
  bundleId: id,
  fileName: z.string(),
  kind: bundleKind,
  sender: shownCard,
  /** Names of those it is for. */
  recipients: z.array(z.string()),
  hasPassphrase: z.boolean(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  isExpired: z.boolean(),
  purpose: z.string(),
  note: z.string(),
  reason: z.string().nullable(),
  /** When it was taken in before; `null` when it never was. */
  takenInAt: timestamp.nullable(),
  counts: bundleCounts,
  classes: z.array(fieldClass),
  fields: z.array(z.object({ name: z.string(), class: fieldClass, isNew: z.boolean() })),
  /** Names of the first customers. */
  names: z.array(z.string()),
  /** How many of its customers are not in this vault. */
  newCustomers: z.number().int(),
  people: peopleNews,
  /** The sender's account had ended or was suspended when this was made: it is not taken in. */
  senderEnded: z
    .object({ status: z.enum(['suspended', 'removed', 'active']), since: timestamp, by: z.string() })
    .nullable(),
  leftOut,
  /** Of the customers who are not in this vault, those who were erased here, by a number; nobody in a bundle of the vault's own people, where tombstones decide. */
  erased: erasedAgain,
});
export type BundleSummary = z.infer<typeof bundleSummary>;

/** Changes that were not taken in, because they are dated too far ahead of the clock here: a clock is wrong, or was. */
export const waiting = z.object({
  /** Values of customers who were taken in, and customers as a whole. */
  values: z.number().int(),
  customers: z.number().int(),
  /** How far ahead the latest is. */
  hours: z.number().int(),
});
export type Waiting = z.infer<typeof waiting>;

export const takenIn = z.object({
  batchId: id.nullable(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** Values that were changed on both sides and wait for a decision. */
  conflicts: z.number().int(),
  newFields: z.number().int(),
  newTags: z.number().int(),
  attachments: z.number().int(),
  /** Of those added, how many look like a customer that was here under another id. */
  possibleDuplicates: z.number().int(),
  people: peopleNews,
  leftOut,
  waiting,
  /** Those of the summary, left out or added, as was asked. */
  erasedAgain: z.number().int(),
  /** Names of fields and tags that had been removed here and are back, because something new belongs to them. */
  back: z.array(z.string()).readonly(),
  /** What was here already and does not count, by what the bundle says of people. */
  takenBack: leftOut,
  /** The person at this vault has no account any more: nothing else was taken in, and the vault locks. */
  isOver: z.boolean(),
  /** What came of looking at the sender's logs: vouched for, or not. `other-history`: they are not those that were seen before. */
  log: z.enum(['vouched', 'none', 'older', 'unproven', 'other-history']),
});
export type TakenIn = z.infer<typeof takenIn>;

/** One line of the hand-over ledger. */
export const ledgerEntry = z.object({
  id,
  at: timestamp,
  direction: z.enum(['given', 'received']),
  kind: z.enum(['hand-over', 'kit', 'kit-changes']),
  bundleId: id,
  /** Who gave it, or who it is for. */
  people: z.array(z.object({ personId: id.nullable(), name: z.string() })),
  hasPassphrase: z.boolean(),
  purpose: z.string(),
  note: z.string(),
  reason: z.string().nullable(),
  expiresAt: timestamp.nullable(),
  classes: z.array(fieldClass),
  counts: bundleCounts,
  /** SHA-256 of the file, hexadecimal; empty for a field kit. */
  fileHash: z.string(),
  /** Receipts of those who took it in; of a received bundle, the one made here. */
  receipts: z.array(z.object({ personId: id, name: z.string(), at: timestamp })),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

const kit = z.object({
  kitId: id,
  madeAt: timestamp,
  label: z.string(),
  personName: z.string(),
  customers: z.number().int(),
  /** When changes came back last. */
  returnedAt: timestamp.nullable(),
});
export type Kit = z.infer<typeof kit>;

const cardErrors = ['card/unreadable', 'card/newer-format'] as const;
const readingErrors = [
  'bundle/not-a-bundle',
  'bundle/not-for-you',
  'bundle/passphrase-needed',
  'bundle/wrong-passphrase',
  /** Trying one passphrase would take more work than any file of ours asks for. */
  'bundle/passphrase-too-costly',
  'bundle/damaged',
  'bundle/cut-short',
  'bundle/bad-signature',
  'bundle/bad-content',
  'bundle/newer-format',
  'bundle/too-large',
  'bundle/cancelled',
] as const;
const contentErrors = [
  'bundle/nothing-selected',
  'bundle/no-recipient',
  'bundle/reason-needed',
  'bundle/recipient-unchecked',
  'bundle/cancelled',
] as const;

export const handoverCalls = {
  'cards/mine': call(nothing, cardSummary),
  'cards/set-mine': call(z.object({ name, organisation: byName }), cardSummary, [
    'people/name-taken',
    'people/needs-more',
  ]),
  'cards/export': call(z.object({ save: ticket('save-card') }), nothing),
  /** Reads a card without keeping it. */
  'cards/read': call(z.object({ file: ticket('read-card') }), shownCard, cardErrors),
  /** Keeps a card, or replaces the one by which this person was known. It counts as unchecked. */
  'cards/add': call(z.object({ file: ticket('read-card') }), knownCard, [...cardErrors, 'card/own']),
  'cards/list': call(nothing, z.object({ cards: z.array(knownCard) })),
  /** Somebody compared the fingerprint. */
  'cards/check': call(
    z.object({ personId: id, how: checkedBy, note: z.string().trim().max(500) }),
    knownCard,
    ['card/unknown'],
  ),
  'cards/remove': call(z.object({ personId: id }), nothing, ['card/unknown']),

  /** What would leave, exactly. */
  'bundle/preview': call(
    handOverContent,
    z.object({
      counts: bundleCounts,
      classes: z.array(fieldClass),
      /** For each part and field that goes along, how many customers have it. */
      parts: z.array(z.object({ part: customerPart, customers: z.number().int() })),
      fields: z.array(
        z.object({ fieldId: id, name: z.string(), class: fieldClass, customers: z.number().int() }),
      ),
      /** Names of the first customers. */
      names: z.array(z.string()),
    }),
  ),
  /** Writes the bundle. With recipients and a passphrase it writes two files of the same content. */
  'bundle/make': call(
    z.object({
      jobId: id,
      content: handOverContent,
      recipientIds: z.array(id).max(100),
      passphrase: secretBytes.nullable().default(null),
      purpose: z.string().trim().max(200),
      note: z.string().trim().max(5000),
      expiresAt: timestamp.nullable().default(null),
      /** Needed when restricted values or attachments go along. */
      reason: z.string().trim().min(1).max(500).nullable().default(null),
      save: ticket('save-bundle'),
    }),
    z.object({
      ledgerId: id,
      counts: bundleCounts,
      /** Names of the files written. */
      files: z.array(z.string()),
      bytes: z.number().int(),
    }),
    contentErrors,
  ),
  'bundle/cancel': call(z.object({ jobId: id }), nothing),

  /** Checks the whole file and tells what it is. Takes nothing in. */
  'bundle/open': call(
    z.object({ jobId: id, file: ticket('read-bundle'), passphrase: secretBytes.nullable().default(null) }),
    bundleSummary,
    readingErrors,
  ),
  /**
   * Takes an opened bundle in: everything or nothing. `acceptSender` is needed for a sender who is not known, or by other
   * keys; the sender's card is then kept, unchecked.
   */
  'bundle/take-in': call(
    z.object({
      jobId: id,
      acceptSender: z.boolean().default(false),
      erased: erasedRule.default('leave-out'),
    }),
    takenIn,
    [
      ...readingErrors,
      'bundle/no-such-job',
      'bundle/expired',
      'bundle/sender-unknown',
      'bundle/sender-changed',
      'bundle/sender-ended',
      'bundle/already-taken-in',
      ...takingInErrors,
    ],
  ),
  'bundle/close': call(z.object({ jobId: id }), nothing),

  'ledger/list': call(
    z.object({
      before: timestamp.nullable().default(null),
      count: z.number().int().min(1).max(200).default(50),
      /** Only what this customer went along with. */
      customerId: id.nullable().default(null),
    }),
    z.object({ entries: z.array(ledgerEntry), hasMore: z.boolean() }),
  ),
  /** Saves the signed receipt for a bundle that was taken in, to be sent back. */
  'ledger/save-receipt': call(z.object({ ledgerId: id, save: ticket('save-receipt') }), nothing, [
    'ledger/no-receipt',
  ]),
  /** Files a receipt that came back with the bundle it is for. */
  'ledger/add-receipt': call(z.object({ file: ticket('read-receipt') }), ledgerEntry, [
    'receipt/unreadable',
    'receipt/bad-signature',
    'receipt/unknown-bundle',
    'receipt/unknown-person',
    'receipt/other-history',
  ]),

  /** With what holds on this computer, and is no part of the receipt: whether its system keeps keys out of its swap. */
  'posture/show': call(nothing, posture.extend({ areKeysLocked: z.boolean() })),
  /** Saves the posture as JSON, signed in a second file beside it (minisign). */
  'posture/save': call(z.object({ save: ticket('save-posture') }), nothing),

  /** A new vault with what is selected, for a colleague to work in. */
  'kits/make': call(
    z.object({
      jobId: id,
      content: handOverContent,
      /** The colleague. */
      personName: name,
      label: z.string().trim().max(200),
      passphrase: secretBytes,
      reason: z.string().trim().min(1).max(500).nullable().default(null),
      place: ticket('place-kit'),
    }),
    z.object({ kitId: id, customers: z.number().int(), name: z.string() }),
    [
      'bundle/nothing-selected',
      'bundle/reason-needed',
      'bundle/cancelled',
      'vault/place-taken',
      'passphrase/empty',
      'passphrase/too-short',
      'passphrase/too-weak',
      'passphrase/too-long',
    ],
  ),
  'kits/list': call(nothing, z.object({ kits: z.array(kit) })),
  /** What this vault is a kit of; `null` when it is none. */
  'kits/mine': call(
    nothing,
    z
      .object({
        kitId: id,
        label: z.string(),
        madeAt: timestamp,
        from: z.string(),
        sentAt: timestamp.nullable(),
        /** Customers changed since then, or since the kit was made. */
        changedCustomers: z.number().int(),
      })
      .nullable(),
  ),
  /** Writes what changed in this kit into a bundle for the vault it came from. */
  'kits/send-back': call(
    z.object({ jobId: id, note: z.string().trim().max(5000), save: ticket('save-bundle') }),
    z.object({ ledgerId: id, counts: bundleCounts, files: z.array(z.string()), bytes: z.number().int() }),
    ['kit/not-a-kit', 'kit/nothing-changed', 'bundle/recipient-unchecked', 'bundle/cancelled'],
  ),
} as const;
