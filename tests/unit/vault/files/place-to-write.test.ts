/** Whatever leaves the vault goes where a file belongs: never over what a vault is made of, never over a pipe or a device. */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Purpose } from '../../../../src-preload/contract/tickets.ts';
import { assertPlaceToWrite } from '../../../../src-main/files/place-to-write.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { canMakeDevices } from './odd-files.ts';

let bench: Bench;
let vault: string;
let backup: string;
beforeAll(async () => {
  bench = makeBench();
  ({ path: vault } = await takeVault(bench));
  const { id } = await bench.call('backups/make');
  backup = join((await bench.call('backups/list')).folder, id);
  symlinkSync(vault, join(bench.folder, 'way in'));
  mkdirSync(join(vault, 'below'));
  execFileSync('mkfifo', [join(bench.folder, 'pipe')]);
});
afterAll(() => {
  bench.remove();
});

const at = (...parts: string[]): string => join(bench.folder, ...parts);
const reason = 'Audit';
const selection = { query: { text: '' } };
const passphrase = bytes('harbour lantern quartz meadow');

/** One of each road by which something is written. */
const saves: Readonly<Record<string, (save: string) => Promise<string | null>>> = {
  table: (save) =>
    bench.code('export/csv', {
      selection,
      columns: ['name'],
      headings: ['Name'],
      encoding: 'utf-8',
      reason,
      save,
      jobId: newId(),
    }),
  bundle: (save) =>
    bench.code('bundle/make', {
      jobId: newId(),
      content: { selection, parts: [], fieldIds: [] },
      recipientIds: [],
      passphrase,
      purpose: 'p',
      note: '',
      save,
    }),
  'audit file': (save) =>
    bench.code('audit-file/export', { jobId: newId(), recipientIds: [], passphrase, reason, save }),
  proof: (save) => bench.code('audit-file/prove', { log: 'journal', seq: 1, disclose: false, save }),
  query: (save) => bench.code('time-stamp/ask', { save }),
  card: (save) => bench.code('cards/export', { save }),
  posture: (save) => bench.code('posture/save', { save }),
};

test.each(Object.entries(saves))('a %s', async (_, save) => {
  const places: [string, string][] = [
    ...['records.db', 'keyring.json', 'new', 'below/new'].map((name): [string, string] => [
      join(vault, name),
      'file/in-a-vault',
    ]),
    [join(backup, 'records.db'), 'file/in-a-vault'],
    [at('way in', 'keyring.json'), 'file/in-a-vault'],
    [at('pipe'), 'file/not-a-file'],
    [at('nowhere', 'new'), 'file/folder-missing'],
    [vault, 'file/is-a-folder'],
  ];
  const before = contentOf(backup);
  for (const [path, code] of places) expect([path, await save(bench.ticket(path))]).toEqual([path, code]);
  expect(contentOf(backup)).toEqual(before);
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  // Nothing was begun: there is nothing to be told.
  const { entries } = await bench.call('journal/list', { count: 100 });
  expect(entries.filter(({ action }) => action.endsWith('-begins'))).toEqual([]);
});

test('a vault is made, and put back, beside others only', async () => {
  const inside = (): string => bench.ticket(join(vault, 'Inner.coffer'));
  const made = { name: 'Inner', personName: 'A', passphrase: bytes(goodPassphrase) };
  const other = makeBench(bench.folder);
  const place = other.ticket(join(vault, 'below', 'Inner.coffer'));
  expect(await other.code('vault/create', { ...made, place })).toBe('file/in-a-vault');
  const { backups } = await bench.call('backups/list');
  const id = backups[0]?.id ?? '';
  expect(await bench.code('backups/restore-as', { id, place: inside() })).toBe('file/in-a-vault');
  other.engine.close();
});

test('a link is replaced unless it leads to a device', () => {
  const purposes: readonly Purpose[] = ['save-card'];
  symlinkSync('/dev/null', at('to a device'));
  symlinkSync('pipe', at('to a pipe'));
  symlinkSync('nothing', at('to nothing'));
  symlinkSync('itself', at('itself'));
  const code = (path: string): unknown => {
    try {
      assertPlaceToWrite(path, purposes);
      return null;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  expect(['to a device', 'to a pipe', 'to nothing', 'itself'].map((name) => code(at(name)))).toEqual([
    'NOT_A_FILE',
    'NOT_A_FILE',
    null,
    null,
  ]);
  if (!canMakeDevices(bench.folder)) return;
  execFileSync('mknod', [at('device'), 'c', '1', '3']);
  expect(code(at('device'))).toBe('NOT_A_FILE');
});
