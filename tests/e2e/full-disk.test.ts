/** A disk without room, as the system really gives it: whatever was asked for says so, nothing is lost, and goes on once there is room. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src-main/vault/crypto/id.ts';
import { bytes, makeBench } from '../unit/vault/session/vault-fixture.ts';
import { answerDialogs, fixture, launchApp, type DrivenApp } from './drive/app.ts';
import { offerVault, prepareVault } from './drive/prepared.ts';
import { lock, passphrase, unlock } from './drive/steps.ts';

const isRoot = process.getuid?.() === 0;
const diskIsFull = 'The disk is full, so this was not saved.';
/** More than any file of the vault has room for by chance. */
const longNote = 'prefers mornings '.repeat(5000);

let home: string;
let disk: string;
let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  if (!isRoot) return;
  home = mkdtempSync(join(tmpdir(), 'coffer-full-'));
  disk = join(home, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', disk]);
  await prepareVault(home);
  await addCustomer(join(home, 'Acme.coffer'));
  cpSync(join(home, 'Acme.coffer'), join(disk, 'Acme.coffer'), { recursive: true });
  rmSync(join(home, 'Acme.coffer'), { recursive: true });
  offerVault(home, join(disk, 'Acme.coffer'));
  app = await launchApp({ home });
  await unlock(app);
  page = await app.page();
});

afterAll(async () => {
  if (!isRoot) return;
  await app.close();
  execFileSync('umount', [disk]);
  rmSync(home, { recursive: true });
});

/** A customer with a phone number, and a tag that nobody has. */
async function addCustomer(path: string): Promise<void> {
  const bench = makeBench(home);
  bench.clock = Date.now();
  await bench.call('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(passphrase) });
  const phone = { type: 'phone', value: '13800138000', label: '', position: 0, contactId: null } as const;
  await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: 'Sabine Alder' },
      { field: 'point', key: newId(), value: phone },
    ],
  });
  await bench.call('tags/create', { name: 'VIP', colour: 1 });
  await bench.engine.prepareLock();
}

function fill(): void {
  const { bavail, bsize } = statfsSync(disk);
  if (bavail > 0)
    writeFileSync(join(disk, `filler-${readdirSync(disk).length}`), new Uint8Array(bavail * bsize));
}

function makeRoom(): void {
  for (const name of readdirSync(disk)) if (name.startsWith('filler')) rmSync(join(disk, name));
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

test.runIf(isRoot)('a new customer', async () => {
  fill();
  await page.keyboard.press('Control+n');
  await expectToast();
  expect(await detail().count()).toBe(0);
});

test.runIf(isRoot)(
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

    makeRoom();
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('option', { name: 'VIP' }).click();
    await detail().getByRole('button', { name: 'Remove tag VIP' }).waitFor();
    await page.keyboard.press('Escape');
    await detail().getByRole('button', { name: 'Remove Phone' }).click();
    await number.waitFor({ state: 'detached' });
  },
);

test.runIf(isRoot)('an edit, which stays on screen and is saved once there is room', async () => {
  fill();
  const notes = detail().getByRole('textbox', { name: 'Notes' });
  await notes.fill(longNote);
  await notes.blur();
  await detail().getByText(diskIsFull).waitFor();
  expect(await notes.inputValue()).toBe(longNote);
  makeRoom();
  await notes.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('!');
  await notes.blur();
  await detail().getByText(diskIsFull).waitFor({ state: 'detached' });
});

test.runIf(isRoot)('an import, which leaves nothing behind', async () => {
  fill();
  await answerDialogs(app, fixture('salesforce-accounts.csv'));
  await page.keyboard.press('Control+i');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Customers that are here already').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Import now' }).click({ timeout: 60_000 });
  await page.getByText(diskIsFull).waitFor({ timeout: 60_000 });
  makeRoom();
  await page.getByTestId('nav-customers').click();
  await expect.poll(() => page.getByTestId('count').textContent()).toMatch(/^1\b/);
});

test.runIf(isRoot)('a passphrase, of which the old one stays', async () => {
  fill();
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

test.runIf(isRoot)('a backup, and what was saved is there after a lock', async () => {
  await page.getByTestId('settings-backups').click();
  const place = join(disk, 'backups');
  makeRoom();
  mkdirSync(place);
  await answerDialogs(app, place);
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByText(place).waitFor();
  fill();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectToast();
  expect(readdirSync(place)).toEqual([]);
  await lock(app);
  makeRoom();
  await unlock(app);
  page = await app.page();
  await rows().getByText('Sabine Alder').click();
  const notes = detail().getByRole('textbox', { name: 'Notes' });
  await expect.poll(() => notes.inputValue()).toBe(`${longNote}!`);
});
