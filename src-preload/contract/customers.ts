import { z } from 'zod';
import { call, id, nothing, pageEnd, timestamp } from './define.ts';
import { maxLabelLength, maxLineLength, maxTextLength } from './texts.ts';

export const customerKind = z.enum(['person', 'company']);
export type CustomerKind = z.infer<typeof customerKind>;
export const pointType = z.enum(['phone', 'email', 'address', 'link']);
export type PointType = z.infer<typeof pointType>;

const text = z.string().max(maxTextLength);
const line = z.string().max(maxLineLength);

/** A phone number, e-mail, link or address of a customer, or of one of its contacts. */
export const point = z.object({
  type: pointType,
  label: z.string().max(maxLabelLength),
  /** The number, address or link as written; for an address, its parts on one line. */
  value: text,
  address: z
    .object({ street: text, city: text, region: text, postalCode: text, country: text })
    .nullable()
    .default(null),
  contactId: id.nullable().default(null),
  position: z.number(),
});
export type Point = z.infer<typeof point>;

export const contact = z.object({
  name: line,
  jobTitle: line,
  department: line,
  note: text,
  position: z.number(),
});
export type Contact = z.infer<typeof contact>;

/** The value of a custom field, by the field's type; see `fields.ts`. A date is a text in one of the forms of `dates.ts`. */
export const fieldValue = z.union([
  text,
  z.number(),
  z.boolean(),
  z.object({
    amount: z.string().regex(/^-?\d{1,18}(\.\d{1,6})?$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  z.array(id).max(500),
]);
export type FieldValue = z.infer<typeof fieldValue>;

/** One edit. Every edit of a customer has this form, so that history, undo and merging read one log. `null` removes. */
export const edit = z.discriminatedUnion('field', [
  z.object({ field: z.literal('kind'), value: customerKind }),
  z.object({ field: z.literal('name'), value: line }),
  z.object({ field: z.literal('organisation'), value: line }),
  z.object({ field: z.literal('jobTitle'), value: line }),
  z.object({ field: z.literal('notes'), value: text }),
  z.object({
    field: z.literal('point'),
    key: id,
    value: point.nullable(),
  }),
  z.object({
    field: z.literal('contact'),
    key: id,
    value: contact.nullable(),
  }),
  z.object({ field: z.literal('tag'), key: id, value: z.literal(true).nullable() }),
  z.object({ field: z.literal('value'), key: id, value: fieldValue.nullable() }),
  /** The person who looks after the customer. */
  z.object({ field: z.literal('assignee'), value: id.nullable() }),
]);
export type Edit = z.infer<typeof edit>;

export const customer = z.object({
  id,
  kind: customerKind,
  name: z.string(),
  organisation: z.string(),
  jobTitle: z.string(),
  notes: z.string(),
  points: z.array(point.extend({ id })),
  contacts: z.array(contact.extend({ id })),
  tagIds: z.array(id),
  /**
   * By field id. `masked` is set for restricted values, which come without their content until revealed; `locked` for
   * those of a class to which the person's role has no key.
   */
  values: z.record(
    z.string(),
    z.union([
      z.object({ value: fieldValue }),
      z.object({ masked: z.literal(true), locked: z.literal(true).optional() }),
    ]),
  ),
  /** The person who looks after the customer; `null` for nobody in particular. */
  assignee: id.nullable(),
  /** What that person is called, also after they left; an empty text for one who is unknown here. */
  assigneeName: z.string().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  deletedAt: timestamp.nullable(),
});
export type Customer = z.infer<typeof customer>;

/** The list's columns besides those of the vault's own fields, in the order in which they are offered. */
export const plainColumns = [
  'name',
  'organisation',
  'jobTitle',
  'phone',
  'email',
  'city',
  'tags',
  'assignee',
  'updated',
  'created',
] as const;

/** A column of the list: a built-in one, or `value:<field id>`. */
export const column = z.union([z.enum(plainColumns), z.string().regex(/^value:/)]);
export type Column = z.infer<typeof column>;
export const sortBy = z.union([
  z.enum(['relevance', 'name', 'organisation', 'assignee', 'updated', 'created']),
  z.string().regex(/^value:/),
]);

/**
 * `field` is `kind`, `organisation`, `jobTitle`, `notes`, `phone`, `email`, `city`, `created`, `updated`, `assignee` (a
 * person's id, or `me` for whoever asks), or `value:<field id>`.
 */
export const filter = z.object({
  field: z.string().max(60),
  op: z.enum([
    'is',
    'is-not',
    'contains',
    'starts-with',
    'empty',
    'not-empty',
    'at-least',
    'at-most',
    'between',
    'any-of',
  ]),
  /** Text, number, a day (`YYYY-MM-DD`, or `--MM-DD` for that day of every year), option ids, or the two ends of `between`. */
  value: z
    .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).max(100)])
    .nullable(),
});
export type Filter = z.infer<typeof filter>;

export const listQuery = z.object({
  text: z.string().max(200).default(''),
  bin: z.boolean().default(false),
  kind: customerKind.nullable().default(null),
  tagIds: z.array(id).max(50).default([]),
  tagMode: z.enum(['any', 'all']).default('any'),
  filters: z.array(filter).max(30).default([]),
  sort: z
    .object({ by: sortBy, direction: z.enum(['ascending', 'descending']) })
    .default({ by: 'relevance', direction: 'ascending' }),
});
export type ListQuery = z.infer<typeof listQuery>;

export const customerRow = z.object({
  id,
  kind: customerKind,
  name: z.string(),
  organisation: z.string(),
  jobTitle: z.string(),
  phone: z.string(),
  email: z.string(),
  city: z.string(),
  tagIds: z.array(id),
  /** Who looks after the customer, as {@link customer} has it. */
  assigneeName: z.string().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  deletedAt: timestamp.nullable(),
  /** Values of the custom columns asked for, as text; masked ones are `null`. */
  values: z.record(z.string(), z.string().nullable()),
  /** Where the search matched, when that is not the name: a short excerpt and the matched range within it (UTF-16). */
  match: z
    .object({ field: z.string(), excerpt: z.string(), start: z.number().int(), end: z.number().int() })
    .nullable(),
  /** Range of the name that matched (also when the match was by pinyin). */
  nameMatch: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
});
export type CustomerRow = z.infer<typeof customerRow>;

export const historyEntry = z.object({
  seq: z.number().int(),
  at: timestamp,
  /** Who signed the change in this vault. */
  person: z.string(),
  /** Of what was taken in: who made it elsewhere, as its sender says; `null` for the same person. */
  author: z.string().nullable(),
  /**
   * The edit's field, or `created`, `deleted`, `restored`, `attachment`, `attachmentClass` (a name and a class, on two
   * lines), `valueClass` (the value stayed; `from` and `to` are `plain` or `sealed`).
   */
  field: z.string(),
  key: z.string().nullable(),
  /** Values as text for people; `masked` when the value's class hides it. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  masked: z.boolean(),
  source: z.enum(['edit', 'import', 'undo', 'redo', 'restore', 'bulk', 'sample', 'merge']),
  restorable: z.boolean(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

const ids = z.array(id).min(1).max(10_000);
/** The whole of what a query finds, or the customers named. */
export const selection = z.union([z.object({ ids }), z.object({ query: listQuery })]);
export type Selection = z.infer<typeof selection>;
/** Erased at once: they go in one write, and whoever chose wrongly loses no more. */
export const mostErasedAtOnce = 100;

/** With a job's id, progress is told while many values are put back. */
const undoInput = z.object({ jobId: id }).nullish();

export const customerCalls = {
  /** Rows `start` to `start + count` of the query, in its order. */
  'customers/window': call(
    z.object({
      query: listQuery,
      start: z.number().int().min(0),
      count: z.number().int().min(1).max(200),
      columns: z.array(column).max(30).default([]),
    }),
    z.object({
      rows: z.array(customerRow),
      total: z.number().int(),
      /** False where counting would take too long: there are at least `total`. */
      totalIsExact: z.boolean(),
    }),
    ['customers/bad-filter'],
  ),
  /** Where a customer stands in a query's order, to keep it in view. `null` when it is not in it (or far down). */
  'customers/position': call(
    z.object({ query: listQuery, id }),
    z.object({ index: z.number().int().nullable() }),
  ),
  'customers/get': call(z.object({ id }), customer, ['customers/not-found']),
  'customers/create': call(
    z.object({ kind: customerKind, edits: z.array(edit).max(500) }),
    z.object({ id }),
    ['customers/bad-value'],
  ),
  'customers/edit': call(z.object({ id, edits: z.array(edit).min(1).max(500) }), customer, [
    'customers/not-found',
    'customers/bad-value',
    'customers/name-needed',
  ]),
  'customers/bulk-tag': call(
    z.object({ selection, tagId: id, add: z.boolean() }),
    z.object({ count: z.number().int() }),
    ['tags/not-found'],
  ),
  'customers/delete': call(z.object({ selection }), z.object({ count: z.number().int() })),
  /** Puts a customer into the bin that the person made and left without anything in it. Others stay as they are. */
  'customers/discard': call(z.object({ id }), z.object({ discarded: z.boolean() }), ['customers/not-found']),
  'customers/restore': call(z.object({ selection }), z.object({ count: z.number().int() })),
  /**
   * Destroys everything of a customer, in the logs and the search index too, and keeps whoever it is from coming back by a bundle, a kit or a backup. Nothing takes it
   * back. `typed`: of one customer the name or id, of several how many they are, as the person typed it to be sure. `forgetNumbers`: to keep no keyed hashes of numbers either, by which a file that
   * brings the customer again would be recognised.
   */
  'customers/erase': call(
    z.object({ selection, typed: z.string().max(1000), forgetNumbers: z.boolean().default(false) }),
    z.object({
      erasureId: id,
      /** Who is gone, by id. */
      customers: z.array(id),
      /** Entries of the logs whose content was destroyed. */
      changes: z.number().int(),
      journalEntries: z.number().int(),
      /** What nobody can reach from here, as far as it is known. */
      remains: z.object({
        /** Backups of the vault, by name: made before, they still hold the customer. `null` where their folder cannot be read. */
        backups: z.array(z.string()).nullable(),
        /** Bundles and field kits with which the customer went along, or came. */
        handOvers: z.number().int(),
        /** Names of those with whom they were exchanged. */
        people: z.array(z.string()),
      }),
    }),
    ['customers/not-found', 'customers/not-confirmed', 'customers/too-many-to-erase'],
  ),
  /** Gives one restricted value out, to be shown or to be copied without being shown; the journal says which. */
  'customers/reveal': call(
    z.object({ id, fieldId: id, to: z.enum(['show', 'copy']).default('show') }),
    z.object({ value: fieldValue }),
    ['customers/not-found', 'customers/no-value'],
  ),
  'customers/history': call(
    z.object({
      id,
      before: z.number().int().nullable().default(null),
      count: z.number().int().min(1).max(200).default(50),
    }),
    z.object({ entries: z.array(historyEntry), ...pageEnd }),
    ['customers/not-found'],
  ),
  /** Sets the field back to what it was after (`to`) or before (`from`) that change. */
  'customers/restore-value': call(
    z.object({ seq: z.number().int(), side: z.enum(['from', 'to']) }),
    customer,
    ['customers/not-found', 'history/not-restorable'],
  ),
  'customers/count': call(nothing, z.object({ active: z.number().int(), bin: z.number().int() })),
  'undo/state': call(nothing, z.object({ undo: z.string().nullable(), redo: z.string().nullable() })),
  /** Takes back (or does again) this session's last change; what others changed since is kept and counted in `skipped`. */
  'undo/undo': call(undoInput, z.object({ customerIds: z.array(id), skipped: z.number().int() }), [
    'undo/nothing',
    'undo/not-known',
  ]),
  'undo/redo': call(undoInput, z.object({ customerIds: z.array(id), skipped: z.number().int() }), [
    'undo/nothing',
    'undo/not-known',
  ]),
} as const;
