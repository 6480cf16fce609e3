import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

/* oxlint-disable typescript/no-deprecated -- the calls that do not wait are all that the runtime from the npm registry has, on which the tests run */

const secretBytes = 32;
/** By vault id, what the system's key store sealed, in base64. */
const secretsFile = z.object({ secrets: z.record(z.string(), z.base64()) });
type Sealed = z.infer<typeof secretsFile>;

/** Backends of Electron on Linux that keep a key of the person's login. The others use one that everybody knows. */
const realBackends: readonly string[] = ['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'];

/** Whether the system keeps secrets for this app. May ask the desktop's key store, which takes its time. */
export function hasKeyStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || realBackends.includes(safeStorage.getSelectedStorageBackend());
}

/**
 * What this computer gives to key slots that want it: 32 random bytes for each vault, sealed by the system's key store.
 * They open nothing by themselves. They pass through this process, because no other one may use the key store.
 */
export class DeviceSecrets {
  readonly #file: string;

  constructor(userData: string) {
    this.#file = join(userData, 'device-secrets.json');
  }

  /** `null` where there is no key store, or none was made yet, or the key store does not open it any more. */
  read(vaultId: string): Uint8Array | null {
    const sealed = this.#sealed().secrets[vaultId];
    if (sealed === undefined || !hasKeyStore()) return null;
    let text: string;
    try {
      text = safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    } catch (error) {
      // Electron says no more than that it failed: another login, a key store that was set up anew.
      if (error instanceof Error) return null;
      throw error;
    }
    const secret = Buffer.from(text, 'base64');
    return secret.length === secretBytes ? secret : null;
  }

  /** The one that is there, or a new one. `null` where there is no key store. */
  make(vaultId: string): Uint8Array | null {
    const known = this.read(vaultId);
    if (known !== null) return known;
    if (!hasKeyStore()) return null;
    const secret = randomBytes(secretBytes);
    const sealed = safeStorage.encryptString(secret.toString('base64')).toString('base64');
    writeJson(this.#file, { secrets: { ...this.#sealed().secrets, [vaultId]: sealed } } satisfies Sealed);
    return secret;
  }

  #sealed(): Sealed {
    return readJson(this.#file, secretsFile, { secrets: {} });
  }
}
