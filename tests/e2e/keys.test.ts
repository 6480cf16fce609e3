import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { answerDialogs, launchApp, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { createVault, lock, passphrase, tryPassphrase } from './drive/steps.ts';

const second = 'violet engine 41 carpet sunday';

let app: DrivenApp | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

async function showSettings(open: DrivenApp, part: 'keys' | 'backups'): Promise<Page> {
  const page = await open.page();
  await page.getByTestId('nav-settings').click();
  await page.getByTestId(`settings-${part}`).click();
  return page;
}

async function isOpen(page: Page): Promise<void> {
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
}

test('the recovery kit as a PDF, and the way back in with its key', async () => {
  const open = (app = await launchApp());
  const kit = join(open.home, 'kit.pdf');
  const key = await createVault(open, {
    withKit: async (page) => {
      const save = page.getByRole('button', { name: 'Save as PDF' });
      await answerDialogs(open, open.home);
      await save.click();
      await page.getByText('There is a folder in this file’s place').waitFor({ timeout: 30_000 });
      await answerDialogs(open, kit);
      await save.click();
      await page.getByText('saved').first().waitFor({ timeout: 30_000 });
    },
  });
  expect(readFileSync(kit).subarray(0, 5).toString()).toBe('%PDF-');
  expect(statSync(kit).mode & 0o077).toBe(0);

  await lock(open);
  let page = await open.page();
  await page.getByRole('button', { name: 'Use the recovery key' }).click();
  await page.getByLabel('Recovery key').fill(key.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X')));
  await page.getByLabel('New passphrase').fill(second);
  await page.getByLabel('Repeat the passphrase').fill(second);
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await page.getByText('not this vault’s recovery key').waitFor({ timeout: 60_000 });
  await page.getByLabel('Recovery key').fill(key.toLowerCase());
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await isOpen(page);

  await lock(open);
  page = await open.page();
  await tryPassphrase(page, passphrase);
  await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
  await tryPassphrase(page, second);
  await isOpen(page);
});

test('another passphrase and a key file, added and taken off', async () => {
  const open = (app = await launchWithVault());
  let page = await showSettings(open, 'keys');
  await page.getByRole('button', { name: 'Change passphrase…' }).click();
  await page.getByLabel('Current passphrase').fill(passphrase);
  await page.getByLabel('New passphrase').fill(second);
  await page.getByLabel('Repeat the passphrase').fill(second);
  await page.getByRole('button', { name: 'Change passphrase', exact: true }).click();
  await page.getByText('The passphrase was changed.').waitFor({ timeout: 60_000 });

  const keyFile = join(open.home, 'stick.key');
  await answerDialogs(open, keyFile);
  await page.getByRole('button', { name: 'Add a key file…' }).click();
  await page.getByRole('button', { name: 'Choose where to save it…' }).click();
  await page.getByLabel('Current passphrase').fill(second);
  await page.getByRole('button', { name: 'Add key file', exact: true }).click();
  await page.getByText('now asks for the key file too').waitFor({ timeout: 60_000 });
  expect(statSync(keyFile).size).toBeGreaterThanOrEqual(32);

  await lock(open);
  page = await open.page();
  await tryPassphrase(page, second);
  // The screen may know of the key file before the attempt is answered, and takes no other meanwhile.
  await page.getByRole('alert').getByText('also needs its key file').waitFor();
  await page.getByRole('button', { name: 'Choose key file…' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await isOpen(page);

  await showSettings(open, 'keys');
  await page.getByRole('button', { name: 'Remove the key file…' }).click();
  await page.getByLabel('Current passphrase').fill(second);
  await page.getByRole('button', { name: 'Choose the current key file…' }).click();
  await page.getByRole('button', { name: 'Remove key file', exact: true }).click();
  await page.getByText('The key file is no longer needed.').waitFor({ timeout: 60_000 });

  await lock(open);
  page = await open.page();
  await tryPassphrase(page, second);
  await isOpen(page);
});

test('a backup is made, checked, and put in place of the vault', async () => {
  const open = (app = await launchWithVault());
  let page = await showSettings(open, 'backups');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('The backup was made and checked.').waitFor({ timeout: 30_000 });
  await page.getByTestId('backup-list').getByRole('button').first().click();
  await page.getByRole('menuitem', { name: 'Put in place of this vault…' }).click();
  const before = page;
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect.poll(async () => (await open.page()) !== before, { timeout: 30_000 }).toBe(true);
  page = await open.page();
  await tryPassphrase(page, passphrase);
  // The backup is what was saved last: nothing is older than what this device has seen, or the app says so.
  const anyway = page.getByRole('button', { name: 'Open anyway' });
  await anyway.or(page.getByTestId('nav-customers')).first().waitFor({ timeout: 60_000 });
  if (await anyway.isVisible()) await anyway.click();
  await isOpen(page);
});
