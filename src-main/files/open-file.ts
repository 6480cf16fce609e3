/**
 * The one way to a file's content. Whoever can write a folder can put anything in a file's place: a link to another file, a pipe
 * that nobody writes into, a device that never ends. So nothing is opened but a regular file, nothing is waited for, and who reads
 * a whole file says how much of it there may be. Windows has neither flag, nor pipes among files.
 */
import {
  closeSync,
  constants,
  copyFileSync as copySync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
  type BigIntStats,
  type Stats,
} from 'node:fs';
import { copyFile as copy, lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { fileErrorCode, WrongFile } from './file-errors.ts';

/** `followed` for what a person chose, who may mean what a link leads to; `refused` for what lies in a folder of ours. */
export type Links = 'refused' | 'followed';

const isWindows = process.platform === 'win32';
const noFollow = isWindows ? 0 : constants.O_NOFOLLOW;
const atOnce = isWindows ? 0 : constants.O_NONBLOCK;
const reading = (links: Links): number => constants.O_RDONLY | atOnce | (links === 'refused' ? noFollow : 0);
const creating = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;

function assertFile(found: Stats | BigIntStats): void {
  if (found.isFile()) return;
  throw new WrongFile(found.isSymbolicLink() ? 'ELOOP' : found.isDirectory() ? 'EISDIR' : 'NOT_A_FILE');
}

/**
 * Opens a regular file for reading. It is looked at before, since opening a device may already do something, and after, since
 * another may have come in its place. @throws WrongFile, and the system's errors
 */
export async function openFile(path: string, links: Links): Promise<FileHandle> {
  assertFile(await (links === 'refused' ? lstat(path) : stat(path)));
  const file = await open(path, reading(links));
  try {
    assertFile(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The content, or `null` where it is more than `mostBytes`. @throws as {@link openFile} */
export async function readFile(path: string, mostBytes: number, links: Links): Promise<Buffer | null> {
  await using file = await openFile(path, links);
  const buffer = Buffer.alloc(mostBytes + 1);
  for (let length = 0; ;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (length > mostBytes) return null;
    if (bytesRead === 0) return buffer.subarray(0, length);
  }
}

/** As {@link readFile}, for who cannot wait. */
export function readFileSync(path: string, mostBytes: number, links: Links): Buffer | null {
  assertFile((links === 'refused' ? lstatSync : statSync)(path));
  const file = openSync(path, reading(links));
  try {
    assertFile(fstatSync(file));
    const buffer = Buffer.alloc(mostBytes + 1);
    for (let length = 0; ;) {
      const bytesRead = readSync(file, buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (length > mostBytes) return null;
      if (bytesRead === 0) return buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** A file that was not there before, for its owner alone. @throws the system's errors, `EEXIST` for anything of that name */
export function newFile(path: string): Promise<FileHandle> {
  return open(path, creating, 0o600);
}

/** As {@link newFile}, for who cannot wait. */
export function newFileSync(path: string): number {
  return openSync(path, creating, 0o600);
}

/** Nothing may be there before, and where the file system can, nothing is doubled. */
const copying = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;

/** Copies a file of a folder of ours. @throws as {@link openFile}; `EEXIST` for anything at `to` */
export async function copyFile(from: string, to: string): Promise<void> {
  const before = assertFileOrNothing(from);
  await copy(from, to, copying);
  if (assertFileOrNothing(from) !== before) throw new WrongFile('REPLACED');
}

/** As {@link copyFile}, for a thread that has nothing else to do. */
export function copyFileSync(from: string, to: string): void {
  const before = assertFileOrNothing(from);
  copySync(from, to, copying);
  if (assertFileOrNothing(from) !== before) throw new WrongFile('REPLACED');
}

/** Has a file's content on the disk. @throws as {@link openFile} */
export function flushFile(path: string): void {
  assertFileOrNothing(path);
  const file = openSync(path, constants.O_RDWR | atOnce | noFollow);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * For files that something else opens by their names.
 * @returns which one lies there, to compare with later; `null` where there is nothing
 * @throws WrongFile for anything but a regular file
 */
export function assertFileOrNothing(path: string): string | null {
  try {
    const found = lstatSync(path, { bigint: true });
    assertFile(found);
    return `${String(found.dev)}:${String(found.ino)}`;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
