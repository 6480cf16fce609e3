/**
 * electronegativity over what is built: every finding is either gone or explained here, by check and file.
 * Needs out/. The checks that want lists from the network find nothing, which is why the runtime's age is left to npm.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { officialVersion } from '../runtime/official.mjs';
import { inProject } from '../runtime/paths.mjs';
import { capture } from '../runtime/run.mjs';

/** A finding that stays, and why. `file` ends the name of the file that it is in. */
const explained = [
  {
    check: 'PRELOAD_JS_CHECK',
    file: 'out/main/main.js',
    reason:
      'Asks for a look at the preload: one sandboxed bundle that exposes typed calls and no Electron object.',
  },
];

/** @returns {Promise<{ check: string, file: string, location: string, sample: string, description: string }[]>} */
async function findings() {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-hardening-'));
  const result = join(folder, 'result.csv');
  try {
    const program = inProject('node_modules', '.bin', 'electronegativity');
    // Without a network it ends with an error after it has written its result, so only the result counts.
    const { output } = await capture(
      program,
      ['-i', inProject('out'), '-e', officialVersion(), '-o', result],
      {
        timeoutMs: 180_000,
      },
    );
    let text;
    try {
      text = readFileSync(result, 'utf8');
    } catch (error) {
      throw new Error(`electronegativity wrote no result (${error.code}):\n${output}`, { cause: error });
    }
    const rows = parse(text, { columns: (names) => names.map((name) => name.trim()), relax_quotes: true });
    return rows.map((row) => ({
      check: row.issue,
      file: row.filename,
      location: row.location,
      sample: row.sample,
      description: row.description,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const covers = (entry, finding) => entry.check === finding.check && finding.file.endsWith(entry.file);

/** Complains about each finding without an explanation and each explanation without a finding. @throws {Error} */
export async function checkHardening() {
  const found = await findings();
  const complaints = [
    ...found
      .filter((finding) => !explained.some((entry) => covers(entry, finding)))
      .map(
        ({ check, file, location, sample, description }) =>
          `${check} ${file} ${location}: ${description}\n    ${sample}`,
      ),
    ...explained
      .filter((entry) => !found.some((finding) => covers(entry, finding)))
      .map(({ check, file }) => `${check} in ${file} is explained but was not found`),
  ];
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await checkHardening();
    console.log('Every finding is explained');
  } catch (error) {
    console.log(error.message);
    process.exitCode = 1;
  }
}
