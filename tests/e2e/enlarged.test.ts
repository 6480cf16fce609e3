/** The window twice as large as it is made for, on a small screen: nothing of it is out of reach. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings as findings } from './drive/scan.ts';
import { ask, invite, rowOf, showTeam } from './drive/team.ts';

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

test('the parts of a screen are above it, and nobody’s name or menu is cut off in the team', async () => {
  await invite(page, 'Mei Lin', 'member');
  await showTeam(page);
  const nav = await page.getByRole('navigation', { name: 'Team' }).boundingBox();
  const list = await page.getByTestId('team-list').boundingBox();
  expect((nav?.y ?? 0) + (nav?.height ?? 0)).toBeLessThanOrEqual(list?.y ?? 0);
  for (const name of ['Robin Field', 'Mei Lin']) {
    const cells = await rowOf(page, name)
      .locator('th, td')
      .evaluateAll((all) =>
        all
          .filter((cell) => cell.checkVisibility())
          .map((cell) => {
            const { left, right } = cell.getBoundingClientRect();
            return { left, right, isWhole: cell.scrollWidth <= cell.clientWidth };
          }),
      );
    for (const [index, { left, right, isWhole }] of cells.entries()) {
      expect(isWhole, `${name}, cell ${index}`).toBe(true);
      expect(left).toBeGreaterThanOrEqual(cells[index - 1]?.right ?? 0);
      expect(right).toBeLessThanOrEqual(640);
    }
    const named = rowOf(page, name).getByText(name, { exact: true });
    expect(await named.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  }
  expect(await findings(page)).toEqual([]);
});

test('where there is no room for both, the customer covers the list until it is closed', async () => {
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
  });
  await page.getByTestId('nav-customers').press('Enter');
  const detail = page.getByTestId('customer-detail');
  const rows = page.getByTestId('customer-rows');
  const closeIt = detail.getByRole('button', { name: 'Close' });
  if (await detail.isVisible()) await closeIt.press('Enter');
  await page.getByRole('button', { name: 'Views' }).press('Enter');
  await page.getByTestId('list-all').press('Enter');
  await rows.focus();
  await page.keyboard.press('Home');
  await detail.waitFor();
  await rows.waitFor({ state: 'hidden' });
  const focusIsIn = (place: string): Promise<boolean> =>
    page.evaluate((selector) => document.activeElement?.closest(selector) !== null, place);
  await expect.poll(() => focusIsIn('[data-pane="second"]')).toBe(true);
  expect(await detail.evaluate((pane) => pane.scrollWidth <= pane.clientWidth)).toBe(true);
  expect(await findings(page)).toEqual([]);
  await closeIt.press('Enter');
  await rows.waitFor();
  await expect.poll(() => focusIsIn('[data-testid="customer-rows"]')).toBe(true);
  await page.keyboard.press('Home');
  await detail.waitFor();
  await page.keyboard.press('/');
  await expect.poll(() => focusIsIn('[data-testid="search"]')).toBe(true);
});
