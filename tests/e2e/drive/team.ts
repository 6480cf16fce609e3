/** Steps of several people at one vault. */
import type { Page } from 'playwright-core';
import type { Bridge } from '../../../src-preload/contract/bridge.ts';
import type { InputOf, OutputOf, VaultCallName } from '../../../src-preload/contract/index.ts';
import type { DrivenApp } from './app.ts';

/** Asks the vault as the window does. @throws Error with the code of a refusal */
export async function ask<N extends VaultCallName>(
  page: Page,
  name: N,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const answer = await page.evaluate(
    async ([call, given]) => {
      const { coffer } = window as unknown as { coffer: Bridge };
      return coffer.call(call as VaultCallName, given as never);
    },
    [name as string, input as unknown] as const,
  );
  if (!answer.ok) throw new Error(answer.error.code);
  // The contract says so for a call of that name.
  return answer.value as OutputOf<N>;
}

export async function chooseFrom(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: new RegExp(`^${label}:`) }).click();
  await page.getByRole('option', { name: option }).click();
}

/** At the unlock screen: picks a name and sends a passphrase off. */
export async function comeIn(app: DrivenApp, name: string, words: string): Promise<Page> {
  const page = await app.page();
  await chooseFrom(page, 'Your name', name);
  await page.getByLabel('Passphrase', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  return page;
}

/** The first time, with a one-time passphrase, which is replaced by an own one. */
export async function comeInFirst(app: DrivenApp, name: string, words: string, own: string): Promise<Page> {
  const page = await comeIn(app, name, words);
  await page.getByTestId('own-passphrase').waitFor({ timeout: 60_000 });
  await page.getByLabel('New passphrase').fill(own);
  await page.getByLabel('Repeat the passphrase').fill(own);
  await page.getByRole('button', { name: 'Set the passphrase and open' }).click();
  await isOpen(page);
  return page;
}

export async function isOpen(page: Page): Promise<void> {
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
}

export async function showTeam(page: Page): Promise<void> {
  await page.getByTestId('nav-team').click();
  await page.getByTestId('team-list').waitFor();
}

export async function menuOf(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

export function rowOf(page: Page, name: string): ReturnType<Page['locator']> {
  return page.getByTestId('person').filter({ hasText: name });
}

/** @returns the one-time passphrase */
export async function invite(
  page: Page,
  name: string,
  roleId: 'manager' | 'member' | 'auditor',
): Promise<{ id: string; words: string }> {
  const made = await ask(page, 'people/invite', { name, roleId, delivery: null, language: 'en' });
  return { id: made.personId, words: made.oneTimePassphrase ?? '' };
}
