/** The host: windows, dialogs, auto-lock. It asks for no record and holds no key. */
import { url as inspectorAddress } from 'node:inspector';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, protocol } from 'electron';
import { App } from './app.ts';
import { hardenProcess } from './hardening.ts';
import { languageOf } from './cli/usage.ts';
import { keepOutOfCores } from './no-cores.ts';
import { refuseNetwork } from './no-network.ts';
import { handedOver } from './opened-files.ts';
import { commandLineArguments, runPackagedCommandLine, startWithoutDisplay } from './packaged-cli.ts';
import { refusalOfStart, refusedStart } from './started-with.ts';
import { threadModules } from './threads.ts';

const here = dirname(fileURLToPath(import.meta.url));

function refusesToStart(): boolean {
  if (!app.isPackaged) return false;
  // Only a build whose inspect fuse is left on, for tests, can have an inspector at all.
  if (inspectorAddress() !== undefined) return false;
  const { argv, env, platform } = process;
  const what = refusedStart({ argv, env, platform, isRoot: process.getuid?.() === 0 });
  if (what === null) return false;
  process.stderr.write(refusalOfStart(what, languageOf(undefined, env)));
  return true;
}

/**
 * Once little has happened in a window for a while, V8 looks through all its memory in one go, to give back a few megabytes.
 * While an import keeps the processors busy, the window stood still for 80 ms by that.
 */
function keepWindowsAwake(): void {
  app.commandLine.appendSwitch('js-flags', '--no-memory-reducer');
}

keepOutOfCores();
refuseNetwork();
const commandLine = app.isPackaged ? commandLineArguments(process.argv) : null;
const isRefused = refusesToStart();
if (commandLine !== null && !isRefused) startWithoutDisplay(commandLine);
hardenProcess();
keepWindowsAwake();
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);

if (isRefused) app.exit(1);
else if (commandLine !== null) void runPackagedCommandLine(commandLine, threadModules(import.meta.url));
else if (!app.requestSingleInstanceLock()) {
  const { text, code } = handedOver(process.argv, languageOf(undefined, process.env));
  process.stdout.write(text);
  app.exit(code);
} else {
  const host = new App({
    vaultProcess: join(here, 'vault-process.js'),
    preload: join(here, '../preload/preload.cjs'),
    root: join(here, '../renderer'),
    icon: join(here, '../../build/icons/256x256.png'),
    isPackaged: app.isPackaged,
    isSample: process.argv.includes('--sample'),
  });
  void app.whenReady().then(() => {
    host.start();
  });
}
