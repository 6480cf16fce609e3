import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './runtime/lock.mjs';
import { inProject } from './runtime/paths.mjs';
import { must } from './runtime/run.mjs';

const inputs = [
  'src-main',
  'src-preload',
  'src-renderer',
  'electron.vite.config.ts',
  'package-lock.json',
  'tests/e2e/drive/argon2-cost.ts',
];
/** What is built, and from what it was. The window's code is the same in every mode. */
const parts = {
  main: {
    results: ['main/main.js', 'main/vault-process.js', 'main/cli.js'],
    stamp: inProject('out', '.main-inputs'),
  },
  window: {
    results: ['preload/preload.cjs', 'renderer/index.html'],
    stamp: inProject('out', '.window-inputs'),
  },
};

function* filesOf(path) {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesOf(inner);
    else yield inner;
  }
}

function hashOfInputs() {
  const hash = createHash('sha256');
  for (const name of inputs) {
    const path = inProject(name);
    const files = /\.\w+$/.test(name) ? [path] : filesOf(path);
    for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

const isCurrent = ({ stamp, results }, source) =>
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === source &&
  results.every((file) => existsSync(inProject('out', file)));

/** What breaks off leaves no stamp, so that nothing half built passes for whole. */
async function build(mode, built, inputsHash) {
  const tool = inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  for (const { stamp } of built) rmSync(stamp, { force: true });
  await must(process.execPath, [tool, 'build', '--mode', mode, '--logLevel', 'warn'], { cwd: inProject() });
  for (const { stamp } of built) writeFileSync(stamp, `${mode} ${inputsHash}`);
}

/**
 * Builds main, preload and renderer into out/, unless what is there was built from the same sources.
 * @param {{ step: (label: string, work: () => Promise<unknown>) => Promise<unknown> }} progress
 * @param {'production' | 'test'} mode `test`: to be driven from source, with an Argon2id that costs next to nothing; never to be packed
 * @throws {Error} with the end of the build's own output
 */
export function compile(progress, mode = 'production') {
  return withLock(inProject('node_modules', '.cache', 'coffer-build.lock'), async () => {
    const hash = hashOfInputs();
    const isWindowCurrent = isCurrent(parts.window, `production ${hash}`);
    if (isWindowCurrent && isCurrent(parts.main, `${mode} ${hash}`)) return;
    await progress.step('Building', async () => {
      if (mode === 'production' || !isWindowCurrent) await build('production', Object.values(parts), hash);
      if (mode === 'test') await build('test', [parts.main], hash);
    });
  });
}
