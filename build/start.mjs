/**
 * npm start [-- options of the app, such as --sample]
 * Prepares the runtime, builds what has changed, and runs the app from source.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { compile } from './compile.mjs';
import { openDisplay } from './runtime/display.mjs';
import { prepareRuntime } from './runtime/index.mjs';
import { inProject } from './runtime/paths.mjs';
import { progress } from './runtime/run.mjs';

async function start(appArgs) {
  const lines = progress();
  const runtime = await prepareRuntime();
  await compile(lines);
  const display = await openDisplay();
  if (display.isVirtual) {
    lines.say(
      `There is no display, so the app runs on a virtual one (Xvfb ${display.env.DISPLAY}) that nobody sees`,
    );
  }
  const app = spawn(runtime.electronPath, [...runtime.args, ...appArgs], {
    cwd: inProject(),
    env: { ...runtime.env, ...display.env },
    stdio: 'inherit',
  });
  lines.say(`Started (process ${app.pid}); Ctrl+C here ends it`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => app.kill(signal));
  return new Promise((resolve, reject) => {
    app.on('error', reject);
    app.on('exit', (code, signal) => {
      display.stop();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

try {
  process.exit(await start(process.argv.slice(2)));
} catch (error) {
  console.error(`coffer: ${error.message}`);
  process.exit(1);
}
