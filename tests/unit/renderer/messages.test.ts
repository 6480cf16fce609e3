import { expect, test } from 'vitest';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';

/** Every message by its path. Plural forms share one path: only the placeholders of all of them together count. */
function messages(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree) as [string, unknown][]) {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') {
      const stem = here.replace(/_(one|other)$/, '');
      found.set(stem, `${found.get(stem) ?? ''}${value}`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [inner, text] of messages(value, here)) found.set(inner, text);
    }
  }
  return found;
}

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? ''))].sort();

const english = messages(en);
const chinese = messages(zhCN);

test('both languages have the same messages', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test('a message has the same placeholders in both languages', () => {
  const differing = [...english].flatMap(([key, text]) => {
    const other = chinese.get(key) ?? '';
    const [here, there] = [placeholders(text).join(), placeholders(other).join()];
    return here === there ? [] : [`${key}: ${here} / ${there}`];
  });
  expect(differing).toEqual([]);
});

test('no message is empty in one language only', () => {
  const differing = [...english].filter(([key, text]) => (text === '') !== (chinese.get(key) === ''));
  expect(differing).toEqual([]);
});

test('Chinese messages are Chinese', () => {
  const productNames = ['Outlook', 'Salesforce'];
  const untranslated = [...chinese].filter(
    ([, text]) =>
      !productNames.includes(text) &&
      !/\p{Script=Han}/u.test(text) &&
      /[a-z]{4,}/i.test(text.replace(/\{\{.*?\}\}/g, '')),
  );
  expect(untranslated).toEqual([]);
});
