/** A ticket must never reach the window before the vault process knows it: the two are told by different ways. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { answerDialogs, fixture, vaultProcess, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';

let app: DrivenApp;

beforeAll(async () => {
  app = await launchWithVault();
});

afterAll(() => app.close());

/** Chooses a file and opens it, as the import does. The page notes when it holds the ticket. */
function chooseAndOpen(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    document.body.dataset['ticket'] = 'asked';
    const picked = await coffer.call('host/pick-file', { purpose: 'import' });
    document.body.dataset['ticket'] = 'given';
    if (!picked.ok || picked.value === null) return picked;
    return coffer.call('import/open', { file: picked.value.ticket });
  });
}

test('a file is chosen while the vault process stands still: the ticket waits for it, and holds', async () => {
  const page = await app.page();
  await answerDialogs(app, fixture('google-contacts.csv'));
  const pid = await vaultProcess(app);
  process.kill(pid, 'SIGSTOP');
  const asked = chooseAndOpen(page);
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => document.body.dataset['ticket'])).toBe('asked');
  process.kill(pid, 'SIGCONT');
  expect(await asked).toMatchObject({ ok: true, value: { fileName: 'google-contacts.csv' } });
});

test('a vault process that ends leaves nobody waiting for it', async () => {
  const page = await app.page();
  await answerDialogs(app, fixture('google-contacts.csv'));
  const pid = await vaultProcess(app);
  process.kill(pid, 'SIGSTOP');
  // The window that asked is replaced with the process, and may never hear the answer.
  const asked = chooseAndOpen(page).catch(() => null);
  await page.waitForTimeout(200);
  process.kill(pid, 'SIGKILL');
  await asked;
  await expect
    .poll(
      async () => {
        const next = await app.page();
        return next
          .getByLabel('Passphrase', { exact: true })
          .isVisible()
          .catch(() => false);
      },
      { timeout: 20_000 },
    )
    .toBe(true);
});
