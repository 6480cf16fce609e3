/** What somebody can lay in a file's place who can write the folder. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export const oddKinds = [
  'a link to another file',
  'a link to nothing',
  'a link to itself',
  'a link to a device',
  'a device',
  'a pipe',
  'a folder',
  'a large file',
  'an empty file',
  'a second name of another file',
] as const;
export type OddKind = (typeof oddKinds)[number];

/** Devices are made by root alone, and not in every container. */
export function canMakeDevices(folder: string): boolean {
  try {
    execFileSync('mknod', [join(folder, 'device'), 'c', '1', '5'], { stdio: 'ignore' });
    rmSync(join(folder, 'device'));
    return true;
  } catch {
    // Whoever may not says so by failing.
    return false;
  }
}

const treasure = 'what belongs to another program\n';
export const treasureName = 'treasure.txt';
/** Long enough for anything that does not wait. Who waits is let go, so that the tests go on, and is told by a file outside. */
const patienceSeconds = 45;
const letGo = `sleep ${String(patienceSeconds)}; : > "$1"; : <> "$0"`;

/** A folder outside of any vault, which must stay as it is. */
export function makeOutside(folder: string): string {
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, treasureName), treasure);
  return outside;
}

/** Lays it in the place of what is there. @returns how to let go of what was made for it */
export function layInPlace(path: string, kind: OddKind, outside: string): () => void {
  rmSync(path, { recursive: true, force: true });
  let waiting: ChildProcess | null = null;
  switch (kind) {
    case 'a link to another file':
      symlinkSync(join(outside, treasureName), path);
      break;
    case 'a link to nothing':
      symlinkSync(join(outside, 'not-there'), path);
      break;
    case 'a link to itself':
      symlinkSync(basename(path), path);
      break;
    case 'a link to a device':
      symlinkSync('/dev/zero', path);
      break;
    case 'a device':
      execFileSync('mknod', [path, 'c', '1', '5']);
      break;
    case 'a pipe':
      execFileSync('mkfifo', [path]);
      waiting = spawn('sh', ['-c', letGo, path, join(outside, 'was-waited-for')], {
        stdio: 'ignore',
        detached: true,
      });
      break;
    case 'a folder':
      mkdirSync(path);
      writeFileSync(join(path, 'inside'), 'x');
      break;
    case 'a large file':
      writeFileSync(path, '');
      // A database is copied piece by piece, and takes its room on the disk.
      truncateSync(path, basename(path).startsWith('records.db') ? 100 * 1024 ** 2 : 1024 ** 3);
      break;
    case 'an empty file':
      writeFileSync(path, '');
      break;
    case 'a second name of another file':
      linkSync(join(outside, treasureName), path);
      break;
  }
  return () => {
    if (waiting?.pid !== undefined && waiting.exitCode === null) process.kill(-waiting.pid);
  };
}
