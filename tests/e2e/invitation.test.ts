/** An invitation goes from one computer to another as a file that only the card's person can open. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerDialogs, launchApp, type DrivenApp } from './drive/app.ts';
import { inVault } from './drive/make-vault.ts';
import { launchWithVault, prepareVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { unlock } from './drive/steps.ts';
import { chooseFrom, showTeam } from './drive/team.ts';

const card = 'ines.coffer-card';
const file = 'Invitation for Ines.coffer-invitation';

let folder: string;
let app: DrivenApp;
let page: Page;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-invitation-'));
  await saveCard();
});
afterEach(async () => {
  await app.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Whoever is to be invited has a vault of their own, and gives their card away. */
async function saveCard(): Promise<void> {
  await prepareVault(at('branch'), 'Branch');
  await inVault(at('branch/Branch.coffer'), async (bench) => {
    await bench.call('cards/set-mine', { name: 'Ines Branch', organisation: '' });
    await bench.call('cards/export', { save: bench.ticket(at(card)) });
  });
}

async function isShown(): Promise<void> {
  const dialog = page.getByTestId('invitation');
  await dialog.waitFor({ timeout: 30_000 });
  expect(await dialog.textContent()).toContain('Office');
  expect(await dialog.textContent()).toContain('Ines');
  const words = ((await page.getByTestId('one-time-words').textContent()) ?? '').trim();
  expect(words.split(' ')).toHaveLength(5);
}

async function close(): Promise<void> {
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByTestId('invitation').waitFor({ state: 'detached' });
}

test('an invitation is sealed to a card that was compared', async () => {
  app = await launchWithVault({ home: at('office'), name: 'Office' });
  page = await app.page();
  await page.getByTestId('nav-handover').click();
  await page.getByTestId('handover-people').click();
  await answerDialogs(app, at(card));
  await page.getByRole('button', { name: 'Add a card…' }).click();
  await page.getByRole('button', { name: 'Add and compare' }).click();
  await page.getByTestId('compare').waitFor();
  await page.getByRole('radio', { name: 'On the phone' }).click();
  await page.getByRole('button', { name: 'All twelve words match' }).click();

  await showTeam(page);
  await page.getByTestId('invite').click();
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Ines');
  await page.getByRole('radio', { name: 'As a file that only this person can open' }).click();
  await chooseFrom(page, 'Identity card', /Ines Branch/);
  expect(await accessibilityFindings(page)).toEqual([]);
  await answerDialogs(app, at(file));
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByText('only Ines can open').waitFor({ timeout: 60_000 });
  expect(await page.getByTestId('one-time-words').count()).toBe(0);
  expect(readFileSync(at(file), 'latin1')).not.toContain('Office');
  await page.getByRole('button', { name: 'Done' }).click();

  // Not even whoever made it can open it.
  await answerDialogs(app, at(file));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('open an invitation');
  await page.keyboard.press('Enter');
  await page.getByText('This invitation was sealed to another identity card').waitFor();
});

test('it opens by double click, as soon as the vault of the card is open', async () => {
  app = await launchApp({ home: at('branch'), args: [at(file)] });
  page = await app.page();
  await page.getByLabel('Passphrase', { exact: true }).waitFor();
  expect(await page.getByTestId('invitation').count()).toBe(0);
  await unlock(app);
  await isShown();
  expect(await accessibilityFindings(page)).toEqual([]);
  await close();

  // The same while the vault is open: the second start of the app hands the file to the first.
  await app.electron.evaluate(
    ({ app: host }, path) => host.emit('second-instance', {}, ['coffer', path]),
    at(file),
  );
  await isShown();
  await close();

  // By the menu.
  await answerDialogs(app, at(file));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('open an invitation');
  await page.keyboard.press('Enter');
  await isShown();
  await close();

  // Dropped where cards and bundles are dropped.
  await page.getByTestId('nav-handover').click();
  await page.getByTestId('handover-people').click();
  const dropped = await page.evaluateHandle(() => {
    const chooser = document.createElement('input');
    chooser.type = 'file';
    chooser.id = 'to-drop';
    document.body.append(chooser);
    return chooser;
  });
  await dropped.asElement().setInputFiles(at(file));
  await page.evaluate(() => {
    const chooser = document.querySelector<HTMLInputElement>('#to-drop');
    const transfer = new DataTransfer();
    for (const each of chooser?.files ?? []) transfer.items.add(each);
    chooser?.remove();
    document
      .querySelector('[data-testid="handover"] [role="group"]')
      ?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  await isShown();
});
