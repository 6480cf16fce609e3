import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { inProject } from './runtime/paths.mjs';
import { noticesText } from './checks/licences.mjs';

/** All other packages are bundled into out/. These load a compiled file, so they stay as they are. */
const kept = {
  'better-sqlite3': ['package.json', 'LICENSE', 'lib'],
  argon2: ['package.json', 'LICENSE', 'argon2.cjs'],
  'sodium-native': ['package.json', 'LICENSE', 'index.js', 'binding.js'],
};

/** What these need themselves at run time. */
const inner = {
  argon2: ['node-gyp-build', '@phc/format'],
  'sodium-native': [
    'require-addon',
    'bare-addon-resolve',
    'bare-module-resolve',
    'bare-semver',
    'which-runtime',
  ],
};

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Lays out what goes into the package, and nothing else: what is built, the native modules for this system, the notices.
 * @param {string} stage an empty folder to be
 * @param {import('./runtime/index.mjs').Runtime} runtime the Electron that it will lie in
 * @returns {string} the folder of the app
 */
export function stageApp(stage, runtime) {
  rmSync(stage, { recursive: true, force: true });
  const appDir = join(stage, 'app');
  mkdirSync(appDir, { recursive: true });
  for (const part of ['main', 'preload', 'renderer']) {
    cpSync(inProject('out', part), join(appDir, 'out', part), {
      recursive: true,
      filter: (path) => !path.endsWith('.map'),
    });
  }
  const { name, productName, version, description, license, author, type, main, dependencies } = readJson(
    inProject('package.json'),
  );
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({
      name,
      productName,
      version,
      description,
      license,
      author,
      type,
      main,
      dependencies: Object.fromEntries(Object.keys(kept).map((one) => [one, dependencies[one]])),
    }),
  );
  const modules = join(appDir, 'node_modules');
  for (const [one, parts] of Object.entries(kept)) {
    for (const part of parts) {
      cpSync(inProject('node_modules', one, part), join(modules, one, part), { recursive: true });
    }
  }
  for (const [one, names] of Object.entries(inner)) for (const name of names) stageInner(name, one, modules);
  // One that loads in every runtime.
  stageReady('sodium-native', modules);
  if (runtime.sqliteBinding) stageCompiled(modules, runtime.sqliteBinding);
  else for (const name of ['better-sqlite3', 'argon2']) stageReady(name, modules);
  writeFileSync(join(stage, 'notices.txt'), noticesText());
  return appDir;
}

function stageInner(name, outer, modules) {
  const require = createRequire(inProject('node_modules', outer, 'package.json'));
  let folder = dirname(require.resolve(name));
  while (readNameIn(folder) !== name) folder = dirname(folder);
  cpSync(folder, join(modules, name), {
    recursive: true,
    filter: (path) =>
      !/(\.(md|ts|map)|[\\/](test|tests|bin|build-test)\.?(js)?)$/.test(path) ||
      /LICEN/i.test(basename(path)),
  });
}

function readNameIn(folder) {
  try {
    return readJson(join(folder, 'package.json')).name;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The loaders look into build/Release when there is no ready-made file. */
function stageCompiled(modules, sqliteBinding) {
  const place = (file, name) => {
    const folder = join(modules, name, 'build', 'Release');
    mkdirSync(folder, { recursive: true });
    cpSync(file, join(folder, basename(file)));
  };
  place(sqliteBinding, 'better-sqlite3');
  place(inProject('node_modules', 'argon2', 'build', 'Release', 'argon2.node'), 'argon2');
}

/** The ready-made file of this system out of those for all. */
function stageReady(name, modules) {
  const target = `${process.platform}-${process.arch}`;
  const pick = (path) =>
    basename(path) === 'prebuilds' || (path.includes(target) && !/\.(musl\.node|bare)$/.test(path));
  cpSync(inProject('node_modules', name, 'prebuilds'), join(modules, name, 'prebuilds'), {
    recursive: true,
    filter: pick,
  });
}
