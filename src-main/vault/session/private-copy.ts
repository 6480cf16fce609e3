/** Files of a vault, encrypted as they are, copied to where only this user reads. What is done with them there leaves the vault as it is. */
import { rmSync } from 'node:fs';
import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { newFile, openFile } from '../../files/open-file.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';

export interface PrivateCopy {
  /** Named as the vault's folder. */
  readonly folder: string;
  /** Also done when the process ends, unless it is killed. */
  remove(): void;
}

const pieceBytes = 1024 * 1024;

/** As long as it is at the beginning; nothing where there is no such file. @throws the system's errors */
async function copyFile(from: string, to: string): Promise<void> {
  const source = await openFile(from, 'refused').catch((error: unknown) => {
    if (fileErrorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (source === null) return;
  try {
    const { size } = await source.stat();
    const target = await newFile(to);
    try {
      const piece = new Uint8Array(pieceBytes);
      for (let at = 0; at < size;) {
        const { bytesRead } = await source.read(piece, 0, Math.min(pieceBytes, size - at), at);
        if (bytesRead === 0) break;
        await target.writeFile(piece.subarray(0, bytesRead));
        at += bytesRead;
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** What changes with every writing of the files. */
async function stateOf(folder: string, names: readonly string[]): Promise<string> {
  const states = names.map(async (name) => {
    try {
      const { ino, size, mtimeNs } = await lstat(join(folder, name), { bigint: true });
      return [ino, size, mtimeNs].join(' ');
    } catch (error) {
      if (fileErrorCode(error) === 'ENOENT') return '';
      throw error;
    }
  });
  return (await Promise.all(states)).join();
}

async function newPrivateFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'coffer-look-'));
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

/**
 * @param names each with the name of its copy; what is not there is left out
 * @throws VaultError vault/in-use when somebody wrote to them meanwhile; vault/disk-full, file/no-permission for where temporary files go;
 * file/not-a-file, file/is-a-link, file/is-a-folder
 */
export async function copyPrivately(
  folder: string,
  names: readonly { readonly from: string; readonly to: string }[],
): Promise<PrivateCopy> {
  const own = await newPrivateFolder();
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(own, { recursive: true, force: true });
  };
  process.on('exit', remove);
  try {
    const copy = join(own, basename(folder));
    await mkdir(copy, { mode: 0o700 });
    const from = names.map((name) => name.from);
    const before = await stateOf(folder, from);
    for (const name of names) await copyFile(join(folder, name.from), join(copy, name.to));
    if ((await stateOf(folder, from)) !== before) throw new VaultError('vault/in-use', { elsewhere: true });
    return { folder: copy, remove };
  } catch (error) {
    remove();
    throw fromFileError(error);
  }
}
