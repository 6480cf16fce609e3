import { ask } from '../e2e/drive/team.ts';
import { dismissToasts, settle, type Guide } from './guide.ts';

/** What vouches for the vault: the seal, what goes to an auditor, who saw a customer, what a check finds, and what follows a removal. */
export async function lookAtTrust(guide: Guide): Promise<void> {
  const { words, isChinese } = guide;
  const { journal, people, settings } = words;
  const close = () => guide.between((page) => page.keyboard.press('Escape'));
  await guide.step('seal', async (page) => {
    await dismissToasts(page, words);
    await page.getByTestId('nav-journal').click();
    await page.getByTestId('show-seal').click();
    await page.getByTestId('fingerprint').waitFor();
  });
  await guide.step('seal-earlier', async (page) => {
    await page.getByLabel(journal.seal.compare).fill('1');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: journal.seal.newest }).waitFor();
  });
  await guide.step('seal-refused', async (page) => {
    await page.getByLabel(journal.seal.compare).fill('999999');
    await page.keyboard.press('Enter');
    await page.getByText(words.errors['log/no-such-size']).waitFor();
  });
  await close();
  await guide.step('audit-file', async (page) => {
    await page.getByTestId('audit-file').click();
    await page.getByLabel(journal.audit.withPassphrase).check();
  });
  await close();
  await guide.step('proof', (page) =>
    page.getByTestId('journal').getByRole('button', { name: journal.proof.open }).first().click(),
  );
  await close();
  await guide.step('journal-kinds', (page) =>
    page
      .getByTestId('journal-filter')
      .getByRole('combobox', { name: `${journal.filter.kind}:` })
      .click(),
  );
  await guide.step('who-saw', async (page) => {
    await page.keyboard.press('Escape');
    await page.getByTestId('nav-customers').click();
    await page.getByTestId('customer-rows').focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: journal.whoSaw.title }).click();
    await page.getByTestId('who-saw').getByRole('listitem').first().waitFor();
  });
  await guide.step('vault-checked', async (page) => {
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('settings-about').click();
    await page.getByRole('button', { name: settings.about.check }).click();
    await page.getByTestId('verify-result').getByText(settings.about.ok).waitFor();
  });
  await guide.step('protection', async (page) => {
    await page.getByTestId('nav-handover').click();
    await page.getByTestId('handover-posture').click();
    await page.getByTestId('posture').waitFor();
  });
  await guide.step('person-removed', async (page) => {
    const name = isChinese ? '陈小雨' : 'Casey Brook';
    await ask(page, 'people/invite', { name, roleId: 'manager', delivery: null, language: 'en' });
    await page.getByTestId('nav-team').click();
    await page
      .getByTestId('person')
      .filter({ hasText: name })
      .getByRole('button', { name: people.list.more.replace('{{name}}', name) })
      .click();
    await page.getByRole('menuitem', { name: people.action.remove }).click();
    await page.getByRole('dialog').getByRole('button', { name: people.remove.submit, exact: true }).click();
    await page.getByTestId('moved').waitFor();
    await settle(page);
  });
  await close();
}
