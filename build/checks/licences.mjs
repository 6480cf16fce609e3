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

/** What a package says of its licence, or of others' work in it, in files of its own; empty when there are none. */
function textsIn(folder, names) {
  const found = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && names.test(entry.name),
  );
  return found
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim())
    .sort()
    .join('\n\n');
}

const licenceNames = /^(licen[cs]e|copying|unlicense)([.-].*)?$/i;
const noticeNames = /^(licen[cs]e|copying|unlicense|notice|third[_-]party.*)([.-].*)?$/i;

/** By what only this licence says. Those that are not allowed are here so that nothing beside them hides them. */
const wordings = {
  MIT: /Permission is hereby granted, free of charge, to any person obtaining a copy/i,
  ISC: /Permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose with or without fee is hereby granted, provided/i,
  '0BSD':
    /Permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose with or without fee is hereby granted\./i,
  'Apache-2.0': /Apache License,? Version 2\.0/i,
  'BSD-3-Clause': /Redistribution and use in source and binary forms.*endorse or promote/i,
  'BSD-2-Clause': /Redistribution and use in source and binary forms(?!.*endorse or promote)/i,
  'BlueOak-1.0.0': /Blue Oak Model License/i,
  'MPL-2.0': /Mozilla Public License,? Version 2\.0/i,
  'CC0-1.0': /CC0 1\.0 Universal/i,
  Unlicense: /This is free and unencumbered software released into the public domain/i,
  Zlib: /This software is provided 'as-is', without any express or implied warranty.*Altered source versions/i,
  'Python-2.0': /PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2/i,
  GPL: /GNU (?:Lesser |Library |Affero )?General Public License/i,
  'SSPL-1.0': /Server Side Public License/i,
  'BUSL-1.1': /Business Source License/i,
  'Elastic-2.0': /Elastic License 2\.0/i,
  'CC-BY-NC': /Attribution-NonCommercial/i,
};

/** The licences whose wording stands in a text. @returns {string[]} */
export function licencesInText(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return Object.keys(wordings).filter((name) => wordings[name].test(line));
}

/** Every package in the app with what it says of its licence, each version once. */
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
    found.set(folder, {
      name,
      version,
      stated: stated.join(' OR '),
      text: textsIn(folder, licenceNames),
      folder,
    });
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

/**
 * What is wrong with the licence of a package: the text that it carries is read, and has to be of the kind that its package.json
 * names, where it names one. A package without a text is taken at its word.
 * @param {{ stated: string, text: string }} licence `stated` and `text` are empty when there is none
 * @returns {string | null}
 */
export function licenceComplaint({ stated, text }) {
  if (text === '') {
    if (stated === '') return 'has neither a licence text nor names a licence';
    return isAllowed(stated) ? null : `${stated} is not allowed in the app`;
  }
  const read = licencesInText(text);
  if (read.length === 0) return 'has a licence text of a kind that nobody has read yet';
  const refused = read.filter((name) => !allowed.has(name));
  if (refused.length > 0) return `${refused.join(', ')} is not allowed in the app`;
  const isAsStated = stated === '' || read.some((name) => stated.split(/[\s(),]+/).includes(name));
  return isAsStated ? null : `names ${stated}, and its text is ${read.join(', ')}`;
}

/** The notices that the licences ask to be handed on, as one text. */
export function noticesText() {
  const parts = shippedPackages().map(({ name, version, stated, folder }) => {
    const text = textsIn(folder, noticeNames) || `Licensed under ${stated}.`;
    return `${name} ${version}\n\n${text}`;
  });
  return `${parts.join(`\n\n${'-'.repeat(79)}\n\n`)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const packages = shippedPackages();
  const complaints = packages.flatMap((one) => {
    const complaint = licenceComplaint(one);
    return complaint === null ? [] : [`${one.name} ${one.version} ${complaint}`];
  });
  for (const complaint of complaints) console.log(complaint);
  if (complaints.length === 0) console.log(`${packages.length} packages, all under allowed licences`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}
