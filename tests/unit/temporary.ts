import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** Containers often have a place of 64 MiB. */
const roomNeeded = 1024 ** 3;

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= roomNeeded;
}

/** In memory where there is room: flushing to a disk is what most tests would wait for. */
const temporary = hasRoom(memory) ? memory : tmpdir();

/** A new folder for a test, which has to remove it. */
export function newFolder(name: string): string {
  return mkdtempSync(join(temporary, `coffer-${name}-`));
}
