/** Files and folders that leave the vault: whoever looks sees the old one or the whole new one. */
import { createHash } from 'node:crypto';
import { mkdir, rm, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { UnfinishedWork } from '../../src-preload/contract/unfinished.ts';
import type { OpenVault } from './context.ts';
import { fromFileError } from './errors.ts';
import { newId } from './crypto/id.ts';
import { sealPath } from './unfinished/own-path.ts';
import { isPartName, partBeside, replaceFile } from '../files/replace-file.ts';

/** A path, or one whose file the vault remembers until it is at its end. */
export type NewFile = string | RememberedFile;

export interface RememberedFile {
  readonly path: string;
  /** Told of the file that is written first, before there is anything in it. Gives what is to be called at the end. */
  readonly begin: (temporary: string) => () => void;
}

/** The name fits wherever the own one does that the folder gets. */
const temporaryFolder = /^\.[0-9a-z]{26}\.making$/;

/** What is begun under a name that this module gives, or the one that replaces files. */
export function temporaryKind(name: string): 'file' | 'folder' | null {
  if (isPartName(name)) return 'file';
  return temporaryFolder.test(name) ? 'folder' : null;
}

type FileKind = Extract<UnfinishedWork, { kind: 'writing-file' }>['what'];

/** Told of what is made first, before there is anything in it. Gives what is to be called at the end. */
type Begin = RememberedFile['begin'];

/**
 * A file with content of the vault in the clear, or something large. The vault remembers where it is being written before the first byte, so that what a
 * crash leaves is removed at the next opening, with a word (unfinished/sweep.ts).
 */
export function remembered(
  vault: Pick<OpenVault, 'store' | 'vaultId' | 'personId' | 'keys'>,
  what: FileKind,
  path: string,
): RememberedFile {
  return {
    path,
    begin: (temporary) => {
      const { unfinished } = vault.store;
      const line = unfinished.begin({
        kind: 'writing-file',
        what,
        fileName: basename(path),
        temporary: sealPath(vault, temporary),
      });
      return () => {
        unfinished.end(line);
      };
    },
  };
}

/**
 * Makes something in a folder of its own within `place`, from where `make` puts it where it belongs. What of it is left there goes,
 * whether that was done or failed.
 * @throws the system's errors; whatever `make` throws
 */
export async function inNewFolder<T>(
  place: string,
  begin: Begin | null,
  make: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(place, `.${newId()}.making`);
  const end = begin?.(folder);
  try {
    await mkdir(folder, { mode: 0o700 });
    return await make(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    end?.();
  }
}

/** A file that is being written, piece by piece. */
export interface Growing {
  readonly writeFile: (content: string | Uint8Array) => Promise<void>;
}

/**
 * Writes a file beside `to`, and puts it in its place once it is on disk.
 * @returns the SHA-256 of all that was written, in hexadecimal
 * @throws VaultError vault/disk-full, vault/io-failed, file/no-permission, file/missing, file/name-too-long; whatever `write` throws
 */
export async function writeNewFile(to: NewFile, write: (file: Growing) => Promise<void>): Promise<string> {
  const path = typeof to === 'string' ? to : to.path;
  const temporary = partBeside(path);
  const end = typeof to === 'string' ? () => undefined : to.begin(temporary);
  try {
    const hash = createHash('sha256');
    const hashed = async (file: FileHandle): Promise<void> =>
      write({
        writeFile: async (content) => {
          hash.update(content);
          await file.writeFile(content);
        },
      });
    await replaceFile(path, hashed, temporary);
    return hash.digest('hex');
  } catch (error) {
    throw fromFileError(error, 'outside');
  } finally {
    end();
  }
}
