/** Somebody who left: their bundle is refused in words, what others carry of theirs is left out in sight, and copies hear of it. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hour, makeTemplate, Office, passphrases, type Template } from '../unit/vault/people/copies.ts';
import { answerDialogs, launchApp, type DrivenApp } from './drive/app.ts';
import { accessibilityFindings } from './drive/scan.ts';

let template: Template;
let office: Office;
let app: DrivenApp;
let page: Page;
/** Made by Ann after she had gone; by Bob, with what Ann had changed; by the founder, who had ended her account. */
let fromAnn: string;
let fromBob: string;
let fromFounder: string;

beforeAll(async () => {
  template = await makeTemplate();
  office = new Office(template);
  const { ids, customer } = template;
  await office.enter('Main', '李雷');
  office.pass(hour);
  await office.at('Main').call('people/remove', { id: ids.Ann, heir: null });
  fromFounder = await office.send('Main', [ids.Bob]);
  office.pass(hour);
  await office.enter('One', 'Ann');
  const change = (field: 'notes' | 'jobTitle', value: string) =>
    office.at('One').call('customers/edit', { id: customer, edits: [{ field, value }] });
  await change('notes', 'written too late');
  fromAnn = await office.send('One', [ids.李雷]);
  await office.enter('One', 'Bob');
  await change('jobTitle', 'Buyer');
  fromBob = await office.send('One', [ids.李雷]);
  for (const copy of ['Main', 'One'] as const) await office.at(copy).engine.prepareLock();
}, 300_000);

afterEach(async () => {
  await app.close();
});

afterAll(() => {
  office.close();
  template.remove();
});

async function comeIn(copy: 'Main' | 'One', name: '李雷' | 'Bob'): Promise<void> {
  app = await launchApp();
  page = await app.page();
  await answerDialogs(app, office.place(copy));
  await page.getByTestId('welcome-open').click();
  await page.getByRole('combobox', { name: /^Your name:/ }).click();
  await page.getByRole('option', { name }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrases[name]);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
}

async function look(file: string): Promise<void> {
  await answerDialogs(app, file);
  await page.keyboard.press('Control+o');
  await page.getByTestId('bundle-summary').waitFor({ timeout: 60_000 });
}

async function scan(): Promise<void> {
  expect(await accessibilityFindings(page)).toEqual([]);
}

test('a bundle of somebody whose account had ended is refused with the reason; a colleague’s is taken in without their changes', async () => {
  await comeIn('Main', '李雷');
  await look(fromAnn);
  const ended = page.getByTestId('sender-ended');
  await ended.getByText('Ann has no account here any more').waitFor();
  await ended.getByText(/李雷 ended the account on/).waitFor();
  expect(await page.getByTestId('take-in').isDisabled()).toBe(true);
  await scan();
  await page.getByRole('button', { name: 'Not now' }).click();
  // What is looked at next must not be taken for it.
  await page.getByTestId('bundle-summary').waitFor({ state: 'detached' });

  await look(fromBob);
  await page.getByTestId('left-out-ahead').getByText('Changes by Ann will be left out').waitFor();
  await page.getByTestId('left-out-ahead').getByText('1 value').waitFor();
  await scan();
  await page.getByTestId('take-in').click();
  await page
    .getByTestId('left-out-done')
    .getByText('Changes by Ann were left out')
    .waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'See the customers' }).click();
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  const notes = page.getByTestId('customer-detail').getByRole('textbox', { name: 'Notes' });
  expect(await notes.inputValue()).toBe('as it was');
});

test('another copy shows before and after who has left, and takes back what was changed too late', async () => {
  await comeIn('One', 'Bob');
  await look(fromFounder);
  const news = page.getByTestId('people-news');
  await news.getByText(/Ann is no longer here since .* \(by 李雷\)/).waitFor();
  await scan();
  await page.getByTestId('take-in').click();
  await page.getByText('Who works in this vault was brought up to date').waitFor({ timeout: 60_000 });
  await page
    .getByTestId('left-out-back')
    .getByText('Changes by Ann that were here were taken back')
    .waitFor();
  await scan();
  await page.getByTestId('nav-team').click();
  const former = page.getByTestId('former').getByTestId('person').filter({ hasText: 'Ann' });
  await former.getByText('Removed').waitFor();
  await former.getByText('by 李雷', { exact: true }).waitFor();
  await scan();
});
