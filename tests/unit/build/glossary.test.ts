/** The glossary: each word once, and the Chinese that it gives is what the window says. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProject } from '../../../build/runtime/paths.mjs';

const chinese = inProject('src-renderer', 'i18n', 'zh-CN');
const onScreen = readdirSync(chinese)
  .map((name) => readFileSync(`${chinese}/${name}`, 'utf8'))
  .join('\n');
const rows = readFileSync(inProject('docs', 'glossary.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!word |---)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('each word stands once, with what it is', () => {
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => row.length !== 5 || row[0] === '' || row[1] === '')).toEqual([]);
  const words = rows.map(([word]) => word);
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
});

test('every Chinese word is one that people see', () => {
  const unseen = rows.flatMap(([, , , given = '']) =>
    given === '—' ? [] : given.split('、').filter((word) => !onScreen.includes(word)),
  );
  expect(unseen).toEqual([]);
});
