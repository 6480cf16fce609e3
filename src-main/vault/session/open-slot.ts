/** Trying the key slots that credentials may fit. */
import { VaultError } from '../errors.ts';
import type { KeyBundle } from '../keyring/key-bundle.ts';
import { readKeyFile } from '../keyring/key-file.ts';
import type { Keyring, Slot, SlotKind } from '../keyring/keyring.ts';
import { assertAffordable, forgetFactors, openSlot, type Factors } from '../keyring/slots.ts';
import type { EngineSurroundings } from './session.ts';

export interface SlotRequest {
  readonly kind: SlotKind;
  /** Whose slots to try; `null` for everybody's. */
  readonly personId: string | null;
  /** The passphrase as typed, or the recovery key's characters. */
  readonly credential: Uint8Array;
  readonly keyFilePath: string | null;
}

/** Whoever opened it destroys the bundle and forgets the factors (slots.ts). */
export interface OpenedSlot extends Factors {
  readonly slot: Slot;
  readonly bundle: KeyBundle;
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
  const given: { -readonly [K in keyof Factors]: Factors[K] } = {
    keyFileSecret: null,
    deviceSecret: slots.some((slot) => slot.needsDevice) ? await deviceSecret(keyring.vaultId) : null,
  };
  try {
    const here = slots.filter((slot) => !slot.needsDevice || given.deviceSecret !== null);
    if (here.length === 0) throw new VaultError('vault/device-needed');
    const withoutFile = here.filter((slot) => !slot.needsKeyFile);
    const { keyFilePath } = request;
    if (withoutFile.length === 0 && keyFilePath === null) throw new VaultError('vault/key-file-needed');
    if (keyFilePath !== null && withoutFile.length < here.length)
      given.keyFileSecret = await readKeyFile(keyFilePath, keyring.vaultId);
    return await openFirst(keyring, given.keyFileSecret === null ? withoutFile : here, request, given);
  } catch (error) {
    forgetFactors(given);
    throw error;
  }
}

/** @param given what the person has; each slot is tried with what it wants of that */
async function openFirst(
  { vaultId }: Keyring,
  slots: readonly Slot[],
  { credential }: SlotRequest,
  given: Factors,
): Promise<OpenedSlot> {
  assertAffordable(slots);
  let failure: unknown = new VaultError('vault/wrong-passphrase');
  for (const slot of slots) {
    const factors = {
      keyFileSecret: slot.needsKeyFile ? given.keyFileSecret : null,
      deviceSecret: slot.needsDevice ? given.deviceSecret : null,
    };
    const started = performance.now();
    try {
      const bundle = await openSlot(vaultId, slot, { passphrase: credential, ...factors });
      const kdfMilliseconds = performance.now() - started;
      forgetFactors({
        keyFileSecret: slot.needsKeyFile ? null : given.keyFileSecret,
        deviceSecret: slot.needsDevice ? null : given.deviceSecret,
      });
      return { slot, bundle, ...factors, kdfMilliseconds };
    } catch (error) {
      if (!wrongCredential(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}
