/** A time stamp on the log, from the query to the date, with the keyboard alone; openssl plays the authority. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Authority, removeAuthorities } from '../interop/vault/authority.ts';
import { answerDialogs, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';

let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
});
afterAll(async () => {
  await app.close();
  removeAuthorities();
});

async function press(name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.waitFor();
  await button.focus();
  await page.keyboard.press('Enter');
}

test('a query is saved, and the answer is kept once its authority is accepted', async () => {
  const authority = new Authority({ kind: 'rsa' });
  const query = join(authority.folder, 'log.tsq');
  await page.getByTestId('nav-journal').click();
  await press('Seal…');
  await press('Time stamps…');
  const stamps = page.getByTestId('time-stamps');
  await answerDialogs(app, query);
  await press('Save a query…');
  await stamps.getByText('The query log.tsq is saved').waitFor();
  await stamps.getByText('Waiting for the answer').waitFor();
  // What was pressed has the focus still.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Save a query…');

  await answerDialogs(app, query);
  await press('Bring an answer…');
  await stamps.getByText('This is not the answer of a time-stamping authority').waitFor();

  // In the app signatures are checked by another library than in Node: each way of signing has its turn.
  const info = Authority.infoOf(authority.answer(query));
  await answerDialogs(app, authority.signed(info, ['-keyopt', 'rsa_padding_mode:pss']));
  await press('Bring an answer…');
  const shown = await page.getByTestId('authority-fingerprint').innerText();
  expect(shown.replaceAll(/\s/g, '').toLowerCase()).toBe(authority.fingerprint);
  await press('I have compared it: accept');
  await stamps
    .getByText(/^The log up to entry \d+ existed at .*, says Zeitstempel 时间戳 \(Zeitamt\)\.$/)
    .waitFor();
  for (const kind of ['rsa512', 'p256', 'p384'] as const) {
    const other = new Authority({ kind });
    await answerDialogs(app, join(other.folder, `${kind}.tsq`));
    await press('Save a query…');
    await stamps.getByText(`The query ${kind}.tsq is saved`).waitFor();
    await answerDialogs(app, other.answer(join(other.folder, `${kind}.tsq`)));
    await press('Bring an answer…');
    await press('I have compared it: accept');
    await stamps.getByText('The stamp is kept.').waitFor();
  }
  await page.keyboard.press('Escape');
  await stamps.waitFor({ state: 'detached' });
  await page.getByTestId('nav-customers').click();
  await page.getByTestId('nav-journal').click();
  await page.getByTestId('journal').getByText('Time stamp on the log kept').first().waitFor();
});
