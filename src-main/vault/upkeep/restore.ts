/** Backups back into use: as a vault of their own, or in this vault's place. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyFile } from '../../files/open-file.ts';
import type { ControlMessage } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { countersign } from '../erasure/countersign.ts';
import { clearLeftovers, heedTombstones } from '../erasure/erase.ts';
import { judgeBy } from '../erasure/judge.ts';
import { tombstonesOf } from '../erasure/ledger.ts';
import { databaseName, readKeyringFile, saveKeyringForgettingPrevious } from '../keyring/keyring-file.ts';
import { noteReturned } from '../people/returned.ts';
import { assertPages, pageSumOf } from '../keyring/page-sum.ts';
import { closeNow } from '../session/close.ts';
import { destroyVaultKeys } from '../keyring/grant.ts';
import { takeGrant } from '../session/open.ts';
import { openDatabase } from '../session/open-database.ts';
import { acceptedDetails } from '../session/evidence.ts';
import { seenState } from '../session/seen-state.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { seenPolicies, type PolicyVault } from '../policy/policies.ts';
import { forgetCutOffFiles } from '../unfinished/sweep.ts';
import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import { fileName } from '../../../src-preload/contract/file-names.ts';
import { vaultName } from '../../files/vault-name.ts';
import { keepBackupFolder, ownBackup, type OwnBackup } from './backup-files.ts';
import { otherHistory } from './backup-history.ts';
import { assertHoldsVault, assertHoldsVaults, vaultNameRoom } from './place.ts';
import { addCheckpointBy, sizesOf } from './checkpoints.ts';
import { isSameHead } from '../log/merkle.ts';
import { noteNewLine } from '../session/new-line.ts';

/** What is no damage of the backup. */
const notTheBackups: ReadonlySet<ErrorCode> = new Set([
  'vault/disk-full',
  'vault/read-only',
  'vault/no-permission',
  'vault/io-failed',
  'vault/from-newer-app',
  'file/too-many-open',
  'backup/other-history',
]);

const asBackupDamage = (error: unknown): unknown => {
  const mapped = fromFileError(error);
  if (!(mapped instanceof VaultError)) return mapped;
  return notTheBackups.has(mapped.code)
    ? mapped
    : new VaultError('backup/damaged', { code: mapped.code }, error);
};

/** What this device is to remember of what is put back. */
type Seen = Extract<ControlMessage, { type: 'generation' }>;

/** Who was erased since the backup was made stays so, by the people of now, and counts by those of the backup. */
async function heedErasures({ vault }: OpenSession, restored: PolicyVault): Promise<void> {
  const { store } = restored;
  const judge = judgeBy(vault.store.db, vault.access.roster.body);
  heedTombstones(restored, tombstonesOf(vault.store.db), judge);
  countersign(restored, judge, restored.access.roster.body);
  await clearLeftovers(store, () => {
    store.checkpoint();
  });
}

/** What is put back, and where. */
export interface Restoring {
  readonly id: string;
  /** Also where it has another history than the vault. */
  readonly acceptOther: boolean;
}

/** Copies a backup to a new folder, checks it whole, and gives it a line of history of its own, with what is to be another in it. @param place where it will lie */
async function prepare(
  session: OpenSession,
  surroundings: EngineSurroundings,
  { path: from }: OwnBackup,
  acceptOther: boolean,
  folder: string,
  place: string,
  change: (vault: PolicyVault) => void,
): Promise<Seen> {
  const { keys } = session.vault;
  try {
    const { read } = await readKeyringFile(from);
    if (read.alleged.vaultId !== session.vault.vaultId)
      throw new VaultError('backup/damaged', { part: 'vault' });
    // By the grant in it, since a backup may be from before the keys were exchanged.
    const { keyring, roster, vaultKeys } = await takeGrant(read, keys);
    using _ = { [Symbol.dispose]: () => destroyVaultKeys(vaultKeys) };
    await mkdir(folder, { mode: 0o700 });
    await copyFile(join(from, databaseName), join(folder, databaseName));
    const file = join(folder, databaseName);
    await assertPages(file, keyring, vaultKeys.vaultKey);
    const { store, keys: own } = await openDatabase(surroundings, folder, keyring, {
      personId: keys.personId,
      ...vaultKeys,
    });
    try {
      const expected = keyring.database.changeHead;
      const head = store.logHead();
      if (!isSameHead(head, expected)) throw new VaultError('backup/damaged', { part: 'change-log' });
      if (!isSameHead(store.journalHead(), keyring.database.journalHead))
        throw new VaultError('backup/damaged', { part: 'journal' });
      if (store.integrityCheck().length > 0) throw new VaultError('backup/damaged', { part: 'pages' });
      const other = otherHistory(surroundings, session.vault, { store, keyring });
      if (other !== null && !acceptOther) throw new VaultError('backup/other-history');
      const ownSince = sizesOf(store);
      const copyId = newId();
      noteNewLine(store, keyring, { copyId });
      if (other !== null) store.journal('copy-accepted', acceptedDetails(other));
      store.journal('restored', { name: basename(from) });
      forgetCutOffFiles(store);
      noteReturned(store, roster, session.vault.access.roster);
      const { vaultId } = keyring;
      const { personId, signingKey } = keys;
      const restored = {
        store,
        vaultId,
        personId,
        keys: { signingKey },
        access: { roster },
        knownPolicies: {},
      };
      await heedErasures(session, restored);
      change(restored);
      const policy = { ...seenPolicies(restored), roster: roster.body.seq };
      addCheckpointBy(store, { vaultId, copyId, personId, signingKey, ownSince, policy });
      store.checkpoint();
      const heads = { changeHead: store.logHead(), journalHead: store.journalHead() };
      await saveKeyringForgettingPrevious(
        folder,
        {
          ...keyring,
          copyId,
          generation: keyring.generation + 1,
          database: {
            ...keyring.database,
            ...heads,
            pages: await pageSumOf(file, keyring.vaultId, keyring.database, own.dek),
          },
        },
        vaultKeys.vaultKey,
      );
      return { type: 'generation', copyId, ...seenState(restored, keyring.generation + 1, place) };
    } finally {
      store.close();
      own.dek.destroy();
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw asBackupDamage(error);
  }
}

async function isTaken(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return false;
    throw fromFileError(error);
  }
}

/** @throws VaultError backup/not-found, backup/damaged, backup/other-history, vault/place-taken, file/name-too-long, file/path-too-long, vault/disk-full and the like */
export async function restoreAs(
  session: OpenSession,
  surroundings: EngineSurroundings,
  { id, acceptOther }: Restoring,
  place: string,
): Promise<string> {
  const from = await ownBackup(session, id);
  await assertHoldsVault(place);
  if (await isTaken(place)) throw new VaultError('vault/place-taken');
  const preparing = join(dirname(place), `.${newId()}.making`);
  const seen = await prepare(session, surroundings, from, acceptOther, preparing, place, () => undefined);
  try {
    await rename(preparing, place);
    surroundings.onControl(seen);
  } catch (error) {
    await rm(preparing, { recursive: true, force: true });
    throw fromFileError(error);
  }
  session.vault.store.journal('restored', { name: from.id });
  return vaultName(place);
}

/**
 * Puts a backup in this vault's place. The copy is whole and checked before the vault is closed; the vault as it was
 * stays beside it, under the name that is returned. `forget` is called once it is closed.
 * @throws VaultError backup/not-found, backup/damaged, backup/other-history, file/path-too-long, vault/disk-full and the like
 */
export async function restoreOver(
  session: OpenSession,
  surroundings: EngineSurroundings,
  { id, acceptOther }: Restoring,
  forget: () => void,
): Promise<string> {
  const { folder } = session.vault;
  const from = await ownBackup(session, id);
  const beside = dirname(folder);
  await assertHoldsVaults(beside);
  const preparing = join(beside, `.${newId()}.making`);
  const seen = await prepare(session, surroundings, from, acceptOther, preparing, folder, (restored) => {
    keepBackupFolder(session, restored);
  });
  const stamp = new Date(surroundings.now()).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '');
  const asideName = fileName(session.name, ` (kept aside ${stamp}).coffer`, await vaultNameRoom(beside));
  const aside = join(beside, asideName);
  session.lease.assertSameFolder();
  closeNow(session);
  forget();
  try {
    await rename(folder, aside);
    await rename(preparing, folder);
    // What this device put there itself is no copy that it does not know.
    surroundings.onControl(seen);
  } catch (error) {
    // One of the two renames failed: the vault as it was goes back to its place.
    if (!(await isTaken(folder)) && (await isTaken(aside))) await rename(aside, folder);
    await rm(preparing, { recursive: true, force: true });
    throw fromFileError(error);
  }
  return basename(aside);
}
