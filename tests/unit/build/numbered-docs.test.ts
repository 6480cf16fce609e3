/** Numbers in the docs by which code, tests and other pages name a place: each stands once, and whoever names one finds it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProject } from '../../../build/runtime/paths.mjs';

const page = (name: string): string => readFileSync(inProject('docs', name), 'utf8');
const found = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, number = '']) => number);

test('decisions stand once each and in order, and the index has each with its title', () => {
  const files = readdirSync(inProject('docs', 'decisions'))
    .filter((name) => name !== 'README.md')
    .sort();
  expect(files.length).toBeGreaterThan(0);
  const numbered = files.map((file, at) => {
    const [, number, title] = /^# (\d+)\. (.+)\n\n/.exec(page(`decisions/${file}`)) ?? [];
    expect(file, 'named by its number').toMatch(/^\d{2}(?:-[a-z0-9]+)+\.md$/);
    expect([Number(file.slice(0, 2)), Number(number)], file).toEqual([at + 1, at + 1]);
    return `${String(at + 1)}. [${String(title)}](${file})`;
  });
  expect(page('decisions/README.md').match(/^\d+\. .*$/gm)).toEqual(numbered);
});

test('requirements of the format stand once each and in order, and all that are named are there', () => {
  const text = page('file-format.md');
  const declared = found(/^- \*\*\[([A-Z]-\d+)\]\*\*/gm, text);
  expect(declared.length).toBeGreaterThan(0);
  expect(declared.filter((id, at) => declared.indexOf(id) !== at)).toEqual([]);
  const named = found(/(?<![\w-])([A-Z]-\d+)(?![\w-])/g, text);
  expect(named.filter((id) => !declared.includes(id))).toEqual([]);
  const ofLetter = Map.groupBy(declared, (id) => id.charAt(0));
  for (const ids of ofLetter.values())
    expect(ids).toEqual(ids.map((id, at) => `${id.charAt(0)}-${String(at + 1)}`));
});
