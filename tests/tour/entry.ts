import { passphrase } from '../e2e/drive/steps.ts';
import type { Guide } from './guide.ts';

/** Makes a vault, from the first screen to the choice of what to do first. */
export async function createVault(guide: Guide): Promise<void> {
  const { words, isChinese } = guide;
  let key: readonly string[] = [];
  await guide.step('welcome', (page) => page.getByTestId('welcome-create').waitFor());
  await guide.step('create-place', async (page) => {
    await page.getByTestId('welcome-create').click();
    await page.getByLabel(words.session.create.name).fill(isChinese ? '海港贸易' : 'Harbour Traders');
    await page.getByLabel(words.session.create.personName).fill(isChinese ? '林若冰' : 'Robin Field');
    await page.getByTestId('place').getByText('.coffer').waitFor();
  });
  await guide.step('create-passphrase', async (page) => {
    await page.getByRole('button', { name: words.common.next }).click();
    await page.getByLabel(words.session.passphrase.label, { exact: true }).fill(passphrase);
    await page.getByLabel(words.session.passphrase.repeat).fill(passphrase);
    await page.locator('[data-testid="strength"][data-score]').waitFor();
  });
  await guide.step('recovery-kit', async (page) => {
    await page.getByRole('button', { name: words.session.create.create }).click();
    await page.getByTestId('recovery-key').waitFor();
    key = ((await page.getByTestId('recovery-key').textContent()) ?? '').trim().split(/[\s-]+/);
  });
  await guide.step('recovery-kit-typed-back', async (page) => {
    await page.getByTestId('kit-continue').click();
    for (const input of await page.getByTestId('kit-group').all())
      await input.fill(key[Number(await input.getAttribute('data-group'))] ?? '');
  });
  await guide.step('ready', async (page) => {
    await page.getByTestId('kit-confirm').click();
    await page.getByTestId('ready-import').waitFor();
  });
}

/** Locks, fails to unlock, unlocks. */
export async function lockAndUnlock(guide: Guide): Promise<void> {
  const { words, app } = guide;
  const label = words.session.passphrase.label;
  await guide.step('locked', async (before) => {
    // The window is gone before the key press is answered.
    await before.keyboard.press('Control+l').catch(() => undefined);
    for (let i = 0; i < 100 && (await app.page()) === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await (await app.page()).getByLabel(label, { exact: true }).waitFor();
  });
  await guide.step('wrong-passphrase', async (page) => {
    await page.getByLabel(label, { exact: true }).fill('not this one');
    await page.keyboard.press('Enter');
    await page.getByText(words.errors['vault/wrong-passphrase']).waitFor();
  });
  await guide.step('recover', async (page) => {
    await page.getByRole('button', { name: words.session.unlock.useRecovery }).click();
    await page.getByLabel(words.recovery.entry.keyLabel).waitFor();
  });
  await guide.step('unlocked', async (page) => {
    await page.getByRole('button', { name: words.common.back }).click();
    await page.getByLabel(label, { exact: true }).fill(passphrase);
    await page.keyboard.press('Enter');
    await page.getByTestId('customer-rows').waitFor();
  });
}
