/** A vault without a keyring that two processes open after each other, one of which is killed. */
import type { Access, OpenVault } from '../../../../src-main/vault/context.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { openStore } from '../../../../src-main/vault/store/store.ts';

/** @param given file, folder, page key (hexadecimal), vault id, person id, access (JSON: to sign a roster would take a fifth of a short life) */
export function openErasing(given: readonly string[]): OpenVault {
  const [file = '', folder = '', key = '', vaultId = '', personId = '', access = ''] = given;
  const dek = SecretKey.adopt('dek', new Uint8Array(Buffer.from(key, 'hex')));
  const zeroes = (): Uint8Array => new Uint8Array(32);
  return {
    now: Date.now,
    moment: () => ({ wall: Date.now(), steady: performance.now() }),
    emit: () => undefined,
    resolveTicket: ({ ticket }) => ticket,
    importThread: null,
    copyThread: null,
    isReadOnly: false,
    deviceId: 'crash',
    vaultId,
    folder,
    personId,
    store: openStore({
      file,
      dek,
      cipher: 'aegis',
      create: true,
      deviceId: 'crash',
      personId,
      now: Date.now,
    }),
    copy: { id: vaultId },
    ownSince: { changes: 0, journal: 0 },
    isSample: false,
    knownPolicies: {},
    keys: {
      personId,
      rootKey: zeroes(),
      slotId: newId(),
      dek,
      vaultKey: SecretKey.adopt('vault', zeroes()),
      compartments: {
        confidential: SecretKey.adopt('compartment-confidential', zeroes()),
        restricted: SecretKey.adopt('compartment-restricted', zeroes()),
      },
      signingKey: SecretKey.adopt('signing', zeroes()),
      ageIdentity: SecretKey.adopt('age-identity', zeroes()),
    },
    // As the test that starts this wrote it.
    access: JSON.parse(access) as Access,
  };
}
