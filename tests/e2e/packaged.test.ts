import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagedApp } from '../../build/dist.mjs';
import { launchApp } from './drive/app.ts';
import { createVault, importFile, lock, unlock } from './drive/steps.ts';

test('the packaged app creates a vault, imports a file in two threads, locks and opens it again', async () => {
  const executable = packagedApp({ isTestBuild: true });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  const folder = mkdtempSync(join(tmpdir(), 'coffer-packaged-'));
  const app = await launchApp({ executable, isMoving: true });
  try {
    expect(await app.electron.evaluate(({ app: packaged }) => packaged.isPackaged)).toBe(true);
    await createVault(app);
    // So many rows that the thread of the archive is started.
    const file = join(folder, 'many.csv');
    const rows = Array.from({ length: 2500 }, (_, n) => `Customer ${n},customer${n}@example.com`);
    writeFileSync(file, ['Name,E-mail', ...rows].join('\n'));
    await importFile(app, file);
    await lock(app);
    await unlock(app);
    const page = await app.page();
    await page.getByTestId('search').fill('customer2499');
    await page.getByTestId('customer-rows').getByText('Customer 2499').waitFor();
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
