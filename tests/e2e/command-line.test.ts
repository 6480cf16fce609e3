import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packagedApp } from '../../build/dist.mjs';
import { inProject } from '../../build/runtime/paths.mjs';
import { leaseName } from '../../src-main/vault/session/lease.ts';
import { stateOf } from '../state-of.ts';
import { fixture } from './drive/app.ts';
import { dearSlotMiB, residentMiB, withDearSlots } from './drive/dear-slots.ts';

const passphrase = 'orbit velvet canyon mustard';
let folder: string;
let vault: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-cli-'));
  vault = join(folder, 'Shop.coffer');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const environment = (): NodeJS.ProcessEnv => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...rest } = process.env;
  return { ...rest, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), LANG: 'C' };
};

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly json: ReturnType<typeof JSON.parse>;
}

/** Runs a command with a passphrase behind descriptor 3. */
function run(
  words: readonly string[],
  secret: string | null = passphrase,
  program = [process.execPath, inProject('out/main/cli.js')],
): Ended {
  const file = join(folder, 'secret');
  writeFileSync(file, `${secret ?? ''}\n`);
  const fd = openSync(file, 'r');
  try {
    const [executable = '', ...first] = program;
    const fds = secret === null ? [] : ['--passphrase-fd', '3'];
    const { status, stdout, stderr } = spawnSync(executable, [...first, ...words, '--json', ...fds], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe', fd],
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr, json: stdout === '' ? {} : JSON.parse(stdout) };
  } finally {
    closeSync(fd);
    rmSync(file);
  }
}

test('the whole way without a window: create, import, search, export, back up, verify, hand over', () => {
  const made = run(['create', vault, '--person', 'Owner']);
  expect(made).toMatchObject({ code: 0, json: { ok: true } });
  expect(made.json['recoveryKey']).toMatch(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
  const trial = run(['import', vault, fixture('salesforce-accounts.csv'), '--dry-run']);
  const report = join(folder, 'report.csv');
  const imported = run(['import', vault, fixture('salesforce-accounts.csv'), '--report', report]);
  expect(imported.code).toBe(0);
  expect(imported.json['added']).toBeGreaterThan(900);
  expect(imported.json['added']).toBe(trial.json['added']);
  expect(existsSync(report)).toBe(true);
  expect(run(['unlock-check', vault]).json['customers']).toBe(imported.json['added']);
  const found = run(['search', vault, 'a', '--limit', '3']);
  expect(found.json['rows']).toHaveLength(3);
  const file = join(folder, 'out.csv');
  expect(run(['export', vault, file, '--encoding', 'utf-8', '--reason', 'accountant']).json['rows']).toBe(
    imported.json['added'],
  );
  expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(900);
  const backup = run(['backup', vault]);
  expect(backup.json).toMatchObject({ verified: true, customers: imported.json['added'] });
  expect(
    run(['unlock-check', join(backup.json['folder'], backup.json['backup']), '--accept-older']).code,
  ).toBe(0);
  expect(run(['verify', vault]).json['findings']).toEqual([]);

  const other = join(folder, 'Other.coffer');
  run(['create', other, '--person', 'Colleague']);
  const card = join(folder, 'colleague.coffer-card');
  expect(run(['card', 'export', other, card]).code).toBe(0);
  const bundle = join(folder, 'a.coffer-bundle');
  expect(run(['card', 'add', vault, card]).code).toBe(0);
  expect(run(['bundle', 'make', vault, bundle, '--to', 'Colleague']).json['error']['code']).toBe(
    'bundle/recipient-unchecked',
  );
  expect(run(['card', 'add', vault, card, '--checked', 'voice']).code).toBe(0);
  const handed = run(['bundle', 'make', vault, bundle, '--to', 'Colleague', '--purpose', 'visits']);
  expect(handed.json['counts']['customers']).toBe(imported.json['added']);
  expect(run(['bundle', 'verify', other, bundle]).json['sender']).toMatchObject({
    name: 'Owner',
    standing: 'unknown',
  });
  expect(run(['bundle', 'open', other, bundle])).toMatchObject({
    code: 6,
    json: { error: { code: 'bundle/sender-unknown' } },
  });
  expect(run(['bundle', 'open', other, bundle, '--accept-sender']).json['added']).toBe(
    imported.json['added'],
  );
  expect(run(['bundle', 'open', other, bundle]).json['error']['code']).toBe('bundle/already-taken-in');
});

test('a row for each contact goes out and comes back as it was', () => {
  const place = join(folder, 'Contacts.coffer');
  run(['create', place, '--person', 'Owner']);
  const sheet = join(folder, 'contacts.csv');
  writeFileSync(sheet, '公司名称,联系人,联系人电话\n甲公司,李四,13800138000\n甲公司,王五,13900139000\n');
  expect(run(['import', place, sheet]).json).toMatchObject({ added: 1, updated: 1 });
  const linked = join(folder, 'linked.csv');
  const asked = ['--contacts', '--columns', 'name,phones', '--reason', 'move'];
  expect(run(['export', place, linked, ...asked]).json['rows']).toBe(1);
  expect(readFileSync(linked, 'utf8')).toContain('甲公司,,李四,13800138000\r\n1,甲公司,,王五,13900139000');
  expect(run(['import', place, linked, '--duplicates', 'update']).json).toMatchObject({ unchanged: 2 });
  expect(run(['export', place, linked, '--columns', 'nothing', '--reason', 'move']).code).toBe(2);
});

test('what goes wrong has its code, and says nothing of the secret', () => {
  expect(run(['unlock-check', vault], 'not the passphrase')).toMatchObject({
    code: 3,
    json: { ok: false, error: { code: 'vault/wrong-passphrase' } },
  });
  expect(run(['unlock-check', join(folder, 'None.coffer')]).code).toBe(4);
  expect(run(['nonsense']).code).toBe(2);
  expect(run(['search', vault]).code).toBe(2);
  const shown = run(['unlock-check', vault, '--passphrase=hunter2 hunter2']);
  expect(shown).toMatchObject({ code: 2, json: { error: { code: 'usage/secret-in-arguments' } } });
  expect(shown.out + shown.err).not.toContain('hunter2');
  expect(run(['unlock-check', vault], null)).toMatchObject({
    code: 2,
    json: { error: { code: 'usage/no-terminal' } },
  });
});

/** Begins a long import. @returns its process, once that has the vault open */
async function importing(): Promise<ChildProcess> {
  const rows = Array.from(
    { length: 60_000 },
    (_, n) => `Customer ${n},customer${n}@example.com,+86 138 ${String(n).padStart(8, '0')}`,
  );
  const file = join(folder, 'many.csv');
  writeFileSync(file, ['Name,E-mail,Phone', ...rows].join('\n'));
  const secret = join(folder, 'secret');
  writeFileSync(secret, `${passphrase}\n`);
  const fd = openSync(secret, 'r');
  const child = spawn(
    process.execPath,
    [inProject('out/main/cli.js'), 'import', vault, file, '--passphrase-fd', '3', '--json'],
    {
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore', fd],
    },
  );
  closeSync(fd);
  await expect.poll(() => existsSync(join(vault, leaseName)), { timeout: 60_000 }).toBe(true);
  return child;
}

test('Ctrl+C in an import leaves the vault as it was, and no process shows the passphrase', async () => {
  const before = run(['unlock-check', vault]).json['customers'];
  const child = await importing();
  const shown =
    readFileSync(`/proc/${String(child.pid)}/cmdline`, 'utf8') +
    readFileSync(`/proc/${String(child.pid)}/environ`, 'utf8');
  expect(shown).toContain('import');
  expect(shown).not.toContain('mustard');
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  expect(run(['unlock-check', vault])).toMatchObject({ code: 6, json: { error: { code: 'vault/in-use' } } });
  child.kill('SIGINT');
  expect(await ended).toBe(8);
  expect(run(['unlock-check', vault]).json['customers']).toBe(before);
});

test('Ctrl+C while a passphrase is tried ends the command at once, and leaves nothing behind', async () => {
  const keyring = join(vault, 'keyring.json');
  const before = readFileSync(keyring, 'utf8');
  writeFileSync(keyring, withDearSlots(before));
  const there = readdirSync(vault);
  const secret = join(folder, 'secret');
  writeFileSync(secret, `${passphrase}\n`);
  const fd = openSync(secret, 'r');
  const child = spawn(
    process.execPath,
    [inProject('out/main/cli.js'), 'unlock-check', vault, '--passphrase-fd', '3'],
    { env: environment(), stdio: ['ignore', 'pipe', 'pipe', fd] },
  );
  closeSync(fd);
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  // Node and the program take some 150; the rest is Argon2id's.
  await expect.poll(() => residentMiB(child.pid ?? 0), { timeout: 60_000 }).toBeGreaterThan(dearSlotMiB + 64);
  child.kill('SIGINT');
  // Exiting would have waited for Argon2id, and ended with a code.
  expect(await ended).toEqual({ code: null, signal: 'SIGINT' });
  expect(readdirSync(vault)).toEqual(there);
  writeFileSync(keyring, before);
  expect(run(['unlock-check', vault]).code).toBe(0);
});

test('what a killed import left is looked at, and stays as it is to the byte', async () => {
  const { customers } = run(['unlock-check', vault]).json;
  const child = await importing();
  const ended = new Promise((resolve) => child.on('exit', resolve));
  expect(run(['verify', vault, '--read-only'])).toMatchObject({
    code: 6,
    json: { readOnly: true, error: { code: 'vault/in-use' } },
  });
  child.kill('SIGKILL');
  await ended;
  const before = [stateOf(vault), stateOf(join(folder, 'config'))];
  expect(existsSync(join(vault, 'records.db-wal'))).toBe(true);
  expect(run(['verify', vault, '--read-only'])).toMatchObject({
    code: 0,
    json: {
      readOnly: true,
      customers,
      notices: expect.arrayContaining([{ code: 'interrupted-write-recovered', count: 1 }]),
    },
  });
  expect([stateOf(vault), stateOf(join(folder, 'config'))]).toEqual(before);
  expect(run(['unlock-check', vault]).json['customers']).toBe(customers);
});

test('the packaged app answers --cli without a display', () => {
  const executable = packagedApp({ isTestBuild: false });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const packaged = [executable, ...sandbox, '--cli'];
  const place = join(folder, 'Packaged.coffer');
  expect(run(['create', place, '--person', 'Owner'], passphrase, packaged).code).toBe(0);
  const checked = run(['unlock-check', place], passphrase, packaged);
  expect(checked).toMatchObject({ code: 0, json: { ok: true, name: 'Packaged' } });
  expect(run(['unlock-check', place], 'wrong one', packaged).code).toBe(3);
  const before = [stateOf(place), stateOf(join(folder, 'config'))];
  expect(run(['verify', place, '--read-only'], passphrase, packaged).json).toMatchObject({
    ok: true,
    readOnly: true,
    notices: expect.arrayContaining([{ code: 'failed-unlocks', count: 1 }]),
  });
  expect([stateOf(place), stateOf(join(folder, 'config'))]).toEqual(before);
  // What the build that tests drive made is too weak for it.
  expect(run(['unlock-check', vault], passphrase, packaged).json['error']['code']).toBe(
    'vault/kdf-out-of-range',
  );
});
