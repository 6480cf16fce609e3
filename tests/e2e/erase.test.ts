/** Erasing customers for good: one by the keyboard alone, several, from the bin, and by nobody who may not. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings as findings } from './drive/scan.ts';
import { lock, passphrase, tabTo } from './drive/steps.ts';
import { ask, comeInFirst, invite } from './drive/team.ts';

let app: DrivenApp;
let page: Page;
const everybody = ['Anna Alder', 'Ben Birch', 'Cara Cedar', 'Dora Dogwood', 'Emil Elm'] as const;
/** Of a manager, for the first time. */
let oneTime: string;
const ids = new Map<string, string>();

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  for (const value of everybody) {
    const { id } = await ask(page, 'customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
    ids.set(value, id);
  }
  ({ words: oneTime } = await invite(page, 'Mei Lin', 'manager'));
  await page.getByTestId('nav-customers').click();
});
afterAll(async () => {
  await app.close();
});

const rows = () => page.getByTestId('customer-rows');
const erase = () => page.getByTestId('erase');
const erased = () => page.getByTestId('erased');
const names = async (): Promise<string[]> => {
  const found = await Promise.all(
    [false, true].map((bin) =>
      ask(page, 'customers/window', { query: { bin }, start: 0, count: 20, columns: [] }),
    ),
  );
  return found.flatMap((window) => window.rows.map(({ name }) => name)).sort();
};
const press = (key: string): Promise<void> => page.keyboard.press(key);
/** Opens the menu that has the focus, and chooses in it. */
async function choose(item: string): Promise<void> {
  await press('Enter');
  await page.getByRole('menuitem', { name: item }).waitFor();
  await press('End');
  await press('Enter');
}
async function close(): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

test('one is erased by the keyboard alone, after typing the name and the passphrase', async () => {
  await ask(page, 'settings/set', {
    stepUp: { reveal: true, export: true, security: true, minutes: 0 },
  });
  await rows().getByText('Anna Alder').click();
  await page.getByTestId('customer-detail').getByLabel('Name', { exact: true }).waitFor();
  await rows().focus();
  await tabTo(page, 'More');
  await choose('Erase for good…');
  await erase().waitFor();
  expect(await findings(page)).toEqual([]);
  for (const words of [
    'in this vault comes back without them',
    'until you delete them',
    'on other computers',
  ])
    await erase().getByText(words).waitFor();
  // What is to be typed has the focus.
  await page.keyboard.type('Anna');
  await press('Enter');
  const proof = page.getByTestId('step-up');
  await proof.waitFor();
  await page.keyboard.type(passphrase);
  await press('Enter');
  await page.getByRole('alert').getByText('Nothing was erased').waitFor();
  expect(await names()).toEqual([...everybody].sort());
  await tabTo(page, 'To be sure');
  await press('Control+a');
  await page.keyboard.type('Anna Alder');
  await press('Enter');
  await proof.waitFor();
  await page.keyboard.type(passphrase);
  await press('Enter');
  await erased().getByText('1 customer is gone from this vault').waitFor();
  expect(await findings(page)).toEqual([]);
  expect(await names()).toEqual(everybody.slice(1));
  expect(await page.getByTestId('customer-detail').count()).toBe(0);
  await tabTo(page, 'Show in the journal');
  await press('Enter');
  await page.getByTestId('journal').getByText('Customers erased').first().waitFor();
});

test('several are erased after typing how many', async () => {
  await page.getByTestId('nav-customers').click();
  await rows().focus();
  await press('Home');
  for (const key of ['Space', 'ArrowDown', 'Space']) await press(key);
  await page.getByTestId('bulk-bar').getByRole('button', { name: 'More' }).focus();
  await choose('Erase for good…');
  await page.getByRole('dialog').getByText('Erase 2 customers for good?').waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.type('2');
  await press('Enter');
  await page.getByTestId('step-up').waitFor();
  await page.keyboard.type(passphrase);
  await press('Enter');
  await erased().getByText('2 customers are gone').waitFor();
  await close();
  expect(await names()).toEqual(everybody.slice(3));
  expect(await page.getByTestId('bulk-bar').count()).toBe(0);
});

test('who is in the bin is erased from there', async () => {
  await ask(page, 'customers/delete', { selection: { ids: [ids.get('Emil Elm') ?? ''] } });
  await page.getByTestId('list-bin').click();
  await rows().getByText('Emil Elm').click();
  await page.getByTestId('customer-detail').getByRole('button', { name: 'More' }).focus();
  await choose('Erase for good…');
  await erase().waitFor();
  await page.keyboard.type('Emil Elm');
  await press('Enter');
  await page.getByTestId('step-up').waitFor();
  await page.keyboard.type(passphrase);
  await press('Enter');
  await erased().waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().press('Enter');
  expect(await names()).toEqual(['Dora Dogwood']);
});

test('nobody who may not is offered it', async () => {
  await lock(app);
  page = await comeInFirst(app, 'Mei Lin', oneTime, 'marble lantern orchid quiver');
  await rows().getByText('Dora Dogwood').click();
  const detail = page.getByTestId('customer-detail');
  await detail.getByRole('button', { name: 'Move to bin' }).waitFor();
  expect(await detail.getByRole('button', { name: 'More' }).count()).toBe(0);
});
