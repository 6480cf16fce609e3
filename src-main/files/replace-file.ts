/**
 * The one way to write a file: beside its place under a new name, then in its place. Whoever looks sees the old one or the whole
 * new one, after a crash too; a link in its place is replaced, never followed.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, opendir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileErrorCode } from './file-errors.ts';
import { newFile, newFileSync } from './open-file.ts';

const partNames = /^\.coffer-[0-9a-f]{12}\.part$/;

/** Whether a file was begun by this module. The names fit wherever the own one does that the file gets. */
export function isPartName(name: string): boolean {
  return partNames.test(name);
}

/** Where a file is begun that is to become `path`: nobody can have laid anything there. */
export function partBeside(path: string): string {
  return join(dirname(path), `.coffer-${randomBytes(6).toString('hex')}.part`);
}

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

/** As {@link syncFolder}, for who cannot wait. */
export function syncFolderSync(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts a file in `path`'s place once it is on the disk.
 * @param part where it is begun
 * @throws the system's errors, and what `write` throws; nothing is left then
 */
export async function replaceFile(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  part = partBeside(path),
): Promise<void> {
  try {
    const file = await newFile(part);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await removeQuietly(part);
    throw error;
  }
}

/** As {@link replaceFile}, for small files of who cannot wait. @param isFlushed false for what is worth nothing after a crash */
export function replaceFileSync(path: string, content: string | Uint8Array, isFlushed: boolean): void {
  const part = partBeside(path);
  try {
    const file = newFileSync(part);
    try {
      writeFileSync(file, content);
      if (isFlushed) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** The first error says what is wrong. */
async function removeQuietly(part: string): Promise<void> {
  try {
    await rm(part, { force: true });
  } catch (error) {
    if (fileErrorCode(error) === null) throw error;
  }
}

/** Whether a crash left a file in the folder that was being written. @throws the system's errors */
export async function hasParts(folder: string): Promise<boolean> {
  for await (const entry of await opendir(folder)) if (isPartName(entry.name)) return true;
  return false;
}

/** Removes what a crash left of files that were being written in a folder of ours. */
export async function removeParts(folder: string): Promise<void> {
  try {
    for await (const entry of await opendir(folder))
      if (isPartName(entry.name) && !entry.isDirectory()) await rm(join(folder, entry.name), { force: true });
  } catch (error) {
    // It is in nobody's way; the next opening tries again.
    if (fileErrorCode(error) === null) throw error;
  }
}
