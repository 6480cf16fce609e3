/**
 * What the journal can say: every action, and what each tells beside its line. One table for whoever writes entries, for whoever reads them and for
 * the words that people see: an action or a detail that is not here does not compile.
 */
import { z } from 'zod';
import { fieldClass } from './fields.ts';
import { checkedBy } from './handover.ts';
import { heldKind, policyFault, policyOutcome } from './policy.ts';
import { roleId } from './roles.ts';
import { rotationReason } from './rotation.ts';
import { writeKind, writtenFile } from './unfinished.ts';

/** What a detail holds, and so how it is put into words. */
export const detailKinds = {
  /** As somebody wrote it: a name, a reason. */
  text: z.string(),
  count: z.number().int(),
  bytes: z.number().int(),
  /** Milliseconds since 1970-01-01 UTC. */
  moment: z.number().int(),
  yesNo: z.boolean(),
  class: fieldClass,
  /** Classes, with `, ` between them. */
  classes: z.string(),
  /** Keys of settings, with `, ` between them. */
  settings: z.string(),
  /** An error's code. */
  error: z.string(),
  /** Of a file, SHA-256 in hexadecimal; of a question, under a key of the vault. */
  hash: z.string(),
  /** A signed note: evidence, and nothing for people. */
  note: z.string(),
  /** Says which entries belong together; nothing for people. */
  id: z.string(),
  list: z.enum(['customers', 'conflicts', 'secrets', 'unfinished', 'bundle']),
  log: z.enum(['journal', 'change', 'customer', 'person']),
  /** What of a customer that is no field of the vault's own. */
  cell: z.enum([
    'name',
    'organisation',
    'jobTitle',
    'notes',
    'phone',
    'email',
    'address',
    'link',
    'contact',
    'selection',
  ]),
  result: z.enum(['done', 'failed', 'cancelled']),
  bulk: z.enum(['tagged', 'assigned', 'deleted', 'restored']),
  /** Of the journal, to somebody else: `nothing`, `everything`, or actions with `, ` between them. */
  disclosed: z.string(),
  proof: z.enum(['passphrase', 'recovery', 'shares', 'code']),
  work: z.enum([...writeKind.options, 'rotation']),
  file: writtenFile,
  card: z.enum(['new', 'changed']),
  checked: checkedBy,
  policy: heldKind,
  policyFault,
  policyOutcome,
  role: roleId,
  rotation: rotationReason,
  personChange: z.enum(['name', 'role', 'suspended', 'resumed', 'reset', 'names-shown', 'names-hidden']),
} as const;
export type DetailKind = keyof typeof detailKinds;

type Shape = Readonly<Record<string, DetailKind | `${DetailKind}?`>>;
const nothing = {} as const;
const proved = { with: 'proof' } as const;
const file = { fileName: 'text' } as const;
const named = { name: 'text' } as const;
/** Entries about more customers than one takes are several. */
const parted = { part: 'count?', parts: 'count?' } as const;
/** Random, the same in the entries of one thing that leaves. */
const run = { run: 'id', ...parted } as const;
/** `sha256`: of the file; of two, that of each recipient's and that under the passphrase, with a comma between them. */
const ran = { run: 'id', result: 'result', code: 'error?', sha256: 'hash?' } as const;
const leaving = { classes: 'classes', purpose: 'text' } as const;

/** The details of each action: their names and kinds; with `?`, what may be missing. */
export const journalActions = {
  created: nothing,
  unlocked: { failed: 'count' },
  recovered: { failed: 'count' },
  'unlock-failed': { attemptAt: 'moment', ...proved },
  locked: nothing,
  'passphrase-changed': nothing,
  'key-file-added': nothing,
  'key-file-removed': nothing,
  'device-added': nothing,
  'device-removed': nothing,
  'step-up-failed': { ...proved, failures: 'count' },
  'step-up-code-set': nothing,
  'step-up-code-removed': nothing,
  'step-up-recovery-codes-made': nothing,
  'step-up-recovery-code-used': { left: 'count' },
  'recovery-key-made': nothing,
  'recovery-split': { needed: 'count', shares: 'count' },
  'recovery-checked': proved,
  'recovery-check-failed': proved,
  'kdf-upgraded': nothing,

  // What was looked at, and by the entry's subjects, whose.
  opened: nothing,
  'history-opened': nothing,
  shown: { attachment: 'text', class: 'class' },
  listed: { list: 'list', count: 'count', query: 'hash?' },
  'searched-none': { query: 'hash' },
  revealed: { field: 'text?', attachment: 'text?', class: 'class', oneTimeCode: 'yesNo?' },
  copied: { field: 'text?', cell: 'cell?', class: 'class' },
  refused: { call: 'text', need: 'text' },
  'log-read': { log: 'log', person: 'text?' },
  'secrets-checked': { count: 'count', ...parted },

  // What leaves: the first entry is on the disk, with everybody whom it is about, before the first byte is outside.
  'export-begins': {
    ...run,
    ...file,
    rows: 'count',
    columns: 'count?',
    ...leaving,
    restrictedLeftOut: 'count?',
    withoutKey: 'count?',
  },
  'export-ends': { ...ran, ...file },
  'print-begins': { ...run, fileName: 'text?', customers: 'count', ...leaving },
  'print-ends': { ...ran, fileName: 'text?' },
  'attachment-begins': { ...run, attachment: 'text', ...file, sizeBytes: 'bytes', class: 'class' },
  'attachment-ends': { ...ran, ...file },
  'bundle-begins': {
    ...run,
    ...file,
    customers: 'count',
    recipients: 'count',
    purpose: 'text',
    reason: 'text?',
  },
  'bundle-ends': { ...ran, ...file, classes: 'classes?' },
  'audit-begins': { ...run, ...file, reason: 'text', recipients: 'count', disclosed: 'disclosed' },
  'audit-ends': { ...ran, ...file },
  'proof-made': { ...file, log: 'log', seq: 'count', shown: 'yesNo' },
  'kit-begins': { ...run, ...named, person: 'text', customers: 'count', reason: 'text?' },
  'kit-ends': { ...ran, ...named, classes: 'classes?' },
  'posture-saved': file,
  'file-cut-off': { ...file, what: 'file' },

  'bulk-changed': { bulk: 'bulk', count: 'count', ...parted },
  imported: { ...file, rows: 'count', added: 'count', updated: 'count' },
  'import-undone': { ...file, removed: 'count', reverted: 'count', kept: 'count' },
  'bundle-opened': { ...file, sender: 'text', customers: 'count' },
  'bundle-taken-in': {
    ...file,
    sender: 'text',
    added: 'count',
    changed: 'count',
    conflicts: 'count',
    leftOut: 'count',
    by: 'text',
  },
  /** `gaps`: of what `erased_entry` has then of that erasure. */
  erasing: { erasure: 'text', customers: 'count' },
  erased: {
    erasure: 'text',
    customers: 'count',
    changes: 'count',
    journalEntries: 'count',
    gaps: 'hash',
  },
  /** A tombstone that does not count; `by`: whose it says it is. */
  'erasure-refused': { erasure: 'text', by: 'text' },
  'merge-undone': { removed: 'count', reverted: 'count', kept: 'count' },
  'changes-taken-back': { values: 'count', customers: 'count', by: 'text' },
  'dated-anew': { changes: 'count', hours: 'count' },
  /** A new line of history: which one it goes on from, and how far that had come. */
  'line-begun': { origin: 'text', size: 'count', root: 'hash' },
  'unclean-end': { entries: 'count' },
  'clock-moved': { seconds: 'count' },
  'work-cut-off': { work: 'work' },
  'receipt-added': named,
  /** Somebody saw other logs than these, or these are other ones than were seen of a sender. */
  'witness-failed': named,
  'seal-kept': { size: 'count' },
  /** `sha256`: of the answer. */
  'time-stamped': { size: 'count', authority: 'text', stampedAt: 'moment', sha256: 'hash' },
  'authority-accepted': { authority: 'text', sha256: 'hash' },

  'backup-made': named,
  'backup-failed': { code: 'error' },
  'backup-deleted': named,
  restored: named,
  /** Of the journal: what was seen of it, as far as anybody says, and what was there instead, with both signed notes. */
  'copy-accepted': {
    code: 'error',
    seenSize: 'count?',
    seenRoot: 'hash?',
    seenNote: 'note?',
    hereSize: 'count',
    hereRoot: 'hash',
    hereNote: 'note?',
  },
  'keyring-fallback': { cutOff: 'yesNo' },
  'pages-differ': nothing,
  verified: { findings: 'count' },
  'settings-changed': { settings: 'settings' },
  'policy-put-back': { policy: 'policy', fault: 'policyFault', outcome: 'policyOutcome', count: 'count?' },
  'class-changed': { field: 'text', classBefore: 'class', class: 'class', count: 'count' },
  'keys-rotated': { why: 'rotation', copies: 'count' },
  'rotation-failed': { code: 'error' },

  'card-added': { ...named, card: 'card' },
  'card-checked': { ...named, how: 'checked' },
  'card-removed': named,
  'person-invited': { ...named, role: 'role' },
  'person-changed': { name: 'text?', personChange: 'personChange', nameBefore: 'text?', role: 'role?' },
  'person-removed': named,
  'handed-over': { from: 'text', to: 'text', customers: 'count', views: 'count', ...parted },
  'role-changed': { ...named, deleted: 'yesNo?', keyFile: 'yesNo?', device: 'yesNo?' },
  'roster-put-back': { before: 'count', now: 'count' },
  'people-heard': { sender: 'text', ended: 'text', suspended: 'text', others: 'count' },
} as const satisfies Readonly<Record<string, Shape>>;

export type JournalAction = keyof typeof journalActions;
/** Every one, in the table's order. */
export const journalActionNames = Object.keys(journalActions) as [JournalAction, ...JournalAction[]];

type KindOf<K> = K extends `${infer Kind}?` ? Kind : K;
type ValueOf<K> = KindOf<K> extends DetailKind ? z.infer<(typeof detailKinds)[KindOf<K>]> : never;
type Detailed<S> = [keyof S] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [N in keyof S as S[N] extends `${string}?` ? never : N]: ValueOf<S[N]> } & {
      readonly [N in keyof S as S[N] extends `${string}?` ? N : never]?: ValueOf<S[N]>;
    };

/** What an entry of that action tells. */
export type JournalDetails<A extends JournalAction> = Detailed<(typeof journalActions)[A]>;

/** An entry of any action. */
export type NotedEntry = {
  readonly [A in JournalAction]: { readonly action: A; readonly details: JournalDetails<A> };
}[JournalAction];

type NamesOf<S> = S extends unknown ? keyof S & string : never;
/** The names of all details: each has words in both languages. */
export type DetailName = NamesOf<(typeof journalActions)[JournalAction]>;

/** The kind of a detail as it was read; `null` for one that the action does not have. */
export function detailKind(action: JournalAction, name: string): DetailKind | null {
  const shape: Shape = journalActions[action];
  const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
  // Without its mark it is one of the kinds, by the type of the table.
  return kind === undefined ? null : (kind.replace('?', '') as DetailKind);
}
