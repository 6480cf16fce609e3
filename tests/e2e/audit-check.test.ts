/** Audit files and proofs of others are checked in the window, which says what it found, or what is wrong, in words of their own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../src-preload/contract/bridge.ts';
import { bytes } from '../unit/vault/session/vault-fixture.ts';
import { answerDialogs, type DrivenApp } from './drive/app.ts';
import { inVault } from './drive/make-vault.ts';
import { launchWithVault, prepareVault } from './drive/prepared.ts';
import { accessibilityFindings } from './drive/scan.ts';

const jobId = '01jz0000000000000000000001';
const words = 'acorn bridge cinder delta';
let folder: string;
let app: DrivenApp;
let page: Page;
const at = (name: string): string => join(folder, name);

/** A card, an audit file under a passphrase and a proof of a vault elsewhere. */
async function saveFilesOf(name: string): Promise<void> {
  await prepareVault(at(name), name);
  await inVault(at(`${name}/${name}.coffer`), async (bench) => {
    const save = (ending: string): string => bench.ticket(at(`${name}.${ending}`));
    await bench.call('cards/set-mine', { name: `Ines ${name}`, organisation: '' });
    await bench.call('cards/export', { save: save('coffer-card') });
    const { note } = await bench.call('log/seal', {});
    writeFileSync(at(`${name}.note`), note ?? '');
    await bench.call('audit-file/export', {
      jobId,
      recipientIds: [],
      passphrase: bytes(words),
      disclose: 'everything',
      reason: 'Yearly audit',
      save: save('coffer-audit'),
    });
    const proof = { log: 'journal', seq: 2, disclose: true } as const;
    await bench.call('audit-file/prove', { ...proof, save: save('tlog-proof') });
  });
}

/** Changes a file. @returns the other one's name */
function changed(name: string, edit: (content: Buffer) => Buffer): string {
  writeFileSync(at(`changed-${name}`), edit(readFileSync(at(name))));
  return `changed-${name}`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-audit-check-'));
  await saveFilesOf('Branch');
  await saveFilesOf('Harbour');
  app = await launchWithVault({ home: at('office'), name: 'Office' });
  page = await app.page();
  await page.getByTestId('nav-journal').click();
  await page.getByTestId('check-file').click();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const report = () => page.getByTestId('check-report');

/** By keyboard, as with the mouse. */
async function choose(input: 'audit' | 'card' | 'note', name: string): Promise<void> {
  await answerDialogs(app, at(name));
  const row = page.getByTestId(`check-${input}`);
  await row.getByRole('button', { name: 'Choose' }).focus();
  await page.keyboard.press('Enter');
  await row.getByText(name).waitFor();
}

async function leaveOut(input: 'card' | 'note'): Promise<void> {
  await page.getByTestId(`check-${input}`).getByRole('button', { name: 'Leave out' }).click();
}

async function check(): Promise<void> {
  await page.getByRole('button', { name: 'Check', exact: true }).click();
}

async function isRefused(said: RegExp): Promise<void> {
  await check();
  await page.getByRole('alert').getByText(said).waitFor({ timeout: 30_000 });
  expect(await report().count()).toBe(0);
}

/** What a scan finds, in both languages and both colour schemes. */
async function findings(): Promise<string[]> {
  const found: string[] = [];
  for (const language of ['zh-CN', 'en'] as const) {
    await page.evaluate(async (next) => {
      const { coffer } = window as unknown as { coffer: Bridge };
      await coffer.call('host/set-preferences', { language: next });
    }, language);
    await page.waitForFunction((next) => document.documentElement.lang === next, language);
    found.push(...(await accessibilityFindings(page)));
  }
  return found;
}

test('an audit file of another vault opens with its passphrase, and the window says what it shows', async () => {
  await choose('audit', 'Branch.coffer-audit');
  await check();
  const passphrase = page.getByLabel('Passphrase of the file');
  await passphrase.fill('not this one');
  await page.keyboard.press('Enter');
  await page.getByText('That is not the passphrase of this audit file.').waitFor({ timeout: 30_000 });
  expect(await findings()).toEqual([]);
  await passphrase.fill(words);
  await page.keyboard.press('Enter');
  await report().getByText('Every line is as it was signed.').waitFor({ timeout: 30_000 });
  const hasFocus = (): Promise<boolean> =>
    report().evaluate(
      (shown) => document.activeElement?.contains(shown) === true && document.activeElement !== document.body,
    );
  await expect.poll(hasFocus).toBe(true);
  await report().getByText('Whose key this is, only the file says.').waitFor();
  await report().getByText('Another one, ').waitFor();
  await report()
    .getByText(/Up to entry \d+/)
    .waitFor();
  await report().getByText('None given: what was rewritten').waitFor();
  expect(await findings()).toEqual([]);
});

test('a proof wants the card of its maker, and shows its entry', async () => {
  await page.getByRole('button', { name: 'Check another file' }).click();
  await choose('audit', 'Branch.tlog-proof');
  await isRefused(/Give the identity card of the person who made it/);
  await choose('card', 'Harbour.coffer-card');
  await isRefused(/Somebody else made this file/);
  await choose('card', 'Branch.coffer-card');
  await choose('note', 'Harbour.note');
  await isRefused(/The note that you kept is of another vault/);
  await choose('note', 'Branch.note');
  await isRefused(/a proof of one entry cannot show/);
  await leaveOut('note');
  await check();
  await report().getByText('This entry is in the journal that was signed.').waitFor({ timeout: 30_000 });
  await report().getByText('Entry 2 of the journal').waitFor();
  await report().getByText('The key is one that you know.').waitFor();
  expect(await findings()).toEqual([]);
});

test('a proof of something else and a damaged file are told apart', async () => {
  await page.getByRole('button', { name: 'Check another file' }).click();
  await choose('card', 'Branch.coffer-card');
  const other = changed('Branch.tlog-proof', (text) =>
    Buffer.from(text.toString().replace('index 1', 'index 0')),
  );
  await choose('audit', other);
  await isRefused(/The entry is not in the journal that the note in this proof is about/);
  await leaveOut('card');
  const damaged = changed('Branch.coffer-audit', (content) => {
    const middle = Math.floor(content.length / 2);
    content.writeUInt8(content.readUInt8(middle) ^ 1, middle);
    return content;
  });
  await choose('audit', damaged);
  await check();
  await page.getByLabel('Passphrase of the file').fill(words);
  await isRefused(/The end of the file is missing or was changed/);
});
