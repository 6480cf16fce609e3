/** Trying the key slots that credentials may fit. */
import { VaultError } from '../errors.ts';
import type { KeyBundle } from '../keyring/key-bundle.ts';
import { readKeyFile } from '../keyring/key-file.ts';
import type { Keyring, Slot, SlotKind } from '../keyring/keyring.ts';
import { assertAffordable, openSlot } from '../keyring/slots.ts';
import type { EngineSurroundings } from './session.ts';

export interface SlotRequest {
  readonly kind: SlotKind;
  /** Whose slots to try; `null` for everybody's. */
  readonly personId: string | null;
  /** The passphrase as typed, or the recovery key's characters. */
  readonly credential: Uint8Array;
  readonly keyFilePath: string | null;
}

export interface OpenedSlot {
  readonly slot: Slot;
  readonly bundle: KeyBundle;
  readonly keyFileSecret: Uint8Array | null;
  readonly deviceSecret: Uint8Array | null;
  /** How long Argon2id took. */
  readonly kdfMilliseconds: number;
}

/** Whether an error says that passphrase or recovery key are not a slot's. */
export const wrongCredential = (error: unknown): boolean =>
  error instanceof VaultError &&
  (error.code === 'vault/wrong-passphrase' || error.code === 'vault/wrong-recovery-key');

/**
 * Opens the first key slot of that kind (and person, where one is named) which the credentials fit.
 * @param deviceSecret asked only where a slot wants it
 * @throws VaultError vault/no-such-slot, vault/key-file-needed, vault/wrong-key-file, vault/device-needed, vault/wrong-passphrase,
 * vault/wrong-recovery-key, vault/keyring-edited, vault/kdf-out-of-range, vault/too-many-slots, vault/kdf-out-of-memory
 */
export async function openAnySlot(
  keyring: Keyring,
  request: SlotRequest,
  deviceSecret: EngineSurroundings['deviceSecret'],
): Promise<OpenedSlot> {
  const slots = keyring.slots.filter(
    ({ kind, person }) => kind === request.kind && (request.personId === null || person === request.personId),
  );
  if (slots.length === 0) throw new VaultError('vault/no-such-slot', { kind: request.kind });
  const onDevice = slots.some((slot) => slot.needsDevice) ? await deviceSecret(keyring.vaultId) : null;
  const here = slots.filter((slot) => !slot.needsDevice || onDevice !== null);
  if (here.length === 0) throw new VaultError('vault/device-needed');
  const withoutFile = here.filter((slot) => !slot.needsKeyFile);
  if (withoutFile.length === 0 && request.keyFilePath === null) throw new VaultError('vault/key-file-needed');
  const secret =
    request.keyFilePath === null || withoutFile.length === here.length
      ? null
      : await readKeyFile(request.keyFilePath, keyring.vaultId);
  const tried = secret === null ? withoutFile : here;
  assertAffordable(tried);
  let failure: unknown = new VaultError('vault/wrong-passphrase');
  for (const slot of tried) {
    const factors = {
      keyFileSecret: slot.needsKeyFile ? secret : null,
      deviceSecret: slot.needsDevice ? onDevice : null,
    };
    const started = performance.now();
    try {
      const bundle = await openSlot(keyring.vaultId, slot, { passphrase: request.credential, ...factors });
      return { slot, bundle, ...factors, kdfMilliseconds: performance.now() - started };
    } catch (error) {
      if (!wrongCredential(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}
