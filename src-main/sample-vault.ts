import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileErrorCode } from './files/file-errors.ts';
import { readFileSync } from './files/open-file.ts';
import { replaceFileSync } from './files/replace-file.ts';
import { vaultSuffix } from './files/vault-name.ts';

const prefix = 'coffer-sample-';
const mostPidBytes = 20;

/** Whether no process has this number. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Any other: it is somebody else's, or no number at all.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Removes throw-away vaults whose app is gone, e.g. after a power cut. */
function removeLeftOvers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      const owner = Number(readFileSync(join(folder, 'pid'), mostPidBytes, 'refused')?.toString());
      if (isGone(owner)) rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      // Not a folder of ours, or somebody else's: left alone.
      if (fileErrorCode(error) === null) throw error;
    }
  }
}

export interface SamplePlace {
  readonly vault: string;
  remove(): void;
}

/** A fresh folder for a throw-away vault, removed at the end. */
export function samplePlace(name: string): SamplePlace {
  removeLeftOvers();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  replaceFileSync(join(folder, 'pid'), String(process.pid), false);
  return {
    vault: join(folder, `${name}${vaultSuffix}`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
