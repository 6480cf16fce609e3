/**
 * npm test: every check and every suite, whatever fails on the way.
 *   --static  formatting, lint, types, layers, dead code, file length, licences
 *   --e2e     builds the app and drives it
 * Each check counts as one test. The last line is `N passed, N failed`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { compile } from './compile.mjs';
import { openDisplay } from './runtime/display.mjs';
import { prepareRuntime } from './runtime/index.mjs';
import { inProject } from './runtime/paths.mjs';
import { capture, progress } from './runtime/run.mjs';
import { prepareInterop } from './runtime/system.mjs';
import { runSuites } from './checks/suites.mjs';

const wants = process.argv.slice(2);
const all = wants.length === 0;
const total = { passed: 0, failed: 0 };
const failures = [];
const lines = progress();

const tool = (name, ...args) => [inProject('node_modules', '.bin', name), args];
/** By the native compiler; the linter of the window's markup still needs the one written in JavaScript. */
const types = (folder) => [
  process.execPath,
  [inProject('node_modules', '@typescript', 'native', 'bin', 'tsc'), '-p', folder, '--singleThreaded'],
];

/** A world without a source file has nothing to check yet. */
const hasSources = (folder) => {
  const path = inProject(folder);
  if (!existsSync(path)) return false;
  return readdirSync(path, { recursive: true }).some((name) => /\.(ts|svelte)$/.test(String(name)));
};

/** The longest first: two run at a time. */
const staticChecks = [
  ['lint', tool('eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', cacheFile('eslint'))],
  ['lint with types', tool('oxlint')],
  [
    'types: window',
    tool(
      'svelte-check',
      '--tsgo-experimental-api',
      '--tsconfig',
      'src-renderer/tsconfig.json',
      '--output',
      'human',
    ),
    'src-renderer',
  ],
  ['formatting', tool('oxfmt', '--check')],
  ['types: contract', types('src-preload/contract'), 'src-preload/contract'],
  ['types: engine', types('src-main/vault'), 'src-main/vault'],
  ['types: host', types('src-main'), 'src-main'],
  ['types: preload', types('src-preload'), 'src-preload'],
  ['types: tests', types('tests'), 'tests'],
  ['types: configuration', types('.')],
  ['layers', tool('depcruise', 'src-main', 'src-preload', 'src-renderer')],
  ['dead code', tool('knip', '--no-progress')],
  ['file length', [process.execPath, ['build/checks/file-length.mjs']]],
  ['hardening', [process.execPath, ['build/checks/hardening.mjs']]],
  ['licences', [process.execPath, ['build/checks/licences.mjs']]],
  ['lock file', [process.execPath, ['build/checks/lock-file.mjs']]],
];

function cacheFile(name) {
  return inProject('node_modules', '.cache', `coffer-${name}`);
}

function report(name, isPassed, output, startedMs) {
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  console.log(`${isPassed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (output.trim() !== '' && (!isPassed || name === 'file length')) console.log(`${output.trim()}\n`);
  if (isPassed) total.passed += 1;
  else {
    total.failed += 1;
    failures.push(name);
  }
}

/** Runs one thing that either works or throws, as one test. @returns {Promise<boolean>} whether it worked */
async function attempt(name, work) {
  const started = Date.now();
  try {
    await work();
    report(name, true, '', started);
    return true;
  } catch (error) {
    report(name, false, error.message, started);
    return false;
  }
}

async function runCheck([name, [file, args]]) {
  const started = Date.now();
  const { code, output } = await capture(file, args, { cwd: inProject() });
  report(name, code === 0, output, started);
}

async function runStatic(checks) {
  const queue = checks.filter(([, , folder]) => folder === undefined || hasSources(folder));
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await runCheck(next);
  };
  await Promise.all([worker(), worker()]);
}

/**
 * On Linux the C library then asks for its memory in large pages. Each Argon2id fills 64 MiB anew, which takes less than half
 * as long so on a machine that is itself a guest. For the suites in Node alone: Electron brings an allocator of its own, and with
 * this in its environment Chromium cannot name its processes, by which tests find them.
 */
const inLargePages = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...process.env };

async function suites(name, args, env) {
  const result = await runSuites(args, env);
  total.passed += result.passed;
  total.failed += result.failed;
  failures.push(...result.failures);
  for (const test of result.retried) console.log(`Passed only when tried again: ${test}\n`);
  console.log(
    `${result.failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${result.passed} passed, ${result.failed} failed\n`,
  );
}

/** What the suites need of this machine. Either may install packages, which goes one after the other. */
function prepare() {
  const programs = all ? attempt('public programs', () => prepareInterop(lines)) : Promise.resolve();
  const app = programs.then(async () => {
    let runtime = null;
    await attempt('runtime', async () => {
      runtime = await prepareRuntime();
    });
    const display = await openDisplay().catch((error) => {
      lines.say(error.message);
      return { env: {}, stop: () => undefined };
    });
    return { runtime, display };
  });
  return { programs, app };
}

/** Builds the app as it is released, packs it, and builds it to be driven. @returns {Promise<boolean>} whether it can be */
async function buildApps(app) {
  const isBuilt = await attempt('build', () => compile(lines));
  const { runtime } = await app;
  if (runtime === null || !isBuilt) return false;
  await attempt('package', async () => {
    const { packApp } = await import('./dist.mjs');
    await packApp({ runtime, isTestBuild: false });
    await packApp({ runtime, isTestBuild: true });
  });
  return attempt('build to drive', () => compile(lines, 'test'));
}

/**
 * What waits for a download or for one processor runs beside what keeps both busy: on a fresh machine native modules are
 * compiled for the runtime, which only the app needs.
 */
async function runAll() {
  const preparing = all || wants.includes('--e2e') ? prepare() : null;
  if (all || wants.includes('--static')) await runStatic(staticChecks);
  if (preparing === null) return;
  await preparing.programs;
  const building = buildApps(preparing.app);
  if (all) await suites('suites in Node', [], inLargePages);
  const { display } = await preparing.app;
  try {
    const env = { ...process.env, ...display.env };
    if (await building) await suites('suites in the app', ['--config', 'tests/e2e/vitest.config.ts'], env);
  } finally {
    display.stop();
  }
}

try {
  await runAll();
} catch (error) {
  total.failed += 1;
  failures.push(`the test run itself: ${error.stack}`);
}
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
