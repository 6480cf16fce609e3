/** What is typed for a customer stays that customer's, until it is saved or thrown away. */
import type { CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { vaultProcess, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { lock, unlock } from './drive/steps.ts';

const names = ['Sebald Birch', 'Sören Cedar', 'Susan Dogwood', 'Sami Elm'];
const ids = new Map<string, string>();

let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  for (const name of names) {
    const made = await page.evaluate((value) => {
      const { coffer } = window as unknown as { coffer: Bridge };
      return coffer.call('customers/create', { kind: 'person', edits: [{ field: 'name', value }] });
    }, name);
    if (made.ok) ids.set(name, made.value.id);
  }
  await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const made = await coffer.call('sections/create', { name: 'Own' });
    const sectionId = made.ok ? (made.value.sections.at(-1)?.id ?? '') : '';
    const field = { sectionId, class: 'internal' } as const;
    await coffer.call('fields/create', { ...field, name: 'Passport', type: 'text' });
    await coffer.call('fields/create', { ...field, name: 'Seats', type: 'number' });
  });
  await row('Susan Dogwood').waitFor();
});

afterAll(() => app.close());

const rows = () => page.getByTestId('customer-rows');
const row = (name: string) => rows().getByText(name);
const detail = () => page.getByTestId('customer-detail');
const field = (name: string) => detail().getByRole('textbox', { name, exact: true });

async function open(name: string): Promise<void> {
  await row(name).click();
  await expect.poll(() => field('Name').inputValue()).toBe(name);
}

/** As the vault has it. */
async function stored(name: string): Promise<{ notes: string; jobTitle: string; values: string[] }> {
  const answer = await page.evaluate(
    (id) => (window as unknown as { coffer: Bridge }).coffer.call('customers/get', { id }),
    ids.get(name) ?? '',
  );
  if (!answer.ok) throw new Error(answer.error.code);
  const { notes, jobTitle, values } = answer.value;
  return { notes, jobTitle, values: Object.values(values).map((each) => JSON.stringify(each)) };
}

test('undo in a field never brings the text of another customer', async () => {
  const fields = ['Job title', 'Company', 'Notes', 'Passport'];
  for (const name of fields) {
    await open('Sören Cedar');
    await field(name).click();
    await page.keyboard.type('CEDAR');
    await open('Susan Dogwood');
    await field(name).click();
    await page.keyboard.type('D');
    for (let times = 0; times < 3; times++) await page.keyboard.press('Control+z');
    for (let times = 0; times < 3; times++) await page.keyboard.press('Control+Shift+z');
    expect(await field(name).inputValue(), name).not.toContain('CEDAR');
    await field(name).blur();
  }
  await detail().getByText('Saving…').waitFor({ state: 'detached' });
  expect(JSON.stringify(await stored('Susan Dogwood'))).not.toContain('CEDAR');
  expect(await stored('Sören Cedar')).toMatchObject({ jobTitle: 'CEDAR', notes: 'CEDAR' });
});

/** The pauses of somebody who looks for a character, longer than what saves or searches would wait. */
const pause = 700;

async function compose(keys: CDPSession, into: Locator, steps: readonly string[]): Promise<void> {
  await into.click();
  for (const text of steps) {
    await keys.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
    await page.waitForTimeout(pause);
  }
}

test('what an input method is composing is neither saved nor searched for', async () => {
  const keys = await page.context().newCDPSession(page);
  for (const name of ['Notes', 'Passport', 'Company']) {
    await open('Sebald Birch');
    await compose(keys, field(name), ['n', "ni'h", "ni'hao"]);
    expect(JSON.stringify(await stored('Sebald Birch')), name).not.toContain('ni');
    await keys.send('Input.insertText', { text: '你好' });
    await field(name).blur();
    await detail().getByText('Saving…').waitFor({ state: 'detached' });
    expect(await field(name).inputValue()).toBe('你好');
  }
  const history = await page.evaluate(
    (id) => (window as unknown as { coffer: Bridge }).coffer.call('customers/history', { id }),
    ids.get('Sebald Birch') ?? '',
  );
  expect(history.ok && JSON.stringify(history.value)).not.toMatch(/"n"|ni'h/);

  const search = page.getByTestId('search');
  await compose(keys, search, ["se'bald"]);
  expect(await rows().getByRole('row').count()).toBeGreaterThan(1);
  await keys.send('Input.insertText', { text: 'Sebald' });
  await row('Susan Dogwood').waitFor({ state: 'detached' });
  await search.fill('');
  await row('Susan Dogwood').waitFor();
});

test('at a lock in the middle of composing, what was typed before is saved and the rest is not', async () => {
  await open('Sami Elm');
  await field('Notes').click();
  await page.keyboard.type('Ask for ');
  await compose(await page.context().newCDPSession(page), field('Notes'), ['zhang']);
  await page
    .evaluate(() => {
      setTimeout(() => void (window as unknown as { coffer: Bridge }).coffer.call('host/lock'));
    })
    .catch(() => undefined);
  await expect.poll(async () => (await app.page()) !== page, { timeout: 30_000 }).toBe(true);
  await unlock(app);
  page = await app.page();
  expect((await stored('Sami Elm')).notes).toBe('Ask for ');
});

const unsavedBar = () => page.getByTestId('unsaved');

test('text that is refused stays with its customer until it is saved', async () => {
  const tooLong = 'prefers mornings '.repeat(12_000);
  await open('Sebald Birch');
  await field('Notes').fill(tooLong);
  await field('Seats').fill('12 apples');
  await field('Seats').blur();
  await detail().getByText('too long by 4,000 characters').waitFor();
  await open('Susan Dogwood');
  await page.getByTestId('nav-settings').click();
  await unsavedBar().getByRole('button', { name: 'Sebald Birch', exact: true }).click();
  await expect.poll(() => field('Notes').inputValue()).toBe(tooLong);
  expect(await field('Seats').inputValue()).toBe('12 apples');
  await detail().getByText('too long by 4,000 characters').waitFor();
  expect(await unsavedBar().count()).toBe(0);
  await field('Notes').fill('prefers mornings');
  await field('Notes').blur();
  await expect.poll(async () => (await stored('Sebald Birch')).notes).toBe('prefers mornings');

  await open('Susan Dogwood');
  await unsavedBar().getByRole('button', { name: 'Throw away what was typed for Sebald Birch' }).click();
  await page.getByRole('alertdialog').getByText('Seats').waitFor();
  await page.getByRole('button', { name: 'Throw away', exact: true }).click();
  await unsavedBar().waitFor({ state: 'detached' });
  await open('Sebald Birch');
  expect(await field('Seats').inputValue()).toBe('');
});

test('what could not be saved at a lock is told at the next unlock, without what it was', async () => {
  await open('Sebald Birch');
  await field('Seats').fill('12 apples');
  await field('Seats').blur();
  await open('Susan Dogwood');
  await field('Seats').fill('a dozen');
  await page.getByRole('button', { name: 'Manage tags' }).click();
  await page.getByRole('dialog').getByPlaceholder('New tag').fill('Golf club');
  await lock(app);
  await unlock(app);
  page = await app.page();
  const told = await page.evaluate(() =>
    (window as unknown as { coffer: Bridge }).coffer.call('unfinished/list'),
  );
  if (!told.ok) throw new Error(told.error.code);
  const { entries } = told.value;
  expect(entries.map(({ customerName }) => String(customerName)).toSorted()).toEqual([
    'Sebald Birch',
    'Susan Dogwood',
    'null',
  ]);
  expect(entries[0]?.work).toMatchObject({ kind: 'unsaved', field: 'Seats', code: 'customers/bad-value' });
  expect(JSON.stringify(entries)).not.toMatch(/apples|dozen|Golf/);
  await page.getByTestId('unfinished').getByText('“Seats” of Sebald Birch was not saved').waitFor();
  await page
    .getByTestId('unfinished')
    .getByText('the form was still open when the vault was locked')
    .waitFor();
});

async function counts(): Promise<{ active: number; bin: number }> {
  const answer = await page.evaluate(() =>
    (window as unknown as { coffer: Bridge }).coffer.call('customers/count'),
  );
  return answer.ok ? answer.value : { active: -1, bin: -1 };
}

test('a new customer asked for many times is made once, and none stays when it is left blank', async () => {
  const before = await counts();
  const pid = await vaultProcess(app);
  process.kill(pid, 'SIGSTOP');
  try {
    for (let times = 0; times < 4; times++) await page.keyboard.press('Control+n');
    await page.getByRole('button', { name: 'New customer' }).dblclick();
    await page.waitForTimeout(200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await rows().getByText('No name yet').waitFor();
  expect((await counts()).active).toBe(before.active + 1);
  // With a vault that answers at once, and keys that are held down.
  for (let times = 0; times < 6; times++) await page.keyboard.press('Control+n');
  await page.keyboard.down('Control');
  for (let times = 0; times < 6; times++) await page.keyboard.down('n');
  await page.keyboard.up('n');
  await page.keyboard.up('Control');
  await page.waitForTimeout(300);
  expect(await counts()).toEqual({ active: before.active + 1, bin: before.bin });
  await open('Susan Dogwood');
  await rows().getByText('No name yet').waitFor({ state: 'detached' });
  expect((await counts()).active).toBe(before.active);
});
