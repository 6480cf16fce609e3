import { z } from 'zod';
import { call, id, name, nothing, secretBytes, timestamp } from './define.ts';
import { ticket } from './tickets.ts';
import { openingErrors, passphraseErrors, session } from './session.ts';

/** How many trusted people a recovery key can be split among, at least and at most. */
export const fewestShares = 2;
export const mostShares = 10;

const shareCount = z.number().int().min(fewestShares).max(mostShares);
const shares = z.array(secretBytes).min(1).max(mostShares);

/** What can be wrong with shares before any key is tried. */
const shareErrors = [
  'recovery/bad-share',
  'recovery/other-set',
  'recovery/share-twice',
  'recovery/too-few-shares',
  'recovery/shares-do-not-fit',
  'recovery/shares-of-another-vault',
] as const;

/** Which set of shares a share is of, and which of them. */
const shareFacts = z.object({
  setId: z.string(),
  needed: shareCount,
  of: shareCount,
  number: z.number().int().min(1).max(mostShares),
});
export type ShareFacts = z.infer<typeof shareFacts>;

/** A share for one trusted person, as people write it. */
const madeShare = z.object({ number: z.number().int(), name: z.string(), text: z.string() });
export type MadeShare = z.infer<typeof madeShare>;

const split = z.object({
  madeAt: timestamp,
  setId: z.string(),
  needed: shareCount,
  names: z.array(z.string()),
  /** Whether the whole key was printed too. */
  withKit: z.boolean(),
});

/** Groups of a sheet that were typed back, with their positions from 0. */
const typedBack = z.object({
  positions: z.array(z.number().int().min(0)).min(2),
  groups: z.array(z.string().max(40)).min(2),
});

export const recoveryCalls = {
  /** How it stands with the person's own recovery kit. Everything is null where there is none. */
  'recovery/status': call(
    nothing,
    z.object({
      madeAt: timestamp.nullable(),
      /** When the key, or enough shares, last opened the vault or its slot. */
      checkedAt: timestamp.nullable(),
      /** Typed back when it was made, or checked since. */
      isConfirmed: z.boolean(),
      /** Whether it was neither made nor checked in the last six months. */
      isCheckDue: z.boolean(),
      split: split.nullable(),
    }),
  ),
  /** Makes a new recovery key and splits it; the one before opens nothing any more. `recoveryKey` only with `withKit`. */
  'recovery/split': call(
    z
      .object({
        current: secretBytes,
        keyFile: ticket('read-key-file').optional(),
        needed: shareCount,
        names: z.array(name).min(fewestShares).max(mostShares),
        withKit: z.boolean(),
      })
      .refine(({ needed, names }) => needed <= names.length && new Set(names).size === names.length),
    z.object({
      setId: z.string(),
      madeAt: timestamp,
      shares: z.array(madeShare),
      recoveryKey: z.string().nullable(),
    }),
    ['vault/wrong-passphrase', 'vault/key-file-needed', 'vault/wrong-key-file', 'vault/kdf-out-of-memory'],
  ),
  /** Two groups typed back from every sheet. `wrong`: numbers of the shares that do not match, 0 for the whole kit. */
  'recovery/confirm-split': call(
    z.object({
      shares: z.array(typedBack.extend({ number: z.number().int() })),
      kit: typedBack.nullable(),
    }),
    z.object({ wrong: z.array(z.number().int()) }),
    ['keys/nothing-to-confirm'],
  ),
  /** Whether a share was typed right. Nothing is opened. */
  'recovery/check-share': call(z.object({ share: secretBytes }), shareFacts, ['recovery/bad-share']),
  /** The drill: opens the recovery slot with the key, or with shares, and does nothing else. The journal says that it was done. */
  'recovery/check-kit': call(
    z.union([z.object({ recoveryKey: secretBytes }), z.object({ shares })]),
    z.object({ checkedAt: timestamp }),
    [
      ...shareErrors,
      'vault/wrong-recovery-key',
      'vault/no-such-slot',
      'vault/keyring-edited',
      'vault/kdf-out-of-memory',
    ],
  ),
  /** Opens with shares and sets a new passphrase in the same step; as `vault/recover` does with the whole key. */
  'recovery/recover-with-shares': call(
    z.object({
      vault: ticket('open-vault'),
      person: z.union([z.object({ id }), z.object({ name })]).optional(),
      shares,
      newPassphrase: secretBytes,
      keyFile: ticket('read-key-file').optional(),
      acceptOlder: z.boolean().default(false),
    }),
    session,
    [...openingErrors, ...passphraseErrors, ...shareErrors],
  ),
} as const;
