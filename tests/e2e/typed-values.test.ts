/** Numbers, amounts and days typed into the fields of a customer. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';

let app: DrivenApp;
let page: Page;
let id: string;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  id = await page.evaluate(async () => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const made = await coffer.call('sections/create', { name: 'Facts' });
    if (!made.ok) throw new Error(made.error.code);
    const sectionId = made.value.sections.at(-1)?.id ?? '';
    for (const [name, type] of [
      ['Weight', 'number'],
      ['Budget', 'money'],
      ['Birthday', 'date'],
    ] as const)
      await coffer.call('fields/create', { name, type, class: 'internal', sectionId, options: [] });
    const customer = await coffer.call('customers/create', {
      kind: 'person',
      edits: [{ field: 'name', value: 'Ada Winter' }],
    });
    if (!customer.ok) throw new Error(customer.error.code);
    return customer.value.id;
  });
  await page.getByTestId('customer-rows').getByText('Ada Winter').click();
  await page
    .getByTestId('customer-detail')
    .getByText(/Show \d+ empty/)
    .click();
});

afterAll(() => app.close());

const field = (name: string) => page.getByTestId('customer-detail').getByLabel(name, { exact: true });

async function typed(name: string, text: string): Promise<string> {
  // As it is edited, a value may look otherwise than while nobody does.
  await field(name).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(700);
  return field(name).inputValue();
}

async function stored(): Promise<unknown[]> {
  return page.evaluate(async (customer) => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const got = await coffer.call('customers/get', { id: customer });
    return got.ok ? Object.values(got.value.values).map((held) => ('value' in held ? held.value : null)) : [];
  }, id);
}

test('a decimal comma is one, full width is the same, and a day may be without its year', async () => {
  expect(await typed('Weight', '3,75')).toBe('3.75');
  expect(await typed('Budget: Amount', '１．２３４，５０')).toBe('1,234.50');
  expect(await typed('Birthday', '2月14日')).toBe('Feb 14');
  expect(await stored()).toEqual(
    expect.arrayContaining([3.75, { amount: '1234.50', currency: 'CNY' }, '--02-14']),
  );
  expect(await typed('Birthday', '12 Apr 1990')).toBe('Apr 12, 1990');
});

test('what is no clear number or day stays on screen, with what is wrong with it', async () => {
  expect(await typed('Weight', '110101199003071234')).toBe('110101199003071234');
  await page.getByText(/more digits than the field keeps/).waitFor();
  expect(await typed('Birthday', '3/4/1971')).toBe('3/4/1971');
  await page.getByText(/no clear day/).waitFor();
  expect(await stored()).toEqual(expect.arrayContaining([3.75, '1990-04-12']));
});
