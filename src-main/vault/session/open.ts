/**
 * Opening a vault. Nothing is written before everything is right, and nothing scans the data: the time after Argon2id
 * is the same for a hundred customers and for a million.
 */
import { basename } from 'node:path';
import { VaultError } from '../errors.ts';
import type { OpenVault, UnlockedKeys } from '../context.ts';
import {
  forgetFailedAttempts,
  noteFailedAttempt,
  readFailedAttempts,
  type FailedAttempt,
} from '../keyring/attempts.ts';
import { verifyKeyring } from '../keyring/format/v1/read.ts';
import { deriveAttemptsIdentity } from '../crypto/derive.ts';
import { destroyVaultKeys, openGrant, type VaultKeys } from '../keyring/grant.ts';
import { destroyKeyBundle, type KeyBundle } from '../keyring/key-bundle.ts';
import { readKeyFile } from '../keyring/key-file.ts';
import { readKeyringFile } from '../keyring/keyring-file.ts';
import { entryOf, type AllegedKeyring, type Keyring, type Slot, type SlotKind } from '../keyring/keyring.ts';
import { openRoster, type Roster } from '../keyring/roster-seal.ts';
import { rulesOf } from '../keyring/roster.ts';
import { openSlot } from '../keyring/slots.ts';
import { kitState, noteKitWorks, withKitNotices } from '../recovery/kit-state.ts';
import type { Store } from '../store/store.ts';
import { readSettings } from '../upkeep/settings.ts';
import { freshProof } from '../step-up/proof.ts';
import { findOlderCopy } from './heads.ts';
import { hasLeftoverLog, openDatabase } from './open-database.ts';
import { assertNotLeased, takeLease } from './lease.ts';
import { noticesFor, rotationNotices } from './notices.ts';
import { announceSeen } from './save-keyring.ts';
import type { EngineSurroundings, Notice, OpenSession } from './session.ts';

export interface OpeningRequest {
  readonly folder: string;
  readonly kind: SlotKind;
  /** Whose slots to try; `null` for everybody's. */
  readonly personId: string | null;
  /** The passphrase as typed, or the recovery key's characters. */
  readonly credential: Uint8Array;
  readonly keyFilePath: string | null;
  readonly acceptOlder: boolean;
  /** Factors that the slot gets at once, where the person's role wants them and the slot does not. */
  readonly addsFactors: { readonly keyFile: boolean; readonly device: boolean };
  /** A slot whose passphrase was made for one use opens only when another one follows at once. */
  readonly hasNewPassphrase: boolean;
}

export interface OpenedSlot {
  readonly slot: Slot;
  readonly bundle: KeyBundle;
  readonly keyFileSecret: Uint8Array | null;
  readonly deviceSecret: Uint8Array | null;
  /** How long Argon2id took. */
  readonly kdfMilliseconds: number;
}

const wrongCredential = (error: unknown): boolean =>
  error instanceof VaultError &&
  (error.code === 'vault/wrong-passphrase' || error.code === 'vault/wrong-recovery-key');

/**
 * Opens the first key slot of that kind (and person, where one is named) which the credentials fit.
 * @param deviceSecret asked only where a slot wants it
 * @throws VaultError vault/no-such-slot, vault/key-file-needed, vault/wrong-key-file, vault/device-needed, vault/wrong-passphrase,
 * vault/wrong-recovery-key, vault/keyring-edited, vault/kdf-out-of-range, vault/kdf-out-of-memory
 */
export async function openAnySlot(
  keyring: Keyring,
  request: Pick<OpeningRequest, 'kind' | 'credential' | 'keyFilePath' | 'personId'>,
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
  let failure: unknown = new VaultError('vault/wrong-passphrase');
  for (const slot of secret === null ? withoutFile : here) {
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

/** What the vault is called: its folder's name without the ending. */
export function vaultName(folder: string): string {
  return basename(folder).replace(/\.coffer$/i, '');
}

function journalOpening(
  store: Store,
  kind: SlotKind,
  older: VaultError | null,
  attempts: readonly FailedAttempt[],
) {
  for (const attempt of attempts)
    store.journal('unlock-failed', { attemptAt: attempt.at, with: attempt.kind });
  if (older !== null) store.journal('older-copy-accepted', { code: older.code });
  store.journal(kind === 'recovery' ? 'recovered' : 'unlocked', { failed: attempts.length });
}

/** What stands behind a person's slot: the vault's keys by the person's grant, then a keyring and a roster that are found right. */
interface Verified {
  readonly keyring: Keyring;
  readonly roster: Roster;
  readonly opened: OpenedSlot;
  readonly vaultKeys: VaultKeys;
}

/** Keyring and roster of a vault in which somebody has an account, found right. @throws VaultError vault/suspended, vault/keyring-edited */
export async function takeGrant(
  read: AllegedKeyring,
  { personId, ageIdentity, rootKey }: Pick<KeyBundle, 'personId' | 'ageIdentity' | 'rootKey'>,
): Promise<Omit<Verified, 'opened'>> {
  const { alleged } = read;
  const { vaultId } = alleged;
  const { grant } = entryOf(alleged, personId);
  if (grant === null) throw new VaultError('vault/suspended');
  const vaultKeys = await openGrant(ageIdentity, { vaultId, personId }, grant);
  try {
    const { vaultKey } = vaultKeys;
    const keyring = verifyKeyring(read, vaultKey);
    const roster = openRoster(keyring.roster, { vaultId, vaultKey, rootKey });
    if (roster.body.people.find(({ id }) => id === personId)?.status !== 'active')
      throw new VaultError('vault/suspended');
    return { keyring, roster, vaultKeys };
  } catch (error) {
    destroyVaultKeys(vaultKeys);
    throw error;
  }
}

/** What a slot that opens is to be given before the vault does: an own passphrase, the factors that the role wants. */
function missingStep(request: OpeningRequest, { opened: { slot, bundle }, roster }: Verified) {
  if (slot.mustChange && !request.hasNewPassphrase) return new VaultError('vault/new-passphrase-needed');
  // The recovery key is for whoever has lost the others; the next opening by passphrase asks.
  if (request.kind === 'recovery') return null;
  const role = roster.body.people.find(({ id }) => id === bundle.personId)?.role ?? '';
  const { factors } = rulesOf(roster.body, role);
  const keyFile = factors.keyFile && !slot.needsKeyFile;
  const device = factors.device && !slot.needsDevice;
  const isGiven = (!keyFile || request.addsFactors.keyFile) && (!device || request.addsFactors.device);
  return isGiven ? null : new VaultError('vault/factors-needed', { keyFile, device });
}

async function readVerified(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
  read: AllegedKeyring,
): Promise<Verified> {
  const { alleged } = read;
  try {
    const opened = await openAnySlot(alleged, request, surroundings.deviceSecret);
    try {
      const verified = { opened, ...(await takeGrant(read, opened.bundle)) };
      const missing = missingStep(request, verified);
      if (missing === null) return verified;
      destroyVaultKeys(verified.vaultKeys);
      throw missing;
    } catch (error) {
      destroyKeyBundle(opened.bundle);
      throw error;
    }
  } catch (error) {
    if (wrongCredential(error))
      await noteFailedAttempt(request.folder, alleged.auditRecipient, {
        at: surroundings.now(),
        kind: request.kind,
      });
    throw error;
  }
}

/**
 * Opens a vault: keyring, key slot, keyring's MAC, database key, database header, database, heads of the chains.
 * @throws VaultError any of the contract's opening errors
 */
export async function openVault(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
): Promise<{ session: OpenSession; opened: OpenedSlot }> {
  const { read, isPrevious } = await readKeyringFile(request.folder);
  const verified = await readVerified(surroundings, request, read);
  const { opened } = verified;
  try {
    const session = await enter(surroundings, request, verified, isPrevious);
    if (!opened.slot.needsKeyFile) session.keyFilePath = null;
    return { session, opened };
  } catch (error) {
    destroyKeyBundle(opened.bundle);
    destroyVaultKeys(verified.vaultKeys);
    throw error;
  }
}

async function enter(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
  { keyring, roster, opened, vaultKeys }: Verified,
  isPrevious: boolean,
): Promise<OpenSession> {
  const { folder } = request;
  const { bundle, slot } = opened;
  assertNotLeased(folder, surroundings);
  const hadLeftover = await hasLeftoverLog(folder);
  using attemptsIdentity = deriveAttemptsIdentity(vaultKeys.vaultKey);
  const attempts = await readFailedAttempts(folder, attemptsIdentity);
  const known = { ...bundle, ...vaultKeys };
  const { store, keys, wasRotationCutOff } = await openDatabase(surroundings, folder, keyring, known);
  try {
    const older = findOlderCopy(store, keyring, surroundings.lastSeen(keyring.copyId), isPrevious);
    if (older !== null && !request.acceptOlder) throw older;
    if (wasRotationCutOff) store.journal('work-cut-off', { work: 'rotation' });
    journalOpening(store, request.kind, older, attempts);
    if (request.kind === 'recovery') noteKitWorks(store, bundle.personId, surroundings.now());
    if (attempts.length > 0) await forgetFailedAttempts(folder);
    const found = {
      isPrevious,
      attempts: attempts.length,
      hadLeftover,
      acceptedOlder: older !== null,
      wasRotationCutOff,
    };
    const told = [...noticesFor(folder, found), ...rotationNotices(store, roster, bundle.personId)];
    const kit = kitState(store.db, keyring, bundle.personId, surroundings.now());
    return makeSession(
      surroundings,
      folder,
      { keyring, roster },
      store,
      { ...known, ...keys, slotId: slot.id },
      { notices: withKitNotices(told, kit), keyFilePath: request.keyFilePath },
    );
  } catch (error) {
    store.close();
    keys.dek.destroy();
    throw error;
  }
}

/** Puts an open store and its keys together. */
export function makeSession(
  surroundings: EngineSurroundings,
  folder: string,
  { keyring, roster }: { readonly keyring: Keyring; readonly roster: Roster },
  store: Store,
  keys: UnlockedKeys,
  told: { notices: readonly Notice[]; keyFilePath: string | null },
): OpenSession {
  const me = roster.body.people.find(({ id }) => id === keys.personId);
  if (me === undefined) throw new Error('a session of somebody who is not in the roster');
  const vault: OpenVault = {
    now: surroundings.now,
    emit: surroundings.emit,
    resolveTicket: surroundings.resolveTicket,
    deviceId: surroundings.deviceId,
    importThread: surroundings.importThread,
    cipherThread: surroundings.cipherThread,
    copyThread: surroundings.copyThread,
    vaultId: keyring.vaultId,
    folder,
    personId: keys.personId,
    keys,
    access: { roster, rules: rulesOf(roster.body, me.role) },
    store,
    isSample: keyring.isSample,
  };
  return {
    vault,
    lease: takeLease(folder, surroundings),
    name: vaultName(folder),
    personName: me.name,
    notices: told.notices,
    keyring,
    keyFilePath: told.keyFilePath,
    shownRecoveryGroups: null,
    proof: freshProof(surroundings.now()),
  };
}

/** Tells the host what it watches for this vault. */
export function announceOpened(session: OpenSession, surroundings: EngineSurroundings): void {
  const { vault, name, keyFilePath } = session;
  surroundings.onControl({
    type: 'opened',
    vaultId: vault.vaultId,
    folder: vault.folder,
    name,
    isSample: vault.isSample,
    lockPolicy: readSettings(vault.store.db).lock,
    keyFilePath,
  });
  announceSeen(session, surroundings);
}
