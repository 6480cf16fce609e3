/** Version 1 of `keyring.json`, reading: strict, so that a file is either exactly right or refused. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { signedName } from '../../../../../src-preload/contract/define.ts';
import { canonicalBytes } from '../../../crypto/canonical.ts';
import { equalInConstantTime, keyringMac } from '../../../crypto/derive.ts';
import type { VaultKey } from '../../../crypto/secret-key.ts';
import { isDistinct } from '../../../distinct.ts';
import { VaultError } from '../../../errors.ts';
import { keyBundleBytes } from '../../key-bundle.ts';
import { sealOverheadBytes } from '../../../crypto/aead.ts';
import type { AllegedKeyring, Keyring } from '../../keyring.ts';
import { keyringMembers, keyringText } from './write.ts';

/** Base64 of `least` to `most` bytes. */
const bytes = (least: number, most = least) =>
  z
    .string()
    .max(Math.ceil(most / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/)
    .transform((text, context) => {
      try {
        const decoded = base64.decode(text);
        if (decoded.length >= least && decoded.length <= most) return decoded;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
      context.addIssue({ code: 'custom', message: 'not base64 of the right length' });
      return z.NEVER;
    });
const id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const head = z.strictObject({ size: count, root: bytes(32) });

const slot = z
  .strictObject({
    id,
    person: id,
    kind: z.enum(['passphrase', 'recovery']),
    label: z.string().max(100),
    createdAt: count,
    changedAt: count,
    kdf: z.strictObject({
      algorithm: z.literal('argon2id'),
      version: z.literal(19),
      memoryKiB: count,
      passes: count,
      lanes: count,
      salt: bytes(16),
    }),
    needsKeyFile: z.boolean(),
    needsDevice: z.boolean(),
    mustChange: z.boolean(),
    commitment: bytes(32),
    sealed: bytes(keyBundleBytes + sealOverheadBytes),
  })
  .transform(({ kdf: { salt, memoryKiB, passes, lanes }, ...rest }) => ({
    ...rest,
    salt,
    kdf: { memoryKiB, passes, lanes },
  }));

/** Of the sum over the pages. */
const pageSumBytes = 32;

/** An age file for one recipient has some 350 bytes around a grant; another writer's may have more in its header. */
const mostGrantBytes = 2048;
/** Four texts and two numbers. */
const mostWitnessBytes = 1024;
const mostRosterBytes = 256 * 1024;

const person = z.strictObject({
  person: id,
  name: signedName.nullable(),
  nameTag: bytes(16),
  grant: bytes(1, mostGrantBytes).nullable(),
  witness: bytes(sealOverheadBytes + 1, mostWitnessBytes).nullable(),
  recoveryConfirmed: z.boolean(),
});

const keyringFile = z.strictObject({
  format: z.literal('coffer-keyring'),
  version: z.literal(1),
  vaultId: id,
  copyId: id,
  generation: count.min(1),
  isSample: z.boolean(),
  auditRecipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
  database: z.strictObject({
    id,
    cipher: z.enum(['aegis', 'chacha20']),
    wrappedKey: bytes(32 + sealOverheadBytes),
    header: bytes(24),
    pages: bytes(pageSumBytes + sealOverheadBytes).nullable(),
    changeHead: head,
    journalHead: head,
  }),
  people: z
    .array(person)
    .min(1)
    .max(200)
    .refine((people) => isDistinct(people.map((entry) => entry.person))),
  roster: bytes(sealOverheadBytes + 1, mostRosterBytes),
  slots: z
    .array(slot)
    .min(1)
    .max(500)
    .refine((slots) => isDistinct(slots.map((s) => s.id))),
  mac: bytes(32),
  checksum: z.string(),
});

/**
 * Reads a parsed file of version 1 whose checksum was found right. The text must be exactly what a writer writes: so
 * members given twice, other spellings of a number or a string, and spare bits of base64 are all refused.
 * @throws VaultError vault/keyring-edited
 */
export function readVersion1(parsed: unknown, text: string): AllegedKeyring {
  const result = keyringFile.safeParse(parsed);
  if (!result.success)
    throw new VaultError('vault/keyring-edited', {
      part: 'form',
      reason: 'members',
      where: result.error.issues[0]?.path.join('.') ?? '',
    });
  const { format: _format, version: _version, mac, checksum: _checksum, ...alleged } = result.data;
  if (keyringText(keyringMembers(alleged), mac) !== text)
    throw new VaultError('vault/keyring-edited', { part: 'form', reason: 'form' });
  return { alleged, allegedMac: mac };
}

/** The keyring, once its MAC is right. @throws VaultError vault/keyring-edited */
export function verifyKeyring(read: AllegedKeyring, vaultKey: VaultKey): Keyring {
  const mac = keyringMac(vaultKey, canonicalBytes(keyringMembers(read.alleged)));
  if (!equalInConstantTime(mac, read.allegedMac))
    throw new VaultError('vault/keyring-edited', { part: 'keyring' });
  return read.alleged;
}
