/** Who saw a customer, on the customer's page and in the journal, with the keyboard. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { newCustomer } from './drive/steps.ts';

let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
});
afterAll(async () => {
  await app.close();
});

test('the page of a customer says who opened and copied them, and goes back to the form', async () => {
  await page.getByTestId('nav-customers').click();
  await (await newCustomer(page)).fill('Anna Example');
  await page.keyboard.press('Enter');
  const name = page.getByLabel('Name', { exact: true });
  await expect.poll(() => name.inputValue()).toBe('Anna Example');
  // By the system's own command, out of a field.
  await name.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.getByText('Copied').first().waitFor();

  const button = page.getByRole('button', { name: 'Who saw this customer' });
  await button.focus();
  await page.keyboard.press('Enter');
  const seen = page.getByTestId('who-saw');
  await seen.getByText('Customer opened').first().waitFor();
  await seen.getByText('What: selected text').waitFor();
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('Enter');
  await seen.waitFor({ state: 'detached' });
  await name.waitFor();
});

test('the journal has the same, with a way to the customer', async () => {
  await page.getByTestId('nav-journal').click();
  const journal = page.getByTestId('journal');
  await journal.getByText('Customer opened').first().waitFor();
  await journal.getByRole('button', { name: 'Open the customer' }).first().click();
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Anna Example');
});
