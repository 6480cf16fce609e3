/**
 * npm run coffer -- COMMAND …
 * The command line from source: builds what has changed, and runs it in this Node, where no display is needed.
 */
import { pathToFileURL } from 'node:url';
import { inProject } from './runtime/paths.mjs';
import { tooOldFor } from './runtime/node-version.mjs';

try {
  const refusal = tooOldFor('npm run -s coffer -- COMMAND', process.versions.node);
  if (refusal !== null) throw new Error(refusal);
  // Only now: an older Node cannot even load it.
  const [{ compile }, { progress }] = await Promise.all([
    import('./compile.mjs'),
    import('./runtime/run.mjs'),
  ]);
  await compile(progress());
} catch (error) {
  console.error(`coffer: ${error.message}`);
  process.exit(1);
}
await import(pathToFileURL(inProject('out', 'main', 'cli.js')).href);
