/** What vouches for a vault, as a person meets it: the seal, who saw whom, what goes to an auditor, what a check finds, and what is said at opening. */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerDialogs, fixture, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings as findings } from './drive/scan.ts';
import { lock, newCustomer, tryPassphrase, passphrase } from './drive/steps.ts';
import { ask, chooseFrom, invite, isOpen, menuOf, showTeam } from './drive/team.ts';

const name = 'Anna Example';
let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  await page.getByTestId('nav-customers').click();
  await (await newCustomer(page)).fill(name);
  await page.keyboard.press('Enter');
});
afterAll(async () => {
  await app.close();
});

// One that is tried again begins with nothing over the screen.
beforeEach(async () => {
  for (let tries = 0; tries < 5 && (await dialog().count()) > 0; tries++) await page.keyboard.press('Escape');
});

const dialog = () => page.getByRole('dialog');
async function escape(): Promise<void> {
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
}
const inSight = (text: string): Promise<boolean> =>
  dialog()
    .getByText(text)
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return element.contains(
        document.elementFromPoint(element.getBoundingClientRect().x + 4, (top + bottom) / 2),
      );
    });

test('the seal is compared by keyboard, in a low window too, and only the newest is given out', async () => {
  await page.getByTestId('nav-journal').click();
  await page.getByTestId('show-seal').focus();
  await page.keyboard.press('Enter');
  const words = page.getByTestId('fingerprint');
  await words.waitFor();
  expect(await findings(page)).toEqual([]);
  const newest = await words.textContent();
  const number = page.getByLabel('Entry number of an earlier seal');
  await number.focus();
  // Twice as large as it is made for leaves this much of the smallest window.
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1.7);
  });
  for (const wrong of ['soon', '99,999']) {
    await number.fill(wrong);
    await page.keyboard.press('Enter');
    const refusal = 'The journal never had that many entries';
    await dialog().getByRole('alert').getByText(refusal).waitFor();
    expect(await inSight(refusal)).toBe(true);
    await number.fill('1');
    await page.keyboard.press('Enter');
    await dialog().getByText('Up to entry 1, as it stands today').waitFor();
  }
  expect(await dialog().getByRole('button', { name: 'Copy to send' }).count()).toBe(0);
  await dialog().getByRole('button', { name: 'Back to the newest' }).focus();
  await page.keyboard.press('Enter');
  await dialog().getByRole('button', { name: 'Copy to send' }).waitFor();
  expect(await words.textContent()).toBe(newest);
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1);
  });
  await escape();
});

test('the journal is filtered by kind of act', async () => {
  const journal = page.getByTestId('journal');
  await journal.getByText('Unlocked', { exact: true }).first().waitFor();
  await chooseFrom(page, 'What about', 'What was looked at');
  await journal.getByText('Customers listed').first().waitFor();
  expect(await journal.getByText('Unlocked', { exact: true }).count()).toBe(0);
  expect(await findings(page)).toEqual([]);
  await chooseFrom(page, 'What about', 'Passphrases and keys');
  await journal.getByText('Recovery kit').or(journal.getByText('No such entries.')).first().waitFor();
  await chooseFrom(page, 'What about', 'Everything');
  await journal.getByText('Unlocked', { exact: true }).first().waitFor();
});

test('what goes to an auditor, and the proof of an entry', async () => {
  await page.getByTestId('audit-file').click();
  await dialog().getByText('You have compared no identity card yet').waitFor();
  await dialog().getByLabel('Open with a passphrase').check();
  expect(await findings(page)).toEqual([]);
  await escape();
  await page.getByTestId('journal').getByRole('button', { name: 'Proof of this entry…' }).first().click();
  await dialog().waitFor();
  expect(await findings(page)).toEqual([]);
  await escape();
});

test('who saw a customer, and that nothing of one is dragged out', async () => {
  await page.getByTestId('nav-customers').click();
  const field = page.getByLabel('Name', { exact: true });
  await expect.poll(() => field.inputValue()).toBe(name);
  await field.selectText();
  const from = await field.boundingBox();
  const to = await page.getByTestId('search').boundingBox();
  if (from === null || to === null) throw new Error('nothing to drag');
  await page.evaluate(() => {
    addEventListener('dragstart', (event) => {
      document.body.dataset['dragged'] = event.defaultPrevented ? 'kept' : 'out';
    });
  });
  await page.mouse.move(from.x + 20, from.y + from.height / 2);
  await page.mouse.down();
  for (const share of [0.2, 0.6, 1])
    await page.mouse.move(
      from.x + 20 + (to.x + 60 - from.x - 20) * share,
      from.y + (to.y + to.height / 2 - from.y) * share,
    );
  await page.mouse.up();
  expect(await page.locator('body').getAttribute('data-dragged')).toBe('kept');
  expect(await page.getByTestId('search').inputValue()).toBe('');
  expect(await field.inputValue()).toBe(name);

  await page.getByRole('button', { name: 'Who saw this customer' }).click();
  await page.getByTestId('who-saw').getByText('Customer opened').first().waitFor();
  expect(await findings(page)).toEqual([]);
});

test('an import that is refused is said in view, and the focus stays where it was', async () => {
  const file = join(app.home, 'list.csv');
  copyFileSync(fixture('google-contacts.csv'), file);
  await answerDialogs(app, file);
  await page.keyboard.press('Control+i');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Customers that are here already').waitFor();
  rmSync(file);
  await page.getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');
  const refusal = page.getByTestId('import').getByRole('alert');
  await refusal.waitFor();
  await expect
    .poll(() =>
      refusal.evaluate((said) => {
        const { top, bottom } = said.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      }),
    )
    .toBe(true);
  expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Next');
  expect(await findings(page)).toEqual([]);
});

test('what a check says, and what protects the vault', async () => {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-about').click();
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByTestId('verify-result').getByText('All is well').waitFor({ timeout: 30_000 });
  expect(await findings(page)).toEqual([]);
  await invite(page, 'Mei Lin', 'manager');
  await invite(page, 'Cai Yun', 'manager');
  await page.getByTestId('nav-handover').click();
  await page.getByTestId('handover-posture').click();
  await page.getByTestId('posture').getByText('Passphrase (3)', { exact: true }).waitFor();
  expect(await findings(page)).toEqual([]);
});

test('after somebody was removed, the exchange of keys is what is offered', async () => {
  await showTeam(page);
  await menuOf(page, 'Mei Lin', 'Remove…');
  await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByTestId('moved').waitFor();
  await dialog().getByTestId('offer-rotation').waitFor();
  expect(await findings(page)).toEqual([]);
  await escape();
});

test('what is said at opening has a way to what is to be done', async () => {
  await lock(app);
  page = await app.page();
  // As a crash in the middle of writing leaves it.
  const vault = join(app.home, 'Acme.coffer');
  rmSync(join(vault, 'keyring.json'));
  writeFileSync(join(vault, '.coffer-0123456789ab.part'), '{"format":"coffer-keyr');
  await chooseFrom(page, 'Your name', 'Robin Field');
  await tryPassphrase(page, passphrase);
  await isOpen(page);
  expect(await findings(page)).toEqual([]);
  await page.getByTestId('notice-previous-keyring-used').click();
  await page.getByRole('button', { name: 'Change passphrase…' }).waitFor();
  const { entries } = await ask(page, 'journal/list', { kind: 'warnings' });
  expect(entries.map(({ action }) => action)).toContain('keyring-fallback');
});
