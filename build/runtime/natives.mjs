import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { cacheDir, inProject, projectDir } from './paths.mjs';
import { fallbackRuntime } from './fallback.mjs';
import { withLock } from './lock.mjs';
import { capture, must } from './run.mjs';

/**
 * SQLite is one file of 13 MB, which the first start of a machine waits for. The first level with inlining and without warnings,
 * which node-gyp asks for and SQLite's build hides, takes less than half the time of what its package asks for; an import, reads,
 * searches and writes are as fast.
 */
const quickly = '-O1 -finline-small-functions -findirect-inlining -fpartial-inlining -Wno-all -Wno-extra';

// The ready-made binaries of these want a newer Node-API than the fallback runtime has, and crash on it.
const modules = {
  'better-sqlite3': {
    file: 'better_sqlite3.node',
    cFlags: quickly,
    cxxFlags: `${quickly} -fno-lto -UNAPI_VERSION -DNAPI_VERSION=0x7fffffff -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT`,
    args: ['--force_build=1'],
    label: 'Compiling the encrypted SQLite for it (about a minute)',
  },
  argon2: {
    file: 'argon2.node',
    // As its package has it: a slower Argon2id would be tuned to less work.
    cFlags: '',
    cxxFlags: `-UNAPI_VERSION -DNAPI_VERSION=${fallbackRuntime.napiVersion}`,
    args: [],
    label: 'Compiling Argon2 for it',
  },
};

const packageDir = (name) => inProject('node_modules', name);
const versionOf = (name) => JSON.parse(readFileSync(join(packageDir(name), 'package.json'), 'utf8')).version;

function compiledPath(name) {
  const key = `${name}-${versionOf(name)}-napi${fallbackRuntime.napiVersion}-${process.platform}-${process.arch}`;
  return join(cacheDir(), 'natives', key, modules[name].file);
}

/** Whether a compiler will be needed. */
export const areNativesCompiled = () => Object.keys(modules).every((name) => existsSync(compiledPath(name)));

/** Compiles the native modules for the fallback runtime, once a version. @returns {Promise<string>} path of the SQLite module */
export async function prepareNatives(progress) {
  const pending = Object.keys(modules).filter((name) => !existsSync(compiledPath(name)));
  await Promise.all(pending.map((name) => compile(name, progress)));
  // Its loader looks here first, and a module with the lower Node-API version loads everywhere.
  placeFile(compiledPath('argon2'), join(packageDir('argon2'), 'build', 'Release', 'argon2.node'));
  return compiledPath('better-sqlite3');
}

function placeFile(from, to) {
  if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) return;
  mkdirSync(dirname(to), { recursive: true });
  const draft = `${to}.${process.pid}`;
  copyFileSync(from, draft);
  renameSync(draft, to);
}

async function compile(name, progress) {
  const target = compiledPath(name);
  const { cFlags, cxxFlags, args, label, file } = modules[name];
  await withLock(`${dirname(target)}.lock`, async () => {
    if (existsSync(target)) return;
    const work = mkdtempSync(join(cacheDir(), 'compile-'));
    try {
      await progress.step(label, async () => {
        const folder = join(work, 'node_modules', name);
        cpSync(packageDir(name), folder, {
          recursive: true,
          filter: (path) => !/[\\/](prebuilds|build)$/.test(path),
        });
        const addonApi = dirname(
          createRequire(join(packageDir(name), 'package.json')).resolve('node-addon-api'),
        );
        cpSync(addonApi, join(work, 'node_modules', 'node-addon-api'), { recursive: true });
        const { node, headers } = await findNode();
        await must(node, [nodeGyp(), 'rebuild', '--release', `--nodedir=${headers}`, ...args], {
          cwd: folder,
          env: {
            ...process.env,
            CFLAGS: cFlags,
            CXXFLAGS: cxxFlags,
            JOBS: 'max',
            npm_config_nodedir: headers,
          },
        });
        mkdirSync(dirname(target), { recursive: true });
        renameSync(join(folder, 'build', 'Release', file), target);
      });
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

const nodeGyp = () =>
  join(
    dirname(createRequire(inProject('package.json')).resolve('node-gyp/package.json')),
    'bin',
    'node-gyp.js',
  );

/**
 * A Node and its headers, which usually lie beside it. node-gyp would download them from a server that a machine without
 * the official Electron can hardly reach either.
 */
async function findNode() {
  const programs = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.startsWith(projectDir))
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file));
  for (const node of programs) {
    const { code, output } = await capture(node, ['-p', 'process.execPath+"\\n"+process.versions.node']);
    const [path, version] = output.trim().split('\n');
    if (code !== 0 || !path || Number.parseInt(version ?? '', 10) < 20) continue;
    const candidates = [process.env['npm_config_nodedir'], dirname(dirname(path))];
    const headers = candidates.find(
      (folder) => folder && existsSync(join(folder, 'include/node/node_api.h')),
    );
    if (headers) return { node: path, headers };
  }
  throw new Error(
    'No C headers of Node were found beside the node program. Install Node 20 or newer with its headers ' +
      '(the include/node folder), or name the folder that has include/node with npm_config_nodedir.',
  );
}
