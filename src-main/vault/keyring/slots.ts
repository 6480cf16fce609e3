/** Making and opening key slots; docs/file-format.md, section 4. */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { open, seal } from '../crypto/aead.ts';
import { contexts } from '../crypto/contexts.ts';
import { equalInConstantTime, splitSlotKey } from '../crypto/derive.ts';
import type { KdfParameters } from '../crypto/argon2-cost.ts';
import { assertKdfRange, deriveKek, kdfWork } from '../crypto/kdf.ts';
import type { Kek } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { slotContext } from './format/v1/write.ts';
import { decodeKeyBundle, destroyKeyBundle, encodeKeyBundle, type KeyBundle } from './key-bundle.ts';
import type { Slot, SlotKind } from './keyring.ts';

/** What a person brings: bytes as typed (or the recovery key's characters) and, where wanted, what key file and device give. */
export interface Credentials {
  readonly passphrase: Uint8Array;
  readonly keyFileSecret: Uint8Array | null;
  readonly deviceSecret: Uint8Array | null;
}

export interface SlotPlan {
  readonly id: string;
  readonly person: string;
  readonly kind: SlotKind;
  readonly label: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly kdf: KdfParameters;
  readonly mustChange: boolean;
}

export type Factors = Pick<Credentials, 'keyFileSecret' | 'deviceSecret'>;

/** Zeroes what key file and device gave. */
export function forgetFactors({ keyFileSecret, deviceSecret }: Factors): void {
  keyFileSecret?.fill(0);
  deviceSecret?.fill(0);
}

/** Argon2id's secret is the key file's alone as it is, with a device's both hashed together, none without either. */
async function kekFrom(credentials: Credentials, salt: Uint8Array, kdf: KdfParameters): Promise<Kek> {
  const { passphrase, keyFileSecret, deviceSecret } = credentials;
  if (deviceSecret === null) return deriveKek(passphrase, salt, kdf, keyFileSecret);
  const prefix = utf8ToBytes(`${contexts.factors}:`);
  const both = concatBytes(prefix, deviceSecret, keyFileSecret ?? new Uint8Array());
  const secret = sha256(both);
  both.fill(0);
  try {
    return await deriveKek(passphrase, salt, kdf, secret);
  } finally {
    secret.fill(0);
  }
}

/** Seals the bundle into a new slot with a new salt. @throws VaultError vault/kdf-out-of-range, vault/kdf-out-of-memory */
export async function makeSlot(
  vaultId: string,
  plan: SlotPlan,
  credentials: Credentials,
  bundle: KeyBundle,
): Promise<Slot> {
  const salt = randomBytes(16);
  using kek = await kekFrom(credentials, salt, plan.kdf);
  const { encryption, commitment } = splitSlotKey(kek);
  const open = {
    ...plan,
    salt,
    needsKeyFile: credentials.keyFileSecret !== null,
    needsDevice: credentials.deviceSecret !== null,
    commitment,
  };
  const plain = encodeKeyBundle(bundle);
  try {
    return { ...open, sealed: encryption.use((key) => seal(key, slotContext(vaultId, open), plain)) };
  } finally {
    plain.fill(0);
    encryption.destroy();
  }
}

/** How many slots one passphrase is tried on, and what that may cost together: as much as four slots of the dearest kind. */
const mostTried = 8;
const mostTriedWorkKiB = 32 * 1024 * 1024;

/**
 * Nothing says yet that these slots are ours: anyone who can write the file decides how many there are and what each costs.
 * So all of them are looked at before the first is run.
 * @throws VaultError vault/kdf-out-of-range, vault/too-many-slots
 */
export function assertAffordable(slots: readonly Slot[]): void {
  for (const { kdf } of slots) assertKdfRange(kdf);
  const work = slots.reduce((sum, { kdf }) => sum + kdfWork(kdf), 0);
  if (slots.length > mostTried || work > mostTriedWorkKiB)
    throw new VaultError('vault/too-many-slots', { slots: slots.length });
}

/**
 * Opens a slot. The commitment is compared first: where it fits, the credentials are right, and what then does not
 * open was edited.
 * @throws VaultError vault/wrong-passphrase, vault/wrong-recovery-key, vault/keyring-edited, vault/kdf-out-of-range, vault/kdf-out-of-memory
 */
export async function openSlot(vaultId: string, slot: Slot, credentials: Credentials): Promise<KeyBundle> {
  using kek = await kekFrom(credentials, slot.salt, slot.kdf);
  const { encryption, commitment } = splitSlotKey(kek);
  try {
    if (!equalInConstantTime(commitment, slot.commitment))
      throw new VaultError(slot.kind === 'recovery' ? 'vault/wrong-recovery-key' : 'vault/wrong-passphrase');
    const plain = encryption.use((key) => open(key, slotContext(vaultId, slot), slot.sealed));
    if (plain === null) throw new VaultError('vault/keyring-edited', { part: 'slot' });
    try {
      const bundle = decodeKeyBundle(plain);
      if (bundle.personId === slot.person) return bundle;
      destroyKeyBundle(bundle);
      throw new VaultError('vault/keyring-edited', { part: 'slot' });
    } finally {
      plain.fill(0);
    }
  } finally {
    encryption.destroy();
  }
}
