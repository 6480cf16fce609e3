import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { packagedApp } from '../../build/dist.mjs';
import { fusesOf, readFuses } from '../../build/fuses.mjs';

interface AsarFolder {
  readonly files?: Readonly<Record<string, AsarFolder>>;
}

/** The paths in an asar archive, read from its header: two length fields of 8 bytes, then JSON. */
function pathsInAsar(file: string): string[] {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as AsarFolder;
  const walk = (folder: AsarFolder, prefix: string): string[] =>
    Object.entries(folder.files ?? {}).flatMap(([name, entry]) =>
      entry.files ? walk(entry, `${prefix}/${name}`) : [`${prefix}/${name}`],
    );
  return walk(header, '');
}

function packaged(isTestBuild: boolean): string {
  const executable = packagedApp({ isTestBuild });
  if (executable === null) throw new Error('Nothing is packed: npm run dist');
  return executable;
}

const resourcesOf = (executable: string): string => join(dirname(executable), 'resources');

test('the released app has every fuse burnt as decided', async () => {
  expect(await readFuses(packaged(false))).toEqual(fusesOf({ isTestBuild: false }));
});

test('the test build differs in one fuse', async () => {
  const released = await readFuses(packaged(false));
  const driven = await readFuses(packaged(true));
  expect({ ...driven, EnableNodeCliInspectArguments: false }).toEqual(released);
  expect(driven['EnableNodeCliInspectArguments']).toBe(true);
});

test('the package holds the app, its native modules and nothing else', () => {
  const paths = pathsInAsar(join(resourcesOf(packaged(false)), 'app.asar'));
  expect(paths).toContain('/out/main/main.js');
  expect(paths).toContain('/out/preload/preload.cjs');
  expect(paths).toContain('/out/renderer/index.html');
  const modules = new Set(
    paths.flatMap((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  expect([...modules].sort()).toEqual([
    '@phc/format',
    'argon2',
    'bare-addon-resolve',
    'bare-module-resolve',
    'bare-semver',
    'better-sqlite3',
    'node-gyp-build',
    'require-addon',
    'sodium-native',
    'which-runtime',
  ]);
  expect(paths.filter((path) => /\.map$|\.ts$|\.test\.|\/tests?\//.test(path))).toEqual([]);
});

test('the packages have the cost of Argon2id that the engine decides, not that of the driven build', () => {
  for (const isTestBuild of [false, true]) {
    const archive = readFileSync(join(resourcesOf(packaged(isTestBuild)), 'app.asar'), 'latin1');
    expect(archive).toMatch(/kdfFloor = \{\s*memoryKiB: 65536,\s*passes: 3,\s*lanes: 4\s*\};/);
    expect(archive).toMatch(/targetMs = 1e3;/);
  }
});

test('outside of the archive lie compiled modules and notices only', () => {
  const resources = resourcesOf(packaged(false));
  const unpacked = join(resources, 'app.asar.unpacked');
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map((entry) => entry.name).sort()).toEqual([
    expect.stringMatching(/^argon2.*\.node$/),
    expect.stringMatching(/\.node$/),
    'sodium-native.node',
  ]);
  expect(readFileSync(join(resources, 'third-party-notices.txt'), 'utf8')).toContain('better-sqlite3');
  // An app that never asks for updates carries no address to ask at.
  expect(existsSync(join(resources, 'app-update.yml'))).toBe(false);
});
