/**
 * electronegativity over the sources: every finding is either gone or explained here, by check and file.
 * It reads no syntax newer than 2021 and no Svelte, so it is given the TypeScript sources lowered to that, and the page.
 * The checks that want lists from the network find nothing.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformWithOxc } from 'vite';
import { officialVersion } from '../runtime/official.mjs';
import { inProject, projectDir } from '../runtime/paths.mjs';
import { capture } from '../runtime/run.mjs';

const withoutNetwork = pathToFileURL(inProject('build/checks/without-network.mjs')).href;
/** Where the findings are filed that belong to no file. */
const wholeApp = 'the app';

/** A finding that stays, and why. A file with a finding is named as JavaScript. */
const explained = [
  {
    check: 'CSP_GLOBAL_CHECK',
    file: wholeApp,
    reason:
      'Looks for a policy in the page. src-main/app-protocol.ts sends it as a header with every answer, where no ' +
      'markup can precede it; an end-to-end test reads it back.',
  },
  {
    check: 'AUXCLICK_JS_CHECK',
    file: 'src-main/window.js',
    reason:
      'Wants middle clicks switched off, because they may open a window. Every new window is denied and every ' +
      'navigation prevented, however it was asked for.',
  },
  {
    check: 'CUSTOM_ARGUMENTS_JS_CHECK',
    file: 'src-main/main.js',
    reason:
      'Asks for a look at a switch that the app sets for itself: when V8 gives memory back. It opens nothing, and whoever ' +
      'starts the packaged app with one like it is refused before.',
  },
  {
    check: 'PRELOAD_JS_CHECK',
    file: 'src-main/window.js',
    reason:
      'Asks for a look at the preload: one sandboxed bundle that exposes typed calls and no Electron object.',
  },
];

/** Writes the sources in a syntax that the tool reads, under their own names. */
async function lowerSources(folder) {
  for (const top of ['src-main', 'src-preload', 'src-renderer']) {
    for (const entry of readdirSync(inProject(top), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const target = join(folder, relative(projectDir, path));
      if (!entry.isFile() || !/\.(ts|html)$/.test(path)) continue;
      mkdirSync(dirname(target), { recursive: true });
      if (path.endsWith('.html')) copyFileSync(path, target);
      else {
        const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path, {
          target: 'es2021',
          sourcemap: false,
        });
        writeFileSync(target.replace(/\.ts$/, '.js'), code);
      }
    }
  }
}

/** @returns {Promise<{ check: string, file: string, line: number, description: string }[]>} */
async function findings() {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-hardening-'));
  const result = join(folder, 'result.sarif');
  const sources = join(folder, 'sources');
  try {
    await lowerSources(sources);
    const program = inProject('node_modules', '.bin', 'electronegativity');
    // It may end with an error after it has written its result, so only the result counts. Where the network was slow to fail, it
    // ended before.
    const { output } = await capture(program, ['-i', sources, '-e', officialVersion(), '-o', result], {
      env: { ...process.env, NODE_OPTIONS: `--import=${withoutNetwork}` },
      timeoutMs: 180_000,
    });
    const unread = output.split('\n').filter((line) => line.includes('Error parsing'));
    if (unread.length > 0) throw new Error(`electronegativity could not read:\n${unread.join('\n')}`);
    return parseResult(result, sources, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parseResult(file, sources, output) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`electronegativity gave no result (${error.message}):\n${output}`, { cause: error });
  }
  return report.runs[0].results.map(({ ruleId, message, locations: [{ physicalLocation }] }) => ({
    check: ruleId,
    file: nameOf(physicalLocation.artifactLocation.uri, sources),
    line: physicalLocation.region.startLine,
    description: message.text,
  }));
}

function nameOf(uri, sources) {
  const path = decodeURI(uri).replace('file://', '');
  return path === '/' ? wholeApp : relative(sources, path);
}

const covers = (entry, finding) => entry.check === finding.check && finding.file === entry.file;

/** Complains about each finding without an explanation and each explanation without a finding. @throws {Error} */
export async function checkHardening() {
  const found = await findings();
  const complaints = [
    ...found
      .filter((finding) => !explained.some((entry) => covers(entry, finding)))
      .map(({ check, file, line, description }) => `${check} ${file}:${line}: ${description}`),
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
