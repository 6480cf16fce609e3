/** Several people at one vault: who looks after whom, what each sees, and what becomes of it when somebody goes. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, newCustomer, passphrase, tabTo } from './drive/steps.ts';
import {
  ask,
  chooseFrom,
  comeIn,
  comeInFirst,
  invite,
  isOpen,
  menuOf,
  rowOf,
  showTeam,
} from './drive/team.ts';

const owner = 'Robin Field';
const mei = 'Mei Lin';
const sam = 'Sam Okoro';
const meisPassphrase = 'copper window 12 meadow ladder';
const meisNextPassphrase = 'garnet harbour 9 thistle wagon';

let app: DrivenApp;
let page: Page;
let meisWords: string;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  meisWords = (await invite(page, mei, 'member')).words;
  await invite(page, sam, 'manager');
  const { sections } = await ask(page, 'sections/create', { name: 'More' });
  const { fields } = await ask(page, 'fields/create', {
    name: 'ID number',
    type: 'text',
    class: 'restricted',
    sectionId: sections.at(-1)?.id ?? '',
  });
  const idNumber = fields.find(({ name }) => name === 'ID number')?.id ?? '';
  for (const name of ['Ada Chen', 'Ben Wu', 'Cho Lin', 'Dora Xu'])
    await ask(page, 'customers/create', {
      kind: 'person',
      edits: [
        { field: 'name', value: name },
        { field: 'value', key: idNumber, value: `ID of ${name}` },
      ],
    });
});

afterAll(async () => {
  await app.close();
});

const detail = (): ReturnType<Page['locator']> => page.getByTestId('customer-detail');
const count = (): Promise<string | null> => page.getByTestId('count').textContent();
/** The names in the list, from the top. */
const names = (): Promise<string[]> =>
  page.locator('[role="row"] .truncate.font-medium').evaluateAll((cells) =>
    cells
      .map((cell) => ({ at: cell.getBoundingClientRect().top, text: cell.textContent.trim() }))
      .sort((a, b) => a.at - b.at)
      .map(({ text }) => text),
  );

async function openByName(name: string): Promise<void> {
  await page.getByTestId('search').fill(name);
  // What Enter opens is the first of what was found, once it was.
  await expect.poll(names, { timeout: 10_000 }).toEqual([name]);
  await page.getByTestId('search').press('Enter');
  await detail().getByRole('textbox', { name: 'Name', exact: true }).waitFor();
  await expect.poll(() => detail().getByLabel('Name', { exact: true }).first().inputValue()).toBe(name);
}

/** Chooses whose customers to show, short of applying it. */
async function filterBy(who: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  const choices = page.getByRole('dialog', { name: 'Add filter' }).locator('select');
  await choices.first().selectOption({ label: 'Looked after by' });
  await choices.last().selectOption({ label: who });
}

async function customersScreen(): Promise<void> {
  await page.getByTestId('nav-customers').click();
  await page.getByTestId('list-all').click();
  await page.getByTestId('search').fill('');
}

async function enterAs(name: string, words: string): Promise<void> {
  await lock(app);
  page = await comeIn(app, name, words);
  await isOpen(page);
}

test('a customer is given to somebody by the keyboard alone, taken back, and given again', async () => {
  await page.getByTestId('count').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('Ada');
  await expect.poll(names).toEqual(['Ada Chen']);
  await page.keyboard.press('Enter');
  const assignee = page.getByTestId('assignee');
  await assignee.waitFor();
  await tabTo(page, 'Looked after by: nobody');
  await page.keyboard.press('Enter');
  await page.getByTestId('person-picker').waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.keyboard.type('lin');
  await page.keyboard.press('Enter');
  await assignee.getByText(mei).waitFor();

  await page.keyboard.press('Control+z');
  await page.getByText('Undone: who looks after customers').waitFor();
  await assignee.getByText('nobody').waitFor();
  await page.keyboard.press('Control+Shift+z');
  await assignee.getByText(mei).waitFor();
  await detail().getByRole('button', { name: 'History' }).click();
  const history = page.getByTestId('history');
  await history.getByText('Looked after by').first().waitFor();
  expect(await history.textContent()).toContain(mei);
  await detail().getByRole('button', { name: 'History' }).click();
});

test('several are given at once; the list shows it, sorts by it and finds by it', async () => {
  await customersScreen();
  await page.getByText('Cho Lin').click();
  for (const name of ['Ben Wu', 'Cho Lin'])
    await page.locator('[role="row"]', { hasText: name }).click({ modifiers: ['Control'] });
  const bar = page.getByTestId('bulk-bar');
  await bar.getByText('2 selected').waitFor();
  await bar.getByRole('button', { name: 'Looked after by…' }).click();
  await page.getByTestId('person-picker').getByRole('option', { name: 'Sam Okoro' }).click();
  await page.getByText('Sam Okoro looks after 2 customers now').waitFor();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await detail().getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Columns' }).click();
  for (const column of ['E-mail', 'Phone', 'Looked after by'])
    await page.getByRole('checkbox', { name: column, exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sort by Looked after by' }).click();
  await expect.poll(names).toEqual(['Ada Chen', 'Ben Wu', 'Cho Lin', 'Dora Xu']);
  await page.getByRole('button', { name: 'Sort by Looked after by' }).click();
  await expect.poll(names).toEqual(['Cho Lin', 'Ben Wu', 'Ada Chen', 'Dora Xu']);
  expect(await page.locator('[role="row"]', { hasText: 'Ada Chen' }).textContent()).toContain(mei);

  await filterBy(mei);
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText(`Looked after by ${mei}`, { exact: true }).waitFor();
  await expect.poll(names).toEqual(['Ada Chen']);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await filterBy('nobody');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(names).toEqual(['Dora Xu']);

  await page.getByTestId('list-mine').click();
  await page.getByRole('button', { name: 'Save as view' }).click();
  await page.getByLabel('Name of the view').fill('Mine');
  await page.keyboard.press('Enter');
  await page.getByTestId('list-view').filter({ hasText: 'Mine' }).waitFor();
});

test('what is in the bin is read only, until it is restored', async () => {
  await customersScreen();
  await openByName('Dora Xu');
  await detail().getByRole('button', { name: 'Move to bin' }).click();
  await page.getByTestId('list-bin').click();
  await page.locator('[role="row"]', { hasText: 'Dora Xu' }).click();
  const name = detail().getByLabel('Name', { exact: true }).first();
  await expect.poll(() => name.inputValue()).toBe('Dora Xu');
  expect(await name.isEditable()).toBe(false);
  for (const gone of ['Add phone', 'Add tag', 'Move to bin', 'Add an attachment'])
    expect(await detail().getByRole('button', { name: gone }).count(), gone).toBe(0);
  expect(
    await detail()
      .getByRole('button', { name: /^Looked after by/ })
      .count(),
  ).toBe(0);
  expect(
    await detail()
      .getByRole('button', { name: /^Replace/ })
      .count(),
  ).toBe(0);
  expect(await accessibilityFindings(page)).toEqual([]);
  await detail().getByRole('button', { name: 'Restore', exact: true }).click();
  await expect.poll(() => name.isEditable()).toBe(true);
});

test('a member sees and makes only customers of their own, and nothing that is refused', async () => {
  await lock(app);
  page = await comeInFirst(app, mei, meisWords, meisPassphrase);
  await expect.poll(names).toEqual(['Ada Chen']);
  expect(await page.getByTestId('list-mine').count()).toBe(0);
  await page.locator('[role="row"]', { hasText: 'Ada Chen' }).click();
  await detail().getByTestId('no-key').waitFor();
  expect(await detail().getByText('••••').count()).toBe(0);
  expect(await page.getByTestId('assignee').count()).toBe(0);
  for (const gone of ['Move to bin', 'Hand over', 'Print or save a sheet'])
    expect(await detail().getByRole('button', { name: gone }).count(), gone).toBe(0);
  // Restricted fields are no columns and no filters for somebody without the key.
  await page.getByRole('button', { name: 'Columns' }).click();
  expect(await page.getByRole('checkbox', { name: 'ID number' }).count()).toBe(0);
  expect(await page.getByRole('checkbox', { name: 'Looked after by' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  expect(await accessibilityFindings(page)).toEqual([]);

  const name = await newCustomer(page);
  await name.fill('Eli Mora');
  await page.keyboard.press('Enter');
  await expect.poll(names).toEqual(['Ada Chen', 'Eli Mora']);
  // One that was left blank goes by itself, although the role may not delete.
  await page.keyboard.press('Control+n');
  await expect.poll(count).toBe('3 customers');
  await expect.poll(() => name.inputValue()).toBe('');
  await detail().getByRole('button', { name: 'Close' }).click();
  await expect.poll(count).toBe('2 customers');
  expect(await page.getByRole('alert').count()).toBe(0);
  await enterAs(owner, passphrase);
  await openByName('Eli Mora');
  await page.getByTestId('assignee').getByText(mei).waitFor();
});

test('a forgotten passphrase is replaced by a new one-time one', async () => {
  await showTeam(page);
  await menuOf(page, mei, 'Make a new one-time passphrase…');
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make it' }).click();
  const words = ((await page.getByTestId('one-time-words').textContent({ timeout: 60_000 })) ?? '').trim();
  expect(words.split(' ')).toHaveLength(5);
  await page.getByRole('button', { name: 'Done' }).click();
  await lock(app);
  page = await comeIn(app, mei, meisPassphrase);
  await page.getByText('That is not the passphrase').waitFor({ timeout: 60_000 });
  page = await comeInFirst(app, mei, words, meisNextPassphrase);
  await expect.poll(names).toEqual(['Ada Chen', 'Eli Mora']);
  await enterAs(mei, meisNextPassphrase);
  await enterAs(owner, passphrase);
});

test('all that somebody has goes to another, in one step that can be undone', async () => {
  await showTeam(page);
  await menuOf(page, mei, 'Hand over customers and views…');
  await chooseFrom(page, 'To whom\\?', sam);
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over', exact: true }).click();
  const moved = page.getByTestId('moved');
  await moved.waitFor({ timeout: 60_000 });
  for (const name of ['Ada Chen', 'Eli Mora']) expect(await moved.textContent()).toContain(name);
  await page.getByRole('button', { name: 'Done' }).click();
  const has = async (name: string): Promise<number> =>
    (await ask(page, 'people/list', null)).people.find((person) => person.name === name)?.customers ?? -1;
  expect([await has(mei), await has(sam)]).toEqual([0, 4]);
  await page.keyboard.press('Control+z');
  await page.getByText('Undone: handing over to another person').waitFor();
  expect([await has(mei), await has(sam)]).toEqual([2, 2]);
});

test('somebody leaves: an heir takes over what they had, and the list says what that was', async () => {
  await showTeam(page);
  await rowOf(page, mei).getByRole('cell', { name: '2', exact: true }).waitFor();
  await menuOf(page, mei, 'Remove…');
  const remove = page.getByRole('button', { name: 'Remove', exact: true });
  expect(await remove.isDisabled()).toBe(true);
  await chooseFrom(page, 'Who takes over 2 customers\\?', owner);
  expect(await accessibilityFindings(page)).toEqual([]);
  await remove.click();
  const moved = page.getByTestId('moved');
  await moved.waitFor({ timeout: 60_000 });
  for (const name of ['Ada Chen', 'Eli Mora']) expect(await moved.textContent()).toContain(name);
  await page.getByRole('button', { name: 'Not now' }).click();
  expect(await page.getByTestId('former').textContent()).toContain(mei);

  await customersScreen();
  await page.getByTestId('list-view').filter({ hasText: 'Mine' }).click();
  await expect.poll(async () => (await names()).toSorted()).toEqual(['Ada Chen', 'Eli Mora']);
  await page.locator('[role="row"]', { hasText: 'Ada Chen' }).click();
  await page.getByTestId('assignee').getByText(owner).waitFor();
  // The history knows by name who has left, and nothing can be given back to them.
  await detail().getByRole('button', { name: 'History' }).click();
  await expect.poll(() => page.getByTestId('history').textContent()).toContain(mei);
  await detail().getByRole('button', { name: 'History' }).click();
  await page.getByTestId('assignee').getByRole('button').click();
  expect(await page.getByTestId('person-picker').getByRole('option', { name: mei }).count()).toBe(0);
});
