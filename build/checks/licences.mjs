/**
 * Licences of everything that ends up in the app: the production dependencies, and what the sources import of the others
 * (the window's code is bundled, so its libraries are development dependencies of npm but part of the app).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inProject, projectDir } from '../runtime/paths.mjs';

const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'MPL-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
]);

/** Not in the app: Electron is the runtime it lies in, with its own notices; the rest is style sheets' tooling. */
const notBundled = new Set(['electron', 'tailwindcss']);

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.(ts|svelte|css)$/.test(entry.name)) yield path;
  }
}

/** Names of the packages that the sources import. */
function importedPackages() {
  const names = new Set();
  for (const folder of ['src-main', 'src-preload', 'src-renderer']) {
    for (const file of sourceFiles(inProject(folder))) {
      for (const [, path] of readFileSync(file, 'utf8').matchAll(
        /(?:from|import|@import)\s*\(?['"]([^'"]+)['"]/g,
      )) {
        if (/^([./]|node:)/.test(path)) continue;
        names.add(
          path
            .split('/')
            .slice(0, path.startsWith('@') ? 2 : 1)
            .join('/'),
        );
      }
    }
  }
  return names;
}

function findPackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (folder === projectDir || folder === dirname(folder)) return null;
  }
}

function licenceFile(folder) {
  const name = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)([.-].*)?$/i.test(entry));
  return name === undefined ? null : readFileSync(join(folder, name), 'utf8').trim();
}

/** For the few packages that carry a licence without naming it in package.json. */
const licenceOfText = (folder) =>
  /^(The )?MIT License/.test(licenceFile(folder) ?? '') ? 'MIT' : '(none stated)';

/** Every package in the app with its licence, each version once. */
export function shippedPackages() {
  const own = readJson(inProject('package.json'));
  const known = new Set([...Object.keys(own.dependencies), ...Object.keys(own.devDependencies)]);
  const roots = new Set([
    ...Object.keys(own.dependencies),
    ...[...importedPackages()].filter((name) => known.has(name)),
  ]);
  const found = new Map();
  const visit = (name, from) => {
    const folder = notBundled.has(name) ? null : findPackage(name, from);
    if (folder === null || found.has(folder)) return;
    const { version, license, licenses, dependencies, optionalDependencies } = readJson(
      join(folder, 'package.json'),
    );
    const stated = [license ?? licenses ?? []].flat().map((one) => one.type ?? one);
    found.set(folder, { name, version, licence: stated.join(' OR ') || licenceOfText(folder), folder });
    for (const inner of Object.keys({ ...dependencies, ...optionalDependencies })) visit(inner, folder);
  };
  for (const name of roots) visit(name, projectDir);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether an SPDX expression can be met with the allowed licences: one side of OR, every side of AND. */
export function isAllowed(expression) {
  const text = expression.replaceAll(/[()]/g, ' ').trim();
  return text
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((name) => allowed.has(name.trim())));
}

/** The notices that the licences ask to be handed on, as one text. */
export function noticesText() {
  const parts = shippedPackages().map(({ name, version, licence, folder }) => {
    const text = licenceFile(folder) ?? `Licensed under ${licence}.`;
    return `${name} ${version} (${licence})\n\n${text}`;
  });
  return `${parts.join(`\n\n${'-'.repeat(79)}\n\n`)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const packages = shippedPackages();
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  for (const { name, version, licence } of refused)
    console.log(`${name} ${version}: ${licence} is not allowed in the app`);
  if (refused.length === 0) console.log(`${packages.length} packages, all under allowed licences`);
  process.exitCode = refused.length > 0 ? 1 : 0;
}
