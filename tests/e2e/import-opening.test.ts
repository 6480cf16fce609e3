/** A long file can be let go while it is still read, and the next one is opened; the result says what became of each row. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerDialogs } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { importFile, tabTo } from './drive/steps.ts';

test('opening a long file is cancelled by keyboard, and another is imported from there', async () => {
  const app = await launchWithVault();
  try {
    const page = await app.page();
    const long = join(app.home, 'long.csv');
    writeFileSync(long, `Name,Phone,Note\n${'Ann Bell,+44 20 7946 0000,called twice\n'.repeat(1_500_000)}`);
    await answerDialogs(app, long);
    await page.keyboard.press('Control+i');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await page.getByText('Reading the file…').waitFor();
    await tabTo(page, 'Cancel');
    await page.keyboard.press('Enter');
    await page.getByText('The import was cancelled').waitFor();

    const short = join(app.home, 'short.csv');
    writeFileSync(short, 'Name,Phone\nAnn Bell,1\n');
    await answerDialogs(app, short);
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await page.getByText('Does this look right?').waitFor();
    expect(await page.getByText('Ann Bell').count()).toBeGreaterThan(0);
    expect(await page.getByText('The import was cancelled').count()).toBe(0);
  } finally {
    await app.close();
  }
});

test('a report is offered where rows have remarks, and each remark says what became of its value', async () => {
  const app = await launchWithVault();
  try {
    const page = await app.page();
    const file = join(app.home, 'people.csv');
    writeFileSync(file, 'Name,Phone,E-mail\nAnn Bell,,ann at home\n,+44 20 7946 0021,\n');
    await importFile(app, file);
    await page.getByText('Imported: people.csv').waitFor();
    await page.getByText('kept as it is').waitFor();
    await page.getByText('no name; called by the phone number').waitFor();
    await page.getByRole('button', { name: 'Save the report' }).waitFor();

    writeFileSync(file, 'Name,Phone\nCy Dale,1\n"Di Ege,2\n');
    await page.getByRole('button', { name: 'Import another file' }).click();
    await importFile(app, file);
    await page.getByText('Not imported: a quotation mark is not closed').waitFor();
    const report = join(app.home, 'report.csv');
    await answerDialogs(app, report);
    await page.getByRole('button', { name: 'Save the report' }).click();
    await page.getByText('Report with 1 row saved').waitFor();
    expect(readFileSync(report, 'utf8')).toContain('Di Ege');

    writeFileSync(file, 'Name,Phone\nEd Fox,+44 20 7946 0022\n');
    await page.getByRole('button', { name: 'Import another file' }).click();
    await importFile(app, file);
    await page.getByRole('button', { name: 'See the customers' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save the report' }).count()).toBe(0);
  } finally {
    await app.close();
  }
});
