import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { newCustomer, tabTo } from './drive/steps.ts';

let app: DrivenApp;
let page: Page;

const onClipboard = () => app.electron.evaluate(({ clipboard }) => clipboard.readText());

/** What the journal has of one action. */
const looks = (action: string) =>
  page.evaluate(async (wanted) => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const reply = await coffer.call('journal/list', { count: 200 });
    return reply.ok ? reply.value.entries.filter((entry) => entry.action === wanted).length : -1;
  }, action);

const rowOf = (name: string) => page.getByTestId('field').filter({ hasText: name });

async function customerNamed(name: string): Promise<void> {
  await page.getByTestId('nav-customers').click();
  await (await newCustomer(page)).fill(name);
  await page.keyboard.press('Enter');
}

async function enter(field: string, text: string): Promise<void> {
  await page.getByRole('button', { name: `Enter a secret: ${field}` }).click();
  await page.getByLabel('Secret', { exact: true }).fill(text);
  // The dialog grows by what is said of it, and the button would move away under a click.
  await expect.poll(() => page.getByTestId('secret-examined').textContent()).not.toBe('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await rowOf(field).getByTestId('secret-facts').waitFor();
}

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const made = await coffer.call('sections/create', { name: 'Access' });
    const sectionId = made.ok ? (made.value.sections[0]?.id ?? '') : '';
    for (const name of ['Portal', 'Authenticator'])
      await coffer.call('fields/create', { name, type: 'secret', class: 'restricted', sectionId });
    await coffer.call('settings/set', { clipboardSeconds: 5, revealSeconds: 5 });
  });
});

afterAll(async () => {
  await app.close();
});

test('a secret is generated as wanted, weighed, saved, and stays hidden', async () => {
  await customerNamed('Anna Example');
  await page.getByRole('button', { name: 'Enter a secret: Portal' }).click();
  await page.getByTestId('open-generator').click();
  await expect.poll(() => page.getByTestId('generated').textContent()).toHaveLength(16);
  await page.getByTestId('length').fill('24');
  await expect.poll(() => page.getByTestId('generated').textContent()).toHaveLength(24);
  await page.getByLabel('!#$…').click();
  await expect
    .poll(() => page.getByTestId('generated').textContent())
    .toMatch(/^[A-HJ-NP-Za-km-np-z2-9]{24}$/);
  await page.getByRole('radio', { name: 'Words' }).click();
  await expect.poll(() => page.getByTestId('generated').textContent()).toMatch(/^[a-z]+(-[a-z]+){4}$/);
  await page.getByRole('radio', { name: 'Chinese' }).click();
  await expect.poll(() => page.getByTestId('generated').textContent()).toMatch(/^\p{Script=Han}{5}$/u);
  await page.getByRole('radio', { name: 'Characters' }).click();
  await expect.poll(() => page.getByTestId('generated').textContent()).toHaveLength(24);
  const generated = (await page.getByTestId('generated').textContent()) ?? '';
  await page.getByTestId('use-generated').click();
  expect(await page.getByTestId('secret-input').inputValue()).toBe(generated);
  await page.getByTestId('secret-examined').getByText('Strong', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const row = rowOf('Portal');
  await row.getByText('Strong', { exact: true }).waitFor();
  await row.getByText('Set just now').waitFor();
  expect(await page.locator('body').textContent()).not.toContain(generated);
  expect(await looks('revealed')).toBe(0);

  // Shown, it hides again; copied, it leaves the clipboard again. Each is a line of its own.
  await row.getByRole('button', { name: /^Show Portal/ }).click();
  await row.getByText(generated).waitFor();
  await row.getByText(generated).waitFor({ state: 'detached', timeout: 15_000 });
  await row.getByRole('button', { name: /^Copy Portal/ }).click();
  await expect.poll(onClipboard).toBe(generated);
  await expect.poll(onClipboard, { timeout: 15_000 }).toBe('');
  expect([await looks('revealed'), await looks('copied')]).toEqual([1, 1]);
});

test('a weak secret that another customer has too is called both, and the others are listed', async () => {
  await customerNamed('Bernd Beispiel');
  await enter('Portal', 'Password1');
  await rowOf('Portal').getByText('Very weak', { exact: true }).waitFor();
  await customerNamed('Clara Esempio');
  await enter('Portal', 'password1');
  expect(await page.getByTestId('secret-reuse').count()).toBe(0);
  await customerNamed('Dana Exemple');
  await enter('Portal', 'Password1');
  await page.getByTestId('secret-reuse').click();
  const list = page.getByTestId('reused-in');
  await list.getByText('Bernd Beispiel').waitFor();
  expect(await list.getByRole('listitem').count()).toBe(1);
  expect(await page.locator('body').textContent()).not.toContain('Password1');
  await list.getByRole('button', { name: 'Bernd Beispiel' }).click();
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Bernd Beispiel');
  await page.getByText('Also used for 1 other customer').waitFor();
  expect([await looks('revealed'), await looks('copied')]).toEqual([1, 1]);
});

test('a seed shows its code with its countdown, and the seed never comes to the window for it', async () => {
  await customerNamed('Eva Ejemplo');
  const seed = 'JBSWY3DPEHPK3PXP';
  await page.getByRole('button', { name: 'Enter a secret: Portal' }).click();
  await page.getByLabel('Secret', { exact: true }).fill(seed);
  await page.getByTestId('use-as-seed').click();
  await page.getByText('This is the seed of a one-time code').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();

  // A field of that name needs no more than the seed.
  await enter('Authenticator', 'jbsw y3dp ehpk 3pxp');
  await rowOf('Authenticator').getByText('6 digits, new every 30 s').waitFor();
  const row = rowOf('Authenticator');
  await page.getByTestId('show-code').click();
  const digits = page.getByTestId('code-digits');
  await expect.poll(() => digits.textContent()).toMatch(/^\d{3} \d{3}$/);
  await row
    .getByRole('timer')
    .getByText(/new in \d+ second/)
    .waitFor();
  const shown = ((await digits.textContent()) ?? '').replace(' ', '');
  await row.getByRole('button', { name: 'Copy the code' }).click();
  await expect.poll(onClipboard).toMatch(/^\d{6}$/);
  expect(shown).toMatch(/^\d{6}$/);
  expect(await page.locator('body').textContent()).not.toMatch(/JBSW|jbsw/);
  expect([await looks('revealed'), await looks('copied')]).toEqual([2, 2]);
  // It hides by itself at the end of a period, and that was one look.
  await digits.waitFor({ state: 'detached', timeout: 50_000 });
  expect([await looks('revealed'), await looks('copied')]).toEqual([2, 2]);
});

test('the overview counts and lists, opens a customer, and is noted', async () => {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('check the secrets');
  await page.keyboard.press('Enter');
  await page.getByTestId('check-secrets').click();
  await page.getByText('5 secrets checked').waitFor();
  await page.getByText('1 of them is the seed of a one-time code.').waitFor();
  expect(await page.getByTestId('secrets-weak').textContent()).toContain('3');
  expect(await page.getByTestId('secrets-reused').textContent()).toContain('2');
  expect(await page.getByTestId('secrets-old').textContent()).toContain('0');
  await page.getByTestId('secrets-reused').click();
  const rows = page.getByTestId('secrets-list').getByRole('row');
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByText('same in 2 places').first().waitFor();
  expect(await looks('secrets-checked')).toBe(1);
  await page.getByRole('button', { name: 'Open Dana Exemple' }).click();
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Dana Exemple');
});

test('without a mouse: generate, save, show the code, and see where else a secret is', async () => {
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await customerNamed('Finn Exemplo');
  await tabTo(page, 'Enter a secret: Portal');
  await press('Enter');
  await tabTo(page, 'Generate one');
  await press('Enter');
  await expect.poll(() => page.getByTestId('generated').textContent()).not.toBe('');
  await tabTo(page, 'Use this one');
  await press('Enter');
  await expect.poll(() => page.getByTestId('secret-input').inputValue()).not.toBe('');
  // The focus is back in the field: Enter saves.
  await press('Enter');
  await rowOf('Portal').getByTestId('secret-facts').waitFor();
  await tabTo(page, 'Enter a secret: Authenticator');
  await press('Enter');
  await page.getByTestId('secret-input').waitFor();
  await page.keyboard.type('jbsw y3dp ehpk 3pxp');
  await press('Enter');
  await page.getByTestId('show-code').waitFor();
  await tabTo(page, 'Show code: Authenticator');
  await press('Enter');
  await page.getByTestId('code-digits').waitFor();
  await tabTo(page, 'Also used for 1 other customer');
  await press('Enter');
  await page.getByTestId('reused-in').getByText('Eva Ejemplo').waitFor();
  await tabTo(page, 'Eva Ejemplo');
  await press('Enter');
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Eva Ejemplo');
});
