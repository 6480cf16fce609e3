import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture, launchApp, answerDialogs, type DrivenApp } from './drive/app.ts';
import { lock, passphrase } from './drive/steps.ts';

/** What was found on the screens so far, a line each. */
const findings: string[] = [];
let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchApp();
  page = await app.page();
});

afterAll(async () => {
  await app.close();
});

async function scan(screen: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    // The colours of the old scheme are still on their way out.
    await page.waitForFunction(() => document.getAnimations().length === 0);
    // Electron opens no second page, which the other mode needs.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    // The other scheme differs in its colours alone.
    const { violations } = await (scheme === 'light' ? axe : axe.withRules(['color-contrast'])).analyze();
    for (const { id, nodes } of violations)
      for (const { html, failureSummary } of nodes)
        findings.push(`${screen}, ${scheme}: ${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`);
  }
}

function expectNone(): void {
  expect(findings.splice(0)).toEqual([]);
}

test('the way to a vault', async () => {
  await scan('welcome');
  await page.getByTestId('welcome-create').click();
  await page.getByLabel('Name of the vault').fill('Acme');
  await page.getByLabel('Your name').fill('Robin Field');
  await scan('create: name and place');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Repeat the passphrase').fill(passphrase);
  await scan('create: passphrase');
  await page.getByRole('button', { name: 'Create the vault' }).click();
  await page.getByTestId('recovery-key').waitFor({ timeout: 60_000 });
  await scan('recovery kit');
  await page.getByTestId('kit-continue').click();
  await scan('recovery kit: typing back');
  await page.getByTestId('kit-again').click();
  await page.getByTestId('kit-later').click();
  await page.getByTestId('ready-look').waitFor();
  await scan('ready');
  await page.getByTestId('ready-look').click();
  await page.getByTestId('nav-customers').waitFor();
  await scan('no customers yet');
  expectNone();
});

test('import', async () => {
  await answerDialogs(app, fixture('hostile.csv'));
  await page.getByTestId('nav-exchange').click();
  await scan('import: file');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await scan('import: reading');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Customers that are here already').waitFor();
  await scan('import: columns');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Import now' }).waitFor({ timeout: 60_000 });
  await scan('import: check');
  await page.getByRole('button', { name: 'Import now' }).click();
  await page.getByRole('button', { name: 'See the customers' }).waitFor({ timeout: 60_000 });
  await scan('import: result');
  await page.getByRole('button', { name: 'See the customers' }).click();
  expectNone();
});

test('customers', async () => {
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  await page.getByTestId('customer-detail').waitFor();
  await scan('list and customer');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByTestId('history').waitFor();
  await scan('history');
  await page.getByTestId('search').fill('nobody at all');
  await page.getByText('Nobody found').or(page.getByText('Nothing')).first().waitFor();
  await scan('nothing found');
  await page.getByTestId('search').fill('');
  expectNone();
});

test('fields, journal, palette, settings', async () => {
  await page.getByTestId('nav-fields').click();
  await page.getByTestId('fields').waitFor();
  await scan('fields');
  await page.getByTestId('nav-journal').click();
  await page.getByTestId('journal').waitFor();
  await scan('journal');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').waitFor();
  await scan('palette');
  await page.keyboard.press('Escape');
  await page.getByTestId('nav-settings').click();
  for (const part of ['appearance', 'locking', 'keys', 'backups', 'region', 'shortcuts', 'about']) {
    await page.getByTestId(`settings-${part}`).click();
    await page.waitForTimeout(150);
    await scan(`settings: ${part}`);
  }
  expectNone();
});

test('locked', async () => {
  await lock(app);
  page = await app.page();
  await scan('unlock');
  await page.getByRole('button', { name: 'Use the recovery key' }).click();
  await page.getByLabel('Recovery key').waitFor();
  await scan('recover');
  expectNone();
});
