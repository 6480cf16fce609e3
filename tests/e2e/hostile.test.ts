import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { answerDialogs, fixture, type DrivenApp } from './drive/app.ts';
import { launchWithVault } from './drive/prepared.ts';
import { importFile } from './drive/steps.ts';

let app: DrivenApp | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

const more = [
  '<script>window.pwned = 1</script>,+86 138 0000 0001,<iframe src=javascript:parent.pwned=1></iframe>',
  '"<b><i>bold</i></b>{{constructor}}",+86 138 0000 0002,"<svg onload=""window.pwned=2""><style>*{display:none}</style>"',
  '\u202e\u2066right to left\u2069,+86 138 0000 0003,\u202e\u202dmarks',
];

/** Elements that a record could only have brought in as markup, and what scripts in it would leave behind. */
const strangers = (): string[] => [
  ...[...document.querySelectorAll('script:not([src]), iframe, object, embed, form[action], img, b > i')].map(
    (element) => element.outerHTML.slice(0, 80),
  ),
  ...Object.keys(window).filter((name) => /^(?:pwned|xss|hacked)$/i.test(name)),
];

const overflow = (): number => document.documentElement.scrollWidth - document.documentElement.clientWidth;

test('records of markup, scripts, marks and endless cells are text everywhere', async () => {
  const open = (app = await launchWithVault());
  const page = await open.page();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const expectText = async (): Promise<void> => {
    expect(await page.evaluate(strangers)).toEqual([]);
    expect(await page.evaluate(overflow)).toBe(0);
    expect(dialogs).toEqual([]);
  };
  const file = join(open.home, 'hostile.csv');
  writeFileSync(file, [readFileSync(fixture('hostile.csv'), 'utf8').trimEnd(), ...more].join('\n'));
  await importFile(open, file);
  await expectText();

  // Each row that was not taken as it stands is named by its line.
  const report = join(open.home, 'report.csv');
  await answerDialogs(open, report);
  await page.getByRole('button', { name: 'Save the report' }).click();
  await expect.poll(() => existsSync(report), { timeout: 20_000 }).toBe(true);
  for (const line of [6, 7, 8])
    expect(readFileSync(report, 'utf8')).toMatch(new RegExp(`^\\D?${line},`, 'm'));

  await page.getByRole('button', { name: 'See the customers' }).click();
  const rows = page.getByTestId('customer-rows');
  await rows.focus();
  await page.keyboard.press('Home');
  const count = Number(/\d+/.exec((await page.getByTestId('count').textContent()) ?? '')?.[0]);
  expect(count).toBeGreaterThan(3);
  for (let i = 0; i < count; i++) {
    await page.getByTestId('customer-detail').waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByTestId('history').waitFor();
    await expectText();
    await page.getByRole('button', { name: 'History' }).click();
    await rows.focus();
    await page.keyboard.press('ArrowDown');
  }
  await page.getByTestId('search').fill('<script');
  await page.waitForTimeout(300);
  await expectText();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('evil');
  await page.waitForTimeout(300);
  await expectText();
});
