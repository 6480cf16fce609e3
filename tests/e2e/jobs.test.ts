import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answerDialogs, launchApp, runtimeOnce, type DrivenApp } from './drive/app.ts';
import { inVault } from './drive/make-vault.ts';
import { prepareVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, newCustomer, unlock } from './drive/steps.ts';

let app: DrivenApp;
let page: Page;
let folder: string;

function filesOf(count: number, size: number, stem: string): string[] {
  return Array.from({ length: count }, (_, at) => {
    const path = join(folder, `${stem}-${String(at).padStart(3, '0')}.bin`);
    writeFileSync(path, Buffer.alloc(size, `${stem}${String(at)}`));
    return path;
  });
}

/** Lets go of files over the customer, as the system does it. */
async function drop(paths: readonly string[]): Promise<void> {
  const box = await page.getByTestId('customer-detail').boundingBox();
  if (box === null) throw new Error('no customer is shown');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await session.detach();
}

async function customerNamed(name: string): Promise<void> {
  await (await newCustomer(page)).fill(name);
  await page.keyboard.press('Enter');
  await page.getByTestId('customer-rows').getByText(name).waitFor();
}

async function show(name: string): Promise<void> {
  await page.getByTestId('customer-rows').getByText(name).click();
  await expect
    .poll(() => page.getByTestId('customer-detail').getByRole('textbox', { name: 'Name' }).inputValue())
    .toBe(name);
}

const attachments = () => page.getByTestId('attachment');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-jobs-'));
  await prepareVault(folder);
  await inVault(join(folder, 'Acme.coffer'), async (bench) => {
    const path = join(folder, 'many.csv');
    const rows = Array.from({ length: 30_000 }, (_, at) => `Zz ${String(at)},z${String(at)}@example.com`);
    writeFileSync(path, `name,email\n${rows.join('\n')}`);
    const source = await bench.call('import/open', { file: bench.ticket(path) });
    await bench.call('import/run', {
      jobId: source.jobId,
      targets: source.columns.map(({ suggestion }) => suggestion),
      defaultKind: 'guess',
      duplicates: 'add',
      matchBy: [],
      dateOrder: source.dateOrder,
      addTag: null,
    });
  });
  app = await launchApp({ home: folder });
  await unlock(app);
  page = await app.page();
  for (const name of ['Cedar C', 'Birch B', 'Alder A']) await customerNamed(name);
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('files go to the customer they were dropped on, whoever is shown and whatever class is chosen meanwhile', async () => {
  await drop(filesOf(3, 15 * 1024 * 1024, 'contract'));
  await page.getByTestId('customer-rows').getByText('Cedar C').click();
  await page.getByText('3 files attached to Alder A').waitFor({ timeout: 60_000 });
  await show('Cedar C');
  expect(await attachments().count()).toBe(0);
  await show('Alder A');
  await expect.poll(() => attachments().count()).toBe(3);
});

test('many files are one job, with one cancel and one result, which can be read afterwards', async () => {
  await show('Birch B');
  await drop(filesOf(60, 4 * 1024 * 1024, 'scan'));
  await show('Cedar C');
  await page.getByTestId('jobs').click();
  const job = page.getByTestId('job').filter({ hasText: 'Adding files to Birch B' });
  await job.getByText(/of 60/).waitFor();
  await job.getByRole('button', { name: 'Cancel' }).click();
  await job.getByText(/of 60 files were attached to Birch B/).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  const said = (await job.textContent()) ?? '';
  const done = Number(/(\d+) of 60 files/.exec(said)?.[1]);
  expect(said).toContain(`scan-${String(done).padStart(3, '0')}.bin: not attached`);
  await page.keyboard.press('Escape');
  await show('Birch B');
  await expect.poll(() => attachments().count()).toBe(done);
});

/** As the system does it when a file is double-clicked while the app runs. */
const openFromOutside = (...paths: string[]) =>
  app.electron.evaluate(
    ({ app: host }, words) => host.emit('second-instance', {}, ['coffer', ...words], '/'),
    paths,
  );

/** Clicks what goes with the click, until nothing of it is left. */
async function clickAll(name: string): Promise<void> {
  const buttons = page.getByTestId('waiting-files').getByRole('button', { name });
  for (let left = await buttons.count(); left > 0; left--) {
    await buttons.first().click();
    await expect.poll(() => buttons.count()).toBe(left - 1);
  }
}

const bundleOf = (name: string): string => {
  const path = join(folder, name);
  writeFileSync(path, 'no bundle at all');
  return path;
};

/** Exports everybody, and lets it go on in the background. */
async function beginExport(target: string): Promise<void> {
  await answerDialogs(app, target);
  await page.getByTestId('nav-customers').click();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').waitFor();
  await page.keyboard.type('export');
  await page.keyboard.press('Enter');
  await page.getByLabel('Why does it leave the vault?').fill('Moving');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('button', { name: 'Go on in the background' }).click();
}

test('an export goes on when a file is opened over it, can be stopped from anywhere, and says that it is done', async () => {
  const target = join(folder, 'all.csv');
  await beginExport(target);
  await openFromOutside(bundleOf('b.coffer-bundle'));
  await page.getByTestId('handover').waitFor();
  await page
    .getByText(/customers exported to all.csv/)
    .first()
    .waitFor({ timeout: 60_000 });
  expect(existsSync(target)).toBe(true);

  // It may be done before it can be stopped: then another one is begun.
  const stopped = join(folder, 'stopped.csv');
  await vi.waitFor(
    async () => {
      rmSync(stopped, { force: true });
      await beginExport(stopped);
      await page.getByTestId('nav-settings').click();
      await page.getByTestId('jobs').click({ timeout: 2000 });
      await page
        .getByRole('button', { name: 'Cancel: Exporting to stopped.csv' })
        .click({ timeout: 2000 })
        .catch(async (error: unknown) => {
          await page.keyboard.press('Escape');
          throw error;
        });
    },
    { timeout: 60_000, interval: 100 },
  );
  await page.getByText('The export was cancelled').first().waitFor();
  expect(existsSync(stopped)).toBe(false);
  await page.keyboard.press('Escape');
});

test('files from outside wait for what is being typed, all of them, and through a lock', async () => {
  await page.getByTestId('nav-customers').click();
  await show('Birch B');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  await page.keyboard.type('half a t');
  await openFromOutside(bundleOf('one.coffer-bundle'));
  await openFromOutside(bundleOf('two.coffer-bundle'), bundleOf('list.csv'));
  const waiting = page.getByTestId('waiting-files');
  await waiting.getByText('A file is waiting: one.coffer-bundle').waitFor();
  await waiting.getByText('list.csv').waitFor();
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('half a t');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  expect(await accessibilityFindings(page)).toEqual([]);

  await lock(app);
  await openFromOutside(bundleOf('three.coffer-bundle'));
  page = await app.page();
  await page.getByTestId('waiting-outside').getByText('three.coffer-bundle').waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await unlock(app);
  page = await app.page();
  for (const name of ['one.coffer-bundle', 'two.coffer-bundle', 'three.coffer-bundle', 'list.csv'])
    await page.getByTestId('waiting-files').getByText(name).waitFor();
  const first = page.getByTestId('waiting-files').getByRole('listitem').filter({ hasText: 'one.coffer' });
  await first.getByRole('button', { name: 'Open now' }).click();
  await page
    .getByText(/one.coffer-bundle/)
    .first()
    .waitFor();
  expect(await page.getByTestId('waiting-files').getByText('one.coffer-bundle').count()).toBe(0);
  const list = page.getByTestId('waiting-files').getByRole('listitem').filter({ hasText: 'list.csv' });
  await list.getByRole('button', { name: 'Import it' }).click();
  await page.getByTestId('import').waitFor();
  await clickAll('Do not open');
});

test('a lock in the middle is told at the next unlock, until it was read', async () => {
  await page.getByTestId('nav-customers').click();
  await show('Cedar C');
  await drop(filesOf(800, 1000, 'ledger'));
  await expect.poll(() => attachments().count(), { timeout: 60_000 }).toBeGreaterThan(2);
  await lock(app);
  await unlock(app);
  page = await app.page();
  const notice = page.getByTestId('unfinished');
  await notice.getByText(/of 800 files were attached to Cedar C/).waitFor();
  const done = Number(/(\d+) of 800 files/.exec((await notice.textContent()) ?? '')?.[1]);
  expect(await notice.textContent()).toContain(`ledger-${String(done).padStart(3, '0')}.bin`);
  expect(await accessibilityFindings(page)).toEqual([]);
  await show('Cedar C');
  await expect.poll(() => attachments().count()).toBe(done);
  await notice.getByRole('button', { name: 'I have read it' }).click();
  await notice.waitFor({ state: 'detached' });
  await lock(app);
  await unlock(app);
  page = await app.page();
  expect(await page.getByTestId('unfinished').count()).toBe(0);
});

test('a second start hands its files over, whatever folder it is in, and says what it did', async () => {
  await page.getByTestId('nav-customers').click();
  const runtime = await runtimeOnce();
  const second = (...words: string[]) =>
    spawnSync(
      runtime.electronPath,
      [...runtime.args, `--user-data-dir=${app.userData}`, ...words],
      // A display as the first has it.
      {
        cwd: folder,
        env: { ...process.env, ...runtime.env, HOME: folder },
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
  bundleOf('list.csv');
  const handed = second('list.csv');
  expect(handed.stdout).toContain('list.csv: Coffer is running already and has taken it');
  expect(handed.status).toBe(0);
  await page.getByTestId('waiting-files').getByText('list.csv').waitFor();
  await clickAll('Do not open');
  const refused = second('nowhere.csv');
  expect(refused.stdout).toContain('nowhere.csv: there is no such file');
  expect(refused.status).toBe(1);
  await page.getByTestId('waiting-files').getByText('nowhere.csv').waitFor();
  await clickAll('Dismiss');
});

test('what cannot be opened is answered, and another vault is offered', async () => {
  await openFromOutside(join(folder, 'Birch.pdf'), join(folder, 'gone.coffer-card'));
  const waiting = page.getByTestId('waiting-files');
  await waiting.getByText('“gone.coffer-card” was not found').waitFor();
  await clickAll('Dismiss');
  const other = mkdtempSync(join(tmpdir(), 'coffer-jobs-'));
  await prepareVault(other, 'Second');
  await openFromOutside(join(folder, 'Acme.coffer'), join(other, 'Second.coffer'));
  await waiting.getByText('Another vault is waiting: Second.coffer').waitFor();
  expect(await waiting.getByText('Acme').count()).toBe(0);
  const before = page;
  await page.getByRole('button', { name: 'Lock this vault and open that one' }).click();
  await expect.poll(async () => (await app.page()) !== before, { timeout: 30_000 }).toBe(true);
  page = await app.page();
  await page.getByText('Second').first().waitFor();
  await unlock(app);
  page = await app.page();
  expect(await page.getByTestId('vault-name').textContent()).toBe('Second');
});
