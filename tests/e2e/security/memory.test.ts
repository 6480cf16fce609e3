import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Bridge } from '../../../src-preload/contract/bridge.ts';
import { launchApp, type DrivenApp } from '../drive/app.ts';
import { lock } from '../drive/steps.ts';
import { searchMemory, type Needle } from './plaintext.ts';
import { isRenderer, isVaultProcess, processTree, type AppProcess } from './processes.ts';

// Typed by single keys: what a driver sends as one string would stay in the processes that it talks to.
const passphrase = 'Vexing-quartz-jukebox-42-plover';
const mistyped = 'Wobbling-fjord-tapestry-9-zebu';
const planted = 'Quillabar Zyxwander';
const seed = 'sent before there is a vault process';
const early = createHash('sha256').update(seed).digest('hex');
/** The longer a text, the larger the pieces of memory that it passes through. */
const toCopy = [
  { from: 'copied before the lock', before: '' },
  { from: 'copied and copied over', before: '' },
  { from: 'a note', before: '.'.repeat(236) },
  { from: 'a longer note', before: '.'.repeat(936) },
  { from: 'a page', before: '.'.repeat(2936) },
  { from: 'a document', before: '.'.repeat(20_000) },
  { from: 'a Chinese note', before: '\u4e00'.repeat(1000) },
  { from: 'a Chinese document', before: '\u4e00'.repeat(60_000) },
];
const copied: Needle[] = toCopy.map(({ from }) => ({
  name: from,
  text: createHash('sha256').update(from).digest('hex'),
}));
const secrets: Needle[] = [
  { name: 'passphrase', text: passphrase },
  // A text field leaves a string behind for each key press.
  { name: "passphrase's beginning", text: passphrase.slice(0, 15) },
  { name: "passphrase's end", text: passphrase.slice(-15) },
  { name: "mistyped passphrase's beginning", text: mistyped.slice(0, 15) },
  { name: "mistyped passphrase's end", text: mistyped.slice(-15) },
];
const customer: Needle[] = [
  { name: 'customer', text: planted },
  { name: "customer's name in lower case", text: planted.toLowerCase() },
  { name: "customer's surname", text: 'Zyxwander' },
];

const canRead = process.platform === 'linux' && process.getuid?.() === 0;
let app: DrivenApp;
let main: number;

beforeAll(async () => {
  app = await launchApp();
  main = app.electron.process().pid ?? 0;
});

afterAll(async () => {
  await app.close();
});

async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).focus();
  for (const key of text) await page.keyboard.press(key === ' ' ? 'Space' : key);
}

/** `whileTyped`: what to do before the passphrase is sent. */
async function create(page: Page, whileTyped: () => void): Promise<void> {
  await page.getByTestId('welcome-create').click();
  await type(page, 'Name of the vault', 'Acme');
  await type(page, 'Your name', 'Robin');
  await page.getByRole('button', { name: 'Next' }).click();
  await type(page, 'Passphrase', passphrase);
  await type(page, 'Repeat the passphrase', passphrase);
  whileTyped();
  await page.getByRole('button', { name: 'Create the vault' }).click();
  await page.getByTestId('kit-later').click({ timeout: 60_000 });
  await page.getByTestId('ready-look').click();
  await page.getByTestId('nav-customers').waitFor();
}

/** The page makes them from seeds, so that the driver does not carry them. */
async function copyTexts(page: Page): Promise<void> {
  const codes = await page.evaluate(async (texts) => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const replies = [];
    for (const { from, before } of texts.toReversed()) {
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(from)));
      const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const text = before + hex;
      replies.push(await coffer.call('host/copy-text', { text, clearAfterSeconds: 120 }));
    }
    return replies.map(({ ok }) => ok);
  }, toCopy);
  expect(codes).toEqual(toCopy.map(() => true));
}

const rowOfPlanted = (page: Page): Promise<void> =>
  page.getByTestId('customer-rows').getByText(planted.slice(0, 4)).waitFor({ timeout: 60_000 });

async function addCustomer(page: Page): Promise<void> {
  await page.keyboard.press('Control+n');
  await page.getByTestId('customer-detail').waitFor();
  await type(page, 'Name', planted);
  await rowOfPlanted(page);
  // Selecting is enough for the middle mouse button of X11 to have it.
  await page.keyboard.press('Control+a');
}

/** Locks, and gives the new window's page as soon as there is one. */
async function lockAndGetPage(): Promise<Page> {
  const before = await app.page();
  // The window is gone before the key press is answered.
  await before.keyboard.press('Control+l').catch(() => undefined);
  await expect.poll(async () => (await app.page()) !== before, { timeout: 30_000, interval: 10 }).toBe(true);
  return app.page();
}

const holds = (each: AppProcess): boolean => isRenderer(each) || isVaultProcess(each);

/** Until the processes of before a lock have ended, and there are new ones in their place. */
async function until(gone: readonly AppProcess[]): Promise<void> {
  expect(gone.length).toBeGreaterThanOrEqual(2);
  const left = (): number =>
    processTree(main).filter(({ pid }) => gone.some((old) => old.pid === pid)).length;
  await expect.poll(left, { timeout: 30_000 }).toBe(0);
  await expect.poll(() => processTree(main).some(isVaultProcess), { timeout: 30_000 }).toBe(true);
}

const find = (needles: readonly Needle[], where: (each: AppProcess) => boolean): string[] =>
  searchMemory(processTree(main).filter(where), needles).found.map(
    ({ place, what }) => `${what} in ${place}`,
  );

test.runIf(canRead)('while the vault is open, the scan finds what was typed', async () => {
  await create(await app.page(), () => {
    expect(find(secrets, isRenderer)).toContainEqual(expect.stringMatching(/^passphrase \(utf8\)/));
  });
  await addCustomer(await app.page());
  expect(find(customer, isVaultProcess)).toContainEqual(expect.stringMatching(/^customer \(utf8\)/));
});

test.runIf(canRead)('a passphrase never passes through the host, however early it is sent', async () => {
  const open = processTree(main).filter(holds);
  const page = await lockAndGetPage();
  // Both sides make it from a seed, so that the driver does not carry it.
  const replied = await page.evaluate(async (from) => {
    const { coffer } = window as unknown as { coffer: Bridge };
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(from)));
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const recent = await coffer.call('host/recent-vaults');
    const vault = recent.ok ? (recent.value.vaults[0]?.ticket ?? '') : '';
    return coffer.call('vault/unlock', { vault, passphrase: new TextEncoder().encode(hex) });
  }, seed);
  expect(replied).toMatchObject({ ok: false, error: { code: 'vault/wrong-passphrase' } });
  const others = (each: AppProcess): boolean => !holds(each);
  expect(find([{ name: 'early passphrase', text: early }], others)).toEqual([]);
  await until(open);
});

test.runIf(canRead)('after a lock no process holds a passphrase, a customer or what was copied', async () => {
  const page = await app.page();
  await type(page, 'Passphrase', mistyped);
  await page.keyboard.press('Enter');
  await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
  await page.keyboard.press('Control+a');
  await type(page, 'Passphrase', passphrase);
  await page.keyboard.press('Enter');
  await rowOfPlanted(page);
  await copyTexts(await app.page());
  // The clipboard is served by the host, which has the last of them until it is taken off.
  expect(find(copied, ({ name }) => name === 'main')).toContainEqual(expect.stringMatching(/^copied/));
  const open = processTree(main).filter(holds);
  await lock(app);
  await until(open);

  const left = processTree(main);
  expect(left.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['main', 'renderer', 'utility node.mojom.NodeService', 'zygote']),
  );
  const { found, bytesRead } = searchMemory(left, [
    ...secrets,
    ...customer,
    ...copied,
    { name: 'early', text: early },
  ]);
  expect(bytesRead).toBeGreaterThan(100 * 1024 * 1024);
  expect(found).toEqual([]);
});
