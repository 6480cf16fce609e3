import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings as findings } from './drive/scan.ts';
import { lock, newCustomer, passphrase } from './drive/steps.ts';
import { chooseFrom, comeIn as enter, isOpen, menuOf, rowOf, showTeam } from './drive/team.ts';

const own = 'copper window 12 meadow ladder';
const mei = 'Mei Lin';
const owner = 'Robin Field';

let app: DrivenApp;

beforeAll(async () => {
  app = await launchWithVault();
});

afterAll(async () => {
  await app.close();
});

const comeIn = (name: string, words: string): Promise<Page> => enter(app, name, words);

test('a vault of one person asks nobody who they are', async () => {
  await lock(app);
  const page = await app.page();
  await page.getByText('Unlock Acme').waitFor();
  expect(await page.getByTestId('who').count()).toBe(0);
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await isOpen(page);
});

test('somebody who is invited sets an own passphrase and sees what the role allows', async () => {
  let page = await app.page();
  await showTeam(page);
  await page.getByTestId('invite').click();
  await page.getByLabel('Name', { exact: true }).fill(mei);
  expect(await page.getByTestId('role-facts').textContent()).toContain('Cannot open');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const words = ((await page.getByTestId('one-time-words').textContent({ timeout: 60_000 })) ?? '').trim();
  expect(words.split(' ')).toHaveLength(5);
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await rowOf(page, mei).textContent()).toContain('Invited');
  // The words are nowhere to be found again.
  expect(await page.content()).not.toContain(words);

  await lock(app);
  page = await app.page();
  await page.getByTestId('who').waitFor();
  expect(await findings(page)).toEqual([]);
  await comeIn(mei, words);
  await page.getByTestId('own-passphrase').waitFor({ timeout: 60_000 });
  expect(await findings(page)).toEqual([]);
  await page.getByLabel('New passphrase').fill('short');
  await page.getByLabel('Repeat the passphrase').fill('short');
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await page.getByRole('alert').waitFor({ timeout: 60_000 });
  await page.getByLabel('New passphrase').fill(own);
  await page.getByLabel('Repeat the passphrase').fill(own);
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await isOpen(page);

  for (const screen of ['exchange', 'fields'])
    expect(await page.getByTestId(`nav-${screen}`).count(), screen).toBe(0);
  // Everybody sees what they looked at themselves.
  await page.getByTestId('nav-journal').click();
  await page.getByTestId('journal').waitFor();
  expect(await page.getByTestId('journal').textContent()).not.toContain(owner);
  await showTeam(page);
  expect(await page.getByTestId('invite').count()).toBe(0);
  expect(await page.getByRole('button', { name: `More about ${owner}` }).count()).toBe(0);
  // What the window leaves out is refused when it is asked for all the same.
  expect(
    await page.evaluate(async () => {
      const { coffer } = window as unknown as { coffer: Bridge };
      const answer = await coffer.call('journal/list', {});
      return answer.ok ? 'given' : answer.error.code;
    }),
  ).toBe('access/not-allowed');
  await page.getByTestId('team-classes').click();
  await page.getByTestId('by-class').waitFor();
  const mayRead = async (fieldClass: string): Promise<string> =>
    (await page.locator(`[data-class="${fieldClass}"]`).textContent()) ?? '';
  await expect.poll(() => mayRead('restricted')).toContain(owner);
  expect(await mayRead('restricted')).not.toContain(mei);
  expect(await mayRead('confidential')).toContain(mei);

  await lock(app);
  page = await comeIn(mei, words);
  await page.getByText('That is not the passphrase').waitFor({ timeout: 60_000 });
  await page.getByLabel('Passphrase', { exact: true }).fill(own);
  await page.keyboard.press('Enter');
  await isOpen(page);
  await newCustomer(page);
});

test('suspended and let in again', async () => {
  await lock(app);
  let page = await comeIn(owner, passphrase);
  await isOpen(page);
  await showTeam(page);
  await menuOf(page, mei, 'Suspend…');
  await page.getByRole('button', { name: 'Suspend', exact: true }).click();
  await rowOf(page, mei).getByText('Suspended').waitFor({ timeout: 30_000 });

  await lock(app);
  page = await comeIn(`${mei} (suspended)`, own);
  await page.getByText('Your account is suspended').waitFor({ timeout: 60_000 });
  await comeIn(owner, passphrase);
  await isOpen(page);
  await showTeam(page);
  await menuOf(page, mei, 'Let in again');
  await rowOf(page, mei).getByText('Active').waitFor({ timeout: 30_000 });

  await lock(app);
  page = await comeIn(mei, own);
  await isOpen(page);
});

test('a role of one’s own, made by the keyboard alone, and given', async () => {
  await lock(app);
  const page = await comeIn(owner, passphrase);
  await isOpen(page);
  await page.keyboard.press('Control+Shift+T');
  await page.getByTestId('team-roles').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('role-matrix').waitFor();
  expect(await findings(page)).toEqual([]);
  await page.getByTestId('new-role').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('role-editor').waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.type('Front desk');
  await page.getByRole('radiogroup', { name: 'Confidential' }).getByRole('radio', { name: 'No key' }).focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Import files').focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Save the role' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('The role was saved.').waitFor({ timeout: 30_000 });
  await page.getByTestId('team-people').click();
  await menuOf(page, mei, 'Change role…');
  await chooseFrom(page, 'New role', 'Front desk');
  const change = page.getByTestId('role-change');
  expect(await change.textContent()).toContain('Import files');
  expect(await change.textContent()).toContain('Confidential');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Change the role' }).click();
  // Who held a key may have kept it.
  await page.getByText('A key may have been kept').waitFor({ timeout: 30_000 });
  expect(await rowOf(page, mei).textContent()).toContain('Front desk');
});

test('names are typed where the vault keeps them to itself', async () => {
  let page = await app.page();
  await page.getByRole('switch', { name: 'Show names on the unlock screen' }).click();
  const showsNames = (): Promise<boolean | null> =>
    page.evaluate(async () => {
      const { coffer } = window as unknown as { coffer: Bridge };
      const answer = await coffer.call('people/list');
      return answer.ok ? answer.value.showsNames : null;
    });
  await expect.poll(showsNames).toBe(false);
  await lock(app);
  page = await app.page();
  await page.getByTestId('who').waitFor();
  expect(await page.content()).not.toContain(mei);
  await page.getByLabel('Your name').fill('Nobody Here');
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor({ timeout: 60_000 });
  await page.getByLabel('Your name').fill(owner);
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await isOpen(page);
});

test('removed, and somebody takes over', async () => {
  const page = await app.page();
  await showTeam(page);
  await menuOf(page, mei, 'Remove…');
  expect(await findings(page)).toEqual([]);
  const asks = page.getByRole('combobox', { name: /^Who takes over/ });
  if (await asks.isVisible()) {
    await asks.click();
    await page.getByRole('option', { name: owner }).click();
  }
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByTestId('moved').waitFor({ timeout: 60_000 });
  expect(await findings(page)).toEqual([]);
  // The exchange of keys is what Enter does; what holds until then is said.
  expect(await page.getByTestId('offer-rotation').isVisible()).toBe(true);
  await page.getByText('and put themselves back on the list of people').waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
  expect(await page.getByTestId('former').textContent()).toContain(mei);
  expect(await page.getByTestId('team-list').textContent()).not.toContain(mei);
});
