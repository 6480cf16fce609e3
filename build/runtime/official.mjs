import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir, inProject } from './paths.mjs';
import { capture } from './run.mjs';

const electronDir = inProject('node_modules', 'electron');
const probeTimeoutMs = 8000;
const downloadTimeoutMs = 15 * 60_000;
const askAgainAfterMs = 24 * 3_600_000;

/** The version that package.json pins, which is the one that is released. */
export function officialVersion() {
  return JSON.parse(readFileSync(join(electronDir, 'package.json'), 'utf8')).version;
}

const executableNames = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Where the program lies inside an unpacked Electron. */
export const executableIn = (dist) => join(dist, executableNames[process.platform] ?? 'electron');

/** Version of an unpacked Electron, or null when the folder is none. */
export function versionIn(dist) {
  const file = join(dist, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null;
}

/** The official binary that the electron package has downloaded before, or null. */
export function installedOfficial() {
  const dist = join(electronDir, 'dist');
  return versionIn(dist) === officialVersion() && existsSync(executableIn(dist)) ? dist : null;
}

const memory = () => join(cacheDir(), `electron-${officialVersion()}-unreachable`);

/** Whether a download failed here lately: asking again at every start would cost seconds each time. */
export function wasUnreachableLately() {
  const file = memory();
  return existsSync(file) && Date.now() - statSync(file).mtimeMs < askAgainAfterMs;
}

/**
 * Downloads the official binary into the electron package, after a short look whether its server answers at all.
 * @returns {Promise<string | null>} the unpacked folder, or null when it cannot be had
 */
export async function downloadOfficial(progress) {
  const version = officialVersion();
  if (!(await isServerReachable(version))) {
    progress.say(`The server of the official Electron ${version} does not answer`);
    rememberUnreachable();
    return null;
  }
  const done = await progress.step(`Downloading the official Electron ${version}`, () =>
    capture(process.execPath, [join(electronDir, 'install.js')], {
      env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
      timeoutMs: downloadTimeoutMs,
    }),
  );
  const dist = installedOfficial();
  if (dist) return dist;
  progress.say(`The download failed: ${done.output.trim().split('\n')[0] ?? `exit code ${done.code}`}`);
  rememberUnreachable();
  return null;
}

// In a child of its own, because Node reads proxy settings only when it starts.
async function isServerReachable(version) {
  const base =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';
  const url = new URL(`v${version}/SHASUMS256.txt`, base.endsWith('/') ? base : `${base}/`).href;
  const script = 'fetch(process.argv[1],{method:"HEAD"}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))';
  const { code } = await capture(process.execPath, ['-e', script, url], {
    env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
    timeoutMs: probeTimeoutMs,
  });
  return code === 0;
}

function rememberUnreachable() {
  const file = memory();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}
