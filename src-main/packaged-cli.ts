/** `coffer --cli …`: the command line of the packaged app. */
import { spawnSync, type StdioOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import type { ThreadModules } from './vault/context.ts';

/** What follows `--cli`; `null` when the app itself is meant. */
export function commandLineArguments(argv: readonly string[]): string[] | null {
  const at = argv.indexOf('--cli');
  return at < 0 ? null : argv.slice(at + 1);
}

const withoutDisplay = '--ozone-platform=headless';

/** The standard streams, and the descriptors that a passphrase is to be read from. */
function streams(argv: readonly string[]): StdioOptions {
  const passed = argv.flatMap((word, index) => {
    if (!/^--(bundle-)?passphrase-fd/.test(word)) return [];
    const fd = Number(word.includes('=') ? word.split('=')[1] : argv[index + 1]);
    return Number.isInteger(fd) && fd > 2 && fd < 64 ? [fd] : [];
  });
  const last = Math.max(2, ...passed);
  return Array.from({ length: last + 1 }, (_, fd) => {
    if (fd <= 2) return 'inherit';
    return passed.includes(fd) ? fd : 'ignore';
  });
}

/**
 * Chromium looks for a display right after this file was read, and ends where there is none. So on Linux the program
 * starts itself once more, told not to look. Must be called before anything waits.
 */
export function startWithoutDisplay(argv: readonly string[]): void {
  if (process.platform !== 'linux' || process.argv.includes(withoutDisplay)) return;
  const sandbox = process.argv.includes('--no-sandbox') ? ['--no-sandbox'] : [];
  const own = [...sandbox, withoutDisplay, '--disable-gpu', '--in-process-gpu', '--log-level=4', '--cli'];
  const { status, signal } = spawnSync(process.execPath, [...own, ...argv], { stdio: streams(argv) });
  process.exit(status ?? (signal === null ? 1 : 130));
}

/** Chromium writes to a folder of its own. Where nothing is to be written, it gets one that goes with the process. */
function keepChromiumOut(): void {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-chromium-'));
  app.setPath('userData', folder);
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Runs the command and ends the process with its code. */
export async function runPackagedCommandLine(argv: readonly string[], threads: ThreadModules): Promise<void> {
  if (argv.includes('--read-only')) keepChromiumOut();
  const { runCommandLine } = await import('./cli/run.ts');
  const code = await runCommandLine(argv, threads);
  app.exit(code);
}
