import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { answerDialogs, fixture, launchApp, type DrivenApp } from './drive/app.ts';
import { passphrase } from './drive/steps.ts';

let app: DrivenApp | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

/** What the focus is on, as a screen reader would say it, with its place for scripts behind a colon. */
const focused = (): string => {
  const element = document.activeElement;
  if (element === null || element === document.body) return '';
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  const name =
    element.getAttribute('aria-label') ??
    labels[0]?.textContent ??
    document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent ??
    element.textContent;
  return `${name.trim().replace(/\s+/g, ' ').slice(0, 80)}:${element.getAttribute('data-testid') ?? ''}`;
};

/** Presses a key until the focus is where it should be. @throws with the ways that it took instead */
async function to(page: Page, what: string | RegExp, key = 'Tab'): Promise<void> {
  const way: string[] = [];
  const isThere = (at: string): boolean => (typeof what === 'string' ? at.includes(what) : what.test(at));
  for (let i = 0; i < 80; i++) {
    const at = await page.evaluate(focused);
    if (isThere(at)) return;
    way.push(at);
    await page.keyboard.press(key);
  }
  throw new Error(`the focus does not come to ${String(what)}: ${way.slice(0, 40).join(' | ')}`);
}

/** Waits until something has the focus. A person with no mouse is lost without. */
async function hasFocus(page: Page): Promise<string> {
  await expect.poll(() => page.evaluate(focused), { timeout: 5000 }).not.toBe('');
  return page.evaluate(focused);
}

/** Whether one sees where the focus is: the element, or what is around it, looks otherwise without it. */
async function seesFocus(page: Page): Promise<void> {
  const [withFocus, without] = await page.evaluate(() => {
    const look = (element: Element): string => {
      const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
      return [outline, boxShadow, borderColor, backgroundColor].join(' ');
    };
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return ['', ''];
    const around = [element, element.parentElement ?? element];
    const focusedLook = around.map(look).join();
    element.style.transition = 'none';
    element.blur();
    const blurredLook = around.map(look).join();
    element.focus({ preventScroll: true });
    return [focusedLook, blurredLook];
  });
  expect(withFocus).not.toBe(without);
}

test('the whole main job without a mouse', async () => {
  const open = (app = await launchApp());
  let page = await open.page();
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const type = (text: string): Promise<void> => page.keyboard.type(text);

  // Create a vault.
  await to(page, 'welcome-create');
  await seesFocus(page);
  await press('Enter');
  await hasFocus(page);
  await to(page, 'Name of the vault');
  await press('Control+a');
  await type('Acme');
  await to(page, 'Your name');
  await press('Control+a');
  await type('Robin');
  await press('Enter');
  await page.getByLabel('Repeat the passphrase').waitFor();
  await hasFocus(page);
  await to(page, /^Passphrase/);
  await type(passphrase);
  await to(page, 'Repeat the passphrase');
  await type(passphrase);
  await press('Enter');
  await page.getByTestId('recovery-key').waitFor({ timeout: 60_000 });
  await hasFocus(page);
  await to(page, 'kit-later');
  await press('Enter');
  await page.getByTestId('ready-import').waitFor();
  await hasFocus(page);

  // Import a file.
  await answerDialogs(open, fixture('google-contacts.csv'));
  await to(page, 'ready-import');
  await press('Enter');
  await to(page, 'Choose a file');
  await press('Enter');
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await hasFocus(page);
  await to(page, 'Next');
  await press('Enter');
  await page.getByText('Customers that are here already').waitFor();
  await hasFocus(page);
  await to(page, 'Next');
  await press('Enter');
  await page.getByRole('button', { name: 'Import now' }).waitFor({ timeout: 60_000 });
  await to(page, 'Import now');
  await press('Enter');
  await page.getByRole('button', { name: 'See the customers' }).waitFor({ timeout: 60_000 });
  await to(page, 'See the customers');
  await press('Enter');
  await page.getByTestId('customer-rows').waitFor();
  const all = await page.getByTestId('count').textContent();

  // Find somebody, and change a name.
  await press('/');
  await to(page, ':search');
  await type('a');
  await press('ArrowDown');
  await to(page, 'customer-rows');
  await press('Home');
  await page.getByTestId('customer-detail').waitFor();
  await press('Enter');
  await to(page, /^Name:/);
  await seesFocus(page);
  await press('Control+a');
  await type('Zephyrina Quill');
  await press('Enter');
  await press('/');
  await to(page, ':search');
  await press('Control+a');
  await type('zephyr');
  await page.getByTestId('customer-rows').getByText('Zephyrina Quill').waitFor();

  // Undo, and redo.
  await press('ArrowDown');
  await press('Control+z');
  await page.getByText('Undone').waitFor();
  await press('Control+Shift+z');
  await page.getByText('Done again').waitFor();
  await page.getByTestId('customer-rows').getByText('Zephyrina Quill').waitFor();

  // Into the bin, and back.
  await to(page, 'customer-rows');
  await press('Home');
  await press('Delete');
  await page.getByText('moved to the bin').or(page.getByText('in the bin')).first().waitFor();
  await page.getByText('Zephyrina Quill').first().waitFor({ state: 'detached' });
  await press('Control+z');
  await page.getByTestId('customer-rows').getByText('Zephyrina Quill').waitFor();
  await to(page, ':search');
  await press('Escape');
  await expect.poll(() => page.getByTestId('count').textContent()).toBe(all);

  // The palette, and back to where it was called from.
  const before = await hasFocus(page);
  await press('Control+k');
  await to(page, 'palette-input');
  await press('Escape');
  await page.getByTestId('palette-input').waitFor({ state: 'detached' });
  expect(await hasFocus(page)).toBe(before);
  await press('Control+k');
  await to(page, 'palette-input');
  await type('settings');
  await press('Enter');
  await page.getByTestId('settings-locking').waitFor();
  await hasFocus(page);

  // Lock, and unlock.
  await press('Control+l').catch(() => undefined);
  await expect.poll(async () => (await open.page()) !== page, { timeout: 30_000 }).toBe(true);
  page = await open.page();
  await page.getByLabel('Passphrase', { exact: true }).waitFor();
  expect(await hasFocus(page)).toMatch(/^Passphrase/);
  await type(passphrase);
  await press('Enter');
  await page.getByTestId('customer-rows').waitFor({ timeout: 60_000 });
  await hasFocus(page);
});
