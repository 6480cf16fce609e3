import { z } from 'zod';
import { journalEntry, journalPage } from './audit.ts';
import { stepUpPolicy } from './step-up.ts';
import { call, id, nothing, pageEnd, timestamp } from './define.ts';
import { ticket } from './tickets.ts';
import { fingerprint } from './handover.ts';

/** When the vault locks by itself. Kept inside the vault, so that it cannot be weakened while locked. */
export const lockPolicy = z.object({
  idle: z.object({ on: z.boolean(), minutes: z.number().int().min(1).max(60) }),
  minimised: z.object({ on: z.boolean(), minutes: z.number().int().min(0).max(60) }),
  screenLock: z.boolean(),
  userSwitch: z.boolean(),
  suspend: z.boolean(),
  keyFileRemoved: z.boolean(),
  lastWindowClosed: z.boolean(),
});
export type LockPolicy = z.infer<typeof lockPolicy>;
export const safeLockPolicy: LockPolicy = {
  idle: { on: true, minutes: 5 },
  minimised: { on: true, minutes: 5 },
  screenLock: true,
  userSwitch: true,
  suspend: true,
  keyFileRemoved: true,
  lastWindowClosed: true,
};

export const vaultSettings = z.object({
  lock: lockPolicy,
  stepUp: stepUpPolicy,
  clipboardSeconds: z.number().int().min(5).max(120),
  revealSeconds: z.number().int().min(5).max(300),
  /** E.g. `CN`: how phone numbers without a country code are read. */
  country: z.string().regex(/^[A-Z]{2}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  backups: z.object({ on: z.boolean(), keep: z.number().int().min(1).max(200) }),
});
export type VaultSettings = z.infer<typeof vaultSettings>;

/** As long as file systems let a name be. */
const folderName = z.string().min(1).max(255);

const backup = z.object({
  id: folderName,
  at: timestamp,
  sizeBytes: z.number().int(),
  customers: z.number().int().nullable(),
  verified: z.boolean(),
});
export type Backup = z.infer<typeof backup>;

const restored = {
  id: folderName,
  /** Also where it has another history than the vault: a second step of the person's. */
  acceptOther: z.boolean().default(false),
};

export const upkeepCalls = {
  'settings/get': call(nothing, vaultSettings),
  'settings/set': call(vaultSettings.partial(), vaultSettings),
  'backups/list': call(
    nothing,
    z.object({
      folder: z.string(),
      isDefaultFolder: z.boolean(),
      lastAt: timestamp.nullable(),
      lastError: z.string().nullable(),
      backups: z.array(backup),
    }),
  ),
  /** Writes an encrypted snapshot, opens it, checks it, and only then counts it. */
  'backups/make': call(nothing, backup, ['backup/verification-failed', 'backup/folder-missing']),
  'backups/set-folder': call(z.object({ folder: ticket('backup-folder').nullable() }), nothing, [
    'backup/folder-missing',
    'backup/folder-in-vault',
  ]),
  /** A copy as a new vault at `place`; the passphrase is the one in force when the backup was made. */
  'backups/restore-as': call(
    z.object({ ...restored, place: ticket('place-restored') }),
    z.object({ name: z.string() }),
    ['backup/not-found', 'backup/damaged', 'backup/other-history', 'vault/place-taken'],
  ),
  /** Puts the backup in this vault's place; the vault as it was is kept aside, named in the reply. The vault then locks. */
  'backups/restore-over': call(z.object(restored), z.object({ keptAside: z.string() }), [
    'backup/not-found',
    'backup/damaged',
    'backup/other-history',
  ]),
  /** Removes a backup from the disk, for good: one that earlier keys still open, say. */
  'backups/delete': call(z.object({ id: folderName }), nothing, ['backup/not-found']),
  /** The seal of the logs as they stand, or as they stood at an earlier size of the journal. */
  'log/seal': call(
    z.object({ size: z.number().int().min(1).nullable().default(null) }),
    z.object({
      /** Entries of the journal that it covers, and through them all changes until then. */
      size: z.number().int(),
      words: fingerprint,
      /** The signed note of that size, which other programs check too; `null` where none was signed just then. */
      note: z.string().nullable(),
      /** Who vouched for the logs, and up to which entry. */
      witnesses: z.array(z.object({ name: z.string(), size: z.number().int(), at: timestamp })),
      /** For how many days nobody else has; 0 for less than thirty. */
      daysAlone: z.number().int(),
    }),
    ['log/no-such-size'],
  ),
  /** The seal was printed or copied. */
  'log/seal-kept': call(z.object({ size: z.number().int().min(1) }), nothing),
  'journal/list': call(
    z.object(journalPage),
    z.object({
      entries: z.array(journalEntry),
      ...pageEnd,
    }),
  ),
} as const;

export const progress = z.object({
  jobId: id,
  phase: z.enum([
    'reading',
    'matching',
    'writing',
    'indexing',
    'undoing',
    'exporting',
    'copying',
    'verifying',
    'sealing',
    'taking-in',
    'adding',
    'saving',
    'resealing',
    'encrypting',
    'examining',
  ]),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Estimated from the pace so far; `null` until there is one. */
  remainingMs: z.number().nullable(),
  /** Where work goes over several things (files), which of them it is at. */
  items: z.object({ done: z.number().int(), total: z.number().int() }).optional(),
});
export type Progress = z.infer<typeof progress>;
