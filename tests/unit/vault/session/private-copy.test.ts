import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { copyPrivately } from '../../../../src-main/vault/session/private-copy.ts';
import { newFolder } from '../../temporary.ts';

let root: string;
let vault: string;
let temporary: string;

beforeEach(() => {
  root = newFolder('private-copy');
  vault = join(root, 'Acme.coffer');
  temporary = join(root, 'tmp');
  for (const folder of [vault, temporary]) mkdirSync(folder);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const posix = process.platform === 'win32' ? it.skip : it;

posix('is this user’s alone, and whole', async () => {
  const content = Buffer.alloc(3 * 1024 * 1024 + 5, 'abc');
  writeFileSync(join(vault, 'records.db.next'), content, { mode: 0o644 });
  const copy = await copyPrivately(vault, [
    { from: 'records.db.next', to: 'records.db' },
    { from: 'not-there', to: 'not-there' },
  ]);
  expect(readdirSync(copy.folder)).toEqual(['records.db']);
  expect(readFileSync(join(copy.folder, 'records.db')).equals(content)).toBe(true);
  const modes = [join(copy.folder, '..'), copy.folder, join(copy.folder, 'records.db')];
  expect(modes.map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
  copy.remove();
  expect(readdirSync(temporary)).toEqual([]);
});

it('goes with the process that ends before it was removed', async () => {
  writeFileSync(join(vault, 'records.db'), 'x');
  const before = process.listeners('exit');
  const copy = await copyPrivately(vault, [{ from: 'records.db', to: 'records.db' }]);
  const added = process.listeners('exit').filter((each) => !before.includes(each));
  for (const each of added) each.call(process, 0);
  expect(existsSync(copy.folder)).toBe(false);
  expect(process.listeners('exit')).toEqual(before);
});

it('is none where somebody wrote to the files meanwhile', async () => {
  const [database, log] = [join(vault, 'records.db'), join(vault, 'records.db-wal')];
  for (const file of [database, log]) writeFileSync(file, 'x');
  let asked = 0;
  const copying = copyPrivately(vault, [
    { from: 'records.db', to: 'records.db' },
    {
      get from() {
        asked += 1;
        // When the database was copied, and the log is about to be.
        if (asked === 2) appendFileSync(database, 'y');
        return 'records.db-wal';
      },
      to: 'records.db-wal',
    },
  ]);
  await expect(copying).rejects.toMatchObject({ code: 'vault/in-use' });
  expect(asked).toBe(2);
  expect(readdirSync(temporary)).toEqual([]);
});

posix.each([
  ['link', 'file/is-a-link'],
  ['pipe', 'file/not-a-file'],
  ['folder', 'file/is-a-folder'],
])('is none of a %s in place of a file', async (kind, code) => {
  const path = join(vault, 'records.db');
  writeFileSync(join(root, 'elsewhere'), 'x');
  if (kind === 'link') symlinkSync(join(root, 'elsewhere'), path);
  else if (kind === 'pipe') execFileSync('mkfifo', [path]);
  else mkdirSync(path);
  await expect(copyPrivately(vault, [{ from: 'records.db', to: 'records.db' }])).rejects.toMatchObject({
    code,
  });
  expect(readdirSync(temporary)).toEqual([]);
});
