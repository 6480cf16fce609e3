/** In the app: what a thousand locks leave behind in the main process, which lives through them all. */
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { startApp } from '../kit/drive.ts';
import type { Section } from '../kit/figures.ts';
import { createVault, lock, unlock } from '../../e2e/drive/steps.ts';

const locks = 1000;
/** The first ones fill what later ones find filled. */
const warmUp = 20;

export const run: Section = async () => {
  if (platform() !== 'linux') throw new Error('open files are counted on Linux only');
  const { app, close } = await startApp();
  const pid = app.electron.process().pid ?? 0;
  const files = (): number => readdirSync(`/proc/${pid}/fd`).length;
  const megabytes = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  try {
    // Of a vault of its own, which the unlock screen offers after each lock: a sample is opened by hand.
    await createVault(app);
    let before = { files: 0, megabytes: 0 };
    for (let round = 0; round < warmUp + locks; round++) {
      if (round === warmUp) before = { files: files(), megabytes: megabytes() };
      await lock(app);
      await unlock(app);
    }
    return [
      { what: 'open files more', value: files() - before.files, unit: 'files', target: 10, samples: locks },
      { what: 'memory more', value: megabytes() - before.megabytes, unit: 'MB', target: 20, samples: locks },
    ];
  } finally {
    await close();
  }
};
