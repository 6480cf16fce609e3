/** The import in the app: memory of the vault process, and whether the window ever stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answerDialogs } from '../../e2e/drive/app.ts';
import { customerFile } from '../kit/customer-file.ts';
import { timed, type Section } from '../kit/figures.ts';
import { memoryOf, openApp } from '../kit/drive.ts';
import { openEngine } from '../kit/open-engine.ts';
import { benchFolder } from '../kit/vaults.ts';

const rows = 100_000;
const limitMs = 600_000;

export const run: Section = async () => {
  const file = await customerFile(rows);
  const folder = mkdtempSync(join(benchFolder, 'app-import-'));
  const vault = join(folder, 'Import.coffer');
  const { engine, call, ticket } = openEngine({ sampleCount: 0 });
  await call('vault/create-sample', { place: ticket(vault), language: 'en' });
  await engine.prepareLock();
  const { app, page, close } = await openApp(vault);
  try {
    const before = await memoryOf(app);
    await answerDialogs(app, file);
    await page.keyboard.press('Control+i');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await page.getByText('Does this look right?').waitFor({ timeout: limitMs });
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Customers that are here already').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    const button = page.getByRole('button', { name: 'Import now' });
    await button.waitFor({ timeout: limitMs });
    await page.evaluate(() => {
      const gaps: number[] = [];
      let last = performance.now();
      const beat = (): void => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        // Often enough to see 50 ms, seldom enough not to slow down what is measured.
        setTimeout(beat, 15);
      };
      beat();
      Object.assign(window, { gaps });
    });
    const started = performance.now();
    await button.click();
    const state = { isRunning: true };
    let seconds = 0;
    const finished = page
      .getByRole('button', { name: 'See the customers' })
      .waitFor({ timeout: limitMs })
      .finally(() => {
        seconds = (performance.now() - started) / 1000;
        state.isRunning = false;
      });
    let peak = before;
    while (state.isRunning) {
      const now = await memoryOf(app);
      peak = { renderer: Math.max(peak.renderer, now.renderer), vault: Math.max(peak.vault, now.vault) };
      await wait(1000);
    }
    await finished;
    const gaps = await page.evaluate(() => (window as unknown as { gaps: number[] }).gaps);
    return [
      { what: `import of ${rows} rows, from the click to the result`, value: seconds, unit: 's', target: 20 },
      {
        what: 'longest time the window stood still',
        value: Math.max(...gaps),
        unit: 'ms',
        target: 50,
        samples: gaps.length,
      },
      timed('turns of the window', gaps),
      { what: 'memory of the vault process before', value: before.vault, unit: 'MB' },
      { what: 'memory of the vault process at its highest', value: peak.vault, unit: 'MB', target: 300 },
      { what: 'memory of the renderer at its highest', value: peak.renderer, unit: 'MB', target: 250 },
    ];
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
};
