import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { projectDir } from '../../../build/runtime/paths.mjs';
import { prepareRuntime, type Runtime } from '../../../build/runtime/index.mjs';

export interface Launch {
  readonly language?: 'en-US' | 'zh-CN';
  readonly args?: readonly string[];
  /** Kept by the caller; a fresh one otherwise. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The packaged program instead of the sources. */
  readonly executable?: string;
  /** Not still, but moving as it does for whoever has not asked their system for less of it. */
  readonly isMoving?: boolean;
}

/** Asks for less motion: painted without a graphics card, it takes up to a tenth of the processors' time. */
const stillness = '--force-prefers-reduced-motion';

/** The real app, driven from outside. Everything it writes is under `home`. */
export interface DrivenApp {
  readonly electron: ElectronApplication;
  readonly home: string;
  readonly userData: string;
  /** The window's page now; a lock replaces it. */
  page(): Promise<Page>;
  close(): Promise<void>;
}

let launched = 0;
let prepared: Promise<Runtime> | null = null;

/** The runtime, looked for once by all files of a worker; its display is that of the file that asks. */
export async function runtimeOnce(): Promise<Runtime> {
  prepared ??= prepareRuntime({ quiet: true });
  const runtime = await prepared;
  const { DISPLAY } = process.env;
  return DISPLAY === undefined ? runtime : { ...runtime, env: { ...runtime.env, DISPLAY } };
}

/** Starts the app and waits for its window. */
export async function launchApp(options: Launch = {}): Promise<DrivenApp> {
  const runtime = await runtimeOnce();
  const home = options.home ?? mkdtempSync(join(tmpdir(), `coffer-e2e-${process.pid}-${(launched += 1)}-`));
  const userData = join(home, 'user-data');
  const isPackaged = options.executable !== undefined;
  const env = { ...runtime.env, HOME: home, XDG_DOCUMENTS_DIR: home, ...options.env };
  const electron = await _electron.launch({
    executablePath: options.executable ?? runtime.electronPath,
    args: [
      ...(isPackaged ? ['--no-sandbox'] : runtime.args),
      `--user-data-dir=${userData}`,
      `--lang=${options.language ?? 'en-US'}`,
      ...(options.isMoving === true ? [] : [stillness]),
      ...(options.args ?? []),
    ],
    env,
    // On an overloaded machine.
    timeout: 120_000,
  });
  const page = async (): Promise<Page> => {
    const open = electron.windows().filter((each) => !each.isClosed());
    const last = open.at(-1) ?? (await electron.waitForEvent('window'));
    await last.waitForLoadState('domcontentloaded');
    return last;
  };
  await page();
  return {
    electron,
    home,
    userData,
    page,
    close: async () => {
      await electron.close();
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Answers the next native dialogs with this path. */
export async function answerDialogs(app: DrivenApp, path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [answer] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answer });
  }, path);
}

/** Process ids of the app: all of them, with their kinds. */
export async function processesOf(app: DrivenApp): Promise<{ pid: number; type: string; name: string }[]> {
  return app.electron.evaluate(({ app: electronApp }) =>
    electronApp
      .getAppMetrics()
      .map((metric) => ({ pid: metric.pid, type: metric.type, name: metric.name ?? '' })),
  );
}

/** Process id of the one process that holds keys, as soon as there is one. */
export async function vaultProcess(app: DrivenApp): Promise<number> {
  let pid: number | undefined;
  await expect
    .poll(async () => (pid = (await processesOf(app)).find(({ name }) => name === 'Coffer Vault')?.pid))
    .toBeDefined();
  return pid ?? 0;
}

/** A real-world file to import. */
export const fixture = (name: string): string => join(projectDir, 'tests/fixtures/import', name);
