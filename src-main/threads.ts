/** The modules that run in threads of the process that holds the keys, as the build lays them beside the entries. */
import type { ThreadModules } from './vault/context.ts';

/** @param entry the address of the module that the process was started with */
export function threadModules(entry: string): ThreadModules {
  return {
    importThread: new URL('./import-thread.js', entry),
    copyThread: new URL('./copy-thread.js', entry),
  };
}
