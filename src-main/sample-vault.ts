import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vaultSuffix } from './places.ts';

const prefix = 'coffer-sample-';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: the folder is left over.
    return false;
  }
}

/** Removes throw-away vaults whose app is gone, e.g. after a power cut. */
function removeLeftOvers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    let owner: number;
    try {
      owner = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    } catch {
      // Not a folder of ours, or somebody else's: left alone.
      continue;
    }
    if (!isRunning(owner)) rmSync(folder, { recursive: true, force: true });
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
  writeFileSync(join(folder, 'pid'), String(process.pid));
  return {
    vault: join(folder, `${name}${vaultSuffix}`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
