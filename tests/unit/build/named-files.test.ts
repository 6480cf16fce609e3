/** Files that the docs name: each is there, so that nobody who follows a pointer looks in vain. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../../build/runtime/paths.mjs';

const filesIn = (folder: string): string[] =>
  readdirSync(inProject(folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name.replaceAll('\\', '/')}`,
  );

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'build/README.md', ...filesIn('docs')].filter(
  (name) => name.endsWith('.md'),
);
const textOf = (name: string): string => readFileSync(inProject(name), 'utf8');

test('every link leads to a file', () => {
  expect(pages.length).toBeGreaterThan(0);
  const broken = pages.flatMap((name) =>
    [...textOf(name).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(inProject(join(dirname(name), target))))
      .map((target) => `${name}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every file of the code that a page names is there, by the end of its path', () => {
  const sources = ['src-main', 'src-preload', 'src-renderer', 'tests', 'build'].flatMap(filesIn);
  const named = pages.flatMap((name) =>
    [...textOf(name).matchAll(/`([\w./-]+\.(?:ts|mjs|svelte|css))`/g)].map(([, file = '']) => ({
      name,
      file,
    })),
  );
  expect(named.length).toBeGreaterThan(0);
  const missing = named.filter(
    ({ file }) =>
      !sources.some((source) => `/${source}`.endsWith(`/${file}`)) && !existsSync(inProject(file)),
  );
  expect(missing).toEqual([]);
});
