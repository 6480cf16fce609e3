import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { fixture, launchApp, answerDialogs, type DrivenApp } from './drive/app.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, newCustomer, passphrase, tryPassphrase } from './drive/steps.ts';
import { ask } from './drive/team.ts';

/** What was found on the screens so far, a line each. */
const findings: string[] = [];
let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchApp();
  page = await app.page();
});

afterAll(async () => {
  await app.close();
});

async function scan(screen: string): Promise<void> {
  for (const finding of await accessibilityFindings(page)) findings.push(`${screen}, ${finding}`);
}

function expectNone(): void {
  expect(findings.splice(0)).toEqual([]);
}

test('the scan sees what is wrong, in either colour scheme', async () => {
  await page.evaluate(() => {
    const wrong = document.createElement('div');
    wrong.id = 'wrong';
    wrong.innerHTML = '<button></button><p>barely there</p>';
    document.body.prepend(wrong);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '#wrong p { color: light-dark(#000000, #202020); background: light-dark(#ffffff, #000000); }',
    );
    document.adoptedStyleSheets.push(sheet);
  });
  await scan('wrong');
  await page.evaluate(() => document.querySelector('#wrong')?.remove());
  const seen = findings.splice(0).map((line) => /^wrong, (\w+: [\w-]+)/.exec(line)?.[1]);
  expect(seen).toContain('light: button-name');
  expect(seen).toContain('dark: color-contrast');
  expect(seen).not.toContain('light: color-contrast');
});

test('the way to a vault', async () => {
  await scan('welcome');
  await page.getByTestId('welcome-create').click();
  await page.getByLabel('Name of the vault').fill('Acme');
  await page.getByLabel('Your name').fill('Robin Field');
  await scan('create: name and place');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Repeat the passphrase').fill(passphrase);
  await scan('create: passphrase');
  await page.getByRole('button', { name: 'Create the vault' }).click();
  await page.getByTestId('recovery-key').waitFor({ timeout: 60_000 });
  await scan('recovery kit');
  await page.getByTestId('kit-continue').click();
  await scan('recovery kit: typing back');
  await page.getByTestId('kit-again').click();
  await page.getByTestId('kit-later').click();
  await page.getByTestId('ready-look').waitFor();
  await scan('ready');
  await page.getByTestId('ready-look').click();
  await page.getByTestId('nav-customers').waitFor();
  await scan('no customers yet');
  expectNone();
});

test('import', async () => {
  await answerDialogs(app, fixture('hostile.csv'));
  await page.getByTestId('nav-exchange').click();
  await scan('import: file');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await scan('import: reading');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Customers that are here already').waitFor();
  await scan('import: columns');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Import now' }).waitFor({ timeout: 60_000 });
  await scan('import: check');
  await page.getByRole('button', { name: 'Import now' }).click();
  await page.getByRole('button', { name: 'See the customers' }).waitFor({ timeout: 60_000 });
  await scan('import: result');
  await page.getByRole('button', { name: 'See the customers' }).click();
  expectNone();
});

test('customers', async () => {
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  await page.getByTestId('customer-detail').waitFor();
  await scan('list and customer');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByTestId('history').waitFor();
  await scan('history');
  await page.getByTestId('search').fill('nobody at all');
  await page.getByText('Nobody found').or(page.getByText('Nothing')).first().waitFor();
  await scan('nothing found');
  await page.getByTestId('search').fill('');
  expectNone();
});

const press = (name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

/** Opens something over the screen, looks at it, and closes it again. */
async function scanOver(what: string, open: () => Promise<void>): Promise<void> {
  await open();
  const over = page.locator('#floating').locator('[role=dialog], [role=alertdialog], [role=menu]').first();
  await over.waitFor();
  await scan(what);
  await page.keyboard.press('Escape');
  await over.waitFor({ state: 'detached' });
}

test('what opens over the list', async () => {
  await scanOver('filter', () => press('Filter'));
  await scanOver('sorting', () => page.locator('button[aria-haspopup=dialog]', { hasText: 'Name' }).click());
  await scanOver('columns', () => press('Columns'));
  await scanOver('tags', () => press('Manage tags'));
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  await press('History');
  await scanOver('a tag for a customer', () => press('Add tag'));
  await scanOver('shortcuts', async () => {
    await page.keyboard.press('?');
    await page.keyboard.press('End');
    const text = page.getByRole('dialog').locator(':focus');
    await expect.poll(() => text.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);
  });
  await page.getByTestId('search').fill('a');
  await scanOver('saving a view', () => press('Save as view'));
  await page.getByTestId('search').fill('');
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.getByTestId('bulk-bar').waitFor();
  await scan('several selected');
  await scanOver('export', () => press('Export'));
  await scanOver('moving to the bin', () => press('Move to bin'));
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await page.getByText('moved to the bin').or(page.getByText('in the bin')).first().waitFor();
  await scan('a message');
  await page.getByTestId('list-bin').click();
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Home');
  await page.getByText('In the bin since').waitFor();
  await scan('bin');
  await page.getByTestId('list-all').click();
  expectNone();
});

test('a company with everything on it', async () => {
  await page.getByTestId('nav-fields').click();
  for (const [type, fieldClass] of [
    ['long-text', 'public'],
    ['money', 'internal'],
    ['choices', 'internal'],
    ['yes-no', 'confidential'],
    ['secret', 'restricted'],
  ] as const) {
    await page.getByRole('button', { name: 'Add field', exact: true }).first().click();
    await page.getByTestId('field-name').fill(`A ${type}`);
    await page.getByTestId('field-type').selectOption(type);
    if (type === 'choices') {
      await page.getByLabel('Choice 1').fill('One');
      await scan('field editor');
    }
    await page.locator(`input[name=class][value=${fieldClass}]`).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByTestId('field-name').waitFor({ state: 'detached' });
  }
  await page.getByTestId('nav-customers').click();
  await newCustomer(page);
  const detail = page.getByTestId('customer-detail');
  await page.keyboard.type('North Pier');
  await page.keyboard.press('Enter');
  await detail.getByRole('button', { name: /^Kind:/ }).click();
  for (const add of ['Add phone', 'Add e-mail', 'Add address', 'Add link', 'Add contact'])
    await detail.getByRole('button', { name: add, exact: true }).first().click();
  await scan('a company');
  const hidden = detail.getByRole('button', { name: /empty field/ });
  if (await hidden.first().isVisible()) await hidden.first().click();
  await scan('a company, all fields');
  expectNone();
});

test('what is left out, refused or gone', async () => {
  const file = join(app.home, 'list.csv');
  writeFileSync(
    file,
    'Our customers,,\n\nName,Phone,E-mail\nAnn Bell,1.38E+10,ann at home\n"Cy,2,\nTotal,,3\n',
  );
  await answerDialogs(app, file);
  await page.keyboard.press('Control+i');
  await press('Import another file');
  await press('Choose a file');
  await page.getByTestId('left-out').waitFor();
  await scan('import: rows left out');
  await press('Next');
  await press('Next');
  await page.getByText('Worth checking').waitFor();
  await scan('import: remarks');
  await press('Import now');
  await page.getByText('Imported: list.csv').waitFor();
  await scan('import: result with remarks');

  await ask(page, 'sections/create', { name: 'Measures' });
  const sectionId = (await ask(page, 'fields/list', null)).sections.at(-1)?.id ?? '';
  await ask(page, 'fields/create', { name: 'Weight', type: 'number', class: 'internal', sectionId });
  const { fields } = await ask(page, 'fields/create', {
    name: 'Stage',
    type: 'choices',
    class: 'internal',
    sectionId,
    options: [{ name: 'New' }, { name: 'Old' }],
  });
  const stage = fields.find(({ name }) => name === 'Stage');
  const [first, second] = stage?.options ?? [];
  await press('See the customers');
  await page.getByTestId('customer-rows').getByText('Ann Bell').click();
  const detail = page.getByTestId('customer-detail');
  await detail
    .getByRole('button', { name: /^Show \d+ empty field/ })
    .last()
    .click();
  await detail.getByRole('button', { name: 'Old', exact: true }).click();
  await detail.getByRole('button', { name: 'Old', exact: true, pressed: true }).waitFor();
  await ask(page, 'fields/update', { id: stage?.id ?? '', options: first ? [first] : [] });
  await detail.getByText(`${second?.name ?? ''} (deleted)`).waitFor();
  await detail.getByLabel('Weight', { exact: true }).fill('a lot');
  await page.keyboard.press('Enter');
  await detail.getByText(/no clear number/).waitFor();
  await scan('a refused number and a deleted option');
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('End');
  await page.getByTestId('unsaved').waitFor();
  await scan('not saved elsewhere');
  await scanOver('throwing away what was typed', () =>
    page.getByRole('button', { name: 'Throw away what was typed for Ann Bell' }).click(),
  );
  await page.getByRole('button', { name: 'Throw away what was typed for Ann Bell' }).click();
  await press('Throw away');
  await page.getByTestId('unsaved').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Hide empty fields' }).last().click();
  expectNone();
});

test('fields, journal, palette, settings', async () => {
  await page.getByTestId('nav-fields').click();
  await page.getByTestId('fields').waitFor();
  await scan('fields');
  await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const made = await coffer.call('sections/create', { name: 'Access' });
    const sectionId = made.ok ? (made.value.sections.at(-1)?.id ?? '') : '';
    for (const name of ['Portal', 'Two-factor'])
      await coffer.call('fields/create', { name, type: 'secret', class: 'restricted', sectionId });
    for (const name of ['Passport', 'Birthday'])
      await coffer.call('fields/create', { name, type: 'text', class: 'internal', sectionId });
  });
  await page.getByTestId('fields-classes').click();
  await page.getByTestId('proposal').first().waitFor();
  await scan('classes');
  await page.getByTestId('accept-all').click();
  await page.getByTestId('class-confirm').waitFor();
  await scan('classes: confirming');
  await page.keyboard.press('Escape');
  await page.getByTestId('class-confirm').waitFor({ state: 'detached' });
  await page.getByTestId('nav-customers').click();
  await page.getByTestId('customer-rows').focus();
  for (const key of ['Home', 'End']) {
    await page.keyboard.press(key);
    if (key === 'Home')
      await page
        .getByRole('button', { name: /^Show \d+ empty fields/ })
        .last()
        .click();
    await page.getByRole('button', { name: 'Enter a secret: Portal' }).click();
    await page.getByLabel('Secret', { exact: true }).fill('Password1');
    await page.getByTestId('open-generator').click();
    await page.getByTestId('secret-examined').getByText('Very weak', { exact: true }).waitFor();
    if (key === 'Home') await scan('secret: entering');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByTestId('secret-facts').waitFor();
    if (key === 'Home') await page.getByTestId('customer-rows').focus();
  }
  await page.getByRole('button', { name: 'Enter a secret: Two-factor' }).click();
  await page.getByLabel('Secret', { exact: true }).fill('JBSWY3DPEHPK3PXP');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByTestId('show-code').click();
  await page.getByTestId('code').waitFor();
  await scan('secrets of a customer');
  await page.getByTestId('secret-reuse').click();
  await page.getByTestId('reused-in').getByRole('listitem').first().waitFor();
  await scan('secret: where else');
  await page.keyboard.press('Escape');
  await page.getByTestId('nav-fields').click();
  await page.getByTestId('fields-secrets').click();
  await scan('secrets: before');
  await page.getByTestId('check-secrets').click();
  await page.getByTestId('secrets-list').waitFor();
  await scan('secrets: overview');
  await page.getByTestId('nav-journal').click();
  await page.getByTestId('journal').waitFor();
  await scan('journal');
  await scanOver('exporting for an auditor', () => press('Export for an auditor…'));
  await scanOver('the proof of an entry', () =>
    page.getByTestId('journal').getByRole('button', { name: 'Proof of this entry…' }).first().click(),
  );
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').waitFor();
  await scan('palette');
  await page.keyboard.press('Escape');
  await page.getByTestId('nav-settings').click();
  for (const part of ['appearance', 'locking', 'keys', 'backups', 'region', 'shortcuts', 'about']) {
    await page.getByTestId(`settings-${part}`).click();
    await page.waitForTimeout(150);
    await scan(`settings: ${part}`);
  }
  await page.getByTestId('settings-keys').click();
  await scanOver('another passphrase', () => press('Change passphrase…'));
  await scanOver('a key file', () => press('Add a key file…'));
  await scanOver('a new recovery key', () => press('New recovery key…'));
  await page.getByTestId('settings-backups').click();
  await press('Back up now');
  await page.getByTestId('backup-list').getByRole('button').first().waitFor({ timeout: 30_000 });
  await scanOver('what can be done with a backup', () =>
    page.getByTestId('backup-list').getByRole('button').first().click(),
  );
  await page.getByTestId('backup-list').getByRole('button').first().click();
  await scanOver('a backup in place of the vault', () =>
    page.getByRole('menuitem', { name: 'Put in place of this vault…' }).click(),
  );
  await page.getByTestId('nav-handover').click();
  for (const part of ['make', 'open', 'people', 'conflicts', 'kits', 'ledger', 'posture']) {
    await page.getByTestId(`handover-${part}`).click();
    await page.waitForTimeout(150);
    await scan(`hand-over: ${part}`);
  }
  expectNone();
});

test('locked', async () => {
  await lock(app);
  page = await app.page();
  await scan('unlock');
  await tryPassphrase(page, 'not the passphrase');
  await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
  await scan('unlock: a wrong passphrase');
  await page.getByRole('button', { name: 'Use the recovery key' }).click();
  await page.getByLabel('Recovery key').waitFor();
  await scan('recover');
  expectNone();
});
