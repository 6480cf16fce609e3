import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In memory where there is such a place: flushing to a disk is what most tests would wait for. */
const temporary = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new folder for a test, which has to remove it. */
export function newFolder(name: string): string {
  return mkdtempSync(join(temporary, `coffer-${name}-`));
}
