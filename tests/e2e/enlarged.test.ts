/** The window twice as large as it is made for, on a small screen: nothing of it is out of reach. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings as findings } from './drive/scan.ts';
import { ask } from './drive/team.ts';

let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  for (const value of ['Anna Alder', 'Ben Birch'])
    await ask(page, 'customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(1280, 800);
    window?.webContents.setZoomFactor(2);
  });
  await page.getByTestId('nav-customers').click();
});
afterAll(async () => {
  await app.close();
});

test('a customer is whole beside the list, and other lists are a key press away', async () => {
  await page.getByTestId('customer-rows').getByText('Anna Alder').click();
  const detail = page.getByTestId('customer-detail');
  await detail.waitFor();
  await expect
    .poll(
      () =>
        detail.evaluate((pane) => {
          const { left, right, width } = pane.getBoundingClientRect();
          return left >= 0 && right <= innerWidth && width >= 280 && pane.scrollWidth <= pane.clientWidth;
        }),
      { timeout: 20_000 },
    )
    .toBe(true);
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Views' }).press('Enter');
  await page.getByTestId('list-bin').waitFor();
  expect(await findings(page)).toEqual([]);
  await page.getByTestId('list-bin').press('Enter');
  await page.getByText('The bin is empty').waitFor();
  expect(await page.getByTestId('list-bin').count()).toBe(0);
});
