import { expect, test } from 'vitest';
import { contentSecurityPolicy, fileFor } from '../../../src-main/app-protocol.ts';

const root = '/opt/coffer/renderer';

test.each([
  ['app://coffer/index.html', `${root}/index.html`],
  ['app://coffer/assets/index-1a2b.js', `${root}/assets/index-1a2b.js`],
  ['app://coffer/index.html?x=1#y', `${root}/index.html`],
])('%s is a file of the window', (address, file) => {
  expect(fileFor(root, address)).toBe(file);
});

test.each([
  'app://coffer/..%2fmain%2fmain.js',
  'app://coffer/assets/..%5c..%5cmain.js%00.html',
  'app://coffer//etc/passwd',
  'app://coffer/assets',
  'app://coffer/data.json',
  'app://elsewhere/index.html',
  'file:///etc/passwd',
  'https://coffer/index.html',
  'app://coffer/%E0%A4%A.html',
  'not an address',
])('%s is refused', (address) => {
  expect(fileFor(root, address)).toBeNull();
});

test.each(['app://coffer/../main/main.js', 'app://coffer/%2e%2e/%2e%2e/main/main.js'])(
  '%s stays inside',
  (address) => {
    expect(fileFor(root, address)).toBe(`${root}/main/main.js`);
  },
);

test('the policy allows own files and nothing else', () => {
  expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:/);
  expect(contentSecurityPolicy).toContain("default-src 'none'");
  expect(contentSecurityPolicy).toContain("connect-src 'none'");
});
