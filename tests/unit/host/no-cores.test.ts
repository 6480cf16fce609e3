/** What a core of a process that crashed holds. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../../../build/runtime/paths.mjs';
import { newFolder } from '../temporary.ts';

/** Whether this system writes a core beside the process, where it can be read. */
const leavesCores =
  process.platform === 'linux' && /^core\s*$/.test(readFileSync('/proc/sys/kernel/core_pattern', 'utf8'));

/** Crashes a process that has a secret in its memory. @returns whether it is in the core */
function secretIsInCore(isGuarded: boolean): boolean {
  const folder = newFolder('cores');
  const guard = `import { keepOutOfCores } from ${JSON.stringify(join(projectDir, 'src-main/no-cores.ts'))}; keepOutOfCores();`;
  // Made from parts, which do not hold it.
  const code = `${isGuarded ? guard : ''}
    globalThis.kept = Buffer.from(['canary', process.pid, 'of', process.pid].join('/'));
    console.log(process.pid);
    process.abort();`;
  const { stdout } = spawnSync(
    'sh',
    ['-c', 'ulimit -c unlimited; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', code],
    { cwd: folder, encoding: 'utf8' },
  );
  const pid = stdout.trim();
  const [core = 'none'] = readdirSync(folder);
  return readFileSync(join(folder, core)).includes(`canary/${pid}/of/${pid}`);
}

test.runIf(leavesCores)('a core of a process that asked for it holds nothing of its memory', () => {
  expect(secretIsInCore(false)).toBe(true);
  expect(secretIsInCore(true)).toBe(false);
});
