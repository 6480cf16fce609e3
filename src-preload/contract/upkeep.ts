import { z } from 'zod';
import { stepUpPolicy } from './step-up.ts';
import { call, id, nothing, ticket, timestamp } from './define.ts';

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

const backup = z.object({
  id: z.string().max(200),
  at: timestamp,
  sizeBytes: z.number().int(),
  customers: z.number().int().nullable(),
  verified: z.boolean(),
});
export type Backup = z.infer<typeof backup>;

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
  'backups/set-folder': call(z.object({ folder: ticket.nullable() }), nothing, [
    'backup/folder-missing',
    'backup/folder-in-vault',
  ]),
  /** A copy as a new vault at `place`; the passphrase is the one in force when the backup was made. */
  'backups/restore-as': call(
    z.object({ id: z.string().max(200), place: ticket }),
    z.object({ name: z.string() }),
    ['backup/not-found', 'backup/damaged', 'vault/place-taken'],
  ),
  /** Puts the backup in this vault's place; the vault as it was is kept aside, named in the reply. The vault then locks. */
  'backups/restore-over': call(z.object({ id: z.string().max(200) }), z.object({ keptAside: z.string() }), [
    'backup/not-found',
    'backup/damaged',
  ]),
  /** Removes a backup from the disk, for good: one that earlier keys still open, say. */
  'backups/delete': call(z.object({ id: z.string().max(200) }), nothing, ['backup/not-found']),
  'journal/list': call(
    z.object({
      before: z.number().int().nullable().default(null),
      count: z.number().int().min(1).max(200).default(50),
    }),
    z.object({
      entries: z.array(
        z.object({
          seq: z.number().int(),
          at: timestamp,
          person: z.string(),
          action: z.enum([
            'created',
            'unlocked',
            'unlock-failed',
            'locked',
            'recovered',
            'passphrase-changed',
            'key-file-added',
            'key-file-removed',
            'device-added',
            'device-removed',
            'step-up-failed',
            'step-up-code-set',
            'step-up-code-removed',
            'step-up-recovery-codes-made',
            'step-up-recovery-code-used',
            'recovery-key-made',
            'recovery-split',
            'recovery-checked',
            'recovery-check-failed',
            'kdf-upgraded',
            'revealed',
            'exported',
            'printed',
            'imported',
            'attachment-saved',
            'import-undone',
            'merge-undone',
            'work-cut-off',
            'backup-made',
            'backup-failed',
            'backup-deleted',
            'restored',
            'settings-changed',
            'older-copy-accepted',
            'verified',
            'card-added',
            'card-checked',
            'card-removed',
            'bundle-made',
            'bundle-opened',
            'bundle-taken-in',
            'kit-made',
            'receipt-added',
            'posture-saved',
            'class-changed',
            'secrets-checked',
            'person-invited',
            'person-changed',
            'person-removed',
            'handed-over',
            'role-changed',
            'keys-rotated',
            'rotation-failed',
            'people-heard',
            'changes-taken-back',
          ]),
          /** Counts, names of fields and files; a customer's id where one was looked at. */
          details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        }),
      ),
      hasMore: z.boolean(),
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
});
export type Progress = z.infer<typeof progress>;
