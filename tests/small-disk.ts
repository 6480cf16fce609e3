/** A file system of its own, small enough to fill, as the system really has it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** Mounts one on an empty folder. Needs root. */
export function mountSmallDisk(folder: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder]);
}

export function unmount(folder: string): void {
  execFileSync('umount', [folder]);
}

/** Leaves no more than `leaveBytes` free. */
export function fill(disk: string, leaveBytes = 0): void {
  const { bavail, bsize } = statfsSync(disk);
  const size = bavail * bsize - leaveBytes;
  if (size > 0) writeFileSync(join(disk, `filler-${readdirSync(disk).length}`), new Uint8Array(size));
}

/** Takes away what it was filled with. */
export function makeRoom(disk: string): void {
  for (const name of readdirSync(disk)) if (name.startsWith('filler')) rmSync(join(disk, name));
}
