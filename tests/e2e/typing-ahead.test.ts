/** Whoever types fast is ahead of the vault: what was typed must still meet what it was meant for. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { vaultProcess, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';

const names = ['Sabine Alder', 'Sebald Birch', 'Sören Cedar', 'Susan Dogwood'];

let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  for (const name of names) {
    await page.evaluate((value) => {
      const { coffer } = window as unknown as { coffer: Bridge };
      return coffer.call('customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
    }, name);
  }
  await row('Susan Dogwood').waitFor();
});

afterEach(async () => {
  // A palette that is still open would hide the list from the next test.
  await page.keyboard.press('Escape');
});

afterAll(() => app.close());

const row = (name: string) => page.getByTestId('customer-rows').getByText(name);
const nameField = () => page.getByTestId('customer-detail').getByLabel('Name', { exact: true });

/** Does something while the vault answers nothing, and lets it answer then. */
async function aheadOfTheVault(act: () => Promise<void>): Promise<void> {
  const pid = await vaultProcess(app);
  process.kill(pid, 'SIGSTOP');
  try {
    await act();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

test('Enter in the palette chooses what fits all that was typed, not what was found for its beginning', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('s');
  await page.getByRole('option', { name: 'Sabine Alder' }).waitFor();
  await aheadOfTheVault(async () => {
    await page.keyboard.type('ettings');
    await page.keyboard.press('Enter');
    // Long enough for a wrong choice to be made.
    await page.waitForTimeout(300);
  });
  await page.getByTestId('settings-locking').waitFor();
  await page.getByTestId('nav-customers').click();
});

test('what the arrows marked in the palette stays marked when customers are found', async () => {
  await page.keyboard.press('Control+k');
  await aheadOfTheVault(async () => {
    await page.keyboard.type('s');
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(300);
  });
  const marked = page.getByRole('option', { selected: true });
  const before = await marked.textContent();
  await page.getByRole('option', { name: 'Sabine Alder' }).waitFor();
  expect(await marked.textContent()).toBe(before);
});

test('Enter in the search opens the first that fits all that was typed', async () => {
  await row('Sabine Alder').click();
  await expect.poll(() => nameField().inputValue()).toBe('Sabine Alder');
  await page.keyboard.press('/');
  await page.keyboard.type('s');
  await aheadOfTheVault(async () => {
    await page.keyboard.type('usan');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
  });
  await expect.poll(() => nameField().inputValue()).toBe('Susan Dogwood');
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
});

test('what is typed while the next customer is on its way goes to neither', async () => {
  await row('Sabine Alder').click();
  await expect.poll(() => nameField().inputValue()).toBe('Sabine Alder');
  await aheadOfTheVault(async () => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('xyz');
    await page.waitForTimeout(600);
  });
  await expect.poll(() => nameField().inputValue()).toBe('Sebald Birch');
  await expect.poll(() => nameField().evaluate((field) => field === document.activeElement)).toBe(true);
  // Longer than it takes to save what was typed.
  await page.waitForTimeout(600);
  for (const name of names) await row(name).waitFor();
});

test('what is typed while it is being saved is saved, too', async () => {
  await row('Susan Dogwood').click();
  await expect.poll(() => nameField().inputValue()).toBe('Susan Dogwood');
  await nameField().focus();
  await page.keyboard.press('End');
  await aheadOfTheVault(async () => {
    await page.keyboard.type(' of');
    // The first words are on their way.
    await page.waitForTimeout(600);
    await page.keyboard.type(' Kent');
    await page.keyboard.press('Enter');
    await row('Sabine Alder').click();
  });
  await expect.poll(() => nameField().inputValue()).toBe('Sabine Alder');
  await row('Susan Dogwood of Kent').waitFor();
});
