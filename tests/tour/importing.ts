import type { Page } from 'playwright-core';
import { answerDialogs, fixture } from '../e2e/drive/app.ts';
import type { Guide } from './guide.ts';

const files = ['jiandaoyun-customers-gb18030', 'google-contacts', 'salesforce-accounts', 'hostile'];

/** Imports the sample files, the last one with rows that cannot be taken, and ends in the list. */
export async function importFiles(guide: Guide): Promise<void> {
  const { words, app } = guide;
  const { exchange, common } = words;
  const next = (page: Page): Promise<void> => page.getByRole('button', { name: common.next }).click();
  await guide.step('import', (page) => page.getByTestId('ready-import').click());
  for (const file of files) {
    await guide.step(`import-${file}-reading`, async (page) => {
      await answerDialogs(app, fixture(`${file}.csv`));
      await page.getByRole('button', { name: exchange.import.choose }).click();
      await page.getByText(exchange.import.lookRightHint).waitFor();
    });
    await guide.step(`import-${file}-columns`, async (page) => {
      await next(page);
      await page.getByText(exchange.import.duplicates).first().waitFor();
    });
    await guide.step(`import-${file}-check`, async (page) => {
      await next(page);
      await page.getByRole('button', { name: exchange.import.start }).waitFor();
    });
    await guide.step(`import-${file}-result`, async (page) => {
      await page.getByRole('button', { name: exchange.import.start }).click();
      await page.getByRole('button', { name: exchange.import.see }).waitFor();
    });
    if (file !== files.at(-1))
      await guide.between((page) => page.getByRole('button', { name: exchange.import.another }).click());
  }
  await guide.step('import-past', async (page) => {
    await page.getByRole('button', { name: exchange.import.another }).click();
    await page.getByText(exchange.import.past).waitFor();
  });
}
