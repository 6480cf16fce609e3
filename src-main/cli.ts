/** The command line in plain Node. The packaged app comes here through main.ts. */
import { keepOutOfCores } from './no-cores.ts';
import { refuseNetwork } from './no-network.ts';
import { runCommandLine } from './cli/run.ts';
import { threadModules } from './threads.ts';

keepOutOfCores();
refuseNetwork();
process.exitCode = await runCommandLine(process.argv.slice(2), threadModules(import.meta.url));
