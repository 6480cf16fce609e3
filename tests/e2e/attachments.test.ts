import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerDialogs, type DrivenApp } from './drive/app.ts';
import { pdf, png } from './drive/files.ts';
import { launchWithVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';
import { lock, newCustomer } from './drive/steps.ts';

let app: DrivenApp;
let page: Page;
let folder: string;

const file = (name: string, content: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const row = (name: string) => page.getByTestId('attachment').filter({ hasText: name });

async function add(path: string): Promise<void> {
  await answerDialogs(app, path);
  await page.getByRole('button', { name: 'Add a file' }).click();
}

/** Moves files over the customer and lets go, as the system does it. */
async function drop(paths: readonly string[], then: 'drop' | 'dragCancel' = 'drop'): Promise<void> {
  const box = await page.getByTestId('customer-detail').boundingBox();
  if (box === null) throw new Error('no customer is shown');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data });
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data });
  await page.getByTestId('drop-zone').waitFor();
  await session.send('Input.dispatchDragEvent', { type: then, ...at, data });
  await session.detach();
}

const findings = (): Promise<string[]> => accessibilityFindings(page);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-attach-'));
  app = await launchWithVault();
  page = await app.page();
  await newCustomer(page);
  await page.keyboard.type('North Pier Trading');
  await page.keyboard.press('Enter');
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('files are added by the button and by dropping, and shown without leaving the vault', async () => {
  expect(await findings()).toEqual([]);
  await add(file('合同.pdf', pdf()));
  await row('合同.pdf').waitFor();
  await drop([
    file('photo.png', png(320, 200)),
    file('notes.txt', Buffer.from('c4fabac3a3acbfcdbba7', 'hex')),
  ]);
  await row('photo.png').waitFor();
  await row('notes.txt').waitFor();
  expect(await findings()).toEqual([]);

  await page.getByRole('button', { name: 'Open photo.png' }).click();
  const picture = page.getByTestId('preview').locator('img');
  await picture.waitFor();
  expect(await picture.evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0))).toBe(320);
  const address = await picture.getAttribute('src');
  expect(address).toMatch(/^blob:/);
  expect(await findings()).toEqual([]);
  await page.keyboard.press('Escape');
  await picture.waitFor({ state: 'detached' });
  // What was shown cannot be had any more.
  const isGone = await page.evaluate(
    (url) =>
      new Promise<boolean>((resolve) => {
        const img = new Image();
        img.onload = () => {
          resolve(false);
        };
        img.onerror = () => {
          resolve(true);
        };
        img.src = url;
      }),
    address ?? '',
  );
  expect(isGone).toBe(true);

  await page.getByRole('button', { name: 'Open notes.txt' }).click();
  await page.getByTestId('preview').getByText('您好，客户').waitFor();
  await page.getByText('GB18030').waitFor();
  expect(await findings()).toEqual([]);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Open 合同.pdf' }).click();
  const pages = page.getByTestId('pdf-pages');
  await pages.locator('canvas[data-drawn=true]').first().waitFor({ timeout: 30_000 });
  const first = pages.getByRole('img').first();
  await expect.poll(() => first.getAttribute('aria-label')).toContain('Contract of supply');
  expect(await first.getAttribute('aria-label')).toContain('客户合同');
  expect(await pages.locator('canvas').count()).toBe(2);
  // Something was drawn: a page of one colour alone would be a page that failed.
  const colours = await pages
    .locator('canvas')
    .first()
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const seen = new Set<number>();
      for (let at = 0; at < pixels.length; at += 4) seen.add(pixels[at] ?? 0);
      return seen.size;
    });
  expect(colours).toBeGreaterThan(2);
  expect(await findings()).toEqual([]);
  await page.keyboard.press('Escape');
});

test('a restricted one is sealed, and looking at it is noted; a copy leaves after a warning', async () => {
  await page.getByRole('button', { name: 'Options for notes.txt' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Restricted' }).waitFor();
  expect(await findings()).toEqual([]);
  await page.getByRole('menuitemcheckbox', { name: 'Restricted' }).press('Enter');
  await row('notes.txt').getByText('Restricted').waitFor();
  await page.getByRole('button', { name: 'Open notes.txt' }).click();
  await page.getByTestId('preview').getByText('您好，客户').waitFor();
  await page.getByText('That it was opened is in the journal').waitFor();
  await page.keyboard.press('Escape');

  // New files can be sealed from the start: one that is long enough for threads of the vault process.
  const long = randomBytes(20 * 1024 * 1024);
  await page.getByRole('button', { name: 'Class of new files' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Confidential' }).click();
  await add(file('sealed.bin', long));
  await row('sealed.bin').getByText('Confidential').waitFor();

  const copy = join(folder, 'copy.txt');
  await answerDialogs(app, copy);
  await page.getByRole('button', { name: 'Options for notes.txt' }).click();
  await page.getByRole('menuitem', { name: 'Save a copy' }).click();
  await page.getByText('The copy is not encrypted').waitFor();
  expect(await findings()).toEqual([]);
  await page.getByRole('button', { name: 'Choose where' }).click();
  await page.getByText('Copy saved as copy.txt').waitFor();
  expect(readFileSync(copy).toString('hex')).toBe('c4fabac3a3acbfcdbba7');

  const longCopy = join(folder, 'long.bin');
  await answerDialogs(app, longCopy);
  await page.getByRole('button', { name: 'Options for sealed.bin' }).click();
  await page.getByRole('menuitem', { name: 'Save a copy' }).click();
  await page.getByRole('button', { name: 'Choose where' }).click();
  await page.getByText('Copy saved as long.bin').waitFor();
  expect(readFileSync(longCopy).equals(long)).toBe(true);

  await page.getByTestId('nav-journal').click();
  await page.getByText('Saving a copy of an attachment begun, not encrypted').first().waitFor();
  await page.getByText('Hidden value shown').first().waitFor();
  await page.getByTestId('nav-customers').click();
});

test('by keyboard alone: renamed, removed, brought back; and closed by a lock', async () => {
  await page.getByRole('button', { name: 'Options for photo.png' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Rename' }).press('Enter');
  await page.getByLabel('Name of the attachment').waitFor();
  await page.keyboard.type('front door');
  await page.keyboard.press('Enter');
  await row('front door.png').waitFor();
  await page.getByRole('button', { name: 'Options for front door.png' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
  await row('front door.png').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await row('front door.png').waitFor();

  await page.getByRole('button', { name: 'History' }).click();
  await page.getByTestId('history').getByText('photo.png').first().waitFor();
  await page.getByRole('button', { name: 'History' }).click();

  await page.getByRole('button', { name: 'Open front door.png' }).click();
  await page.getByTestId('preview').locator('img').waitFor();
  await lock(app);
});

test('the window starts no worker but the app’s own', async () => {
  const outcome = await (
    await app.page()
  ).evaluate(async () => {
    const refused = (address: string): Promise<boolean> =>
      new Promise((resolve) => {
        try {
          const worker = new Worker(address);
          worker.onerror = () => {
            resolve(true);
          };
          worker.onmessage = () => {
            resolve(false);
          };
        } catch {
          resolve(true);
        }
      });
    const script = 'postMessage(1)';
    const blob = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    return [await refused(blob), await refused(`data:text/javascript,${script}`)];
  });
  expect(outcome).toEqual([true, true]);
});
