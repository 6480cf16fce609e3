import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesAmong, OpenedQueue } from '../../../src-main/opened-queue.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-host-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const named = (name: string): string => {
  const path = join(folder, name);
  writeFileSync(path, '');
  return path;
};
const among = (...words: string[]) => filesAmong(['/opt/Coffer/coffer', ...words], folder, '/opt/Coffer');

test.each([
  ['a.coffer-bundle', 'bundle'],
  ['李雷.COFFER-CARD', 'card'],
  ['a.coffer-receipt', 'receipt'],
  ['a.coffer-invitation', 'invitation'],
  ['客户.csv', 'table'],
  ['cards.VCF', 'table'],
  ['a.xlsx', 'table'],
  ['notes.txt', 'table'],
  ['scan.pdf', 'other'],
  ['no ending', 'other'],
])('%s is known as %s, by its name as by its whole path', (name, kind) => {
  const path = named(name);
  expect(among(path)).toEqual([{ path, kind }]);
  expect(among(name)).toEqual([{ path, kind }]);
});

test('a vault is known by its folder and by what lies in it, and a file that only has its name is none', () => {
  const vault = join(folder, 'Acme.coffer');
  mkdirSync(vault);
  writeFileSync(join(vault, 'keyring.json'), '{}');
  for (const path of [vault, join(vault, 'keyring.json')])
    expect(among(path)).toEqual([{ path: vault, kind: 'vault' }]);
  const file = named('Plain.coffer');
  expect(among(file)).toEqual([{ path: file, kind: 'other' }]);
});

test('switches and the program itself are no files; what is not there is said', () => {
  expect(among('--sample', '--lang=en', '', '/opt/Coffer', '/opt/Coffer/main.js')).toEqual([]);
  expect(among('gone.csv')).toEqual([{ path: join(folder, 'gone.csv'), kind: 'missing' }]);
});

test('every file waits in its order until it is taken, once', () => {
  const queue = new OpenedQueue();
  const paths = ['a.coffer-bundle', 'b.coffer-bundle', 'c.csv'].map(named);
  queue.add(among(...paths.slice(0, 2)));
  queue.add(among(...paths));
  expect(queue.waiting.map(({ name }) => name)).toEqual(['a.coffer-bundle', 'b.coffer-bundle', 'c.csv']);
  const [, second] = queue.waiting;
  expect(queue.take(second?.id ?? 0)?.path).toBe(paths[1]);
  expect(queue.take(second?.id ?? 0)).toBeNull();
  queue.forget(paths[0] ?? '');
  expect(queue.waiting.map(({ name }) => name)).toEqual(['c.csv']);
  // What was taken may be opened again.
  queue.add(among(paths[1] ?? ''));
  expect(queue.waiting.map(({ name }) => name)).toEqual(['c.csv', 'b.coffer-bundle']);
});
