/** Unlocking with the passphrase or the recovery key, and what follows at once: stronger parameters, a new passphrase. */
import { kdfFloor, targetMs } from '../crypto/argon2-cost.ts';
import { VaultError } from '../errors.ts';
import { readKeyFile } from '../keyring/key-file.ts';
import { slotOf } from '../keyring/keyring.ts';
import { recoveryCredential } from '../keyring/recovery-key.ts';
import { forgetFactors } from '../keyring/slots.ts';
import { isStrongerBy } from '../keyring/tuning.ts';
import { closeNow } from './close.ts';
import { expectDeviceSecret, putSlot, takeKeyFile, type NewKeyFile } from './keys.ts';
import { vouchForNewest } from '../upkeep/witnesses.ts';
import { putBackRosters } from '../people/put-back.ts';
import { syncPeople } from '../people/sync.ts';
import { vouchAnewIfDue } from '../people/vouch-anew.ts';
import { holdToErasures, holdToPolicies } from './hold-to-policies.ts';
import { announceOpened, openVault, type OpeningRequest } from './open.ts';
import type { OpenedSlot } from './open-slot.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

/** A slot that opens in less than this is worth measuring the machine again. */
const tooQuickMs = targetMs / 2;
const clearlyStronger = 1.25;

/** @returns whether the slot was made again. A failure to do so is no reason not to open. */
async function upgradeSlot(
  session: OpenSession,
  surroundings: EngineSurroundings,
  { slot, keyFileSecret, deviceSecret, kdfMilliseconds }: OpenedSlot,
  passphrase: Uint8Array,
): Promise<boolean> {
  if (session.vault.isSample) return false;
  if (kdfMilliseconds >= tooQuickMs && !surroundings.isMachineMeasured()) return false;
  const { memoryKiB, passes, lanes } = await surroundings.tuneKdf();
  const kdf = { memoryKiB, passes, lanes };
  if (!isStrongerBy(clearlyStronger, kdf, slot.kdf)) return false;
  try {
    const plan = { old: slot, kind: slot.kind, kdf, action: 'kdf-upgraded' } as const;
    await putSlot(session, surroundings, plan, { passphrase, keyFileSecret, deviceSecret });
    return true;
  } catch (error) {
    // A full disk, say: the vault opens as it is, and the next opening tries again.
    if (error instanceof VaultError) return false;
    throw error;
  }
}

/** What a slot is given when it opens: a passphrase in place of one that somebody else made, factors that the role wants. */
export interface SlotAdditions {
  readonly passphrase: Uint8Array | null;
  readonly keyFile: NewKeyFile | null;
  readonly device: boolean;
}

/** The slot anew, as strong as this machine allows, with what it is given. @returns whether it was given anything */
async function addToSlot(
  session: OpenSession,
  surroundings: EngineSurroundings,
  opened: OpenedSlot,
  credential: Uint8Array,
  additions: SlotAdditions,
): Promise<boolean> {
  const { slot } = opened;
  const passphrase = slot.mustChange ? additions.passphrase : null;
  const keyFile = slot.needsKeyFile ? null : additions.keyFile;
  const wantsDevice = additions.device && !slot.needsDevice;
  const added = [
    ...(passphrase === null ? [] : (['passphrase-changed'] as const)),
    ...(keyFile === null ? [] : (['key-file-added'] as const)),
    ...(wantsDevice ? (['device-added'] as const) : []),
  ];
  const [action, ...others] = added;
  if (action === undefined) return false;
  const deviceSecret = wantsDevice ? await expectDeviceSecret(session, surroundings) : opened.deviceSecret;
  const keyFileSecret =
    keyFile === null ? opened.keyFileSecret : await takeKeyFile(session.vault.vaultId, keyFile);
  try {
    const { memoryKiB, passes, lanes } = await surroundings.tuneKdf();
    const kdf = { memoryKiB, passes, lanes };
    await putSlot(
      session,
      surroundings,
      { old: slot, kind: slot.kind, kdf, action },
      { passphrase: passphrase ?? credential, keyFileSecret, deviceSecret },
    );
  } finally {
    forgetFactors({ keyFileSecret, deviceSecret });
  }
  for (const other of others) session.vault.store.journal(other);
  if (keyFile !== null) session.keyFilePath = keyFile.path;
  return true;
}

/**
 * @param additions what the slot is given, as far as it lacks it
 * @throws VaultError any of the contract's opening errors
 */
export async function unlock(
  surroundings: EngineSurroundings,
  request: Omit<OpeningRequest, 'kind' | 'hasNewPassphrase' | 'addsFactors'>,
  additions: SlotAdditions,
): Promise<OpenSession> {
  const { session, opened, instead } = await openVault(surroundings, {
    ...request,
    kind: 'passphrase',
    hasNewPassphrase: additions.passphrase !== null,
    addsFactors: { keyFile: additions.keyFile !== null, device: additions.device },
  });
  try {
    if (instead !== null) await putBackRosters(session, surroundings, instead);
    await vouchAnewIfDue(session, surroundings);
    syncPeople(session.vault);
    if (!request.acceptOlder) vouchForNewest(session.vault);
    holdToPolicies(session);
    holdToErasures(session);
    if (await addToSlot(session, surroundings, opened, request.credential, additions)) {
      announceOpened(session, surroundings);
      return session;
    }
    const upgraded = await upgradeSlot(session, surroundings, opened, request.credential);
    if (upgraded) session.notices = [...session.notices, { code: 'kdf-upgraded', count: 1 }];
    announceOpened(session, surroundings);
    return session;
  } catch (error) {
    closeNow(session);
    throw error;
  } finally {
    forgetFactors(opened);
  }
}

/**
 * Opens with the recovery key and puts a new passphrase in the old one's place. Both happen or neither.
 * @throws VaultError any of the contract's opening errors, vault/wrong-recovery-key, vault/disk-full and the like
 */
export async function recover(
  surroundings: EngineSurroundings,
  request: Pick<OpeningRequest, 'folder' | 'keyFilePath' | 'acceptOlder' | 'personId'>,
  recoveryKey: Uint8Array,
  newPassphrase: Uint8Array,
): Promise<OpenSession> {
  const credential = recoveryCredential(recoveryKey);
  const opening = {
    ...request,
    keyFilePath: null,
    kind: 'recovery',
    credential,
    hasNewPassphrase: true,
    addsFactors: { keyFile: false, device: false },
  } as const;
  const { session, opened, instead } = await openVault(surroundings, opening);
  try {
    if (instead !== null) await putBackRosters(session, surroundings, instead);
    await vouchAnewIfDue(session, surroundings);
    syncPeople(session.vault);
    holdToPolicies(session);
    holdToErasures(session);
    const { vaultId, personId } = session.vault;
    const old = slotOf(session.keyring, personId, 'passphrase');
    const keyFileSecret =
      request.keyFilePath === null ? null : await readKeyFile(request.keyFilePath, vaultId);
    const plan = {
      old,
      kind: 'passphrase',
      kdf: old?.kdf ?? kdfFloor,
      action: 'passphrase-changed',
    } as const;
    const credentials = { passphrase: newPassphrase, keyFileSecret, deviceSecret: null };
    await putSlot(session, surroundings, plan, credentials).finally(() => keyFileSecret?.fill(0));
    session.keyFilePath = request.keyFilePath;
    announceOpened(session, surroundings);
    return session;
  } catch (error) {
    closeNow(session);
    throw error;
  } finally {
    forgetFactors(opened);
    credential.fill(0);
  }
}
