import { expect, test } from 'vitest';
import { lockComplaints } from '../../../build/checks/lock-file.mjs';

const fetched = {
  version: '1.0.0',
  resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz',
  integrity: 'sha512-x',
};
const complaints = (
  packages: Parameters<typeof lockComplaints>[0]['packages'],
  allowScripts = {},
): string[] => lockComplaints({ packages: { '': {}, ...packages } }, allowScripts);

test('a package of the public registry with its hash and without a script is taken', () => {
  expect(
    complaints({ 'node_modules/a': fetched, 'node_modules/a/node_modules/b': { inBundle: true } }),
  ).toEqual([]);
});

test('another registry, no address and no hash are told', () => {
  const elsewhere = { ...fetched, resolved: 'http://mirror.example/a.tgz' };
  const { resolved: _, ...nowhere } = fetched;
  const { integrity: __, ...unsigned } = fetched;
  expect(
    complaints({ 'node_modules/a': elsewhere, 'node_modules/@b/c': nowhere, 'node_modules/d': unsigned }),
  ).toEqual(['a comes from http://mirror.example/a.tgz', '@b/c comes from nowhere', 'd has no hash']);
});

test('an install script is told until somebody decided on it, and so is what is left of a decision', () => {
  const scripted = { ...fetched, hasInstallScript: true };
  const packages = { 'node_modules/a': scripted, 'node_modules/alias': { ...scripted, name: 'b' } };
  expect(complaints(packages)).toHaveLength(2);
  expect(complaints(packages, { a: false, b: false })).toEqual([]);
  expect(complaints(packages, { a: false, b: false, gone: false })).toEqual([
    'gone is decided on and not installed',
  ]);
});
