/**
 * A grant: the vault's keys that a person's role may hold, sealed to that person's age identity. So keys are handed
 * out, exchanged and taken away without anybody's passphrase; docs/file-format.md, section 5.
 */
import { openSealedTo, sealTo } from '../crypto/identity.ts';
import {
  SecretKey,
  type AgeIdentity,
  type ConfidentialKey,
  type RestrictedKey,
  type VaultKey,
} from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';

/** The vault's keys, as far as a person holds them. A compartment that the role may not read is `null`. */
export interface VaultKeys {
  readonly vaultKey: VaultKey;
  readonly compartments: {
    readonly confidential: ConfidentialKey | null;
    readonly restricted: RestrictedKey | null;
  };
}

const grantVersion = 1;
const idBytes = 26;
const keyBytes = 32;
const firstKey = 1 + 2 * idBytes;
/** Version, vault id and person id in ASCII, the vault key, then for each compartment a byte (0 or 1) and the key or zeros. */
const grantBytes = firstKey + keyBytes + 2 * (1 + keyBytes);

interface GrantPlace {
  readonly vaultId: string;
  readonly personId: string;
}

function encode(place: GrantPlace, keys: VaultKeys): Uint8Array {
  const out = new Uint8Array(grantBytes);
  out[0] = grantVersion;
  out.set(new TextEncoder().encode(place.vaultId), 1);
  out.set(new TextEncoder().encode(place.personId), 1 + idBytes);
  keys.vaultKey.use((bytes) => {
    out.set(bytes, firstKey);
  });
  const { confidential, restricted } = keys.compartments;
  for (const [i, key] of [confidential, restricted].entries()) {
    const at = firstKey + keyBytes + i * (1 + keyBytes);
    out[at] = key === null ? 0 : 1;
    key?.use((bytes) => {
      out.set(bytes, at + 1);
    });
  }
  return out;
}

/** @returns an age file for `recipient`, the person's `age1…` */
export async function sealGrant(recipient: string, place: GrantPlace, keys: VaultKeys): Promise<Uint8Array> {
  const plain = encode(place, keys);
  try {
    return await sealTo(recipient, plain);
  } finally {
    plain.fill(0);
  }
}

/** @throws VaultError vault/keyring-edited when the grant is another person's, another vault's, or not whole */
export async function openGrant(
  identity: AgeIdentity,
  place: GrantPlace,
  sealed: Uint8Array,
): Promise<VaultKeys> {
  const plain = await openSealedTo(identity, sealed);
  if (plain === null) throw new VaultError('vault/keyring-edited', { part: 'grant' });
  try {
    if (plain[0] !== grantVersion) throw new VaultError('vault/from-newer-app', { part: 'grant' });
    const text = (from: number): string => new TextDecoder().decode(plain.subarray(from, from + idBytes));
    const flags = [firstKey + keyBytes, firstKey + 2 * keyBytes + 1].map((at) => plain[at] ?? 2);
    if (
      plain.length !== grantBytes ||
      text(1) !== place.vaultId ||
      text(1 + idBytes) !== place.personId ||
      flags.some((flag) => flag > 1)
    )
      throw new VaultError('vault/keyring-edited', { part: 'grant' });
    const key = (at: number): Uint8Array => Uint8Array.from(plain.subarray(at, at + keyBytes));
    const [confidential, restricted] = flags;
    return {
      vaultKey: SecretKey.adopt('vault', key(firstKey)),
      compartments: {
        confidential:
          confidential === 1
            ? SecretKey.adopt('compartment-confidential', key(firstKey + keyBytes + 1))
            : null,
        restricted:
          restricted === 1
            ? SecretKey.adopt('compartment-restricted', key(firstKey + 2 * (keyBytes + 1)))
            : null,
      },
    };
  } finally {
    plain.fill(0);
  }
}

/** Zeroes every key. */
export function destroyVaultKeys({ vaultKey, compartments }: VaultKeys): void {
  for (const key of [vaultKey, compartments.confidential, compartments.restricted]) key?.destroy();
}
