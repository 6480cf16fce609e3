/** The contract's calls about the vault itself: settings, backups, journal, checking. */
import { stat } from 'node:fs/promises';
import type { Handlers, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { upkeepCalls } from '../../../src-preload/contract/upkeep.ts';
import { listJournal } from '../audit/answers.ts';
import { flushLooks } from '../audit/noting.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { dateAnew } from '../session/date-anew.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { pagesVerified } from '../session/watch-pages.ts';
import { assertOutside, backupFolder } from './backup-files.ts';
import { lastBackup, lastBackupError } from './backup-notes.ts';
import { deleteBackup, listBackups, makeBackup } from './backups.ts';
import { restoreAs, restoreOver } from './restore.ts';
import { assertHoldsVaults } from './place.ts';
import { chooseBackupFolder, readSettings, setSettings } from './settings.ts';
import { verifyVault } from './verify.ts';
import { noteSealKept, sealOf } from './seal.ts';

export type UpkeepHandlers = Handlers<
  typeof upkeepCalls & Pick<VaultCalls, 'vault/verify' | 'vault/date-anew'>
>;

async function assertFolder(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw new VaultError('backup/folder-missing');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') throw new VaultError('backup/folder-missing');
    throw fromFileError(error);
  }
}

/** @param forget called once the vault was closed to make room for a backup */
export function upkeepHandlers(
  session: OpenSession,
  surroundings: EngineSurroundings,
  forget: () => void,
): UpkeepHandlers {
  const { vault } = session;
  const { db } = vault.store;
  return {
    'settings/get': () => readSettings(vault),
    'settings/set': (change) => {
      setSettings(vault, change);
      const settings = readSettings(vault);
      if (change.lock !== undefined) surroundings.onControl({ type: 'lock-policy', policy: settings.lock });
      return settings;
    },

    'backups/list': async () => {
      const { path, isDefault } = backupFolder(session);
      return {
        folder: path,
        isDefaultFolder: isDefault,
        lastAt: lastBackup(db)?.at ?? null,
        lastError: lastBackupError(db),
        backups: await listBackups(session),
      };
    },
    'backups/make': () => makeBackup(session, surroundings),
    'backups/set-folder': async ({ folder }) => {
      const path = folder === null ? null : surroundings.resolveTicket(folder);
      if (path !== null) {
        assertOutside(path, vault.folder);
        await assertFolder(path);
        await assertHoldsVaults(path);
      }
      chooseBackupFolder(vault, path);
      return undefined;
    },
    'backups/restore-as': async ({ place, ...restoring }) => ({
      name: await restoreAs(session, surroundings, restoring, surroundings.resolveTicket(place)),
    }),
    'backups/delete': async ({ id }) => {
      await deleteBackup(session, id);
      return undefined;
    },
    'backups/restore-over': async (restoring) => {
      const keptAside = await restoreOver(session, surroundings, restoring, forget);
      surroundings.onControl({ type: 'request-lock', reason: 'restored' });
      return { keptAside };
    },

    'log/seal': (input) => sealOf(vault, input),
    'log/seal-kept': ({ size }) => {
      noteSealKept(vault, size);
      return undefined;
    },
    'journal/list': (page) => {
      // What waits is part of the answer.
      flushLooks(vault);
      return listJournal(vault, page);
    },
    'vault/verify': async () => {
      await session.pages.state.settled;
      const { isAsLogged, ...found } = await verifyVault(vault, surroundings.isReadOnly);
      if (pagesVerified(session, isAsLogged)) found.findings.push({ code: 'verify/older-pages', count: 1 });
      if (!surroundings.isReadOnly) vault.store.journal('verified', { findings: found.findings.length });
      return found;
    },
    'vault/date-anew': async () => ({ changes: await dateAnew(session, surroundings) }),
  };
}
