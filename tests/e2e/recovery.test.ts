import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { makeBench } from '../unit/vault/session/vault-fixture.ts';
import { answerDialogs, launchApp, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, newCustomer, passphrase, tryPassphrase } from './drive/steps.ts';

const second = 'violet engine 41 carpet sunday';
const names = ['Wang Fang 王芳', 'Ann Lee', 'Zhang Wei 张伟'];
const dayMs = 86_400_000;

let app: DrivenApp | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

async function scan(page: Page): Promise<void> {
  expect(await accessibilityFindings(page)).toEqual([]);
}

async function showKeys(page: Page): Promise<void> {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-keys').click();
}

async function groupsOnScreen(page: Page): Promise<string[]> {
  return ((await page.getByTestId('share-text').textContent()) ?? '').trim().split(/\s+/);
}

/** Splits the kit among three, two of whom are needed, and comes to the sheets. @returns the groups of every sheet */
async function splitAmongThree(page: Page): Promise<string[][]> {
  await showKeys(page);
  await page.getByRole('button', { name: 'Split among people…' }).click();
  for (const [at, name] of names.entries())
    await page.getByLabel(`Person ${at + 1}`, { exact: true }).fill(name);
  await scan(page);
  await page.getByLabel('Current passphrase').fill(passphrase);
  await page.getByTestId('split-make').click();
  await page.getByTestId('share-text').waitFor({ timeout: 60_000 });
  const sheets: string[][] = [];
  for (const sheet of await page.getByTestId('split-sheet').all()) {
    await sheet.click();
    sheets.push(await groupsOnScreen(page));
  }
  return sheets;
}

/** Prints all sheets to a printer that keeps what it gets. @returns the pages, as a PDF's text */
async function printAll(open: DrivenApp, page: Page): Promise<string> {
  await open.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('no window');
    contents.print = (_options, done) => {
      void contents.printToPDF({ printBackground: true, preferCSSPageSize: true }).then((pdf) => {
        Object.assign(globalThis, { printed: pdf.toString('latin1') });
        done?.(true, '');
      });
    };
  });
  await page.getByRole('button', { name: 'Print all sheets' }).click();
  await page.getByText('Sent to the printer.').waitFor({ timeout: 30_000 });
  return open.electron.evaluate(() => String(Reflect.get(globalThis, 'printed')));
}

async function typeBack(page: Page, sheets: readonly string[][]): Promise<void> {
  await page.getByTestId('split-continue').click();
  for (const input of await page.getByTestId('split-group').all()) {
    const number = Number(await input.getAttribute('data-sheet'));
    const group = Number(await input.getAttribute('data-group'));
    await input.fill(sheets[number - 1]?.[group]?.toLowerCase() ?? '');
  }
  await page.getByTestId('split-confirm').click();
}

test('split among three people, typed back, tried, and two of them open the vault', async () => {
  const open = await launchWithVault();
  app = open;
  let page = await open.page();
  const sheets = await splitAmongThree(page);
  expect(sheets.map((groups) => groups.length)).toEqual([14, 14, 14]);

  await scan(page);
  const pdf = join(open.home, 'share.pdf');
  await answerDialogs(open, pdf);
  await page.getByRole('button', { name: 'Save this sheet as PDF' }).click();
  await page.getByText('The sheet was saved.').waitFor({ timeout: 30_000 });
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  expect(statSync(pdf).mode & 0o077).toBe(0);

  const printed = await printAll(open, page);
  expect(printed.match(/\/Type \/Page\b/g)).toHaveLength(3);

  await typeBack(page, [sheets[1] ?? [], sheets[0] ?? [], sheets[2] ?? []]);
  await page.getByText('That does not match this sheet.').first().waitFor();
  await scan(page);
  await page.getByRole('button', { name: 'Show the sheets again' }).click();
  await typeBack(page, sheets);
  await page.getByText('The sheets are checked.').waitFor({ timeout: 30_000 });
  const split = page.getByTestId('kit-split');
  await split.waitFor();
  expect(await split.textContent()).toContain('any 2 of them');
  for (const name of names) expect(await split.textContent()).toContain(name);
  await scan(page);

  await page.getByRole('button', { name: 'Check that it works…' }).click();
  const drilled = page.getByTestId('share');
  for (const line of [0, 1]) await drilled.nth(line).fill(sheets[0]?.join(' ') ?? '');
  await page.getByText('This share is entered twice.').waitFor();
  await scan(page);
  await drilled.nth(1).fill(sheets[1]?.join(' ') ?? '');
  await page.getByTestId('check-kit').click();
  await page.getByText('It works: this opens the vault.').waitFor({ timeout: 60_000 });
  await scan(page);
  await page.getByRole('button', { name: 'Close' }).last().click();

  await lock(open);
  page = await open.page();
  await page.getByRole('button', { name: 'Use the recovery key' }).click();
  await page.getByLabel('New passphrase').fill(second);
  await page.getByLabel('Repeat the passphrase').fill(second);
  // The key that was made with the vault is of no use any more.
  await page.getByLabel('Recovery key').fill(open.recoveryKey);
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await page.getByText('not this vault’s recovery key').waitFor({ timeout: 60_000 });

  await page.getByRole('radio', { name: 'Shares' }).click();
  const lines = page.getByTestId('share');
  const [first = '', , third = ''] = sheets.map((groups) => groups.join('-'));
  await lines.nth(0).fill(third.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X')));
  await page.getByText('Something in this share is mistyped.').waitFor();
  await lines.nth(0).fill(third.slice(0, -1));
  await lines.nth(1).fill(third);
  await page.getByText('1 character is missing.').waitFor();
  await lines.nth(0).fill(third.toLowerCase());
  await page.getByText('This share is entered twice.').waitFor();
  await scan(page);
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await lines.nth(1).fill(first);
  await page.getByText('2 of 2 shares entered').waitFor();
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });

  await lock(open);
  page = await open.page();
  await tryPassphrase(page, passphrase);
  await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
  await tryPassphrase(page, second);
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
});

/** A vault whose kit was made and typed back so many days ago. @returns its place and its recovery key */
async function oldVault(home: string, days: number): Promise<{ path: string; recoveryKey: string }> {
  const bench = makeBench(home);
  bench.clock = Date.now() - days * dayMs;
  const path = join(home, 'Old shop.coffer');
  const { recoveryKey } = await bench.call('vault/create', {
    place: bench.ticket(path),
    name: 'Old shop',
    personName: 'Robin Field',
    passphrase: new TextEncoder().encode(passphrase),
  });
  const groups = recoveryKey.split('-').slice(0, 2);
  await bench.call('keys/confirm-recovery', { positions: [0, 1], groups });
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  return { path, recoveryKey };
}

test('a kit that nobody looked at for half a year is asked for, and checked without a mouse', async () => {
  const open = (app = await launchApp());
  const { path, recoveryKey } = await oldVault(open.home, 190);
  let page = await open.page();
  await answerDialogs(open, path);
  await page.getByRole('button', { name: 'Open a vault' }).click();
  await tryPassphrase(page, passphrase);
  const reminder = page.getByTestId('notice-recovery-drill-due');
  await reminder.waitFor({ timeout: 60_000 });
  // It stays, but is in nobody's way.
  const notice = page.locator('[role=status] > *').filter({ has: reminder });
  expect(await notice.getByRole('button').count()).toBe(1);
  await newCustomer(page);
  await page.keyboard.press('Escape');

  await reminder.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('radio');
  await page.keyboard.press('Tab');
  await page.keyboard.type(recoveryKey.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X')));
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').waitFor({ timeout: 30_000 });
  expect(await dialog.getByRole('alert').textContent()).toContain('not this vault’s recovery key');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(recoveryKey.toLowerCase().replaceAll('-', ' '));
  await page.keyboard.press('Enter');
  await dialog.getByText('It works: this opens the vault.').waitFor({ timeout: 60_000 });
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Close');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await reminder.waitFor({ state: 'detached' });
  expect(await page.getByTestId('kit-checked').textContent()).toContain('it opens this vault');
  await page.getByTestId('nav-journal').click();
  await page.getByText('Recovery kit checked: it works').waitFor();

  await lock(open);
  page = await open.page();
  await tryPassphrase(page, passphrase);
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  expect(await page.getByTestId('notice-recovery-drill-due').count()).toBe(0);
});
