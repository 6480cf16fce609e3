import { z } from 'zod';
import { call, id, name, nothing, secretBytes, timestamp } from './define.ts';
import { ticket } from './tickets.ts';
import { role } from './roles.ts';

/** It is not as it was seen last: it can be looked at, or be used from now on all the same. */
export const notAsSeen = [
  'vault/older-copy',
  'vault/diverged-copy',
  /** What the person saw last was taken out of the keyring. */
  'vault/memory-missing',
  /** The roster is older than the one that this device, or whoever signed the log last, went by. */
  'vault/older-roster',
] as const;

export function isNotAsSeen(code: string): code is (typeof notAsSeen)[number] {
  return notAsSeen.some((each) => each === code);
}

/** What opening a vault can meet. Each has words of its own; none of them changes the vault. */
export const openingErrors = [
  'vault/wrong-passphrase',
  'vault/wrong-recovery-key',
  'vault/key-file-needed',
  'vault/wrong-key-file',
  'vault/keyring-damaged',
  'vault/keyring-edited',
  'vault/database-damaged',
  'vault/database-missing',
  'vault/not-a-vault',
  'vault/in-use',
  ...notAsSeen,
  /** What is seen in a vault that is only looked at cannot be noted. */
  'vault/look-needs-audit',
  'vault/from-newer-app',
  'vault/kdf-out-of-range',
  /** One passphrase would have to be tried on so many key slots, or such dear ones, that none was. */
  'vault/too-many-slots',
  'vault/kdf-out-of-memory',
  'vault/no-such-slot',
  'vault/unknown-person',
  'vault/suspended',
  'vault/device-needed',
  'vault/new-passphrase-needed',
  /** The person's role wants factors that the slot does not have: `keyFile`, `device`. */
  'vault/factors-needed',
] as const;

export const passphraseErrors = [
  'passphrase/empty',
  'passphrase/too-short',
  'passphrase/too-weak',
  'passphrase/too-long',
] as const;

export const kdfParameters = z.object({
  memoryKiB: z.number().int(),
  passes: z.number().int(),
  lanes: z.number().int(),
});

export const slotSummary = z.object({
  id,
  personId: id,
  kind: z.enum(['passphrase', 'recovery']),
  label: z.string(),
  createdAt: timestamp,
  changedAt: timestamp,
  kdf: kdfParameters,
  needsKeyFile: z.boolean(),
  needsDevice: z.boolean(),
});
export type SlotSummary = z.infer<typeof slotSummary>;

export const session = z.object({
  vaultId: id,
  name: z.string(),
  personId: id,
  personName: z.string(),
  /** What the person may do. The window hides what it does not allow; the vault process refuses it. */
  role,
  /** How many people have an account here, suspended ones included. */
  people: z.number().int(),
  isSample: z.boolean(),
  /** It is only looked at. */
  isReadOnly: z.boolean(),
  /** Things to tell once after opening; codes put into words by the window. */
  notices: z.array(
    z.object({
      code: z.enum([
        'nobody-vouches',
        'kdf-upgraded',
        'previous-keyring-used',
        'failed-unlocks',
        'copy-accepted',
        // Only looked at, since it is not as it was seen last.
        'looking-at-older',
        'looking-at-diverged',
        'looking-without-memory',
        'looking-by-older-roster',
        'interrupted-write-recovered',
        'log-missing',
        'pages-unknown',
        'pages-differ',
        'recovery-kit-unconfirmed',
        'recovery-drill-due',
        'in-sync-folder',
        'keys-rotated',
        'rotation-cut-off',
        'dated-ahead',
        'people-returned',
        // An older roster lay in the keyring; what was signed since holds.
        'roster-put-back',
        // Another copy of the vault lies where this device saw one.
        'unknown-copy',
        // It holds customers who were erased in another copy that this device saw.
        'erased-since',
        // Not as it was signed: what was signed last is back, or the safe state holds.
        'protection-restored',
        'protection-reset',
        'backup-place-reset',
        'people-restored',
        'cards-restored',
        'cards-unchecked',
        'classes-restored',
        'classes-unsigned',
        // Somebody wanted customers erased who may not: nothing was done.
        'erasure-refused',
      ]),
      count: z.number().int(),
    }),
  ),
});
export type Session = z.infer<typeof session>;

export const strength = z.object({
  /** 0 (guessed at once) to 4 (out of reach). */
  score: z.number().int().min(0).max(4),
  guessesLog10: z.number(),
  /** Time for an attacker with this file and 1,000 cores like this machine's, in seconds. */
  crackSeconds: z.number(),
  advice: z.enum([
    'none',
    'too-short',
    'common',
    'repeats',
    'sequence',
    'dates',
    'names',
    'add-words',
    'keyboard-pattern',
  ]),
});
export type PassphraseStrength = z.infer<typeof strength>;

/** A file that is to be made, or one that is there. */
const newKeyFile = z.union([
  z.object({ create: ticket('save-key-file') }),
  z.object({ use: ticket('read-key-file') }),
]);
const keyFileErrors = ['keys/key-file-in-vault', 'keys/key-file-unusable'] as const;
/** What showing again that one knows the passphrase can meet. */
export const provingErrors = [
  'vault/wrong-passphrase',
  'vault/key-file-needed',
  'vault/wrong-key-file',
  'vault/device-needed',
] as const;

export const sessionCalls = {
  'vault/inspect': call(
    z.object({ vault: ticket('open-vault') }),
    z.object({
      vaultId: id,
      name: z.string(),
      slots: z.array(slotSummary),
      /** Who may unlock; a name is `null` where it is to be typed. */
      people: z.array(z.object({ id, name: z.string().nullable(), isSuspended: z.boolean() })),
    }),
    ['vault/not-a-vault', 'vault/keyring-damaged', 'vault/from-newer-app'],
  ),
  /** Measures this machine; about two seconds the first time, then remembered for the process. */
  'vault/tune-kdf': call(nothing, kdfParameters.extend({ milliseconds: z.number() })),
  'vault/create': call(
    z.object({
      place: ticket('place-vault'),
      name,
      personName: name,
      passphrase: secretBytes,
      keyFile: newKeyFile.optional(),
    }),
    z.object({ session, recoveryKey: z.string() }),
    [...passphraseErrors, 'vault/place-taken', 'vault/wrong-key-file', 'vault/kdf-out-of-memory'],
  ),
  'vault/create-sample': call(
    z.object({ place: ticket('place-sample'), language: z.enum(['en', 'zh-CN']) }),
    session,
    ['vault/place-taken'],
  ),
  'vault/unlock': call(
    z.object({
      vault: ticket('open-vault'),
      /** Whose account, or the name as typed. Not needed where there is one. */
      person: z.union([z.object({ id }), z.object({ name })]).optional(),
      passphrase: secretBytes,
      /** Takes the place of a passphrase that was made for one use (`vault/new-passphrase-needed`). */
      newPassphrase: secretBytes.optional(),
      keyFile: ticket('read-key-file').optional(),
      /** Factors that the slot gets at this opening (`vault/factors-needed`). */
      addFactors: z
        .object({ keyFile: newKeyFile.optional(), device: z.boolean().default(false) })
        .default({ device: false }),
      /** From now on this is the vault, although it is not as it was seen last. */
      acceptOlder: z.boolean().default(false),
      /** To look at: nothing of it is written, whether it is as it was seen last or not. */
      readOnly: z.boolean().default(false),
    }),
    session,
    [...openingErrors, ...passphraseErrors, ...keyFileErrors, 'keys/no-key-store'],
  ),
  /** What was seen of the vault that did not fit last, and what was there instead, as a text with both signed notes. */
  'vault/save-evidence': call(z.object({ save: ticket('save-evidence') }), nothing, ['vault/no-evidence']),
  /** Opens with the recovery key and sets a new passphrase in the same step. */
  'vault/recover': call(
    z.object({
      vault: ticket('open-vault'),
      person: z.union([z.object({ id }), z.object({ name })]).optional(),
      recoveryKey: secretBytes,
      newPassphrase: secretBytes,
      keyFile: ticket('read-key-file').optional(),
      acceptOlder: z.boolean().default(false),
    }),
    session,
    [...openingErrors, ...passphraseErrors],
  ),
  'vault/state': call(nothing, z.object({ session: session.nullable() })),
  /**
   * Rebuilds the tables from the change log, walks both logs, their signatures and every page, and compares. A search index that differs is built
   * anew, where something may be written and the records are as they were logged.
   */
  'vault/verify': call(
    nothing,
    z.object({
      customers: z.number().int(),
      changes: z.number().int(),
      journalEntries: z.number().int(),
      /** Attachments that were not read, because the person's role has no key to their class. */
      unchecked: z.number().int(),
      /** Values whose keys and tokens in the blind index were not compared, for the same reason. */
      uncheckedValues: z.number().int(),
      /** False where customers were changed all the while: the index was then not compared term by term. */
      isSearchChecked: z.boolean(),
      /** Entries of the logs after the last signature. */
      unsigned: z.number().int(),
      /** Entries of both logs whose content was erased. */
      erased: z.number().int(),
      findings: z.array(z.object({ code: z.string(), count: z.number().int() })),
    }),
  ),
  /** Dates anew what was changed while the clock was ahead by more than a day: others would not take it in yet. */
  'vault/date-anew': call(nothing, z.object({ changes: z.number().int() })),
  'passphrase/suggest': call(
    z.object({ language: z.enum(['en', 'zh-CN']) }),
    z.object({ words: z.array(z.string()) }),
  ),
  'passphrase/estimate': call(z.object({ passphrase: z.instanceof(Uint8Array) }), strength),

  'keys/list': call(nothing, z.object({ slots: z.array(slotSummary), recoveryConfirmed: z.boolean() })),
  'keys/change-passphrase': call(
    z.object({ current: secretBytes, next: secretBytes, keyFile: ticket('read-key-file').optional() }),
    z.object({ slots: z.array(slotSummary) }),
    [...passphraseErrors, ...provingErrors, 'vault/kdf-out-of-memory'],
  ),
  /** Writes a new key file to `save`, or takes the existing `keyFile`; from then on the slot wants it. */
  'keys/add-key-file': call(
    z.object({
      current: secretBytes,
      currentKeyFile: ticket('read-key-file').optional(),
      keyFile: newKeyFile,
    }),
    z.object({ slots: z.array(slotSummary) }),
    [...provingErrors, ...keyFileErrors],
  ),
  'keys/remove-key-file': call(
    z.object({ current: secretBytes, keyFile: ticket('read-key-file') }),
    z.object({ slots: z.array(slotSummary) }),
    [...provingErrors, 'keys/required-by-role'],
  ),
  /** From then on the slot wants what the system's key store on this computer keeps for it. */
  'keys/add-device': call(
    z.object({ current: secretBytes, keyFile: ticket('read-key-file').optional() }),
    z.object({ slots: z.array(slotSummary) }),
    [...provingErrors, 'keys/no-key-store'],
  ),
  'keys/remove-device': call(
    z.object({ current: secretBytes, keyFile: ticket('read-key-file').optional() }),
    z.object({ slots: z.array(slotSummary) }),
    [...provingErrors, 'keys/required-by-role'],
  ),
  'keys/new-recovery-key': call(
    z.object({ current: secretBytes, keyFile: ticket('read-key-file').optional() }),
    z.object({ recoveryKey: z.string() }),
    provingErrors,
  ),
  /** The person typed back the groups at `positions` (0-based) of the recovery key just shown. */
  'keys/confirm-recovery': call(
    z.object({ positions: z.array(z.number().int().min(0)).min(2), groups: z.array(z.string()).min(2) }),
    z.object({ confirmed: z.boolean() }),
    ['keys/nothing-to-confirm'],
  ),
} as const;
