/** The real app, with a vault open in it where a section asks for one. */
import type { Page } from 'playwright-core';
import { compile } from '../../../build/compile.mjs';
import { openDisplay } from '../../../build/runtime/display.mjs';
import { progress } from '../../../build/runtime/run.mjs';
import { answerDialogs, launchApp, type DrivenApp } from '../../e2e/drive/app.ts';
import { samplePassphrase } from './open-engine.ts';

export interface StartedApp {
  readonly app: DrivenApp;
  readonly close: () => Promise<void>;
}

export interface OpenApp extends StartedApp {
  readonly page: Page;
}

/** Starts the app, which knows no vault yet. */
export async function startApp(): Promise<StartedApp> {
  await compile(progress({ quiet: true }));
  const display = await openDisplay();
  Object.assign(process.env, display.env);
  const app = await launchApp({ isMoving: true });
  return {
    app,
    close: async () => {
      await app.close();
      display.stop();
    },
  };
}

/** Starts the app and opens a sample vault; its list is on screen when this resolves. */
export async function openApp(vault: string): Promise<OpenApp> {
  const { app, close } = await startApp();
  const page = await app.page();
  await answerDialogs(app, vault);
  await page.getByTestId('welcome-open').click();
  await page.getByLabel('Passphrase', { exact: true }).fill(samplePassphrase);
  await page.keyboard.press('Enter');
  await page.getByTestId('search').waitFor({ timeout: 60_000 });
  return { app, page, close };
}

/** Resident memory of the app's processes in MB: the window's renderer, and the vault process. */
export async function memoryOf({ electron }: DrivenApp): Promise<{ renderer: number; vault: number }> {
  return electron.evaluate(({ app }) => {
    const metrics = app.getAppMetrics();
    const of = (isIt: (metric: Electron.ProcessMetric) => boolean): number =>
      Math.max(0, ...metrics.filter(isIt).map((metric) => metric.memory.workingSetSize)) / 1024;
    return {
      renderer: of((metric) => metric.type === 'Tab'),
      vault: of((metric) => metric.name === 'Coffer Vault' || metric.serviceName === 'Coffer Vault'),
    };
  });
}
