import { dismissToasts, settle, type Guide } from './guide.ts';

const settingsParts = ['appearance', 'locking', 'keys', 'backups', 'region', 'shortcuts', 'about'];

/** The palette, the editor of fields, the journal and the settings. */
export async function lookAround(guide: Guide): Promise<void> {
  const { words, isChinese } = guide;
  await guide.step('palette', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').waitFor();
  });
  await guide.step('palette-found', async (page) => {
    await page.getByTestId('palette-input').fill('wang');
    await settle(page);
  });
  await guide.step('fields', async (page) => {
    await page.keyboard.press('Escape');
    await page.getByTestId('nav-fields').click();
    await page.getByTestId('fields').waitFor();
    await dismissToasts(page, words);
  });
  await guide.step('field-editor', async (page) => {
    await page.getByRole('button', { name: words.fields.addField }).first().click();
    await page.getByTestId('field-name').fill(isChinese ? '合作等级' : 'Partnership');
    await page.getByTestId('field-type').selectOption('choice');
    const options = isChinese ? ['金牌', '银牌'] : ['Gold', 'Silver'];
    for (const [index, option] of options.entries())
      await page.getByLabel(words.fields.optionN.replace('{{n}}', String(index + 1))).fill(option);
  });
  await guide.step('field-added', async (page) => {
    await page.getByRole('button', { name: words.fields.create, exact: true }).click();
    await page.getByTestId('field-name').waitFor({ state: 'detached' });
    await page
      .getByText(isChinese ? '合作等级' : 'Partnership')
      .first()
      .scrollIntoViewIfNeeded();
  });
  await guide.step('journal', (page) => page.getByTestId('nav-journal').click());
  for (const part of settingsParts)
    await guide.step(`settings-${part}`, async (page) => {
      await page.getByTestId('nav-settings').click();
      await page.getByTestId(`settings-${part}`).click();
    });
  await guide.step('backup-made', async (page) => {
    await page.getByTestId('settings-backups').click();
    await page.getByRole('button', { name: words.settings.backups.make }).click();
    await page.getByTestId('backup-list').getByRole('button').first().waitFor();
  });
  await guide.step('countdown', async (page) => {
    await dismissToasts(page, words);
    await page.getByTestId('settings-locking').click();
    const { idle, after } = words.settings.locking;
    await page.getByLabel(`${idle}: ${after}`).click();
    await page.getByRole('option').first().click();
    await page.getByTestId('countdown').waitFor();
  });
  await guide.step('shortcuts', async (page) => {
    await page.getByTestId('nav-customers').click();
    await settle(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  });
  await guide.between((page) => page.keyboard.press('Escape'));
}
