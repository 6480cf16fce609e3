import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { samplePlace } from '../../../src-main/sample-vault.ts';
import { newFolder } from '../temporary.ts';

let temporary: string;
beforeEach(() => {
  temporary = newFolder('sample');
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('TEMP', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

/** A folder as a sample's is called, with this in its `pid`. */
function folderOf(pid: string): string {
  const folder = join(temporary, 'coffer-sample-before');
  mkdirSync(folder);
  writeFileSync(join(folder, 'pid'), pid);
  return folder;
}

test('a throw-away vault whose app is gone is removed', () => {
  const folder = folderOf(String(spawnSync(process.execPath, ['--version']).pid));
  samplePlace('Sample').remove();
  expect(existsSync(folder)).toBe(false);
});

test.each([String(process.pid), '', 'notes of mine', '1'.repeat(30), '9'.repeat(18)])(
  'a folder that says %j is left alone',
  (pid) => {
    const folder = folderOf(pid);
    samplePlace('Sample').remove();
    expect(existsSync(folder)).toBe(true);
  },
);
