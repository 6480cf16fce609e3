import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, launchApp } from '../drive/app.ts';
import { createVault, importFile, lock, passphrase, tryPassphrase, unlock } from '../drive/steps.ts';
import { filesBelow, searchFiles } from './plaintext.ts';

const planted = {
  name: 'Zephyrina Quillfeather',
  note: 'prefers the blue umbrella on Thursdays',
  mistyped: 'quiet harbuor lantren 8 maple',
  // From the file that is imported, whose own encoding is another one.
  company: '武京范进出口公司',
  phone: '13857642434',
};

test('what the app writes holds no customer and no passphrase', async () => {
  const places = ['home', 'tmp'].map((name) => join(tmpdir(), `coffer-disk-${process.pid}-${name}`));
  const [home = '', temp = ''] = places;
  for (const place of places) mkdirSync(place);
  try {
    const app = await launchApp({ home, env: { TMPDIR: temp } });
    const key = await createVault(app);
    await importFile(app, fixture('jiandaoyun-customers-gb18030.csv'));
    let page = await app.page();
    await page.getByRole('button', { name: 'See the customers' }).click();
    await page.keyboard.press('Control+n');
    await page.getByTestId('customer-detail').locator('input').first().fill(planted.name);
    await page.keyboard.press('Tab');
    await page.getByRole('textbox', { name: 'Notes' }).fill(planted.note);
    await page.keyboard.press('Tab');
    await page.getByTestId('search').fill('Quillfeather');
    await page.getByTestId('count').getByText('1').waitFor();
    await lock(app);
    page = await app.page();
    await tryPassphrase(page, planted.mistyped);
    await page.getByText('That is not the passphrase').waitFor({ timeout: 30_000 });
    await unlock(app);
    await (await app.page()).getByTestId('customer-rows').waitFor();
    const wal = join(home, 'Acme.coffer', 'records.db-wal');
    const texts = { ...planted, passphrase, key, typedKey: key.replaceAll('-', '') };
    const needles = Object.entries(texts).map(([name, text]) => ({ name, text }));
    const search = (folder: string): string[] =>
      searchFiles(filesBelow(folder), needles).map(({ place, what }) => `${what} in ${place}`);
    // Before and after the write-ahead log is emptied, and after the end.
    expect(existsSync(wal)).toBe(true);
    expect(search(home)).toEqual([]);
    await app.close();
    expect([...search(home), ...search(temp)]).toEqual([]);
    expect(filesBelow(home).length).toBeGreaterThan(3);
    expect(readdirSync(join(home, 'Acme.coffer'))).toContain('records.db');

    // The search would have found it.
    writeFileSync(
      join(temp, 'leak'),
      Buffer.concat([Buffer.from('x'), Buffer.from(planted.note, 'utf16le')]),
    );
    expect(search(temp)).toHaveLength(1);
  } finally {
    for (const place of places) rmSync(place, { recursive: true, force: true });
  }
});
