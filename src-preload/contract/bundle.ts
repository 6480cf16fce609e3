/** What is inside a bundle's `manifest.json`, and an identity card; docs/file-format.md, sections 11 and 12. */
import { z } from 'zod';
import { base64Of32Bytes, id, signedByName, signedName, timestamp } from './define.ts';
import { fieldClass } from './fields.ts';
import { stepUpPolicy } from './step-up.ts';

/** Somebody's name and public keys. No signature: trust comes from comparing its fingerprint. */
export const card = z.strictObject({
  format: z.literal('coffer-card'),
  version: z.literal(1),
  personId: id,
  name: signedName,
  organisation: signedByName,
  /** Ed25519, base64 of 32 bytes. */
  signingKey: base64Of32Bytes,
  /** age X25519, `age1…`. */
  recipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
});
export type Card = z.infer<typeof card>;

/** What protects a vault and what it holds, as it can be shown when a laptop is lost. */
export const posture = z.strictObject({
  at: timestamp,
  vaultId: id,
  cipher: z.enum(['aegis', 'chacha20']),
  slots: z
    .array(
      z.strictObject({
        kind: z.enum(['passphrase', 'recovery']),
        needsKeyFile: z.boolean(),
        needsDevice: z.boolean(),
        memoryKiB: z.number().int(),
        passes: z.number().int(),
        lanes: z.number().int(),
      }),
    )
    // Two for each of the people that a vault may have.
    .max(200),
  lock: z.strictObject({
    idleMinutes: z.number().int().nullable(),
    minimisedMinutes: z.number().int().nullable(),
    screenLock: z.boolean(),
    userSwitch: z.boolean(),
    suspend: z.boolean(),
    keyFileRemoved: z.boolean(),
    lastWindowClosed: z.boolean(),
  }),
  /** What asks for the passphrase or a code again. */
  stepUp: stepUpPolicy.strict(),
  customers: z.number().int().nonnegative(),
  classes: z.array(fieldClass).max(4),
  /** The newest signed note over the vault's logs. */
  checkpoint: z.string().max(16_384),
});
export type Posture = z.infer<typeof posture>;

export const bundleKind = z.enum(['hand-over', 'kit-changes']);
export type BundleKind = z.infer<typeof bundleKind>;

export const bundleCounts = z.strictObject({
  customers: z.number().int().nonnegative(),
  attachments: z.number().int().nonnegative(),
  attachmentBytes: z.number().int().nonnegative(),
});

export const manifest = z.strictObject({
  format: z.literal('coffer-bundle'),
  version: z.literal(1),
  id,
  vaultId: id,
  kind: bundleKind,
  /** The field kit whose changes these are. */
  kitId: id.nullable(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  purpose: z.string().max(200),
  note: z.string().max(5000),
  /** Why restricted values go along. */
  reason: z.string().max(500).nullable(),
  sender: card,
  recipients: z.array(card).max(100),
  hasPassphrase: z.boolean(),
  classes: z.array(fieldClass).max(4),
  counts: bundleCounts,
  posture,
  /** That the logs of the posture's checkpoint extend those of earlier ones that a recipient may have seen: proofs by size. */
  proofs: z
    .array(
      z.strictObject({
        size: z.number().int().min(1),
        hashes: z.array(base64Of32Bytes).max(64),
      }),
    )
    .max(32),
});
export type Manifest = z.infer<typeof manifest>;
