import { setTimeout } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { answerDialogs, type DrivenApp } from './app.ts';

export const passphrase = 'quiet harbour lantern 7 maple';

interface Creation {
  readonly name?: string;
  /** What to do while the recovery kit is shown. */
  readonly withKit?: (page: Page) => Promise<void>;
}

/** Creates a vault through the three steps, as a new person would, and comes out in the empty list. @returns the recovery key */
export async function createVault(
  app: DrivenApp,
  { name = 'Acme', withKit }: Creation = {},
): Promise<string> {
  const page = await app.page();
  await page.getByTestId('welcome-create').click();
  await page.getByLabel('Name of the vault').fill(name);
  await page.getByLabel('Your name').fill('Robin Field');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Repeat the passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Create the vault' }).click();
  const key = page.getByTestId('recovery-key');
  await key.waitFor({ timeout: 60_000 });
  const groups = ((await key.textContent()) ?? '').trim().split(/[\s-]+/);
  await withKit?.(page);
  await confirmKit(page, groups);
  await page.getByTestId('ready-look').click();
  // Keys that are pressed before would go nowhere.
  await page.getByTestId('nav-customers').waitFor();
  return groups.join('-');
}

/** Types back the groups of the kit that are asked for. */
export async function confirmKit(page: Page, groups: readonly string[]): Promise<void> {
  await page.getByTestId('kit-continue').click();
  for (const input of await page.getByTestId('kit-group').all()) {
    const index = Number(await input.getAttribute('data-group'));
    await input.fill(groups[index] ?? '');
  }
  await page.getByTestId('kit-confirm').click();
}

/** Unlocks the vault shown on the unlock screen, and waits for its customers. */
export async function unlock(app: DrivenApp): Promise<void> {
  const page = await app.page();
  await tryPassphrase(page, passphrase);
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
}

/** Types a passphrase into the unlock screen and sends it off. */
export async function tryPassphrase(page: Page, words: string): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(words);
  await page.keyboard.press('Enter');
}

/** Locks by the keyboard and waits for the unlock screen in the new window. */
export async function lock(app: DrivenApp): Promise<void> {
  const before = await app.page();
  // The window is gone before the key press is answered.
  await before.keyboard.press('Control+l').catch(() => undefined);
  // By hand: the benchmark locks a thousand times, outside of any test.
  const until = Date.now() + 30_000;
  while ((await app.page()) === before) {
    if (Date.now() > until) throw new Error('the window did not go');
    await setTimeout(50);
  }
  await (await app.page()).getByLabel('Passphrase', { exact: true }).waitFor({ timeout: 20_000 });
}

/** Begins a new customer by the keyboard. @returns the field of its name, which is blank and has the focus */
export async function newCustomer(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+n');
  const name = page.getByTestId('customer-detail').getByRole('textbox', { name: 'Name', exact: true });
  // Until the new one is there, the one before is shown.
  await vi.waitFor(async () => {
    expect(await name.inputValue()).toBe('');
    expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
  }, 10_000);
  return name;
}

/** Presses Tab until what has that name has the focus. @throws when it does not come there */
export async function tabTo(page: Page, name: string): Promise<void> {
  const focused = (): string => {
    const element = document.activeElement;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    return (
      element?.getAttribute('aria-label') ??
      labels[0]?.textContent ??
      element?.textContent ??
      ''
    ).trim();
  };
  for (let i = 0; i < 120; i++) {
    if ((await page.evaluate(focused)).startsWith(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus does not come to ${name}`);
}

/** Begins to import a file with what the app suggests. */
export async function startImport(app: DrivenApp, file: string): Promise<void> {
  const page = await app.page();
  await answerDialogs(app, file);
  await page.keyboard.press('Control+i');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Customers that are here already').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Import now' }).click({ timeout: 60_000 });
}

/** The same; ends on the result page. */
export async function importFile(app: DrivenApp, file: string): Promise<void> {
  await startImport(app, file);
  const page = await app.page();
  await page.getByRole('button', { name: 'See the customers' }).waitFor({ timeout: 120_000 });
}
