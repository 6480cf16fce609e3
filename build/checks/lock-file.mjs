/**
 * What `npm ci` fetches and runs: every package comes from the public registry with its hash, and none runs a script of its own at
 * its installation unless package.json says so (`allowScripts`). `.npmrc` lets npm itself fail on one that nobody decided on.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inProject } from '../runtime/paths.mjs';

const registry = 'https://registry.npmjs.org/';

/**
 * @param {{ packages: Record<string, { name?: string, version?: string, resolved?: string, integrity?: string, inBundle?: boolean, hasInstallScript?: boolean }> }} lock
 * @param {Record<string, boolean>} allowScripts by the name of the package, as npm reads it
 * @returns {string[]} a line for each thing that is wrong
 */
export function lockComplaints(lock, allowScripts) {
  const packages = Object.entries(lock.packages).flatMap(([path, entry]) =>
    path === '' ? [] : [{ ...entry, name: entry.name ?? path.split('node_modules/').at(-1) }],
  );
  const fetched = packages.filter(({ inBundle }) => inBundle !== true);
  return [
    ...fetched
      .filter(({ resolved }) => resolved?.startsWith(registry) !== true)
      .map(({ name, resolved }) => `${name} comes from ${resolved ?? 'nowhere'}`),
    ...fetched.filter(({ integrity }) => !integrity).map(({ name }) => `${name} has no hash`),
    ...packages
      .filter(({ name, hasInstallScript }) => hasInstallScript === true && allowScripts[name] === undefined)
      .map(({ name }) => `${name} has an install script that nobody decided on`),
    ...Object.keys(allowScripts)
      .filter((name) => !packages.some((one) => one.name === name))
      .map((name) => `${name} is decided on and not installed`),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [lock, { allowScripts }] = ['package-lock.json', 'package.json'].map((name) =>
    JSON.parse(readFileSync(inProject(name), 'utf8')),
  );
  const complaints = lockComplaints(lock, allowScripts);
  for (const complaint of complaints) console.log(complaint);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}
