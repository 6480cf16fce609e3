import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, passphrase, tryPassphrase } from './drive/steps.ts';

const mei = 'Mei Lin';
const customer = 'Harbour Lights Ltd';

let app: DrivenApp;

beforeAll(async () => {
  app = await launchWithVault();
  const page = await app.page();
  // What the screens for it are tested with elsewhere: somebody to remove, something to keep, and a backup.
  await page.evaluate(
    async ({ name, kept }) => {
      const { coffer } = window as unknown as { coffer: Bridge };
      await coffer.call('people/invite', { name, roleId: 'manager', delivery: null, language: 'en' });
      await coffer.call('customers/create', { kind: 'company', edits: [{ field: 'name', value: kept }] });
      await coffer.call('backups/make');
    },
    { name: mei, kept: customer },
  );
});

afterAll(async () => {
  await app.close();
});

/** What a scan finds in both languages and both colour schemes, a line each. */
async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const language of ['zh-CN', 'en'] as const) {
    await page.evaluate(async (next) => {
      const { coffer } = window as unknown as { coffer: Bridge };
      await coffer.call('host/set-preferences', { language: next });
    }, language);
    await page.waitForFunction((next) => document.documentElement.lang === next, language);
    for (const finding of await accessibilityFindings(page)) found.push(`${language}, ${finding}`);
  }
  return found;
}

/** Presses Tab until the button of that name has the focus, then Enter. @throws when it does not come there */
async function press(page: Page, name: string): Promise<void> {
  const focused = (): string | null => {
    const element = document.activeElement;
    if (!(element instanceof HTMLButtonElement)) return null;
    return (element.getAttribute('aria-label') ?? element.textContent).trim();
  };
  for (let at = 0; at < 120; at++) {
    if ((await page.evaluate(focused)) === name) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus does not come to ${name}`);
}

async function isOpen(page: Page): Promise<void> {
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
}

test('a person is removed, the keys are exchanged, and what the old ones open is told: by the keyboard alone', async () => {
  let page = await app.page();
  await page.keyboard.press('Control+Shift+T');
  await page.getByTestId('team-list').waitFor();
  await press(page, `More about ${mei}`);
  await page.getByRole('menuitem', { name: 'Remove…' }).waitFor();
  for (let at = 0; at < 10; at++) {
    if ((await page.evaluate(() => document.activeElement?.textContent.trim())) === 'Remove…') break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove', exact: true }).waitFor();
  await press(page, 'Remove');
  await page.getByTestId('moved').waitFor({ timeout: 60_000 });
  expect(await findings(page)).toEqual([]);
  await press(page, 'Exchange the keys…');

  await page.getByTestId('old-backups').waitFor({ timeout: 30_000 });
  const plan = (await page.getByTestId('rotation').textContent()) ?? '';
  for (const words of ['same passphrases', 'plugged in', 'free disk space', 'What it cannot do', '1 backup'])
    expect(plan).toContain(words);
  expect(await findings(page)).toEqual([]);
  const old = page;
  await press(page, 'Exchange the keys now');

  await expect.poll(async () => (await app.page()) !== old, { timeout: 60_000 }).toBe(true);
  page = await app.page();
  await page.getByText('The vault’s keys were exchanged').waitFor({ timeout: 60_000 });
  expect(await findings(page)).toEqual([]);
  await tryPassphrase(page, passphrase);
  await isOpen(page);
  await page.getByText(customer).first().waitFor({ timeout: 30_000 });

  await press(page, 'See what they open');
  await page.getByTestId('aftermath').waitFor();
  expect(await page.getByTestId('old-backups').textContent()).toContain('1 backup');
  expect(await findings(page)).toEqual([]);
  await press(page, 'All of this is dealt with');
  await page.getByTestId('aftermath').waitFor({ state: 'detached' });
  await expect.poll(() => page.getByTestId('notice-keys-rotated').count()).toBe(0);
});

test('whoever thinks that something leaked finds the way, and the list, in the settings', async () => {
  await lock(app);
  let page = await app.page();
  await tryPassphrase(page, passphrase);
  await isOpen(page);
  expect(await page.getByTestId('notice-keys-rotated').count()).toBe(0);
  await page.getByTestId('nav-settings').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('settings-keys').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('vault-keys').getByText('Last exchanged').waitFor();
  expect(await findings(page)).toEqual([]);
  await press(page, 'What earlier keys still open…');
  await page.getByTestId('old-backups').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('aftermath').waitFor({ state: 'detached' });

  await press(page, 'I think something leaked…');
  await page.getByTestId('old-backups').waitFor({ timeout: 30_000 });
  expect(await page.getByTestId('rotation').textContent()).toContain('change that first');
  expect(await findings(page)).toEqual([]);
  // Another look at it, and away again.
  await page.keyboard.press('Escape');
  await page.getByTestId('rotation').waitFor({ state: 'detached' });
  await press(page, 'I think something leaked…');
  await page.getByTestId('old-backups').waitFor({ timeout: 30_000 });
  // Somebody else may have come to the open desk: asked each time, it begins with the passphrase.
  await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const stepUp = { reveal: true, export: true, security: true, minutes: 0 };
    await coffer.call('settings/set', { stepUp });
  });
  const old = page;
  await press(page, 'Exchange the keys now');
  await page.getByTestId('step-up').waitFor({ timeout: 30_000 });
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await app.page()) !== old, { timeout: 60_000 }).toBe(true);
  page = await app.page();
  await page.getByLabel('Passphrase', { exact: true }).waitFor({ timeout: 60_000 });
  await tryPassphrase(page, passphrase);
  await isOpen(page);
  await page.getByText(customer).first().waitFor({ timeout: 30_000 });
  await page.getByTestId('nav-journal').focus();
  await page.keyboard.press('Enter');
  await page.getByText('Keys exchanged').nth(1).waitFor({ timeout: 30_000 });
});
