import { expect, test } from 'vitest';
import { countReport } from '../../../build/checks/suites.mjs';

const suite = (status: string, ...tests: string[]) => ({
  name: `${process.cwd()}/tests/unit/some.test.ts`,
  status,
  message: 'Cannot find module\nand more',
  assertionResults: tests.map((one, index) => ({
    status: one,
    fullName: `case ${index}`,
    failureMessages: [] as string[],
  })),
});

test('skipped tests count as nothing', () => {
  const result = countReport({ testResults: [suite('passed', 'passed', 'pending', 'passed')] }, 0);
  expect(result).toEqual({ passed: 2, failed: 0, failures: [], retried: [] });
});

test('a file that does not load is one failure', () => {
  const result = countReport({ testResults: [suite('failed')] }, 1);
  expect(result.failures).toEqual(['tests/unit/some.test.ts: Cannot find module']);
  expect(result.failed).toBe(1);
});

test('a failed test is counted once, not again for its file', () => {
  expect(countReport({ testResults: [suite('failed', 'passed', 'failed')] }, 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

test('a run that fails without a failed test is a failure', () => {
  expect(countReport({ testResults: [suite('passed', 'passed')] }, 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
  expect(countReport({ testResults: [], broken: 'ENOENT' }, 1).failures[0]).toContain('ENOENT');
});

test('a test that passes when it is tried again has passed, and is named with what it failed of', () => {
  const shaky = suite('passed', 'passed', 'passed');
  shaky.assertionResults[1]?.failureMessages.push('Error: too late');
  expect(countReport({ testResults: [shaky] }, 0)).toEqual({
    passed: 2,
    failed: 0,
    failures: [],
    retried: ['tests/unit/some.test.ts: case 1\nError: too late'],
  });
});
