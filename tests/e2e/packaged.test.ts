import { expect, test } from 'vitest';
import { packagedApp } from '../../build/dist.mjs';
import { launchApp } from './drive/app.ts';
import { createVault, lock, unlock } from './drive/steps.ts';

test('the packaged app creates a vault, locks it and opens it again', async () => {
  const executable = packagedApp({ isTestBuild: true });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  const app = await launchApp({ executable });
  try {
    expect(await app.electron.evaluate(({ app: packaged }) => packaged.isPackaged)).toBe(true);
    await createVault(app);
    await lock(app);
    await unlock(app);
    await (
      await app.page()
    )
      .getByTestId('customer-rows')
      .or((await app.page()).getByTestId('search'))
      .first()
      .waitFor();
  } finally {
    await app.close();
  }
});
