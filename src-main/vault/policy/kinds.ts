/** What is set for everybody in a vault and signed by who may: docs/file-format.md, section 18. */
import { z } from 'zod';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import { certificateFingerprint } from '../../../src-preload/contract/time-stamp.ts';
import { fieldClass } from '../../../src-preload/contract/fields.ts';
import { checkedBy } from '../../../src-preload/contract/handover.ts';
import type { Permission } from '../../../src-preload/contract/roles.ts';
import { maxNameLength } from '../../../src-preload/contract/texts.ts';
import { safeStepUpPolicy } from '../../../src-preload/contract/step-up.ts';
import { safeLockPolicy, vaultSettings } from '../../../src-preload/contract/upkeep.ts';

/** The settings that protect everybody's vault. */
export const protection = vaultSettings
  .pick({ lock: true, stepUp: true, clipboardSeconds: true, revealSeconds: true, backups: true })
  .strict();
export type Protection = z.infer<typeof protection>;

export const safeProtection: Protection = {
  lock: safeLockPolicy,
  stepUp: safeStepUpPolicy,
  clipboardSeconds: 20,
  revealSeconds: 30,
  backups: { on: true, keep: 10 },
};

/** Cards whose fingerprint somebody compared, by the id of whose they are. */
const checkedCards = z.record(
  id,
  z.strictObject({
    /** 132 bits in hexadecimal; docs/file-format.md, I-3. */
    fingerprint: z.string().regex(/^[0-9a-f]{33}$/),
    name: z.string(),
    organisation: z.string(),
    how: checkedBy,
    at: timestamp,
    by: id,
  }),
);
export type CheckedCards = z.infer<typeof checkedCards>;

/** Time-stamping authorities whose word counts, by the fingerprint of a certificate. */
const authorities = z.record(
  certificateFingerprint,
  z.strictObject({ name: z.string().max(maxNameLength), at: timestamp, by: id }),
);

/** Content by kind. */
export const contents = {
  settings: protection,
  /** Where backups go; `null` for the place beside the vault. */
  'backup-folder': z.strictObject({ folder: z.string().min(1).nullable() }),
  cards: checkedCards,
  /** The class of each field, by its id. */
  layout: z.record(id, fieldClass),
  authorities,
} as const;

export type PolicyKind = keyof typeof contents;
export type PolicyContents = { readonly [K in PolicyKind]: z.infer<(typeof contents)[K]> };
export const policyKinds = Object.keys(contents) as PolicyKind[];

/** What a role needs to sign one. */
export const permissionFor = {
  settings: 'settings',
  'backup-folder': 'backups',
  cards: 'hand-over',
  layout: 'layout',
  authorities: 'settings',
} as const satisfies Record<PolicyKind, Permission>;

/** What holds where nobody who may has signed anything. */
export const safeContents: PolicyContents = {
  settings: safeProtection,
  'backup-folder': { folder: null },
  cards: {},
  layout: {},
  authorities: {},
};

/** The highest number of a document that was seen, by kind. */
export type KnownPolicies = Readonly<Partial<Record<PolicyKind, number>>>;
