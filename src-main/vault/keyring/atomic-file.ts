/** Replaces a small file so that after a crash or a full disk there is the old one or the new one, whole. */
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fromFileError } from '../errors.ts';

/** Flushes a folder's own entries to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder to flush it; its rename is journalled by the file system.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Write new, flush, rename, flush the folder. @throws VaultError vault/disk-full, vault/read-only, vault/io-failed */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new`;
  try {
    const file = await open(fresh, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(fresh, { force: true }).catch((second: unknown) => {
      // The first error says what is wrong; a leftover is written over next time.
      if (!(second instanceof Error)) throw second;
    });
    throw fromFileError(error);
  }
}
