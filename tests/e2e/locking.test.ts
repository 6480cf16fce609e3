/** What locks by itself, in the real app: each trigger, and what it does when it is switched off. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareRuntime } from '../../build/runtime/index.mjs';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import type { LockPolicy } from '../../src-preload/contract/upkeep.ts';
import { bytes, makeBench, makeVault } from '../unit/vault/session/vault-fixture.ts';
import { answerDialogs, launchApp, type DrivenApp } from './drive/app.ts';
import { offerVault, prepareVault } from './drive/prepared.ts';
import { newCustomer, passphrase, tryPassphrase } from './drive/steps.ts';
import { isVaultProcess, processTree } from './security/processes.ts';

let home: string;
let app: DrivenApp;

function makeHome(): void {
  home = mkdtempSync(join(tmpdir(), 'coffer-locking-'));
}

async function end(): Promise<void> {
  await app.close().catch(() => undefined);
  rmSync(home, { recursive: true, force: true });
}

/** The app with the unlock screen of a vault. */
async function start(): Promise<void> {
  await prepareVault(home);
  app = await launchApp({ home });
}

/** The same, of a vault that asks for its key file, too. */
async function startWithKeyFile(keyFile: string): Promise<void> {
  const bench = makeBench(home);
  const { path } = await makeVault(bench, { keyFile, passphrase });
  await bench.engine.prepareLock();
  offerVault(home, path);
  app = await launchApp({ home });
}

async function open(): Promise<Page> {
  const page = await app.page();
  // A test that is tried again may have left it open.
  if (await page.getByTestId('nav-customers').isVisible()) return page;
  await tryPassphrase(page, passphrase);
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  return page;
}

async function setLock(page: Page, change: Partial<LockPolicy>): Promise<void> {
  const answer = await page.evaluate(async (lock) => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const settings = await coffer.call('settings/get');
    if (!settings.ok) return settings;
    return coffer.call('settings/set', { lock: { ...settings.value.lock, ...lock } });
  }, change);
  expect(answer.ok).toBe(true);
}

const vaultPid = (): number | undefined =>
  processTree(app.electron.process().pid ?? 0).find(isVaultProcess)?.pid;

const passphraseField = (page: Page) => page.getByLabel('Passphrase', { exact: true });

/** Until the unlock screen stands in a new window, which says why, and the process that held the keys is gone. */
async function expectLocked(before: Page, oldVault: number | undefined, why?: RegExp): Promise<void> {
  await expect.poll(async () => (await app.page()) !== before, { timeout: 30_000 }).toBe(true);
  const page = await app.page();
  await passphraseField(page).waitFor({ timeout: 30_000 });
  if (why !== undefined) await page.getByText(why).waitFor();
  expect(oldVault).toBeDefined();
  await expect.poll(() => vaultPid() !== oldVault, { timeout: 30_000 }).toBe(true);
}

/** What the system would tell, told in its place: nobody can put a test machine to sleep. */
const system = (event: string): Promise<unknown> =>
  app.electron.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);

const isVisible = (): Promise<boolean | undefined> =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

/** Closes the window as its button does. The app may be gone before the answer. */
const closeWindow = (): Promise<unknown> =>
  app.electron
    .evaluate(({ BrowserWindow }) => {
      setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
    })
    .catch(() => undefined);

function whenEnded(): Promise<unknown> {
  const main = app.electron.process();
  return new Promise((resolve) => main.once('exit', resolve));
}

/** Whether the vault was put away: nothing to recover from, and the last word of its journal is the lock. */
async function expectPutAway(): Promise<void> {
  const bench = makeBench(home);
  bench.clock = Date.now();
  const { notices } = await bench.call('vault/unlock', {
    vault: bench.ticket(join(home, 'Acme.coffer')),
    passphrase: bytes(passphrase),
  });
  expect(notices.map(({ code }) => code)).not.toContain('interrupted-write-recovered');
  const { entries } = await bench.call('journal/list', {});
  expect(entries.map(({ action }) => action).filter((action) => action !== 'backup-made')[1]).toBe('locked');
  bench.engine.close();
}

describe('the app goes on, locked', () => {
  beforeAll(async () => {
    makeHome();
    await start();
  });

  afterAll(end);

  test('the system’s events lock, each unless it is switched off', async () => {
    for (const [event, part, why] of [
      ['lock-screen', { screenLock: false }, /together with the screen/],
      ['user-did-resign-active', { userSwitch: false }, /user was switched/],
      ['suspend', { suspend: false }, /went to sleep/],
    ] as const) {
      const page = await open();
      await setLock(page, part);
      await system(event);
      await page.waitForTimeout(300);
      expect(await app.page()).toBe(page);
      await setLock(page, Object.fromEntries(Object.keys(part).map((key) => [key, true])));
      const old = vaultPid();
      await system(event);
      await expectLocked(page, old, why);
    }
    const page = await open();
    const old = vaultPid();
    await system('shutdown');
    await expectLocked(page, old, /shutting down/);
  });

  test('what asks for a lock while the vault opens locks it as soon as it is open', async () => {
    for (const [happen, why] of [
      [() => system('lock-screen'), /together with the screen/],
      [() => system('suspend'), /went to sleep/],
    ] as const) {
      const page = await app.page();
      await passphraseField(page).fill(passphrase);
      const old = vaultPid();
      // Held up, as by a slow disk: the key press comes first, and the vault opens last.
      if (old !== undefined) process.kill(old, 'SIGSTOP');
      await page.keyboard.press('Enter');
      await happen();
      if (old !== undefined) process.kill(old, 'SIGCONT');
      await expectLocked(page, old, why);
    }
  });

  test('a lock leaves the main process with the files that it had, and the next window with nothing', async () => {
    const main = app.electron.process().pid ?? 0;
    const openFiles = (): number => readdirSync(`/proc/${main}/fd`).length;
    const lockAgain = async (): Promise<void> => {
      const page = await app.page();
      await expect.poll(vaultPid).toBeDefined();
      const old = vaultPid();
      const kept = await page.evaluate(async () => {
        const before = localStorage.getItem('kept') ?? (await caches.keys()).join();
        localStorage.setItem('kept', 'of the window before');
        setTimeout(() => void (window as unknown as { coffer: Bridge }).coffer.call('host/lock'));
        return before;
      });
      expect(kept).toBe('');
      await expectLocked(page, old);
    };
    for (let round = 0; round < 4; round++) await lockAgain();
    const before = openFiles();
    for (let round = 0; round < 24; round++) await lockAgain();
    // A file for each lock would be 24 more.
    expect(openFiles()).toBeLessThan(before + 8);
  });

  test('without an answer from the host the vault process ends itself, and the window locks', async () => {
    const page = await open();
    const old = vaultPid();
    const main = app.electron.process().pid ?? 0;
    process.kill(main, 'SIGSTOP');
    try {
      // A process that has ended and was not fetched is a zombie.
      const isGone = (): boolean => !processTree(main).some(({ pid }) => pid === old);
      await expect.poll(isGone, { timeout: 30_000 }).toBe(true);
    } finally {
      process.kill(main, 'SIGCONT');
    }
    await expectLocked(page, old, /a part of Coffer/);
  });

  test('a vault process that was stopped does not keep its keys by not answering', async () => {
    const page = await open();
    const old = vaultPid() ?? 0;
    process.kill(old, 'SIGSTOP');
    await page.keyboard.press('Control+l').catch(() => undefined);
    // One that answers may take twenty seconds to put everything on disk.
    await expect.poll(() => existsSync(`/proc/${String(old)}`), { timeout: 15_000 }).toBe(false);
    await expectLocked(page, old);
  });

  test('idle time is the clock’s, and what was typed is saved first', async () => {
    let page = await open();
    await setLock(page, { suspend: false, idle: { on: true, minutes: 2 } });
    await newCustomer(page);
    await page.keyboard.type('Typed and not left');
    const old = vaultPid();
    const forward = (ms: number): Promise<unknown> =>
      app.electron.evaluate((_electron, by) => {
        const now = Date.now.bind(Date);
        Date.now = () => now() + by;
      }, ms);
    // In the last minute it says so.
    await forward(70_000);
    await page.getByTestId('countdown').waitFor();
    await forward(60_000);
    await expectLocked(page, old, /you were away/);
    page = await open();
    await page.getByTestId('customer-rows').getByText('Typed and not left').waitFor();
  });
});

describe('it ends, or needs a vault of its own', () => {
  beforeEach(makeHome);

  afterEach(end);

  test('a window out of sight, and a key file that is taken away', async () => {
    const keyFile = join(home, 'stick.key');
    writeFileSync(keyFile, new Uint8Array(64).fill(7));
    await startWithKeyFile(keyFile);
    await answerDialogs(app, keyFile);
    const unlockWithFile = async (): Promise<Page> => {
      const page = await app.page();
      // It is asked for once the vault was looked at; before that, another button only offers to.
      await page.getByText('This vault also asks for its key file.').waitFor();
      await page.getByRole('button', { name: 'Choose key file…' }).click();
      await page.getByText('stick.key').waitFor();
      return open();
    };
    let page = await unlockWithFile();
    await setLock(page, { minimised: { on: true, minutes: 0 } });
    let old = vaultPid();
    await app.electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.hide();
    });
    await expectLocked(page, old, /out of sight/);

    page = await unlockWithFile();
    old = vaultPid();
    rmSync(keyFile);
    await expectLocked(page, old, /key file was removed/);
  });

  test('closing the window locks and ends the app', async () => {
    await start();
    await open();
    const ended = whenEnded();
    await closeWindow();
    await ended;
    await expectPutAway();
  });

  test('with that switched off the vault stays open behind the closed window, and no longer than it should', async () => {
    await start();
    const page = await open();
    await setLock(page, { lastWindowClosed: false });
    const old = vaultPid();
    await closeWindow();
    await expect.poll(isVisible).toBe(false);
    expect(vaultPid()).toBe(old);

    // Starting it again shows the same window.
    const { electronPath, args, env } = await prepareRuntime({ quiet: true });
    const again = promisify(execFile)(electronPath, [...args, `--user-data-dir=${app.userData}`], {
      env: { ...env, HOME: home },
    });
    expect((await again).stdout).toContain('Coffer is running already.');
    await expect.poll(isVisible).toBe(true);
    expect(await app.page()).toBe(page);
    expect(vaultPid()).toBe(old);
    await page.getByTestId('nav-customers').waitFor();

    // Whatever locks it then ends the app: nobody asked for a window.
    await closeWindow();
    await expect.poll(isVisible).toBe(false);
    const ended = whenEnded();
    await system('suspend').catch(() => undefined);
    await ended;
    await expectPutAway();
  });
});
