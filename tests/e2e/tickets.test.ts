/**
 * A ticket must never reach the window before the vault process knows it: the two are told by different ways. And it is good
 * for what the person chose the file for, whatever a script in the window asks.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('neither the place of a new vault nor a file picked to be read is written to by anything else', async () => {
  const page = await app.page();
  const precious = join(app.home, 'precious.csv');
  const content = 'Name\nAda\n';
  writeFileSync(precious, content);
  await answerDialogs(app, precious);
  const codes = await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const place = await coffer.call('host/default-vault-place', { name: 'innocent' });
    const file = await coffer.call('host/pick-file', { purpose: 'import' });
    if (!place.ok || !file.ok || file.value === null) throw new Error('no ticket');
    const replies = [];
    for (const save of [place.value.ticket, file.value.ticket])
      for (const call of ['host/save-pdf', 'cards/export', 'posture/save'] as const)
        replies.push(await coffer.call(call, { save }));
    replies.push(await coffer.call('import/open', { file: file.value.ticket }));
    return replies.map((reply) => (reply.ok ? 'done' : reply.error.code));
  });
  expect(codes).toEqual([...Array.from({ length: 6 }, () => 'file/not-granted'), 'done']);
  expect(readFileSync(precious, 'utf8')).toBe(content);
  const documents = await app.electron.evaluate(({ app: main }) => main.getPath('documents'));
  expect(existsSync(join(documents, 'innocent.coffer'))).toBe(false);
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
