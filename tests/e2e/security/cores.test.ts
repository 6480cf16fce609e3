/** What the kernel would write to the disk of the memory of each process: nothing into a core, and no key into the swap. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../../build/runtime/paths.mjs';
import { launchWithVault } from '../drive/prepared.ts';
import { unlessGone } from './gone.ts';
import { isRenderer, isVaultProcess, processTree } from './processes.ts';

const isLinux = process.platform === 'linux';
const nothing = 0;

/** Which kinds of memory a core would hold, as bits. */
const kindsInCore = (pid: number): number =>
  Number.parseInt(readFileSync(`/proc/${String(pid)}/coredump_filter`, 'utf8'), 16);

test.runIf(isLinux)(
  'no process of the open app leaves its memory in a core, and the keys’ is not swapped out',
  async () => {
    const app = await launchWithVault();
    try {
      const all = processTree(app.electron.process().pid ?? 0);
      expect(all.some(isRenderer)).toBe(true);
      expect(all.some(isVaultProcess)).toBe(true);
      expect(all.map(({ name }) => name)).toContain('zygote');
      const leaving = all.filter(({ pid }) => unlessGone(() => kindsInCore(pid), nothing) !== nothing);
      expect(leaving).toEqual([]);
      const vault = all.find(isVaultProcess)?.pid ?? 0;
      const kibLocked = /^VmLck:\s+(\d+) kB$/m.exec(
        readFileSync(`/proc/${String(vault)}/status`, 'utf8'),
      )?.[1];
      expect(Number(kibLocked)).toBeGreaterThan(0);
    } finally {
      await app.close();
    }
  },
);

test.runIf(isLinux)('nor does the command line', async () => {
  const cli = spawn(
    process.execPath,
    [inProject('out/main/cli.js'), 'unlock-check', join('no', 'such.coffer'), '--passphrase-fd', '0'],
    // It waits for the passphrase.
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const ended = new Promise((resolve) => cli.once('exit', resolve));
  try {
    await expect.poll(() => kindsInCore(cli.pid ?? 0), { timeout: 30_000 }).toBe(nothing);
  } finally {
    cli.kill();
    await ended;
  }
});
