/** A vault that is not as it was seen last: it says why, can be looked at without a byte written, and is used from then on by a second step alone. */
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKeyring } from '../../src-main/vault/keyring/format/read-keyring.ts';
import type { Keyring } from '../../src-main/vault/keyring/keyring.ts';
import { saveKeyringForgettingPrevious } from '../../src-main/vault/keyring/keyring-file.ts';
import { openDatabase } from '../../src-main/vault/session/open-database.ts';
import { olderTexts, type OlderCode } from '../../src-renderer/features/session/older.ts';
import { en } from '../../src-renderer/i18n/en/index.ts';
import { stateOf } from '../state-of.ts';
import { openKeys } from '../unit/vault/keyring/opened-vault.ts';
import { answerDialogs, type DrivenApp } from './drive/app.ts';
import { inVault } from './drive/make-vault.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings as findings } from './drive/scan.ts';
import { lock, passphrase, tryPassphrase, unlock } from './drive/steps.ts';
import { ask, chooseFrom, invite } from './drive/team.ts';

let app: DrivenApp;
let page: Page;
let vault: string;

beforeEach(async () => {
  app = await launchWithVault();
  vault = join(app.home, 'Acme.coffer');
  page = await app.page();
  await add('Alder');
  await away();
});
afterEach(async () => {
  await app.close();
});

const add = (value: string) =>
  ask(page, 'customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
async function away(): Promise<void> {
  await lock(app);
  page = await app.page();
}
async function back(): Promise<void> {
  await unlock(app);
  page = await app.page();
}
const keyring = (): Keyring =>
  readKeyring(Uint8Array.from(readFileSync(join(vault, 'keyring.json')))).alleged;
/** As a program of somebody's own writes it, who has the vault's keys. */
async function write(next: Keyring): Promise<void> {
  const { vaultKey } = await openKeys(next, passphrase);
  await saveKeyringForgettingPrevious(vault, next, vaultKey);
}

async function putBack(): Promise<void> {
  const aside = join(app.home, 'aside');
  cpSync(vault, aside, { recursive: true });
  await back();
  await add('Birch');
  await away();
  rmSync(vault, { recursive: true });
  renameSync(aside, vault);
}

async function diverge(): Promise<void> {
  await putBack();
  await inVault(vault, async (bench) => {
    for (const value of ['Cedar', 'Dogwood', 'Elm'])
      await bench.call('customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
  });
}

async function takeMemoryOut(): Promise<void> {
  const now = keyring();
  await write({ ...now, people: now.people.map((entry) => ({ ...entry, witness: null })) });
}

/** The list of people from before somebody was invited, and a database that knows no other. */
async function putRosterBack(): Promise<void> {
  const old = keyring();
  await back();
  await invite(page, 'Mei Lin', 'manager');
  await away();
  const now = keyring();
  const { roster, people, slots } = old;
  await write({ ...now, roster, people, slots, generation: now.generation + 1 });
  const next = keyring();
  const { store } = await openDatabase(
    { deviceId: 'd', now: () => 0 },
    vault,
    next,
    await openKeys(next, passphrase),
  );
  store.write({ kind: 'edit', label: 'customers/edit' }, (tx) => {
    tx.run("DELETE FROM meta WHERE key = 'rosters'");
  });
  store.close();
}

const cases: readonly [OlderCode, keyof typeof en.session.notices, () => Promise<void>][] = [
  ['vault/older-copy', 'looking-at-older', putBack],
  ['vault/diverged-copy', 'looking-at-diverged', diverge],
  ['vault/memory-missing', 'looking-without-memory', takeMemoryOut],
  ['vault/older-roster', 'looking-by-older-roster', putRosterBack],
];

test.each(cases)('%s is said, looked at or used', async (code, notice, arrange) => {
  await arrange();
  const unlocking = en.session.unlock;
  const said = () => page.getByTestId('older-copy');
  const named = (key: string): string =>
    unlocking[key.replace('session.unlock.', '') as keyof typeof unlocking];
  await tryPassphrase(page, passphrase);
  await said().getByText(named(olderTexts[code].title)).waitFor({ timeout: 60_000 });
  await said().getByText(named(olderTexts[code].text)).waitFor();
  expect(await findings(page)).toEqual([]);

  const seen = stateOf(vault);
  // The first of its buttons has the focus, and only looks.
  await page.keyboard.press('Enter');
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  await page.getByTestId('notices').getByText(en.session.notices[notice]).waitFor();
  await page.getByTestId('customer-rows').getByText('Alder').waitFor();
  expect(await page.getByRole('button', { name: en.customers.new, exact: true }).count()).toBe(0);
  expect(await findings(page)).toEqual([]);
  const file = join(app.home, 'evidence.txt');
  await answerDialogs(app, file);
  await page.getByTestId(`notice-${notice}`).press('Enter');
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(`\nfound: ${code}\n`);
  await away();
  expect(stateOf(vault)).toEqual(seen);

  // It is used by a second step, whose first button goes back.
  await tryPassphrase(page, passphrase);
  const use = said().getByRole('button', { name: unlocking.accept });
  await use.press('Enter', { timeout: 60_000 });
  await said().getByText(unlocking.acceptTitle).waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await use.press('Enter');
  await said().getByRole('button', { name: unlocking.acceptNow }).press('Enter');
  await page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  await page.getByTestId('notices').getByText(en.session.notices['copy-accepted']).waitFor();
  await add('Fir');
  await away();
  await back();
  expect(await page.getByTestId('notices').getByText(en.session.notices['copy-accepted']).count()).toBe(0);
});

test('whoever has picked their name among several goes on from what is said', async () => {
  await back();
  await invite(page, 'Mei Lin', 'member');
  await away();
  const aside = join(app.home, 'aside');
  cpSync(vault, aside, { recursive: true });
  const comeIn = async (): Promise<void> => {
    await chooseFrom(page, 'Your name', 'Robin Field');
    await tryPassphrase(page, passphrase);
  };
  const opened = () => page.getByTestId('nav-customers').waitFor({ timeout: 60_000 });
  await comeIn();
  await opened();
  await add('Birch');
  await away();
  rmSync(vault, { recursive: true });
  renameSync(aside, vault);

  const said = () => page.getByTestId('older-copy');
  const press = (name: string) => said().getByRole('button', { name }).press('Enter', { timeout: 60_000 });
  await comeIn();
  await press(en.session.unlock.look);
  await opened();
  await away();
  await comeIn();
  await press(en.session.unlock.accept);
  await press(en.session.unlock.acceptNow);
  await opened();
});

test('whoever does not open it is back where the passphrase is typed', async () => {
  await putBack();
  await tryPassphrase(page, passphrase);
  await page
    .getByTestId('older-copy')
    .getByRole('button', { name: en.session.unlock.dontOpen })
    .press('Enter', { timeout: 60_000 });
  const field = page.getByLabel('Passphrase', { exact: true });
  await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
});
