/** A customer on paper: warned of, with a reason, in the journal, and without what is restricted. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs, fixture, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { importFile } from './drive/steps.ts';

let folder: string;
let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-sheets-'));
  app = await launchWithVault();
  page = await app.page();
  await importFile(app, fixture('jiandaoyun-customers-gb18030.csv'));
  await page.getByRole('button', { name: 'See the customers' }).click();
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The text of each page. */
async function pagesOf(file: string): Promise<string[]> {
  const task = getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 });
  const pdf = await task.promise;
  const texts: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  await task.destroy();
  return texts;
}

test('one customer is saved as a PDF from where it is shown', async () => {
  const rows = page.getByTestId('customer-rows');
  await page.getByRole('searchbox').fill('邹梓浩');
  await expect.poll(() => rows.textContent()).not.toContain('安安郭');
  await rows.getByText('邹梓浩').first().waitFor();
  await rows.focus();
  await page.keyboard.press('Home');
  await page.getByTestId('customer-detail').getByRole('button', { name: 'Print or save a sheet' }).click();
  const save = page.getByTestId('save-sheets');
  expect(await save.isDisabled()).toBe(true);
  await page.getByText('Paper and PDF are not encrypted').waitFor();
  await page.getByLabel('Why does it leave the vault?').fill('Visit on Friday');
  await answerDialogs(app, join(folder, 'one.pdf'));
  await save.click();
  await page.getByText('PDF saved with 1 customer').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Close' }).last().click();

  const [text = '', ...more] = await pagesOf(join(folder, 'one.pdf'));
  expect(more).toEqual([]);
  const squeezed = text.replace(/\s+/g, '');
  for (const part of ['邹梓浩', '18692189147', 'emmanuel34@gmail.com', '1,393,695', 'VisitonFriday'])
    expect(squeezed).toContain(part);
  // The identity number is restricted.
  expect(squeezed).not.toContain('912612199802025179');
  expect(await page.getByTestId('customer-sheets').count()).toBe(0);

  await page.getByTestId('nav-journal').click();
  await page.getByText('Customer sheets given out to print or save as PDF, not encrypted').waitFor();
  await page.getByText('What for: Visit on Friday').waitFor();
});

test('several go into one PDF, a page for each', async () => {
  await page.getByTestId('nav-customers').click();
  await page.getByRole('searchbox').fill('邹');
  const bar = page.getByTestId('bulk-bar');
  const chosen = async (): Promise<number> =>
    Number(/\d+/.exec((await bar.getByRole('status').textContent()) ?? '')?.[0]);
  // Keys that are pressed before the list is there choose nobody, or whoever stood alone in it.
  await expect
    .poll(
      async () => {
        await page.getByTestId('customer-rows').focus();
        await page.keyboard.press('Control+a');
        return chosen();
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(2);
  const count = await chosen();
  await bar.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('radio', { name: 'Customer sheets (print or PDF)' }).click();
  await page.getByRole('button', { name: 'The customer asked for it' }).click();
  await answerDialogs(app, join(folder, 'several.pdf'));
  await page.getByTestId('save-sheets').click();
  await page.getByText(`PDF saved with ${String(count)} customers`).waitFor({ timeout: 60_000 });
  expect(await pagesOf(join(folder, 'several.pdf'))).toHaveLength(count);
});
