/** An unlock that takes long is ended by the person, in the real app. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { launchApp, vaultProcess, type DrivenApp } from './drive/app.ts';
import { dearSlotMiB, residentMiB, withDearSlots } from './drive/dear-slots.ts';
import { prepareVault } from './drive/prepared.ts';
import { lock, passphrase, tryPassphrase } from './drive/steps.ts';
import { isVaultProcess, processTree } from './security/processes.ts';

let home: string;
let vault: string;
let app: DrivenApp;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'coffer-cancel-'));
  await prepareVault(home);
  vault = join(home, 'Acme.coffer');
  app = await launchApp({ home });
});

afterAll(async () => {
  await app.close().catch(() => undefined);
  rmSync(home, { recursive: true, force: true });
});

const vaultPid = (): number => processTree(app.electron.process().pid ?? 0).find(isVaultProcess)?.pid ?? 0;

/** Begins an unlock that would take most of a minute; Argon2id is running when this resolves. */
async function beginLongUnlock(page: Page): Promise<number> {
  await tryPassphrase(page, passphrase);
  const pid = vaultPid();
  await expect.poll(() => residentMiB(pid), { timeout: 60_000 }).toBeGreaterThan(dearSlotMiB + 64);
  return pid;
}

test('Escape and a button end an unlock with the process that was at it, and the next one opens', async () => {
  const keyring = join(vault, 'keyring.json');
  const before = readFileSync(keyring, 'utf8');
  writeFileSync(keyring, withDearSlots(before));
  const there = readdirSync(vault);
  const page = await app.page();
  const field = page.getByLabel('Passphrase', { exact: true });
  for (const cancel of [
    () => page.keyboard.press('Escape'),
    () => page.getByRole('button', { name: 'Cancel' }).click(),
  ]) {
    const pid = await beginLongUnlock(page);
    await cancel();
    await page.getByRole('button', { name: 'Unlock', exact: true, disabled: false }).waitFor();
    expect(vaultPid()).not.toBe(pid);
    expect(await field.isEditable()).toBe(true);
    expect(await page.getByRole('alert').count()).toBe(0);
  }
  expect(readdirSync(vault)).toEqual(there);
  writeFileSync(keyring, before);
  await tryPassphrase(page, passphrase);
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  expect(await app.page()).toBe(page);
});

test('an unlock is cancelled before there is a process for it, and is not made up for by the next one', async () => {
  const isLocked = await (await app.page()).getByLabel('Passphrase', { exact: true }).isVisible();
  if (!isLocked) await lock(app);
  const keyring = join(vault, 'keyring.json');
  const before = readFileSync(keyring, 'utf8');
  const there = readdirSync(vault);
  writeFileSync(keyring, withDearSlots(before));
  const page = await app.page();
  const open = page.getByRole('button', { name: 'Unlock', exact: true, disabled: false });
  await beginLongUnlock(page);
  await page.keyboard.press('Escape');
  await open.waitFor();
  writeFileSync(keyring, before);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await open.waitFor();
  const state = await page.evaluate(() =>
    (window as unknown as { coffer: Bridge }).coffer.call('vault/state'),
  );
  expect(state).toEqual({ ok: true, value: { session: null } });
  expect(readdirSync(vault)).toEqual(there);
  await page.keyboard.press('Enter');
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
});

test('an unlock that is cancelled while a lock puts the vault away leaves one that opens and locks', async () => {
  const page = await app.page();
  const pid = await vaultProcess(app);
  // It says nothing, so that the lock waits.
  process.kill(pid, 'SIGSTOP');
  await lock(app);
  const next = await app.page();
  await tryPassphrase(next, passphrase);
  await next.keyboard.press('Escape');
  await next.getByRole('button', { name: 'Unlock', exact: true, disabled: false }).waitFor();
  await next.keyboard.press('Enter');
  await next.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  expect(page.isClosed()).toBe(true);
});

test('an opening that is cancelled once the vault is open locks it', async () => {
  const page = await app.page();
  // The window goes before it is answered.
  await page
    .evaluate(() => (window as unknown as { coffer: Bridge }).coffer.call('host/cancel-opening'))
    .catch(() => undefined);
  await expect.poll(() => page.isClosed()).toBe(true);
  await (await app.page()).getByLabel('Passphrase', { exact: true }).waitFor();
});
