import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { projectDir } from '../../../build/runtime/paths.mjs';
import { prepareRuntime } from '../../../build/runtime/index.mjs';

export interface Launch {
  readonly language?: 'en-US' | 'zh-CN';
  readonly args?: readonly string[];
  /** Kept by the caller; a fresh one otherwise. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The packaged program instead of the sources. */
  readonly executable?: string;
}

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

/** Starts the app and waits for its window. */
export async function launchApp(options: Launch = {}): Promise<DrivenApp> {
  const runtime = await prepareRuntime({ quiet: true });
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
      ...(options.args ?? []),
    ],
    env,
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

/** A real-world file to import. */
export const fixture = (name: string): string => join(projectDir, 'tests/fixtures/import', name);
