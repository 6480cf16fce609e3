/** Files by which an outsider checks the vault's logs: docs/file-format.md, section 20. */
import { z } from 'zod';
import { call, id, nothing, secretBytes, timestamp } from './define.ts';
import { fingerprint } from './handover.ts';
import { journalActionNames } from './journal.ts';
import { certificateFingerprint } from './time-stamp.ts';
import { ticket } from './tickets.ts';

/** Which of the two logs. */
export const logName = z.enum(['journal', 'change']);
/** What goes along of the journal's entries besides their lines: nothing, everything, or what was noted of some actions. */
export const disclosedEntries = z.union([
  z.enum(['nothing', 'everything']),
  z.array(z.enum(journalActionNames)).min(1).max(journalActionNames.length),
]);
export type DisclosedEntries = z.infer<typeof disclosedEntries>;

/** SHA-256, hexadecimal. */
const root = z.string();
/** Counted from 1, as everywhere in the vault. */
const seq = z.number().int().positive();

const readingErrors = [
  'audit-file/unreadable',
  'audit-file/not-for-you',
  'audit-file/passphrase-needed',
  'audit-file/wrong-passphrase',
  'audit-file/passphrase-too-costly',
  'audit-file/cut-short',
  'audit-file/damaged',
  'audit-file/damaged-file',
  'audit-file/bad-signature',
  'audit-file/other-signer',
  'audit-file/other-vault',
  'audit-file/other-root',
  'audit-file/bad-time-stamp',
  'audit-file/not-in-log',
  'audit-file/older-than-note',
  'audit-file/no-history',
  'audit-file/signer-needed',
  'audit-file/bad-note',
  'audit-file/bad-identity',
  'audit-file/cancelled',
  'card/unreadable',
  'card/newer-format',
] as const;

/** What was found right. */
export const auditReport = z.object({
  kind: z.enum(['audit-file', 'proof']),
  vaultId: id,
  copyId: id,
  /** Of the journal when the note was signed. */
  entries: z.number().int(),
  root,
  /** When the first and the last of them were made; `null` where a file does not show them. */
  period: z.object({ from: timestamp, until: timestamp }).nullable(),
  /** Changes of records then. */
  changes: z.number().int().nullable(),
  /** Entries of which more than their line is shown; each was held against its line. */
  disclosed: z.number().int(),
  signer: z.object({
    personId: id,
    name: z.string(),
    /** `null` where a file gives the key alone. */
    fingerprint: fingerprint.nullable(),
    /** Whether the key is that of a card that was given or was compared before, or of the open vault's own people. Otherwise it is what the file says. */
    isCompared: z.boolean(),
  }),
  /** How many entries the note had that was kept from before; `null` where none was given. */
  since: z.number().int().nullable(),
  /** Stamps on notes over the beginning of the journal. Whether an authority is to be believed is not said: who reads compares the fingerprint. */
  timeStamps: z.array(
    z.object({
      size: z.number().int(),
      at: timestamp,
      authority: z.string(),
      root: z.string(),
      /** Of the last certificate of the chain. */
      fingerprint: certificateFingerprint,
    }),
  ),
  /** Of a proof. */
  entry: z
    .object({ log: logName, seq, at: timestamp, line: z.string(), disclosed: z.string().nullable() })
    .nullable(),
});
export type AuditReport = z.infer<typeof auditReport>;

export const auditFileCalls = {
  /** Writes an audit file. With recipients and a passphrase it writes two files of the same content. */
  'audit-file/export': call(
    z.object({
      jobId: id,
      recipientIds: z.array(id).max(100),
      passphrase: secretBytes.nullable().default(null),
      disclose: disclosedEntries.default('nothing'),
      reason: z.string().trim().min(1).max(500),
      save: ticket('save-audit'),
    }),
    z.object({
      /** Names of the files written. */
      files: z.array(z.string()),
      bytes: z.number().int(),
      entries: z.number().int(),
      changes: z.number().int(),
      disclosed: z.number().int(),
    }),
    [
      'audit-file/log-broken',
      'audit-file/cancelled',
      'bundle/no-recipient',
      'bundle/recipient-unchecked',
      'card/unknown',
    ],
  ),
  'audit-file/cancel': call(z.object({ jobId: id }), nothing),
  /** Writes a proof of one entry, which shows no other. */
  'audit-file/prove': call(
    z.object({ log: logName, seq, disclose: z.boolean(), save: ticket('save-proof') }),
    z.object({ entries: z.number().int() }),
    ['audit-file/log-broken', 'audit-file/no-entry', 'audit-file/erased'],
  ),
  /** Checks an audit file or a proof. Needs no vault; with one open, a file for its person opens. */
  'audit-file/verify': call(
    z.object({
      jobId: id,
      file: ticket('read-audit'),
      passphrase: secretBytes.nullable().default(null),
      /** age's own file of a secret key. */
      identity: ticket('read-age-identity').nullable().default(null),
      /** The card of who is to have made it. */
      card: ticket('read-card').nullable().default(null),
      /** A note of the vault that was kept from before. */
      note: ticket('read-note').nullable().default(null),
    }),
    auditReport,
    readingErrors,
  ),
} as const;
