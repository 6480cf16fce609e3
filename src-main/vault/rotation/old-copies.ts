/** What opens with keys of before an exchange: backups and other copies of the vault, and what was handed out under keys of its own. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OldCopies } from '../../../src-preload/contract/rotation.ts';
import { ledgerEntry } from '../../../src-preload/contract/handover.ts';
import { vaultSuffix } from '../../files/vault-name.ts';
import { fileErrorCode, VaultError } from '../errors.ts';
import { jsonBy } from '../json-by-schema.ts';
import { verifyKeyring } from '../keyring/format/v1/read.ts';
import { readKeyringFile } from '../keyring/keyring-file.ts';
import type { AllegedKeyring } from '../keyring/keyring.ts';
import type { OpenSession } from '../session/session.ts';
import type { ReadDb } from '../store/db.ts';
import { backupFolder, findBackups } from '../upkeep/backup-files.ts';

const mostBundles = 100;
/** Of the folders beside the vault, so many are looked into. */
const mostFolders = 500;

async function keyringIn(folder: string): Promise<AllegedKeyring | null> {
  try {
    return (await readKeyringFile(folder)).read;
  } catch (error) {
    // No vault, or one that cannot be read: there is nothing to say of it.
    if (error instanceof VaultError) return null;
    throw error;
  }
}

/** Whether a copy's keyring was written under the vault key of today. */
function isUnderTodaysKey({ vault }: OpenSession, read: AllegedKeyring): boolean {
  try {
    verifyKeyring(read, vault.keys.vaultKey);
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

/** Copies of this vault among the folders beside it. */
async function copiesBeside({ vault }: OpenSession): Promise<{ name: string; read: AllegedKeyring }[]> {
  const place = dirname(vault.folder);
  let names: string[];
  try {
    names = await readdir(place);
  } catch (error) {
    // A folder that may be entered but not listed.
    if (fileErrorCode(error) !== null) return [];
    throw error;
  }
  const found: { name: string; read: AllegedKeyring }[] = [];
  const others = names.filter((name) => name.endsWith(vaultSuffix) && name !== basename(vault.folder));
  for (const name of others.slice(0, mostFolders)) {
    const read = await keyringIn(join(place, name));
    if (read?.alleged.vaultId === vault.vaultId) found.push({ name, read });
  }
  return found;
}

function handedOut(db: ReadDb, before: number): Pick<OldCopies, 'kits' | 'bundleCount' | 'bundles'> {
  const given = "FROM ledger WHERE direction = 'given' AND kind <> 'kit' AND at < ?";
  const bundles = db.all<{ purpose: string; people: string; at: number }>(
    `SELECT purpose, people, at ${given} ORDER BY at DESC, row DESC LIMIT ?`,
    before,
    mostBundles,
  );
  return {
    kits: db.all<OldCopies['kits'][number]>(
      'SELECT label, person_name AS personName, made_at AS madeAt FROM kit WHERE made_at < ? ORDER BY made_at DESC',
      before,
    ),
    bundleCount: db.value<number>(`SELECT count(*) ${given}`, before) ?? 0,
    bundles: bundles.map(({ purpose, people, at }) => ({
      purpose,
      people: (jsonBy(ledgerEntry.shape.people, people) ?? []).map(({ name }) => name),
      at,
    })),
  };
}

/**
 * What opens with other keys than those of today.
 * @param rotatedAt when the keys were exchanged; `null` for what an exchange of today's keys would leave behind
 */
export async function findOldCopies(session: OpenSession, rotatedAt: number | null): Promise<OldCopies> {
  const { path } = backupFolder(session);
  const isOld = (read: AllegedKeyring | null): boolean =>
    rotatedAt === null || (read !== null && !isUnderTodaysKey(session, read));
  const backups: OldCopies['backups'] = [];
  for (const { path: folder, id, at, sizeBytes } of await findBackups(session))
    if (isOld(await keyringIn(folder))) backups.push({ id, at, sizeBytes });
  const vaults = (await copiesBeside(session)).filter(({ read }) => isOld(read)).map(({ name }) => name);
  return {
    backups,
    backupFolder: path,
    vaults: vaults.sort((a, b) => a.localeCompare(b)),
    ...handedOut(session.vault.store.db, rotatedAt ?? Number.MAX_SAFE_INTEGER),
  };
}

export function countCopies({ backups, vaults, kits, bundleCount }: OldCopies): number {
  return backups.length + vaults.length + kits.length + bundleCount;
}
