/**
 * Exchanging the vault's keys: vault key, compartment keys and database key, all new. Who has an account gets them by a
 * new grant; who had one, or has an old copy of a key file, does not. The new database is written whole beside the old
 * one, then the keyring that names it, then it takes the old one's place: a crash leaves the vault as it was before, or
 * as it is after.
 */
import { rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RotationReason } from '../../../src-preload/contract/rotation.ts';
import { openFile as openForReading } from '../../files/open-file.ts';
import { syncFolder } from '../../files/replace-file.ts';
import type { ControlMessage, OpenVault } from '../context.ts';
import type { Dek } from '../crypto/secret-key.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { newDatabaseKey } from '../keyring/database-key.ts';
import { destroyVaultKeys } from '../keyring/grant.ts';
import { databaseName, readKeyringFile, saveKeyringForgettingPrevious } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { pace } from '../pace.ts';
import { closeNow } from '../session/close.ts';
import { copyPages } from '../session/copy-pages.ts';
import { newVaultKeys } from '../session/founding.ts';
import { nextDatabaseName, removeNextDatabase } from '../session/open-database.ts';
import { originId } from '../session/origin.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { copyDatabaseBeside } from '../store/copy-file.ts';
import { openStore, type Store, type TreeHead } from '../store/store.ts';
import { addCheckpoint, sizesOf } from '../upkeep/checkpoints.ts';
import { seenState } from '../session/seen-state.ts';
import { isSameHead } from '../log/merkle.ts';
import { assertRoom, rotationCost } from './cost.ts';
import { makeKeyring, type Heads, type NewKeys } from './new-keyring.ts';
import { keepRotationNote } from './note.ts';
import { countCopies, findOldCopies } from './old-copies.ts';
import { countSteps, rewrap } from './rewrap.ts';

export interface RotationRequest {
  readonly jobId: string;
  readonly reason: RotationReason;
}

interface OldHeads {
  readonly change: TreeHead;
  readonly journal: TreeHead;
}

/**
 * The old database while the new one is made: locked again once its file was copied, so that nobody else opens it and
 * writes what would be lost. Closing any handle of a file lets go of the locks that this process has on it (fcntl(2)):
 * the handle to compare pages with is opened before, and closed after.
 */
class OldDatabase {
  readonly handle: FileHandle;
  readonly #open: () => Store;
  #store: Store | null = null;

  private constructor(handle: FileHandle, openAgain: () => Store) {
    this.handle = handle;
    this.#open = openAgain;
  }

  static async of(file: string, openAgain: () => Store): Promise<OldDatabase> {
    return new OldDatabase(await openForReading(file, 'refused'), openAgain);
  }

  /** @throws VaultError vault/in-use when somebody else has it open, or had since the heads were `expected` */
  lock(expected: OldHeads): void {
    this.#store = this.#open();
    const isUnchanged =
      isSameHead(this.#store.logHead(), expected.change) &&
      isSameHead(this.#store.journalHead(), expected.journal);
    if (!isUnchanged) throw new VaultError('vault/in-use');
  }

  /** A line in its journal, where the vault stays as it was. The disk may be full: the unlock screen says it as well. */
  noteFailure(code: string): void {
    try {
      this.#store?.journal('rotation-failed', { code });
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
    }
  }

  async release(): Promise<void> {
    this.#store?.close();
    this.#store = null;
    await this.handle.close();
  }
}

/** Sealing anew under the keys of after, with a note of what the keys of before go on opening. */
async function bringUpToDate(
  after: OpenVault,
  before: OpenVault,
  { jobId, reason }: RotationRequest,
  copies: number,
): Promise<void> {
  const { store } = after;
  const total = countSteps(store.db);
  const tell = progressTeller(after.emit, jobId, 'resealing', total);
  const rest = pace();
  const long = store.startLongWrite({ kind: 'edit', label: 'keys-rotated' }, false);
  try {
    let done = 0;
    for (const _ of rewrap(long.tx, { before, after })) {
      tell((done += 1));
      await rest();
    }
    tell(total, true);
    keepRotationNote(long.tx, { at: long.tx.now, reason, isDealtWith: copies === 0, copies });
    long.commit();
  } catch (error) {
    if (store.isLongWriteRunning) long.rollback();
    throw error;
  }
}

/** Everything that a rotation works with. */
interface Rotation {
  readonly session: OpenSession;
  readonly surroundings: EngineSurroundings;
  readonly request: RotationRequest;
  readonly keys: NewKeys;
  readonly target: string;
  /** How many copies the old keys open. */
  readonly copies: number;
}

function openFile({ session, surroundings }: Rotation, file: string, dek: Dek): Store {
  const { vault, keyring } = session;
  return openStore({
    file,
    dek,
    cipher: keyring.database.cipher,
    create: false,
    deviceId: originId(surroundings.deviceId, keyring.copyId),
    personId: vault.personId,
    now: surroundings.now,
  });
}

/** The copy under its new keys, with its heads; closed again. */
async function makeNext(rotation: Rotation, old: OldDatabase, expected: OldHeads) {
  const { session, surroundings, request, keys, target, copies } = rotation;
  const { vault } = session;
  const { size } = await old.handle.stat();
  let tell = progressTeller(vault.emit, request.jobId, 'copying', size);
  await copyDatabaseBeside(
    surroundings.copyThread,
    {
      file: join(vault.folder, databaseName),
      handle: old.handle,
      cipher: session.keyring.database.cipher,
      dek: vault.keys.dek,
    },
    target,
    keys.dek,
    {
      onCopied: () => {
        old.lock(expected);
        tell = progressTeller(vault.emit, request.jobId, 'encrypting', size);
      },
      onBytes: (bytes) => {
        tell(bytes);
      },
    },
  );
  const store = openFile(rotation, target, keys.dek);
  try {
    const after: OpenVault = {
      ...vault,
      store,
      ownSince: sizesOf(store),
      keys: { ...vault.keys, ...keys.vaultKeys, dek: keys.dek },
    };
    await bringUpToDate(after, vault, request, copies);
    store.journal('keys-rotated', { why: request.reason, copies });
    addCheckpoint(after);
    store.checkpoint();
    const heads = { changeHead: store.logHead(), journalHead: store.journalHead() } satisfies Heads;
    return { heads, seen: seenState(after, session.keyring.generation, vault.folder) };
  } finally {
    store.close();
  }
}

/** Whether the keyring on the disk is this one, though writing it (and the copy of it) ended with an error. */
async function isSaved(folder: string, { database }: Keyring): Promise<boolean> {
  return readKeyringFile(folder).then(
    ({ read }) => read.alleged.database.id === database.id,
    () => false,
  );
}

/** Makes the new database and the keyring that names it. @returns what this device is to remember of them @throws with the vault as it was, and nothing of this left */
async function prepare(
  rotation: Rotation,
  old: OldDatabase,
  expected: OldHeads,
): Promise<Extract<ControlMessage, { type: 'generation' }>> {
  const { session, keys, target } = rotation;
  const { folder } = session.vault;
  try {
    const { heads, seen } = await makeNext(rotation, old, expected);
    const { keyring, roster } = await makeKeyring(session, keys, target, heads);
    await syncFolder(folder);
    session.lease.assertSameFolder();
    try {
      await saveKeyringForgettingPrevious(folder, keyring, keys.vaultKeys.vaultKey);
    } catch (error) {
      if (!(await isSaved(folder, keyring))) throw error;
    }
    const { copyId, generation } = keyring;
    return { type: 'generation', ...seen, copyId, generation, keyClaim: roster.keyClaim.signature };
  } catch (error) {
    const failure = fromFileError(error);
    old.noteFailure(failure instanceof VaultError ? failure.code : 'internal');
    await removeNextDatabase(folder);
    throw failure;
  }
}

/** The vault is under its new keys already: what cannot be done here is done at the next opening. */
async function putInPlace({ session, target }: Rotation, old: OldDatabase): Promise<void> {
  const { folder } = session.vault;
  // Windows replaces no file that somebody has open; elsewhere nobody may come in between.
  if (process.platform === 'win32') await old.release();
  try {
    session.lease.assertSameFolder();
    await rm(join(folder, `${databaseName}-wal`), { force: true });
    await rename(target, join(folder, databaseName));
    await syncFolder(folder);
  } catch (error) {
    if (fileErrorCode(error) === null) throw error;
  }
}

/** @throws VaultError people/needs-more for somebody who does not hold every key: keys that one lacks cannot be exchanged */
function assertHoldsEverything({ vault }: OpenSession): void {
  const { confidential, restricted } = vault.keys.compartments;
  if (confidential === null || restricted === null)
    throw new VaultError('people/needs-more', { what: 'key' });
}

async function exchange(rotation: Rotation, forget: () => void): Promise<void> {
  const { session, surroundings } = rotation;
  const { vault } = session;
  addCheckpoint(vault);
  const expected = { change: vault.store.logHead(), journal: vault.store.journalHead() };
  // Where the vault stays as it was, a line of its failure is still written into it: the keyring is left without a sum.
  await copyPages(session);
  vault.store.close();
  forget();
  const file = join(vault.folder, databaseName);
  const old = await OldDatabase.of(file, () => openFile(rotation, file, vault.keys.dek));
  try {
    const seen = await prepare(rotation, old, expected);
    await putInPlace(rotation, old);
    surroundings.onControl(seen);
  } finally {
    await old.release();
  }
}

/**
 * Exchanges every key. From the beginning of the copy on the vault is closed, whatever happens; the person opens it
 * again as before.
 * @param forget is called once the vault is closed
 * @throws VaultError people/needs-more, vault/busy and rotation/no-space before anything was done; vault/disk-full and the
 * like with the vault as it was
 */
export async function rotateKeys(
  session: OpenSession,
  surroundings: EngineSurroundings,
  request: RotationRequest,
  forget: () => void,
): Promise<void> {
  const { vault } = session;
  assertHoldsEverything(session);
  await removeNextDatabase(vault.folder);
  assertRoom(await rotationCost(vault));
  const copies = countCopies(await findOldCopies(session, null));
  if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
  const keys: NewKeys = { vaultKeys: newVaultKeys(), dek: newDatabaseKey() };
  const target = join(vault.folder, nextDatabaseName);
  try {
    await exchange({ session, surroundings, request, keys, target, copies }, forget);
  } finally {
    if (vault.store.isClosed) closeNow(session);
    destroyVaultKeys(keys.vaultKeys);
    keys.dek.destroy();
  }
}
