import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this script belongs to. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Prepared runtimes and compiled modules: outside node_modules, so that `npm ci` does not throw them away. */
export function cacheDir() {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base ? resolve(base) : join(homedir(), '.cache'), 'coffer');
}

export const inProject = (...parts) => join(projectDir, ...parts);
