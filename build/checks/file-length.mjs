/** Files grow until somebody cannot read them: over 300 lines is told, over 500 fails unless it is listed with a reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectDir } from '../runtime/paths.mjs';

const warnAbove = 300;
const failAbove = 500;
const folders = ['src-main', 'src-preload', 'src-renderer', 'build', 'tests'];
const counted = /\.(ts|svelte|mjs|cjs|css)$/;

/** Longer on purpose; each with the reason why splitting would make it worse. */
const allowed = new Map([]);

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!['node_modules', 'fixtures', 'vectors', 'results'].includes(entry.name)) yield* filesIn(path);
    } else if (counted.test(entry.name)) yield path;
  }
}

/** @returns {{ warnings: string[], failures: string[] }} one line for each file that is too long */
export function checkFileLengths() {
  const warnings = [];
  const failures = [];
  for (const folder of folders) {
    for (const file of filesIn(join(projectDir, folder))) {
      const lines = readFileSync(file, 'utf8').split('\n').length - 1;
      const name = relative(projectDir, file);
      if (lines <= warnAbove || allowed.has(name)) continue;
      (lines > failAbove ? failures : warnings).push(`${name}: ${lines} lines`);
    }
  }
  return { warnings, failures };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { warnings, failures } = checkFileLengths();
  for (const line of warnings) console.log(`long (over ${warnAbove}): ${line}`);
  for (const line of failures) console.log(`too long (over ${failAbove}): ${line}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
