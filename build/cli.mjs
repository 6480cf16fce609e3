/**
 * npm run coffer -- COMMAND …
 * The command line from source: builds what has changed, and runs it in this Node, where no display is needed.
 */
import { pathToFileURL } from 'node:url';
import { compile } from './compile.mjs';
import { prepareNatives } from './runtime/natives.mjs';
import { inProject } from './runtime/paths.mjs';
import { progress } from './runtime/run.mjs';
import { prepareSystem } from './runtime/system.mjs';

/** What the ready-made native modules want of Node. */
const napiOfReadyModules = 10;

try {
  const lines = progress();
  if (Number(process.versions.napi) < napiOfReadyModules) {
    await prepareSystem(lines, { withCompiler: true });
    process.env['COFFER_SQLITE_BINDING'] = await prepareNatives(lines);
  }
  await compile(lines);
} catch (error) {
  console.error(`coffer: ${error.message}`);
  process.exit(1);
}
await import(pathToFileURL(inProject('out', 'main', 'cli.js')).href);
