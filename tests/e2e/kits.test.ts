/** A field kit goes out, comes back with changes, and a value that was changed on both sides is decided. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs, fixture, launchApp, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { importFile, tryPassphrase } from './drive/steps.ts';

const kitPassphrase = 'saddle river 9 copper window';
let folder: string;
let office: DrivenApp;
/** The computer on which the kit is opened. */
let road: DrivenApp;
/** The one at work. */
let app: DrivenApp;
let page: Page;

const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-kits-'));
  office = await launchWithVault({ home: at('office'), name: 'Office' });
  road = await launchApp({ home: at('road') });
});

afterAll(async () => {
  await Promise.all([office.close(), road.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function turnTo(one: DrivenApp): Promise<void> {
  app = one;
  page = await app.page();
}

async function scan(): Promise<void> {
  expect(await accessibilityFindings(page)).toEqual([]);
}

/** Notes of the first customer of the list, which is the same one everywhere. */
async function notes(): Promise<ReturnType<Page['getByLabel']>> {
  await page.getByTestId('nav-customers').click();
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  return page.getByTestId('customer-detail').getByRole('textbox', { name: 'Notes' });
}

async function write(text: string): Promise<void> {
  const box = await notes();
  await box.fill(text);
  await box.blur();
  await page
    .getByTestId('customer-detail')
    .getByText(/^Changed/)
    .waitFor();
}

test('the office makes a kit and goes on working', async () => {
  await turnTo(office);
  await importFile(app, fixture('jiandaoyun-customers-gb18030.csv'));
  await page.getByTestId('nav-handover').click();
  await page.getByTestId('handover-kits').click();
  await page.getByRole('button', { name: 'Make a field kit' }).click();
  await page.getByLabel('Name of the colleague').fill('Tom Okafor');
  await page.getByLabel('Label').fill('Fair');
  await page.getByRole('textbox', { name: 'Passphrase of the kit' }).fill(kitPassphrase);
  await page.getByLabel('Repeat the passphrase').fill(kitPassphrase);
  await scan();
  await answerDialogs(app, folder);
  await page.getByTestId('make-kit-start').click();
  await page.getByTestId('kit-made').waitFor({ timeout: 60_000 });
  await scan();
  await page.getByRole('button', { name: 'Back to the kits' }).click();
  await page.getByText('Nothing came back yet').waitFor();
  await write('Prefers mornings');
});

test('the kit says what it is, and sends back what changed', async () => {
  await turnTo(road);
  await answerDialogs(app, at('Field kit Tom Okafor.coffer'));
  await page.getByTestId('welcome-open').click();
  await page.getByLabel('Passphrase', { exact: true }).waitFor();
  await tryPassphrase(page, kitPassphrase);
  const banner = page.getByTestId('kit-banner');
  await banner.getByText('This vault is a field kit from Robin Field').waitFor({ timeout: 60_000 });
  const send = banner.getByRole('button', { name: 'Send back…' });
  expect(await send.isDisabled()).toBe(true);
  await write('Prefers evenings');
  await banner.getByText('1 customer changed').waitFor();
  await scan();
  await send.click();
  await answerDialogs(app, at('back.coffer-bundle'));
  await page.getByRole('button', { name: 'Save the bundle…' }).click();
  await banner.getByText('Everything is sent back').waitFor({ timeout: 60_000 });
});

test('the office takes the changes in and decides by keyboard', async () => {
  await turnTo(office);
  await answerDialogs(app, at('back.coffer-bundle'));
  await page.keyboard.press('Control+o');
  await page.getByText('Changes from the field kit of Tom Okafor').waitFor({ timeout: 60_000 });
  await page.getByTestId('take-in').click();
  await page.getByText('One value was changed both here and there').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Decide now' }).click();
  const conflict = page.getByTestId('conflict');
  await conflict.getByText('Prefers mornings').waitFor();
  await conflict.getByText('Prefers evenings').waitFor();
  await scan();
  await conflict.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByText('There is nothing to decide.').waitFor();
  expect(await (await notes()).inputValue()).toBe('Prefers mornings');
  await page.getByTestId('nav-handover').click();
  await page.getByTestId('handover-kits').click();
  await page.getByText(/Changes came back/).waitFor();
});
