/** The command line in plain Node. The packaged app comes here through main.ts. */
import { refuseNetwork } from './no-network.ts';
import { runCommandLine } from './cli/run.ts';

refuseNetwork();
process.exitCode = await runCommandLine(
  process.argv.slice(2),
  new URL('./import-thread.js', import.meta.url),
);
