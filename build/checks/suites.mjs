import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inProject, projectDir } from '../runtime/paths.mjs';

/**
 * Runs vitest with its output on the terminal and counts what it reports. A file that does not load, an error outside of
 * any test and a run that breaks off count as failures, because none of them appears among the tests.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<ReturnType<typeof countReport>>}
 */
export async function runSuites(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-suites-'));
  const file = join(folder, 'report.json');
  try {
    const code = await vitest(
      ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      env,
    );
    return countReport(readReport(file), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vitest(args, env) {
  return new Promise((resolve, reject) => {
    const program = inProject('node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [program, ...args], { cwd: projectDir, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { testResults: [], broken: error.message };
  }
}

/**
 * Counts a report of vitest's JSON reporter.
 * @param {{ testResults: readonly object[], broken?: string }} report
 * @param {number} exitCode of the run
 * @returns {{ passed: number, failed: number, failures: string[], retried: string[] }} `retried`: what passed only when it was tried again, and why
 */
export function countReport(report, exitCode) {
  const failures = [];
  const retried = [];
  let passed = 0;
  for (const suite of report.testResults) {
    const name = relative(projectDir, suite.name);
    const failed = suite.assertionResults.filter((test) => test.status === 'failed');
    const succeeded = suite.assertionResults.filter((test) => test.status === 'passed');
    passed += succeeded.length;
    const again = succeeded.filter((test) => test.failureMessages.length > 0);
    retried.push(...again.map((test) => `${name}: ${test.fullName}\n${test.failureMessages.join('\n')}`));
    failures.push(...failed.map((test) => `${name}: ${test.fullName}`));
    if (suite.status === 'failed' && failed.length === 0) {
      failures.push(
        `${name}: ${suite.message?.split('\n')[0] || 'did not load, or failed outside of its tests'}`,
      );
    }
  }
  if (exitCode !== 0 && failures.length === 0) {
    failures.push(`vitest ended with ${exitCode}${report.broken ? ` and no report (${report.broken})` : ''}`);
  }
  return { passed, failed: failures.length, failures, retried };
}
