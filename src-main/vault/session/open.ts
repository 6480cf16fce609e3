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
import { destroyKeyBundle, type KeyBundle } from '../keyring/key-bundle.ts';
import { readKeyFile } from '../keyring/key-file.ts';
import { readKeyringFile } from '../keyring/keyring-file.ts';
import type { AllegedKeyring, Keyring, Slot, SlotKind } from '../keyring/keyring.ts';
import { openSlot } from '../keyring/slots.ts';
import type { Store } from '../store/store.ts';
import { readSettings } from '../upkeep/settings.ts';
import { findOlderCopy } from './heads.ts';
import { hasLeftoverLog, openDatabase } from './open-database.ts';
import { assertNotLeased, takeLease } from './lease.ts';
import { announceSeen } from './save-keyring.ts';
import type { EngineSurroundings, Notice, OpenSession } from './session.ts';

export interface OpeningRequest {
  readonly folder: string;
  readonly kind: SlotKind;
  /** The passphrase as typed, or the recovery key's characters. */
  readonly credential: Uint8Array;
  readonly keyFilePath: string | null;
  readonly acceptOlder: boolean;
}

export interface OpenedSlot {
  readonly slot: Slot;
  readonly bundle: KeyBundle;
  readonly keyFileSecret: Uint8Array | null;
  /** How long Argon2id took. */
  readonly kdfMilliseconds: number;
}

const wrongCredential = (error: unknown): boolean =>
  error instanceof VaultError &&
  (error.code === 'vault/wrong-passphrase' || error.code === 'vault/wrong-recovery-key');

/**
 * Opens the first key slot of that kind which the credentials fit.
 * @throws VaultError vault/no-such-slot, vault/key-file-needed, vault/wrong-key-file, vault/wrong-passphrase,
 * vault/wrong-recovery-key, vault/keyring-edited, vault/kdf-out-of-range, vault/kdf-out-of-memory
 */
export async function openAnySlot(
  keyring: Keyring,
  request: Pick<OpeningRequest, 'kind' | 'credential' | 'keyFilePath'>,
): Promise<OpenedSlot> {
  const slots = keyring.slots.filter((slot) => slot.kind === request.kind);
  if (slots.length === 0) throw new VaultError('vault/no-such-slot', { kind: request.kind });
  const withoutFile = slots.filter((slot) => !slot.needsKeyFile);
  if (withoutFile.length === 0 && request.keyFilePath === null) throw new VaultError('vault/key-file-needed');
  const secret =
    request.keyFilePath === null || withoutFile.length === slots.length
      ? null
      : await readKeyFile(request.keyFilePath, keyring.vaultId);
  let failure: unknown = new VaultError('vault/wrong-passphrase');
  for (const slot of secret === null ? withoutFile : slots) {
    const keyFileSecret = slot.needsKeyFile ? secret : null;
    const started = performance.now();
    try {
      const bundle = await openSlot(keyring.vaultId, slot, { passphrase: request.credential, keyFileSecret });
      return { slot, bundle, keyFileSecret, kdfMilliseconds: performance.now() - started };
    } catch (error) {
      if (!wrongCredential(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}

const syncFolders =
  /(onedrive|dropbox|google ?drive|icloud|坚果云|nutstore|百度网盘|baidunetdisk|syncthing|nextcloud)/i;

function noticesFor(
  keyring: Keyring,
  folder: string,
  found: { isPrevious: boolean; attempts: number; hadLeftover: boolean; acceptedOlder: boolean },
): Notice[] {
  const notices: Notice[] = [];
  if (found.isPrevious) notices.push({ code: 'previous-keyring-used', count: 1 });
  if (found.attempts > 0) notices.push({ code: 'failed-unlocks', count: found.attempts });
  if (found.acceptedOlder) notices.push({ code: 'older-copy-accepted', count: 1 });
  if (found.hadLeftover) notices.push({ code: 'interrupted-write-recovered', count: 1 });
  if (!keyring.recoveryConfirmed && !keyring.isSample)
    notices.push({ code: 'recovery-kit-unconfirmed', count: 1 });
  if (syncFolders.test(folder)) notices.push({ code: 'in-sync-folder', count: 1 });
  return notices;
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

async function readVerified(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
  read: AllegedKeyring,
): Promise<{ keyring: Keyring; opened: OpenedSlot }> {
  const { alleged } = read;
  try {
    const opened = await openAnySlot(alleged, request);
    try {
      return { keyring: verifyKeyring(read, opened.bundle.vaultKey), opened };
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
  const { keyring, opened } = await readVerified(surroundings, request, read);
  try {
    const session = await enter(surroundings, request, keyring, isPrevious, opened.bundle, opened.slot.id);
    if (!opened.slot.needsKeyFile) session.keyFilePath = null;
    return { session, opened };
  } catch (error) {
    destroyKeyBundle(opened.bundle);
    throw error;
  }
}

async function enter(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
  keyring: Keyring,
  isPrevious: boolean,
  bundle: KeyBundle,
  slotId: string,
): Promise<OpenSession> {
  const { folder } = request;
  assertNotLeased(folder, surroundings);
  const hadLeftover = await hasLeftoverLog(folder);
  const attempts = await readFailedAttempts(folder, bundle.ageIdentity);
  const { store, keys } = await openDatabase(surroundings, folder, keyring, bundle);
  try {
    const older = findOlderCopy(store, keyring, surroundings.lastSeen(keyring.copyId), isPrevious);
    if (older !== null && !request.acceptOlder) throw older;
    journalOpening(store, request.kind, older, attempts);
    if (attempts.length > 0) await forgetFailedAttempts(folder);
    const found = { isPrevious, attempts: attempts.length, hadLeftover, acceptedOlder: older !== null };
    return makeSession(
      surroundings,
      folder,
      keyring,
      bundle,
      store,
      { ...keys, slotId },
      {
        notices: noticesFor(keyring, folder, found),
        keyFilePath: request.keyFilePath,
      },
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
  keyring: Keyring,
  bundle: KeyBundle,
  store: Store,
  more: Pick<UnlockedKeys, 'dek' | 'slotId'>,
  told: { notices: readonly Notice[]; keyFilePath: string | null },
): OpenSession {
  const vault: OpenVault = {
    now: surroundings.now,
    emit: surroundings.emit,
    resolveTicket: surroundings.resolveTicket,
    deviceId: surroundings.deviceId,
    importThread: surroundings.importThread,
    vaultId: keyring.vaultId,
    folder,
    personId: bundle.personId,
    keys: { ...bundle, ...more },
    store,
    isSample: keyring.isSample,
  };
  return {
    vault,
    lease: takeLease(folder, surroundings),
    name: vaultName(folder),
    personName: store.db.value<string>('SELECT name FROM person WHERE id = ?', bundle.personId) ?? '',
    notices: told.notices,
    keyring,
    keyFilePath: told.keyFilePath,
    shownRecoveryGroups: null,
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
