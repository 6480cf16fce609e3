/** A disk without room, as the system really gives it: whatever was asked for says so, nothing is lost, and goes on once there is room. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src-main/vault/crypto/id.ts';
import { canMount, fill, makeRoom, mountSmallDisk, unmount } from '../small-disk.ts';
import type { Bench } from '../unit/vault/session/vault-fixture.ts';
import { answerDialogs, fixture, launchApp, type DrivenApp } from './drive/app.ts';
import { inVault } from './drive/make-vault.ts';
import { offerVault, prepareVault } from './drive/prepared.ts';
import { lock, passphrase, startImport, unlock } from './drive/steps.ts';

const diskIsFull = 'The disk is full, so this was not saved.';
/** More than any file of the vault has room for by chance. */
const longNote = 'prefers mornings '.repeat(5000);

let home: string;
let disk: string;
let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  if (!canMount) return;
  home = mkdtempSync(join(tmpdir(), 'coffer-full-'));
  disk = join(home, 'disk');
  mkdirSync(disk);
  mountSmallDisk(disk, 4);
  await prepareVault(disk);
  const vault = join(disk, 'Acme.coffer');
  await inVault(vault, addCustomer);
  offerVault(home, vault);
  app = await launchApp({ home });
  await unlock(app);
  page = await app.page();
});

afterAll(async () => {
  if (!canMount) return;
  await app.close();
  unmount(disk);
  rmSync(home, { recursive: true });
});

/** A customer with a phone number, and a tag that nobody has. */
async function addCustomer(bench: Bench): Promise<void> {
  const phone = { type: 'phone', value: '13800138000', label: '', position: 0, contactId: null } as const;
  await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: 'Sabine Alder' },
      { field: 'point', key: newId(), value: phone },
    ],
  });
  await bench.call('tags/create', { name: 'VIP', colour: 1 });
}

const rows = () => page.getByTestId('customer-rows');
const detail = () => page.getByTestId('customer-detail');

/** The message at the window's foot, which is then put away. */
async function expectToast(): Promise<void> {
  const foot = page.getByRole('region', { name: 'Notifications' });
  const toast = foot.getByText(diskIsFull);
  await toast.waitFor();
  await foot.getByRole('button', { name: 'Dismiss' }).click();
  await toast.waitFor({ state: 'detached' });
}

test.runIf(canMount)('a new customer', async () => {
  fill(disk);
  await page.keyboard.press('Control+n');
  await expectToast();
  expect(await detail().count()).toBe(0);
});

test.runIf(canMount)(
  'a tag, and a number that is taken off: what has no field is shown as it is stored',
  async () => {
    await rows().getByText('Sabine Alder').click();
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('option', { name: 'VIP' }).click();
    await expectToast();
    expect(await page.getByRole('option', { name: 'VIP', selected: true }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Find or make a tag' }).fill('New one');
    await page.keyboard.press('Enter');
    await expectToast();
    expect(await page.getByRole('combobox', { name: 'Find or make a tag' }).inputValue()).toBe('New one');
    await page.keyboard.press('Escape');
    const number = detail().getByRole('textbox', { name: 'Phone' });
    await detail().getByRole('button', { name: 'Remove Phone' }).click();
    await expectToast();
    expect(await number.inputValue()).toBe('13800138000');

    makeRoom(disk);
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('option', { name: 'VIP' }).click();
    await detail().getByRole('button', { name: 'Remove tag VIP' }).waitFor();
    await page.keyboard.press('Escape');
    await detail().getByRole('button', { name: 'Remove Phone' }).click();
    await number.waitFor({ state: 'detached' });
  },
);

test.runIf(canMount)('an edit, which stays on screen and is saved once there is room', async () => {
  fill(disk);
  const notes = detail().getByRole('textbox', { name: 'Notes' });
  await notes.fill(longNote);
  await notes.blur();
  await detail().getByText(diskIsFull).waitFor();
  expect(await notes.inputValue()).toBe(longNote);
  makeRoom(disk);
  await notes.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('!');
  await notes.blur();
  await detail().getByText(diskIsFull).waitFor({ state: 'detached' });
});

test.runIf(canMount)('an import, which leaves nothing behind', async () => {
  fill(disk);
  await startImport(app, fixture('salesforce-accounts.csv'));
  await page.getByText(diskIsFull).waitFor({ timeout: 60_000 });
  makeRoom(disk);
  await page.getByTestId('nav-customers').click();
  await expect.poll(() => page.getByTestId('count').textContent()).toMatch(/^1\b/);
});

test.runIf(canMount)('a passphrase, of which the old one stays', async () => {
  fill(disk);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-keys').click();
  await page.getByRole('button', { name: 'Change passphrase…' }).click();
  await page.getByLabel('Current passphrase').fill(passphrase);
  await page.getByLabel('New passphrase').fill('violet engine 41 carpet sunday');
  await page.getByLabel('Repeat the passphrase').fill('violet engine 41 carpet sunday');
  await page.getByRole('button', { name: 'Change passphrase', exact: true }).click();
  await page.getByRole('alert').getByText(diskIsFull).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test.runIf(canMount)('a backup, and what was saved is there after a lock', async () => {
  await page.getByTestId('settings-backups').click();
  const place = join(disk, 'backups');
  makeRoom(disk);
  mkdirSync(place);
  await answerDialogs(app, place);
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByText(place).waitFor();
  fill(disk);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectToast();
  expect(readdirSync(place)).toEqual([]);
  await page.getByTestId('nav-customers').click();
  await rows().getByText('Sabine Alder').click();
  const typed = detail().getByRole('textbox', { name: 'Notes' });
  await typed.fill(`${longNote} and evenings`);
  await typed.blur();
  await detail().getByText(diskIsFull).waitFor();
  await lock(app);
  makeRoom(disk);
  await unlock(app);
  page = await app.page();
  await rows().getByText('Sabine Alder').click();
  const notes = detail().getByRole('textbox', { name: 'Notes' });
  await expect.poll(() => notes.inputValue()).toBe(`${longNote}!`);
  // There was no room to note it in the vault, either.
  await page.getByTestId('unfinished').getByText('“Notes” of Sabine Alder was not saved').waitFor();
});
