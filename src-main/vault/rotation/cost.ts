/** What exchanging the keys takes: room on the disk, and time. */
import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '../errors.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import type { OpenVault } from '../context.ts';
import { countSteps } from './rewrap.ts';

const mebi = 1024 * 1024;
/** The write-ahead log of sealing anew, for each thing that is. */
const logBytesPerStep = 4096;
const spareBytes = 64 * mebi;
/** As measured (docs/benchmarks.md), on the slow side: better early than late. */
const copyBytesPerSecond = 150 * mebi;
const stepsPerSecond = 4000;
const leastSeconds = 2;

export interface RotationCost {
  readonly databaseBytes: number;
  readonly neededBytes: number;
  readonly freeBytes: number;
  readonly seconds: number;
}

/** How large the database is. @throws Error of the file system */
export function databaseBytes({ folder }: Pick<OpenVault, 'folder'>): number {
  return statSync(join(folder, databaseName)).size;
}

/** @throws Error of the file system */
export async function rotationCost(vault: OpenVault): Promise<RotationCost> {
  const { folder, store } = vault;
  const size = databaseBytes(vault);
  const { bavail, bsize } = await statfs(folder);
  const steps = countSteps(store.db);
  return {
    databaseBytes: size,
    neededBytes: size + steps * logBytesPerStep + spareBytes,
    freeBytes: bavail * bsize,
    seconds: Math.ceil(leastSeconds + size / copyBytesPerSecond + steps / stepsPerSecond),
  };
}

/** @throws VaultError rotation/no-space */
export function assertRoom({ neededBytes, freeBytes }: RotationCost): void {
  if (freeBytes >= neededBytes) return;
  const megabytes = (bytes: number): number => Math.ceil(bytes / mebi);
  throw new VaultError('rotation/no-space', {
    neededMegabytes: megabytes(neededBytes),
    freeMegabytes: Math.floor(freeBytes / mebi),
  });
}
