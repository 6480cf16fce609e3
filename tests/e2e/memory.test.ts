import { afterEach, expect, test } from 'vitest';
import { launchApp, processesOf, type DrivenApp } from './drive/app.ts';
import { familyOf, scanMemory } from './scan/memory.ts';

// Typed key by key, and never given to the driver as a whole: what it sends goes through the app's main process.
const passphrase = 'quiet harbour lantern 7 maple';
const mistyped = 'quiet harbuor lantren 8 maple';
const customer = 'Zephyrina Quillfeather';

let app: DrivenApp | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

async function vaultPid(open: DrivenApp): Promise<number | undefined> {
  return (await processesOf(open)).find(({ name }) => name === 'Coffer Vault')?.pid;
}

test('after a lock no process has the passphrase, a mistyped one, or a customer', async () => {
  const open = (app = await launchApp());
  const main = open.electron.process().pid ?? 0;
  const scan = (texts: readonly string[]): string[] =>
    familyOf(main).flatMap((pid) => scanMemory(pid, texts).map((text) => `${pid}: ${text}`));
  let page = await open.page();
  await page.getByTestId('welcome-create').click();
  await page.getByLabel('Name of the vault').fill('Acme');
  await page.getByLabel('Your name').fill('Robin');
  await page.getByRole('button', { name: 'Next' }).click();
  for (const label of ['Passphrase', 'Repeat the passphrase']) {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.type(passphrase);
  }
  await page.getByRole('button', { name: 'Create the vault' }).click();
  await page.getByTestId('kit-later').click({ timeout: 60_000 });
  await page.getByTestId('ready-add').click();
  await page.getByTestId('customer-detail').locator('input').first().focus();
  await page.keyboard.type(customer);
  await page.keyboard.press('Tab');
  await page.waitForTimeout(1000);
  // What finds nothing afterwards does find it now.
  expect(scan([customer])).not.toEqual([]);

  const lockAndWait = async (): Promise<void> => {
    const [vault, window] = [await vaultPid(open), await open.page()];
    await window.keyboard.press('Control+l').catch(() => undefined);
    await expect.poll(async () => (await open.page()) !== window, { timeout: 30_000 }).toBe(true);
    await expect.poll(() => vaultPid(open), { timeout: 30_000 }).not.toBe(vault);
    page = await open.page();
    await page.getByLabel('Passphrase', { exact: true }).waitFor();
  };
  await lockAndWait();
  await page.getByLabel('Passphrase', { exact: true }).focus();
  await page.keyboard.type(mistyped);
  await page.keyboard.press('Enter');
  await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await page.getByTestId('customer-rows').waitFor({ timeout: 60_000 });
  expect(scan([customer])).not.toEqual([]);
  await lockAndWait();
  expect(scan([passphrase, mistyped, customer])).toEqual([]);
});
