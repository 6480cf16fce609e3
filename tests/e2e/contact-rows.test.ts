/** A sheet of companies with their contacts, out of the window and back: every number stays with its contact. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { importFile } from './drive/steps.ts';

const sheet =
  '公司名称,公司电话,联系人,联系人职务,联系人手机,联系人邮箱\n' +
  '义乌贸易有限公司,0579-85551234,李四,采购,13800138000,li@x.cn\n' +
  '义乌贸易有限公司,0579-85551234,王五,财务,13900139000,wang@x.cn\n' +
  '宁波机械厂,0574-85551234,赵六,厂长,13700137000,\n';

let app: DrivenApp;
let page: Page;

beforeAll(async () => {
  app = await launchWithVault();
  page = await app.page();
  writeFileSync(join(app.home, 'in.csv'), sheet);
  await importFile(app, join(app.home, 'in.csv'));
  await page.getByRole('button', { name: 'See the customers' }).click();
});

afterAll(async () => {
  await app.close();
});

async function exportAll(file: string, perContact: boolean): Promise<string[][]> {
  await page.getByTestId('customer-rows').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('bulk-bar').getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'For another program' }).click();
  await page.getByRole('checkbox', { name: 'A row for each contact' }).setChecked(perContact);
  await answerDialogs(app, join(app.home, file));
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByText('2 customers exported').waitFor({ timeout: 60_000 });
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  return parse(readFileSync(join(app.home, file), 'utf8'), { bom: true });
}

test('the ordinary export has a row for each contact, and the import knows them all again', async () => {
  const [headings = [], ...rows] = await exportAll('out.csv', true);
  const column = (name: string) => rows.map((row) => row[headings.indexOf(name)]);
  expect(column('Name').sort()).toEqual(['义乌贸易有限公司', '义乌贸易有限公司', '宁波机械厂']);
  const phoneOf = new Map(column('Contact').map((name, at) => [name, column('Contact phones')[at]]));
  expect(Object.fromEntries(phoneOf)).toEqual({
    李四: '13800138000',
    王五: '13900139000',
    赵六: '13700137000',
  });

  await answerDialogs(app, join(app.home, 'out.csv'));
  await page.keyboard.press('Control+i');
  await page.getByRole('button', { name: 'Import another file' }).click();
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByText('Does this look right?').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Next' }).click();
  const target = page.getByLabel('Goes to: Contact phones');
  expect(await target.locator('option:checked').textContent()).toBe('Phone 1 (contact)');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByTestId('outcome-unchanged').getByText('3').waitFor({ timeout: 60_000 });
  expect(await page.getByTestId('outcome-added').textContent()).toContain('0');
});

test('a row for each customer, where that is wanted', async () => {
  await page.getByTestId('nav-customers').click();
  const [headings, ...rows] = await exportAll('plain.csv', false);
  expect(headings).not.toContain('Contact');
  expect(rows).toHaveLength(2);
});
