import { z } from 'zod';
import { call, id, nothing, timestamp } from './define.ts';

export const rotationReason = z.enum([
  'person-removed',
  'role-changed',
  'key-file-lost',
  'leaked',
  'routine',
]);
export type RotationReason = z.infer<typeof rotationReason>;

/** What was made with the keys of before and goes on opening with them, or with keys that nobody here can exchange. */
const oldCopies = z.object({
  /** Backups that open with the passphrases of their time; newest first. */
  backups: z.array(z.object({ id: z.string(), at: timestamp, sizeBytes: z.number().int() })),
  backupFolder: z.string(),
  /** Other copies of this vault in the folder where it lies, by the names of their folders. */
  vaults: z.array(z.string()),
  /** Field kits, also those whose changes came back: each opens with a passphrase of its own. */
  kits: z.array(z.object({ label: z.string(), personName: z.string(), madeAt: timestamp })),
  /** How many bundles were handed out; each opens for its recipients, or with its passphrase. */
  bundleCount: z.number().int(),
  /** The newest of them. */
  bundles: z.array(z.object({ purpose: z.string(), people: z.array(z.string()), at: timestamp })),
});
export type OldCopies = z.infer<typeof oldCopies>;

export const rotationCalls = {
  /** What exchanging the keys would take, and what would open as before all the same. */
  'rotation/plan': call(
    nothing,
    z.object({
      databaseBytes: z.number().int(),
      /** On the disk where the vault lies, while it goes on. */
      neededBytes: z.number().int(),
      freeBytes: z.number().int(),
      seconds: z.number(),
      /** Who has an account and gets the new keys. */
      people: z.number().int(),
      /** Keys that one does not hold cannot be exchanged. */
      holdsEveryKey: z.boolean(),
      lastAt: timestamp.nullable(),
      copies: oldCopies,
    }),
  ),
  /**
   * Exchanges every key of the vault for new ones, which all active accounts get. Until it is over every other call
   * answers `vault/busy`. The vault is closed by it, and opens again with the same passphrases.
   */
  'rotation/start': call(z.object({ jobId: id, reason: rotationReason }), nothing, [
    'people/needs-more',
    'rotation/no-space',
  ]),
  /** The last time that keys were exchanged, and what is still there of before; `null` when they never were. */
  'rotation/aftermath': call(
    nothing,
    z
      .object({ at: timestamp, reason: rotationReason, isDealtWith: z.boolean(), copies: oldCopies })
      .nullable(),
  ),
  /** The person has dealt with what the keys of before open: no more notice of it. */
  'rotation/deal-with': call(nothing, nothing),
} as const;
