import { afterEach, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { fixture, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { importFile, lock, unlock } from './drive/steps.ts';

let app: DrivenApp;

afterEach(() => app.close());

const onClipboard = () => app.electron.evaluate(({ clipboard }) => clipboard.readText());

test('what is copied leaves the clipboard again, and nothing else does', async () => {
  app = await launchWithVault();
  await importFile(app, fixture('jiandaoyun-customers-gb18030.csv'));
  const page = await app.page();
  await page.getByRole('button', { name: 'See the customers' }).click();
  await page.evaluate(async () => {
    await (window as unknown as { coffer: Bridge }).coffer.call('settings/set', { clipboardSeconds: 5 });
  });

  // By the button beside a value.
  await page.getByTestId('search').fill('13857642434');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Copy' }).first().click();
  await page.getByText('Cleared from the clipboard in 5 s').waitFor();
  expect(await onClipboard()).not.toBe('');
  await expect.poll(onClipboard, { timeout: 10_000 }).toBe('');

  // By the system's own command.
  await page.getByTestId('search').fill('武京范进出口公司');
  await page.getByTestId('search').selectText();
  await page.keyboard.press('Control+c');
  await expect.poll(onClipboard).toBe('武京范进出口公司');
  await expect.poll(onClipboard, { timeout: 10_000 }).toBe('');

  // At a lock, at once.
  await page.getByTestId('search').fill('武京范');
  await page.getByTestId('search').selectText();
  await page.keyboard.press('Control+x');
  await expect.poll(onClipboard).toBe('武京范');
  await page.getByText('Cleared from the clipboard').last().waitFor();
  await lock(app);
  expect(await onClipboard()).toBe('');

  // What another program copied meanwhile stays.
  await unlock(app);
  const again = await app.page();
  await again.getByTestId('search').fill('mine');
  await again.getByTestId('search').selectText();
  await again.keyboard.press('Control+c');
  await again.getByText('Cleared from the clipboard').waitFor();
  await app.electron.evaluate(({ clipboard }) => clipboard.writeText('a shopping list'));
  await lock(app);
  expect(await onClipboard()).toBe('a shopping list');
});

test('a script reads the clipboard by no way, and a person pastes', async ({ skip }) => {
  app = await launchWithVault();
  const page = await app.page();
  const other = 'from another program';
  await app.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), other);
  await page.getByTestId('search').focus();
  await page.keyboard.press('Control+v');
  await expect.poll(() => page.getByTestId('search').inputValue()).toBe(other);
  // The driver's calls count as done by the person, as a click does.
  const read = await page.evaluate(() =>
    navigator.clipboard.readText().catch((error: unknown) => (error instanceof Error ? error.name : '')),
  );
  expect(read).toBe('NotAllowedError');
  const version = await app.electron.evaluate(() => process.versions.electron);
  // Before, Chromium's old command asked nobody.
  if (Number.parseInt(version, 10) < 35) skip();
  const pasted = await page.evaluate(() => {
    const field = document.body.appendChild(document.createElement('textarea'));
    field.focus();
    // oxlint-disable-next-line typescript/no-deprecated -- the old command is what is asked about
    document.execCommand('paste');
    const { value } = field;
    field.remove();
    return value;
  });
  expect(pasted).toBe('');
});
