import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';
import { namedTicket, ticket } from './tickets.ts';
import { customer, selection } from './customers.ts';
import { dateOrder } from './dates.ts';
import { classProposal, fieldClass, fieldType } from './fields.ts';

export const encoding = z.enum([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'windows-1250',
  'iso-8859-2',
  'windows-1251',
  'koi8-r',
  'cp866',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-874',
  'cp850',
  'cp852',
  'macintosh',
]);
export type Encoding = z.infer<typeof encoding>;
export const delimiter = z.enum([',', ';', '\t', '|', '，', '；', '、']);
/** Those that our own files have. */
const writtenDelimiter = delimiter.extract([',', ';', '\t', '|']);

/** Whose a number or an address is, where it is not the customer's own. Each has groups of its own. */
const of = z.literal('contact').optional();

/**
 * Where a column goes. `part` names the piece of a repeated thing, e.g. phone 2's label. Without `of`, a number beside the name
 * of a contact is the contact's or the company's by its heading and label.
 */
export const target = z.discriminatedUnion('to', [
  z.object({ to: z.literal('skip') }),
  z.object({
    to: z.enum([
      'name',
      'given-name',
      'middle-name',
      'family-name',
      'name-prefix',
      'name-suffix',
      'kind',
      'organisation',
      'jobTitle',
      'notes',
      'tags',
      'assignee',
      'contact-name',
      'contact-job-title',
      'contact-department',
      'contact-note',
    ]),
  }),
  z.object({
    to: z.enum(['phone', 'email', 'link']),
    group: z.number().int().min(0),
    part: z.enum(['value', 'label']),
    label: z.string(),
    of,
  }),
  z.object({
    to: z.literal('address'),
    group: z.number().int().min(0),
    part: z.enum(['value', 'label', 'street', 'city', 'region', 'postal-code', 'country', 'po-box']),
    label: z.string(),
    of,
  }),
  z.object({ to: z.literal('field'), fieldId: id }),
  z.object({
    to: z.literal('new-field'),
    name: z.string().min(1).max(200),
    type: fieldType,
    class: fieldClass,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('CNY'),
  }),
]);
export type Target = z.infer<typeof target>;

const source = z.object({
  jobId: id,
  fileName: z.string(),
  format: z.enum(['csv', 'xlsx', 'vcard']),
  sheets: z.array(z.string()),
  sheet: z.string().nullable(),
  encoding: encoding.nullable(),
  delimiter: delimiter.nullable(),
  hasHeader: z.boolean(),
  headingLine: z.number().int().nullable(),
  /** The first rows of the file, one of which may hold the headings. */
  firstRows: z.array(z.object({ line: z.number().int(), text: z.string() })),
  /**
   * Rows that are not imported, the first 50 of `leftOutRows`: titles above the headings, headings that come again, totals, remarks
   * of whoever made the table, other tables, rows of a report that are imported already.
   */
  leftOut: z.array(
    z.object({
      line: z.number().int(),
      reason: z.enum(['above', 'headings-again', 'total', 'not-of-table', 'taken-before']),
      text: z.string(),
    }),
  ),
  leftOutRows: z.number().int(),
  layout: z.enum(['google', 'outlook', 'salesforce', 'jiandaoyun', 'unknown']),
  rowCount: z.number().int(),
  /** Cards of a vCard file with a picture or another file that can be taken. */
  photos: z.number().int(),
  dateOrder,
  columns: z.array(
    z.object({
      name: z.string(),
      samples: z.array(z.string()),
      suggestion: target,
      confidence: z.enum(['sure', 'likely', 'guess']),
      /** The class for a new field of this column, where its heading or its values ask for one above `internal`. */
      proposal: classProposal.nullable(),
    }),
  ),
  /** The first rows, cut to 300 characters a cell. */
  preview: z.array(z.array(z.string())),
});
export type ImportSource = z.infer<typeof source>;

const duplicateRule = z.enum(['skip', 'update', 'add']);
/** What becomes of somebody who was erased and comes again, by a number: nobody is taken in unasked. */
export const erasedRule = z.enum(['leave-out', 'take-in']);
/** Those who came again: how many, and when the first and the last of them were erased. */
export const erasedAgain = z.object({
  count: z.number().int(),
  first: timestamp.nullable(),
  last: timestamp.nullable(),
});
export type ErasedAgain = z.infer<typeof erasedAgain>;
const plan = z.object({
  jobId: id,
  /** One target for each column, in the file's order. */
  targets: z.array(target).max(500),
  defaultKind: z.enum(['person', 'company', 'guess']).default('guess'),
  duplicates: duplicateRule,
  matchBy: z
    .array(z.enum(['phone', 'email', 'id-number', 'name-organisation']))
    .default(['phone', 'email', 'id-number', 'name-organisation']),
  dateOrder,
  erased: erasedRule.default('leave-out'),
  addTag: z.string().max(200).nullable().default(null),
  /** Pictures and other files on cards become attachments. */
  photos: z.boolean().default(true),
});
export type ImportPlan = z.infer<typeof plan>;

export const rowProblem = z.object({
  /** Line of the file (1-based) at which the row begins. */
  line: z.number().int(),
  column: z.string().nullable(),
  code: z.enum([
    'import/no-name',
    /** No name, but a number or an e-mail address that stands for one. */
    'import/named-after',
    'import/too-few-cells',
    'import/too-many-cells',
    'import/bad-date',
    'import/bad-number',
    'import/bad-choice',
    'import/bad-email',
    'import/bad-yes-no',
    /** Of a sealed class and not of its field's type: kept in a field of texts beside it, or left out. */
    'import/kept-as-text',
    'import/sealed-left-out',
    'import/unknown-person',
    'import/too-long',
    /** A name or a title that is longer than a line may be; the whole is in the notes. */
    'import/long-line',
    'import/control-characters',
    'import/open-quote',
    'import/open-card',
    'import/no-card',
    'import/group-card',
    /** Of a card: the property that `column` names, or a part of it. */
    'import/left-out',
    'import/undecodable',
    'import/rounded-number',
    'import/shortened-number',
    'import/no-formula-value',
    'import/formula-error',
    'import/no-such-day',
    /** A value under a mask, spoilt or without some of its digits, of which the customer has more: that was kept. */
    'import/says-less',
    'import/duplicate',
    'import/duplicate-in-file',
    /** By a number of a customer who was erased: left out, or taken in as a new customer, as the plan says. */
    'import/erased',
  ]),
  /** Refused rows are not taken; warned ones are, with the value kept as it could be. */
  severity: z.enum(['refused', 'warned', 'skipped']),
});
export type RowProblem = z.infer<typeof rowProblem>;

/** A column, and of how many rows something of its cells went there. */
const strayed = z.array(z.object({ column: z.string(), rows: z.number().int() }));

const outcome = z.object({
  batchId: id.nullable(),
  rows: z.number().int(),
  added: z.number().int(),
  updated: z.number().int(),
  /** Duplicates that already say the same. */
  unchanged: z.number().int(),
  skipped: z.number().int(),
  /** Rows of customers who were erased; as the plan says, they are among those added or left out. */
  erased: erasedAgain,
  refused: z.number().int(),
  warned: z.number().int(),
  newFields: z.number().int(),
  /** Pictures and other files on cards that became attachments. */
  photos: z.number().int(),
  /** Columns whose cells, or parts of them, had no other place than the notes, under their headings. */
  toNotes: strayed,
  /** Columns of which something is not taken in: as the plan says, or because nothing can hold it. */
  leftOutColumns: strayed,
  /** The first 200 of `problemCount`; the report has them all, row by row. */
  problems: z.array(rowProblem),
  problemCount: z.number().int(),
});
export type ImportOutcome = z.infer<typeof outcome>;

const importErrors = [
  'import/no-such-job',
  'import/cancelled',
  'import/nothing-to-import',
  'import/no-name-column',
  'import/bad-plan',
  'import/changed-file',
  'import/exhausting',
] as const;

const exported = z.object({
  rows: z.number().int(),
  unencodable: z.number().int(),
  /** Columns that are not in the file, because the person's role has no key to their class. */
  leftOut: z.array(z.string()).optional(),
});

/**
 * Columns of a table that hold all numbers or addresses, one a line, and the parts that have columns beside them
 * (`phones:label`), line by line. With `contact:` before them they are those of a contact.
 */
export const tableLists = {
  phones: ['label'],
  emails: ['label'],
  links: ['label'],
  addresses: ['label', 'street', 'city', 'region', 'postalCode', 'country'],
} as const;

/** Columns of a table by their keys, and the heading of each. Those of labels, of parts and of contacts that nobody fills are left out. */
const columns = z.array(z.string()).min(1).max(300);
const headings = z.array(z.string()).min(1).max(300);
/** The columns instead, where some customer chosen has a contact: then each contact has a row, which repeats its customer. */
const perContact = z.object({ columns, headings }).nullable().default(null);

/** What leaves the vault in the clear has a reason; the journal keeps it. */
const exportReason = z.string().trim().min(1).max(500);

/** So many customers are printed in one go, a sheet each. */
export const maxSheets = 200;

export const exchangeCalls = {
  /** `jobId`: for the job to come, so that it can be cancelled while the file is read. */
  'import/open': call(z.object({ file: ticket('read-import'), jobId: id.optional() }), source, [
    'import/empty-file',
    'import/unknown-format',
    'import/too-large',
    'import/too-many-columns',
    'import/unreadable-spreadsheet',
    'import/encrypted-spreadsheet',
    'import/exhausting',
    'import/cancelled',
  ]),
  /** Reads the same file again with other settings. */
  'import/reread': call(
    z.object({
      jobId: id,
      encoding: encoding.optional(),
      delimiter: delimiter.optional(),
      hasHeader: z.boolean().optional(),
      /** The line at which the heading row begins. */
      headingLine: z.number().int().optional(),
      sheet: z.string().optional(),
    }),
    source,
    ['import/no-such-job', 'import/empty-file', 'import/too-many-columns', 'import/exhausting'],
  ),
  /** What the import would do, without doing it. */
  'import/dry-run': call(plan, outcome, importErrors),
  /** All or nothing: a failure or cancel leaves the vault as it was. */
  'import/run': call(plan, outcome, importErrors),
  'import/cancel': call(z.object({ jobId: id }), nothing),
  'import/close': call(z.object({ jobId: id }), nothing),
  /** Writes every row with a problem, with its line number, whether it is imported, and the reason, in the layout of the original. */
  'import/report': call(
    z.object({ jobId: id, save: ticket('save-import-report'), language: z.enum(['en', 'zh-CN']) }),
    z.object({ rows: z.number().int() }),
    ['import/no-such-job'],
  ),
  'import/batches': call(
    nothing,
    z.object({
      batches: z.array(
        z.object({
          id,
          at: timestamp,
          fileName: z.string(),
          added: z.number().int(),
          updated: z.number().int(),
          undone: z.boolean(),
          canUndo: z.boolean(),
        }),
      ),
    }),
  ),
  /** Takes a whole import back, updates included. Values edited since then are kept and counted. */
  'import/undo': call(
    z.object({ batchId: id }),
    z.object({ removed: z.number().int(), reverted: z.number().int(), kept: z.number().int() }),
    ['import/no-such-batch', 'import/already-undone', 'undo/not-known'],
  ),
  'export/csv': call(
    z.object({
      selection,
      columns,
      headings,
      perContact,
      encoding: z.enum(['utf-8-bom', 'utf-8', 'utf-16le', 'gb18030']),
      delimiter: writtenDelimiter.default(','),
      reason: exportReason,
      save: ticket('save-export-csv'),
      jobId: id,
    }),
    exported,
    ['export/cancelled', 'export/bad-column'],
  ),
  /** The same columns as an .xlsx workbook, every cell a text. `unencodable`: characters that no cell can hold. */
  'export/xlsx': call(
    z.object({
      selection,
      columns,
      headings,
      perContact,
      reason: exportReason,
      save: ticket('save-export-xlsx'),
      jobId: id,
    }),
    exported,
    ['export/cancelled', 'export/bad-column', 'export/too-large'],
  ),
  /**
   * vCard 4.0: one card for each customer and each contact, with the values of public and internal fields in properties that only
   * our own import reads. `photos`: with the picture attachment that is called Photo.
   */
  'export/vcard': call(
    z.object({
      selection,
      reason: exportReason,
      save: ticket('save-export-vcard'),
      jobId: id,
      photos: z.boolean().default(true),
    }),
    z.object({ rows: z.number().int(), unencodable: z.number().int() }),
    ['export/cancelled'],
  ),
  /**
   * What stands on the printed sheets of some customers, restricted values masked. The window lays them out and has the host
   * print them, or save them as a PDF (`save`). The journal notes it before anything leaves.
   */
  'export/sheet': call(
    z.object({ selection, reason: exportReason, save: namedTicket('save-export-sheet').nullable() }),
    /** `run`: for `audit/printed`, once it is known how that ended. */
    z.object({ run: id, customers: z.array(customer).max(maxSheets) }),
    ['export/too-many-sheets', 'export/nothing-selected'],
  ),
  'export/cancel': call(z.object({ jobId: id }), nothing),
} as const;
