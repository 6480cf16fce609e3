import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { answerDialogs } from '../e2e/drive/app.ts';
import { dismissToasts, settle, type Guide } from './guide.ts';

/** Walks to a customer of the list by the keyboard. */
async function choose(page: Page, index: number): Promise<void> {
  await settle(page);
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < index; i++) await page.keyboard.press('ArrowDown');
  await page.getByTestId('customer-detail').waitFor();
  await settle(page);
}

/** The list, searching it, and one customer: read, edited, its history, deleted and brought back. */
export async function findAndEdit(guide: Guide, digits: string): Promise<void> {
  const { words, isChinese } = guide;
  const { customers } = words;
  await guide.step('customers', async (page) => {
    await page.getByTestId('nav-customers').click();
    await page.locator('#row-0').waitFor();
  });
  await guide.step('search-by-pinyin', async (page) => {
    await page.getByTestId('search').fill('zhang');
    await choose(page, 1);
  });
  await guide.step('restricted-value', async (page) => {
    const value = page.getByTestId('restricted-value').first();
    await value.getByRole('button', { name: `${customers.value.reveal}:` }).click();
    await value.getByRole('button', { name: `${customers.value.hide}:` }).waitFor();
  });
  await guide.step('search-by-number', async (page) => {
    await page.getByTestId('search').fill(digits);
    await choose(page, 0);
  });
  await guide.step('tagged', async (page) => {
    await page.getByTestId('tags').getByRole('button', { name: customers.tag.add }).click();
    await page.getByRole('combobox', { name: customers.tag.find }).fill(isChinese ? '老客户' : 'Regular');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page
      .getByTestId('tags')
      .getByText(isChinese ? '老客户' : 'Regular')
      .waitFor();
  });
  await guide.step('edited', async (page) => {
    const notes = page.getByTestId('customer-detail').getByLabel(customers.detail.notes, { exact: true });
    await notes
      .locator('visible=true')
      .last()
      .fill(isChinese ? '喜欢上午接电话。' : 'Prefers a call in the morning.');
    await page.getByTestId('search').focus();
    await page.getByText(customers.detail.saving).waitFor({ state: 'detached' });
  });
  await guide.step('history', async (page) => {
    await page.getByRole('button', { name: customers.detail.history }).click();
    await page.getByTestId('history').waitFor();
  });
  await guide.step('deleted', async (page) => {
    await page.getByRole('button', { name: customers.detail.history }).click();
    await page.getByTestId('customer-rows').focus();
    await page.keyboard.press('Delete');
    await page
      .getByRole('region', { name: words.common.notifications })
      .getByText(customers.bulk.undo)
      .waitFor();
  });
  await guide.step('bin', async (page) => {
    await page.getByTestId('search').fill('');
    await page.getByTestId('list-bin').click();
    await choose(page, 0);
    await dismissToasts(page, words);
  });
  await guide.step('undone', async (page) => {
    await page.getByTestId('list-all').click();
    await page.getByTestId('customer-rows').focus();
    await page.keyboard.press('Control+z');
    await page.getByText(words.common.undo.undone).waitFor();
  });
}

/** Filters, a saved view, several customers at once, and what is on screen as a file. */
export async function filterAndExport(guide: Guide): Promise<void> {
  const { words, app, isChinese } = guide;
  const { customers, exchange } = words;
  await guide.step('tag', async (page) => {
    await dismissToasts(page, words);
    await page.getByRole('button', { name: customers.close }).click();
    await page.getByTestId('list-tag').first().click();
    await settle(page);
  });
  await guide.step('filter', async (page) => {
    await page.getByRole('button', { name: customers.filter.title, exact: true }).click();
    await page.getByLabel(customers.filter.field).selectOption('email');
    await page.getByLabel(customers.filter.value).fill('gmail');
  });
  await guide.step('filtered', (page) => page.getByRole('button', { name: customers.filter.apply }).click());
  await guide.step('view', async (page) => {
    await page.getByRole('button', { name: customers.view.save }).click();
    await page.getByLabel(customers.view.name).fill(isChinese ? 'Gmail 客户' : 'On Gmail');
    await page.keyboard.press('Enter');
    await page
      .getByRole('button', { name: isChinese ? 'Gmail 客户' : 'On Gmail' })
      .first()
      .waitFor();
  });
  await guide.step('selected', async (page) => {
    await page.getByTestId('customer-rows').focus();
    for (const key of ['Home', 'Space', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
    await page.getByTestId('bulk-bar').waitFor();
  });
  await guide.step('export', (page) =>
    page.getByTestId('bulk-bar').getByRole('button', { name: customers.bulk.export }).click(),
  );
  await guide.step('exported', async (page) => {
    await answerDialogs(app, join(app.home, 'customers.csv'));
    await page.getByRole('button', { name: exchange.export.reasons.accountant }).click();
    await page.getByRole('dialog').getByRole('button', { name: exchange.export.start, exact: true }).click();
    await page.getByTestId('export-done').waitFor();
  });
  await guide.step('nothing-found', async (page) => {
    await page
      .getByRole('dialog')
      .getByRole('button', { name: exchange.export.close, exact: true })
      .last()
      .click();
    await page.getByTestId('list-all').click();
    await page.getByTestId('search').fill('qqqqqqq');
    await page.getByText(customers.empty.noneTitle).waitFor();
  });
  await guide.between((page) => page.getByTestId('search').fill(''));
}
