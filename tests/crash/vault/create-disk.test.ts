/** A disk that gets full at any moment of making a vault, as the system really has it. Needs root. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canMount, fill, makeRoom, mountSmallDisk, unmount } from '../../small-disk.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../../unit/vault/session/vault-fixture.ts';

let disk: string;
let bench: Bench;
beforeEach((context) => {
  if (!canMount) context.skip('mounting a small file system needs root');
  disk = mkdtempSync(join(tmpdir(), 'coffer-disk-'));
  mountSmallDisk(disk, 3);
  mkdirSync(join(disk, 'vaults'));
  bench = makeBench(join(disk, 'vaults'));
});
afterEach(() => {
  if (!canMount) return;
  bench.engine.close();
  unmount(disk);
  rmSync(disk, { recursive: true });
});

const create = (path: string) => ({
  place: bench.ticket(path),
  name: 'Acme',
  personName: '李雷',
  passphrase: bytes(goodPassphrase),
  keyFile: { create: bench.ticket(join(bench.folder, 'acme.coffer-key')) },
});

test('either there is a vault whose recovery key was shown, or there is nothing', async () => {
  const path = join(bench.folder, 'new', 'folders', 'Acme.coffer');
  let [tooLittle, enough] = [0, 2 * 1024 * 1024];
  // Down to the last pages: what fails then is what is done last.
  while (enough - tooLittle > 8192) {
    const left = (enough + tooLittle) >> 1;
    fill(disk, left);
    const code = await bench.code('vault/create', create(path));
    if (code === null) {
      enough = left;
      bench = bench.restart();
      for (const name of readdirSync(bench.folder)) rmSync(join(bench.folder, name), { recursive: true });
    } else {
      tooLittle = left;
      expect(code).toBe('vault/disk-full');
      expect(readdirSync(bench.folder), `with ${String(left)} bytes left`).toEqual([]);
    }
    makeRoom(disk);
  }
  expect(enough).toBeLessThan(2 * 1024 * 1024);
}, 120_000);

test('nothing is made where nothing may be written', async () => {
  execFileSync('mount', ['--bind', bench.folder, bench.folder]);
  execFileSync('mount', ['-o', 'remount,ro,bind', bench.folder]);
  try {
    const { keyFile: _, ...request } = create(join(bench.folder, 'Acme.coffer'));
    expect(await bench.code('vault/create', request)).toBe('vault/read-only');
    expect(readdirSync(bench.folder)).toEqual([]);
  } finally {
    execFileSync('umount', [bench.folder]);
  }
});
