/**
 * What each table is checked by, or why it need not be: complete by type, since a table that nothing is said of here does not compile. Which
 * columns nothing proves, docs/file-format.md says (W-9).
 */
import type { TableName } from '../store/schema.ts';

/** What verifying finds. */
export type FindingCode =
  | 'verify/pages'
  | 'verify/older-pages'
  | 'verify/change-log'
  | 'verify/journal'
  | 'verify/checkpoint-signature'
  | 'verify/checkpoint-head'
  | 'verify/foreign-entries'
  | 'verify/unsigned-entries'
  | 'verify/policy'
  | 'verify/key-claim'
  | 'verify/layout'
  | 'verify/tables'
  | 'verify/hand-over'
  | 'verify/postures'
  | 'verify/notes'
  | 'verify/time-stamps'
  | 'verify/erasures'
  | 'verify/record-keys'
  | 'verify/blind-index'
  | 'verify/search'
  | 'verify/search-differs'
  | 'verify/attachments';

type TableCheck =
  | readonly [FindingCode, ...FindingCode[]]
  /** Nothing proves what the table says. `why` that is borne. */
  | { readonly why: string };

export const tableChecks = {
  change: ['verify/change-log'],
  journal: ['verify/journal'],
  subject: ['verify/journal'],
  tree_node: ['verify/change-log', 'verify/journal'],
  checkpoint: ['verify/checkpoint-signature', 'verify/checkpoint-head', 'verify/unsigned-entries'],
  time_stamp: ['verify/time-stamps'],
  batch: ['verify/change-log', 'verify/tables'],

  customer: ['verify/tables', 'verify/record-keys'],
  customer_count: ['verify/tables'],
  contact: ['verify/tables'],
  point: ['verify/tables'],
  field_value: ['verify/tables', 'verify/record-keys'],
  customer_tag: ['verify/tables'],
  section: ['verify/tables'],
  field: ['verify/tables', 'verify/policy'],
  tag: ['verify/tables'],
  saved_view: ['verify/tables'],
  setting: ['verify/tables', 'verify/policy'],
  person: ['verify/policy', 'verify/tables'],
  person_key: ['verify/tables'],

  blind_index: ['verify/blind-index'],
  name_lookup: ['verify/search', 'verify/search-differs'],
  search_text: ['verify/search', 'verify/search-differs'],
  search: ['verify/search', 'verify/search-differs'],

  attachment: ['verify/tables'],
  blob: ['verify/attachments'],
  blob_chunk: ['verify/attachments'],
  blob_key: ['verify/attachments'],

  card: ['verify/hand-over', 'verify/policy'],
  ledger: ['verify/hand-over'],
  ledger_customer: ['verify/hand-over'],
  receipt: ['verify/hand-over'],
  witnessed: ['verify/hand-over'],
  kit: ['verify/hand-over'],
  posture: ['verify/postures'],
  meta: ['verify/notes'],

  erasure: ['verify/erasures'],
  erased_customer: ['verify/erasures'],
  erased_mark: ['verify/erasures'],
  erased_entry: ['verify/erasures'],

  conflict: ['verify/tables'],
  merged: {
    why: 'Whose a change that was taken in was elsewhere, and when, is what its sender said: nothing signed is kept of it. Of any other change nobody else counts (merge/origins.ts).',
  },
  seen: { why: 'As merged: of changes that are no entries of this log.' },
  mapped: {
    why: 'Which field of another vault is which here: what came by it is in the log, where it can be seen and undone.',
  },
  author: { why: 'Names of people elsewhere: nothing rests on them.' },
  clock: {
    why: 'Orders changes of several vaults; a clock that is ahead is told of, and one that is behind is caught up with.',
  },
  unfinished_work: {
    why: 'Tells what was cut off in this copy, once: nothing is done by it that the person does not see.',
  },
} as const satisfies Readonly<Record<TableName, TableCheck>>;
