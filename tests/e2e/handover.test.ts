/** Customers go from one vault to another by hand: cards, a bundle, what is asked before it is taken in, the ledger. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs, fixture, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { importFile } from './drive/steps.ts';

const bundlePassphrase = 'copper lantern 4 meadow orbit';
let folder: string;
/** The office gives, the branch takes. Each has a computer of its own. */
let office: DrivenApp;
let branch: DrivenApp;
/** The one at work. */
let app: DrivenApp;
let page: Page;

const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-handover-'));
  branch = await launchWithVault({ home: at('branch'), name: 'Branch' });
  office = await launchWithVault({ home: at('office'), name: 'Office' });
});

afterAll(async () => {
  await Promise.all([branch.close(), office.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function turnTo(one: DrivenApp): Promise<void> {
  app = one;
  page = await app.page();
}

async function show(part: string): Promise<void> {
  await page.getByTestId('nav-handover').click();
  await page.getByTestId(`handover-${part}`).click();
}

async function scan(): Promise<void> {
  expect(await accessibilityFindings(page)).toEqual([]);
}

async function fingerprint(): Promise<string[]> {
  const words = await page
    .getByTestId('fingerprint')
    .first()
    .locator('li > span:last-child')
    .allTextContents();
  return words.map((word) => word.trim());
}

test('the branch shows its card and saves it', async () => {
  await turnTo(branch);
  await show('people');
  await page.getByTestId('fingerprint').waitFor();
  const english = await fingerprint();
  expect(english).toHaveLength(12);
  await page.getByRole('radio', { name: '中文' }).click();
  const chinese = await fingerprint();
  expect(chinese).toHaveLength(12);
  expect(chinese.every((word) => /^\p{Script=Han}$/u.test(word))).toBe(true);
  await page.getByLabel('Name', { exact: true }).fill('Ines Branch');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await scan();
  await answerDialogs(app, at('branch.coffer-card'));
  await page.getByRole('button', { name: 'Save my card…' }).click();
  await expect.poll(() => readdirSync(folder)).toContain('branch.coffer-card');
});

test('the office compares the card, and only then makes a bundle for it and for a passphrase', async () => {
  await turnTo(office);
  await importFile(app, fixture('jiandaoyun-customers-gb18030.csv'));
  await page.getByRole('button', { name: 'See the customers' }).click();

  await show('people');
  await answerDialogs(app, at('branch.coffer-card'));
  await page.getByRole('button', { name: 'Add a card…' }).click();
  await page.getByRole('button', { name: 'Add and compare' }).click();
  await page.getByTestId('compare').waitFor();
  await scan();
  await page.getByRole('button', { name: 'Later' }).click();

  await page.getByTestId('handover-make').click();
  await page.getByTestId('leaves-count').waitFor();
  const recipient = page.getByRole('checkbox', { name: 'Ines Branch' });
  expect(await recipient.isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Compare first' }).click();
  const match = page.getByRole('button', { name: 'All twelve words match' });
  expect(await match.isDisabled()).toBe(true);
  await page.getByRole('radio', { name: 'On the phone' }).click();
  await match.click();
  await recipient.click();

  await page.getByRole('checkbox', { name: 'Let a passphrase open it' }).click();
  await page.getByLabel('Passphrase of the bundle').fill(bundlePassphrase);
  await page.getByLabel('Repeat the passphrase').fill(bundlePassphrase);
  await page.getByLabel('What it is for').fill('Taking over the region');
  await scan();
  await answerDialogs(app, at('region.coffer-bundle'));
  await page.getByTestId('make-bundle').click();
  await page.getByTestId('bundle-made').waitFor({ timeout: 60_000 });
  expect(readdirSync(folder).filter((name) => name.endsWith('.coffer-bundle'))).toHaveLength(2);

  await page.getByTestId('handover-ledger').click();
  const entry = page.getByTestId('ledger-entry');
  await entry.getByText('Given to Ines Branch').waitFor();
  await entry.getByText('No receipt yet').waitFor();
  await scan();
});

test('the branch is asked who sent it, takes it in, and finds it in the ledger', async () => {
  await turnTo(branch);
  const files = readdirSync(folder).filter((name) => name.endsWith('.coffer-bundle'));
  const forBranch = 'region.coffer-bundle';
  const forPassphrase = files.find((name) => name !== forBranch) ?? '';

  await answerDialogs(app, at(forPassphrase));
  await page.keyboard.press('Control+o');
  const passphrase = page.getByLabel('Passphrase of the bundle');
  await passphrase.fill('not the passphrase');
  await page.keyboard.press('Enter');
  await page.getByText('That is not the passphrase of this bundle').waitFor({ timeout: 30_000 });
  await passphrase.fill(bundlePassphrase);
  await page.keyboard.press('Enter');
  await page.getByTestId('bundle-summary').waitFor({ timeout: 60_000 });
  await page.getByTestId('sender-unknown').waitFor();
  await page.getByText('Taking over the region').waitFor();
  const takeIn = page.getByTestId('take-in');
  expect(await takeIn.isDisabled()).toBe(true);
  await scan();
  await page.getByRole('button', { name: 'Not now' }).click();

  await answerDialogs(app, at(forBranch));
  await page.getByRole('button', { name: 'Choose a bundle…' }).click();
  await page.getByTestId('sender-unknown').waitFor({ timeout: 60_000 });
  await page.getByRole('checkbox', { name: /I have made sure/ }).click();
  await takeIn.click();
  await page.getByTestId('taken-in').waitFor({ timeout: 60_000 });
  // The screen says it; the window’s foot need not.
  expect(await page.getByText(/was taken in\.$/).count()).toBe(0);
  await scan();
  await answerDialogs(app, at('region.coffer-receipt'));
  await page.getByRole('button', { name: 'Save the receipt…' }).click();
  await expect.poll(() => readdirSync(folder)).toContain('region.coffer-receipt');

  await page.getByRole('button', { name: 'Open another bundle' }).click();
  await answerDialogs(app, at(forBranch));
  await page.getByRole('button', { name: 'Choose a bundle…' }).click();
  await page.getByText('Taken in already').waitFor({ timeout: 60_000 });
  expect(await takeIn.isDisabled()).toBe(true);

  await page.getByTestId('nav-customers').click();
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  await page.getByTestId('who-has').click();
  await page.getByTestId('ledger-entry').getByText('Received from Robin Field').waitFor();
  await page.getByTestId('handover-posture').click();
  await page.getByTestId('posture').waitFor();
  await scan();
  await page.getByTestId('handover-conflicts').click();
  await page.getByText('There is nothing to decide.').waitFor();
});

test('the office files the receipt', async () => {
  await turnTo(office);
  await show('ledger');
  await answerDialogs(app, at('region.coffer-receipt'));
  await page.getByRole('button', { name: 'Add a receipt…' }).click();
  await page.getByTestId('ledger-entry').getByText('Taken in by Ines Branch').waitFor();
});
