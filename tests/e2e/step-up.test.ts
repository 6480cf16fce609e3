import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { answerDialogs, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, passphrase, tryPassphrase } from './drive/steps.ts';

let app: DrivenApp;
let totp: TOTP;

beforeAll(async () => {
  app = await launchWithVault();
  const page = await app.page();
  await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const made = await coffer.call('sections/create', { name: 'Bank' });
    const sectionId = made.ok ? (made.value.sections[0]?.id ?? '') : '';
    const laid = await coffer.call('fields/create', {
      name: 'Card number',
      type: 'text',
      class: 'restricted',
      sectionId,
    });
    const field = laid.ok ? laid.value.fields.find(({ name }) => name === 'Card number') : undefined;
    await coffer.call('customers/create', {
      kind: 'person',
      edits: [
        { field: 'name', value: 'Anna Example' },
        { field: 'value', key: field?.id ?? '', value: '4000 0012 3456' },
      ],
    });
  });
});

afterAll(async () => {
  await app.close();
});

async function showSettings(page: Page, part: 'keys' | 'locking'): Promise<void> {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId(`settings-${part}`).click();
}

async function openCustomer(page: Page): Promise<void> {
  await page.getByTestId('nav-customers').click();
  await page.getByText('Anna Example').first().click();
  await page.getByTestId('restricted-value').waitFor();
}

const dialog = (page: Page) => page.getByTestId('step-up');

/** Instead of a code. A window on an overloaded machine may miss a click, and what follows could not be tried again. */
async function enterPassphrase(page: Page): Promise<void> {
  const field = page.getByLabel('Passphrase', { exact: true });
  const choose = async (): Promise<boolean> => {
    await page.getByRole('radio', { name: 'Passphrase' }).click();
    return field.isVisible();
  };
  await expect.poll(choose, { timeout: 30_000 }).toBe(true);
  await field.fill(passphrase);
}

test('set to ask each time, it asks before a value is shown, by the keyboard alone', async () => {
  const page = await app.page();
  await showSettings(page, 'locking');
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('combobox', { name: /^Ask again after/ }).click();
  await page.getByRole('option', { name: 'each time' }).click();
  await openCustomer(page);
  const show = page.getByRole('button', { name: /^Show: Card number/ });
  // Opening the vault was a proof for one thing, and changing the setting was that thing.
  await show.press('Enter');
  await dialog(page).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(await page.getByText('4000 0012 3456').count()).toBe(0);

  await show.press('Enter');
  await dialog(page).waitFor();
  await page.keyboard.type('not this one');
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('alert').waitFor({ timeout: 30_000 });
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await page.getByText('4000 0012 3456').waitFor({ timeout: 30_000 });
});

test('codes of an authenticator app take the passphrase’s place, and recovery codes theirs', async () => {
  const page = await app.page();
  await showSettings(page, 'keys');
  await page.getByText('This system keeps no secrets for Coffer').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Set up codes…' }).click();
  await page.getByLabel('Current passphrase').fill(passphrase);
  await page.keyboard.press('Enter');
  const seed = (await page.getByTestId('totp-seed').textContent({ timeout: 30_000 })) ?? '';
  expect(await accessibilityFindings(page)).toEqual([]);
  totp = new TOTP({ secret: Secret.fromBase32(seed.replaceAll(' ', '')) });
  await page.getByLabel('The six digits that the app shows now').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('The six digits that the app shows now').fill(totp.generate());
  await page.keyboard.press('Enter');
  const codes = page.getByTestId('recovery-codes').getByRole('listitem');
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  expect(await accessibilityFindings(page)).toEqual([]);
  const recoveryCode = (await codes.first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('10 recovery codes are left.').waitFor();

  await openCustomer(page);
  await page.getByRole('button', { name: /^Show: Card number/ }).click();
  await page.getByLabel('Code of your authenticator app, or a recovery code').fill(recoveryCode);
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText('4000 0012 3456').waitFor({ timeout: 30_000 });
  await showSettings(page, 'keys');
  await page.getByText('9 recovery codes are left.').waitFor();
});

test('an export that is asked about goes on once it was proven, and not without', async () => {
  const page = await app.page();
  const file = join(app.home, 'out.csv');
  await answerDialogs(app, file);
  await page.getByTestId('nav-customers').click();
  await page.getByTestId('customer-rows').focus();
  for (const key of ['Home', 'Space']) await page.keyboard.press(key);
  await page.getByTestId('bulk-bar').getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'For the accountant' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  await dialog(page).waitFor();
  expect(existsSync(file)).toBe(false);
  await enterPassphrase(page);
  await page.keyboard.press('Enter');
  await expect.poll(() => existsSync(file), { timeout: 30_000 }).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('Anna Example');
  // The dialog closes once it has heard that the file is written.
  const closed = async (): Promise<number> => {
    await page.keyboard.press('Escape');
    return page.getByRole('dialog').count();
  };
  await expect.poll(closed, { timeout: 30_000 }).toBe(0);
});

test('what a role demands is set up at the next unlock', async () => {
  let page = await app.page();
  await page.keyboard.press('Escape');
  await page.getByTestId('nav-team').click();
  await page.getByTestId('team-roles').click();
  await page.getByRole('button', { name: /^Change what Owner needs/ }).click();
  await page.getByLabel('A key file').click();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await enterPassphrase(page);
  await page.keyboard.press('Enter');
  await page.getByText('set it up when they unlock next').waitFor({ timeout: 30_000 });

  await lock(app);
  page = await app.page();
  await tryPassphrase(page, passphrase);
  await page.getByTestId('factors-needed').waitFor({ timeout: 60_000 });
  expect(await accessibilityFindings(page)).toEqual([]);
  const keyFile = join(app.home, 'stick.key');
  await answerDialogs(app, keyFile);
  await page.getByRole('button', { name: 'Choose where to save it…' }).click();
  await page.getByRole('button', { name: 'Set it up and open' }).click();
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  expect(statSync(keyFile).size).toBeGreaterThanOrEqual(32);
  await showSettings(page, 'keys');
  await page.getByText('together with a key file').waitFor();
});

test('guessing at an open vault locks it', async () => {
  let page = await app.page();
  await openCustomer(page);
  // Unlocking was a proof for one thing.
  await page.getByRole('button', { name: /^Show: Card number/ }).click();
  await page.getByText('4000 0012 3456').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: /^Hide: Card number/ }).click();
  await page.getByRole('button', { name: /^Show: Card number/ }).click();
  const before = page;
  for (let n = 0; n < 5; n++) {
    await page.getByLabel('Code of your authenticator app, or a recovery code').fill('aaaaa-aaaaa');
    if (n === 4) {
      // The window is gone before the key press is answered.
      await page.keyboard.press('Enter').catch(() => undefined);
      break;
    }
    await page.keyboard.press('Enter');
    // Each answer is an alert of its own: a key that is pressed before it would count for nothing.
    const answer = dialog(page).locator('[role=alert]:not([data-seen])');
    await answer.waitFor({ timeout: 30_000 });
    await answer.evaluate((alert) => {
      alert.setAttribute('data-seen', '');
    });
  }
  await expect.poll(async () => (await app.page()) !== before, { timeout: 30_000 }).toBe(true);
  page = await app.page();
  await page.getByText('Locked after several wrong passphrases or codes').waitFor({ timeout: 30_000 });
});
