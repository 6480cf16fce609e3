import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagedApp } from '../../build/dist.mjs';
import { answerDialogs, launchApp } from './drive/app.ts';
import { createVault, importFile, lock, unlock } from './drive/steps.ts';
import { isVaultProcess, processTree } from './security/processes.ts';

test('the packaged app creates a vault, imports a file in two threads, locks, opens it again and seals a file', async () => {
  const executable = packagedApp({ isTestBuild: true });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  const folder = mkdtempSync(join(tmpdir(), 'coffer-packaged-'));
  const app = await launchApp({ executable, isMoving: true });
  try {
    expect(await app.electron.evaluate(({ app: packaged }) => packaged.isPackaged)).toBe(true);
    await createVault(app);
    // So many rows that the thread of the archive is started.
    const file = join(folder, 'many.csv');
    const rows = Array.from({ length: 2500 }, (_, n) => `Customer ${n},customer${n}@example.com`);
    writeFileSync(file, ['Name,E-mail', ...rows].join('\n'));
    await importFile(app, file);
    await lock(app);
    await unlock(app);
    const page = await app.page();
    await page.getByTestId('search').fill('customer2499');
    await page.getByTestId('customer-rows').getByText('Customer 2499').click();
    // What is sealed is sealed by libsodium, which its package ships compiled.
    await page.getByRole('button', { name: 'Class of new files' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Confidential' }).click();
    await answerDialogs(app, file);
    await page.getByRole('button', { name: 'Add a file' }).click();
    await page.getByTestId('attachment').filter({ hasText: 'many.csv' }).waitFor();
    const main = await app.electron.evaluate(() => process.pid);
    const vault = processTree(main).find(isVaultProcess);
    expect(readFileSync(`/proc/${String(vault?.pid)}/maps`, 'utf8')).toContain('/sodium-native.node\n');
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the released app does not start with switches and variables that open it, and writes nothing down for them', () => {
  const executable = packagedApp({ isTestBuild: false });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  const folder = mkdtempSync(join(tmpdir(), 'coffer-refused-'));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const start = (words: readonly string[], env: NodeJS.ProcessEnv = {}): string => {
    const { status, stderr } = spawnSync(
      executable,
      [...sandbox, `--user-data-dir=${join(folder, 'user-data')}`, ...words],
      {
        encoding: 'utf8',
        env: { ...process.env, HOME: folder, LANG: 'zh_CN.UTF-8', ...env },
        timeout: 120_000,
      },
    );
    expect(status).toBe(1);
    return stderr;
  };
  try {
    for (const name of ['--disable-seccomp-filter-sandbox', '--remote-debugging-port', '--trace-startup'])
      expect(start([`${name}=0`])).toContain(`客匣不能带着 ${name} 启动`);
    expect(start(['--v=2', '--cli', 'help'])).toContain('--v');
    expect(start([], { ELECTRON_LOG_FILE: join(folder, 'log') })).toContain('ELECTRON_LOG_FILE');
    expect(start([], { LANG: 'C', SSLKEYLOGFILE: join(folder, 'keys') })).toContain(
      'Coffer does not start with SSLKEYLOGFILE',
    );
    const left = readdirSync(folder, { recursive: true }).map(String);
    expect(left.filter((name) => /log$|keys|device\.json/.test(name))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
