import { afterEach, expect, test } from 'vitest';
import { fixture, launchApp, processesOf, type DrivenApp } from './drive/app.ts';
import { createVault, importFile, lock, tryPassphrase, unlock } from './drive/steps.ts';

let app: DrivenApp | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

test('create, import, find, edit, lock, unlock', async () => {
  const open = (app = await launchApp());
  await createVault(app);
  await importFile(app, fixture('jiandaoyun-customers-gb18030.csv'));
  let page = await app.page();
  await page.getByRole('button', { name: 'See the customers' }).click();

  const before = await processesOf(app);
  await lock(app);
  const pidsOf = (list: typeof before, kind: string): number[] =>
    list.filter((each) => each.type === kind || each.name === kind).map((each) => each.pid);
  // The unlock screen stands before the old vault process has put everything on disk and is gone.
  for (const kind of ['Coffer Vault', 'Tab']) {
    const old = pidsOf(before, kind);
    expect(old).not.toEqual([]);
    await expect
      .poll(async () => pidsOf(await processesOf(open), kind), { timeout: 30_000 })
      .not.toEqual(expect.arrayContaining(old));
  }

  page = await app.page();
  await tryPassphrase(page, 'not the passphrase at all');
  await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
  await unlock(app);
  await page.getByTestId('customer-rows').waitFor();
});
