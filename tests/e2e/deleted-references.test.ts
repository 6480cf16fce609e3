/** A field and a tag are deleted while the list asks by them: it says what it leaves out, and shows no ids. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listQuery } from '../../src-preload/contract/customers.ts';
import type { DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { ask } from './drive/team.ts';

let app: DrivenApp;
let page: Page;

const row = (name: string) => page.getByTestId('customer-rows').getByText(name);

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  for (const name of ['Alder', 'Birch'])
    await ask(page, 'customers/create', { kind: 'person', edits: [{ field: 'name', value: name }] });
  await row('Birch').waitFor();
});

afterAll(() => app.close());

async function giveAlder(edit: object): Promise<void> {
  const { rows } = await ask(page, 'customers/window', {
    query: listQuery.parse({ text: 'Alder' }),
    start: 0,
    count: 1,
    columns: [],
  });
  await ask(page, 'customers/edit', { id: rows[0]?.id ?? '', edits: [edit as never] });
}

test('a view whose field was deleted shows more, and says so by the field’s name', async () => {
  await ask(page, 'sections/create', { name: 'General' });
  const { sections } = await ask(page, 'fields/list', null);
  const { fields } = await ask(page, 'fields/create', {
    name: 'Status',
    type: 'text',
    class: 'internal',
    sectionId: sections[0]?.id ?? '',
  });
  const id = fields.find(({ name }) => name === 'Status')?.id ?? '';
  await giveAlder({ field: 'value', key: id, value: 'won' });
  const query = listQuery.parse({ filters: [{ field: `value:${id}`, op: 'is', value: 'won' }] });
  await ask(page, 'views/save', { name: 'Won ones', query, columns: ['phone', `value:${id}`] });
  await page.getByRole('button', { name: 'Won ones', exact: true }).click();
  await row('Birch').waitFor({ state: 'detached' });

  await ask(page, 'fields/delete', { id });
  const notice = page.getByRole('status').filter({ hasText: 'Status' });
  await notice.waitFor();
  expect(await notice.innerText()).toContain('may show more');
  await row('Birch').waitFor();
  expect(await page.locator('body').innerText()).not.toContain(id);
  await notice.getByRole('button').click();
  await notice.waitFor({ state: 'detached' });

  // The view is still there, and is asked for once more.
  await page.getByRole('button', { name: 'All customers' }).click();
  await page.getByRole('button', { name: 'Won ones', exact: true }).click();
  await notice.waitFor();
  await row('Birch').waitFor();
  expect(await page.locator('body').innerText()).not.toContain(id);
});

test('a tag that was deleted leaves no chip without a name, and finds not nobody', async () => {
  const { id } = await ask(page, 'tags/create', { name: 'Regular', colour: 3 });
  await giveAlder({ field: 'tag', key: id, value: true });
  await page.getByRole('navigation').getByText('Regular').click();
  await row('Birch').waitFor({ state: 'detached' });
  await ask(page, 'tags/delete', { id });
  await page.getByRole('status').filter({ hasText: 'Regular' }).waitFor();
  await row('Birch').waitFor();
});
