/** How long opening takes besides Argon2id, at three sizes: it must not depend on how much there is to open. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { timed, type Figure, type Section } from '../kit/figures.ts';
import { sampleVault } from '../kit/vaults.ts';

/** Fresh processes for each size, in turns. */
const rounds = 5;
const targetMs = 50;

/** Unlocks of one fresh process, in milliseconds; the app starts one for each. */
export interface UnlockTimes {
  readonly kdf: readonly number[];
  readonly beyond: readonly number[];
}

function unlockIn(folder: string): Promise<UnlockTimes> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('../kit/unlock-process.ts', import.meta.url)), [folder]);
    let times: UnlockTimes | null = null;
    child.on('message', (message) => {
      times = message as UnlockTimes; // What the file just named sends.
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (times === null) reject(new Error(`the unlocking process ended (${code})`));
      else resolve(times);
    });
  });
}

export const run: Section = async ({ records }) => {
  const sizes = [...new Set([1000, 100_000, records])].filter((size) => size <= records);
  const vaults: { size: number; folder: string; first: number[]; later: number[] }[] = [];
  for (const size of sizes) vaults.push({ size, folder: await sampleVault(size), first: [], later: [] });
  const kdf: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const vault of vaults) {
      const { kdf: own, beyond } = await unlockIn(vault.folder);
      kdf.push(...own);
      vault.first.push(...beyond.slice(0, 1));
      vault.later.push(...beyond.slice(1));
    }
  }
  const figures: Figure[] = vaults.flatMap(({ size, first, later }) => [
    timed(`${size} customers, first unlock of a process, beyond Argon2id`, first, {
      by: 'p50',
      target: targetMs,
    }),
    timed(`${size} customers, later unlocks, beyond Argon2id`, later, { by: 'p50', target: targetMs }),
  ]);
  return [...figures, timed('Argon2id alone, 64 MiB, 3 passes, 4 lanes', kdf, { by: 'p50' })];
};
