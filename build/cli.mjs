/**
 * npm run coffer -- COMMAND …
 * The command line from source: builds what has changed, and runs it in Node, where no display is needed.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { compile } from './compile.mjs';
import { prepareNatives } from './runtime/natives.mjs';
import { inProject } from './runtime/paths.mjs';
import { progress } from './runtime/run.mjs';
import { prepareSystem } from './runtime/system.mjs';

/** What the ready-made native modules want of Node. */
const napiOfReadyModules = 10;

try {
  const lines = progress();
  const env = { ...process.env };
  if (Number(process.versions.napi) < napiOfReadyModules) {
    await prepareSystem(lines, { withCompiler: true });
    env['COFFER_SQLITE_BINDING'] = await prepareNatives(lines);
  }
  await compile(lines);
  const child = spawn(process.execPath, [inProject('out', 'main', 'cli.js'), ...process.argv.slice(2)], {
    env,
    stdio: 'inherit',
  });
  // A terminal sends its signals to both; this one waits for the other's end.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
} catch (error) {
  console.error(`coffer: ${error.message}`);
  process.exit(1);
}
