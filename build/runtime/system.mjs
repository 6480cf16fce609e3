import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture } from './run.mjs';

// What Chromium loads at start, by the name under which the linker knows it.
const libraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libnotify.so.4': 'libnotify4',
  'libXss.so.1': 'libxss1',
  'libXtst.so.6': 'libxtst6',
};
const virtualDisplay = { Xvfb: 'xvfb', xauth: 'xauth' };
const compiler = { python3: 'python3', make: 'make', 'g++': 'g++' };
// What bundles and audit files are opened, made and checked with where the tests compare, a key store of the desktop, and what drives and
// watches the released app from outside.
const interop = {
  age: 'age',
  'age-keygen': 'age',
  minisign: 'minisign',
  openssl: 'openssl',
  go: 'golang-go',
  tar: 'tar',
  sha256sum: 'coreutils',
  script: 'bsdutils',
  'dbus-daemon': 'dbus',
  'gnome-keyring-daemon': 'gnome-keyring',
  xdotool: 'xdotool',
  strace: 'strace',
};
// With what the second reader of vaults does its cryptography: modules of Debian's own Python.
const interopModules = {
  argon2: 'python3-argon2',
  nacl: 'python3-nacl',
  cryptography: 'python3-cryptography',
};
// Go's own programs for signed notes and Merkle trees, which have no program of their own.
const interopFiles = {
  '/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go': 'golang-golang-x-mod-dev',
};
/** The interpreter that Debian's packages are for; another one may come first on the path. */
export const systemPython = '/usr/bin/python3';

/** Whether a program is on the path. */
export function hasProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)));
}

export const needsVirtualDisplay = () =>
  process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];

async function missingLibraries() {
  const { code, output } = await capture(existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig', [
    '-p',
  ]);
  // A system without a linker cache (musl, Nix) is left to its owner.
  if (code !== 0) return [];
  return Object.entries(libraries)
    .filter(([soname]) => !output.includes(`\t${soname} `))
    .map(([, name]) => name);
}

const missingPrograms = (programs) =>
  Object.entries(programs)
    .filter(([program]) => !hasProgram(program))
    .map(([, name]) => name);

async function lacksChineseFont() {
  if (!hasProgram('fc-list')) return true;
  const { code, output } = await capture('fc-list', [':lang=zh-cn', 'family']);
  return code !== 0 || output.trim() === '';
}

/**
 * Sees to the system packages that the app needs on Linux: on Debian as root they are installed, else the line that
 * installs them is thrown. Does nothing on other systems.
 * @param {{ say: (line: string) => void, step: (label: string, work: () => Promise<unknown>) => Promise<unknown> }} progress
 * @param {{ withCompiler?: boolean }} [needs] `withCompiler` when a native module has to be compiled
 */
export async function prepareSystem(progress, { withCompiler = false } = {}) {
  if (process.platform !== 'linux') return;
  const required = [
    ...(await missingLibraries()),
    ...(needsVirtualDisplay() ? missingPrograms(virtualDisplay) : []),
    ...(withCompiler ? missingPrograms(compiler) : []),
  ];
  // The app runs without these, only less well: no lock signal from the desktop, empty boxes for Chinese.
  const wanted = [
    ...(hasProgram('dbus-daemon') ? [] : ['dbus']),
    ...((await lacksChineseFont()) ? ['fonts-noto-cjk'] : []),
  ];
  await provide(progress, required, wanted);
}

const missingFiles = () =>
  Object.entries(interopFiles)
    .filter(([file]) => !existsSync(file))
    .map(([, name]) => name);

async function missingModules() {
  if (!existsSync(systemPython)) return ['python3', ...Object.values(interopModules)];
  const look = async ([module, name]) => {
    const { code } = await capture(systemPython, ['-c', `import ${module}`]);
    return code === 0 ? [] : [name];
  };
  return (await Promise.all(Object.entries(interopModules).map(look))).flat();
}

/** Sees to the public programs that the tests compare or talk with, in the same way. */
export async function prepareInterop(progress) {
  const required = [...missingPrograms(interop), ...missingFiles(), ...(await missingModules())];
  await provide(progress, [...new Set(required)], []);
}

async function provide(progress, required, wanted) {
  const packages = [...required, ...wanted];
  if (packages.length === 0) return;

  const isDebian = hasProgram('apt-get');
  if (isDebian && process.getuid?.() === 0) {
    await progress.step(`Installing system packages: ${packages.join(' ')}`, () =>
      install(packages, required),
    );
    return;
  }
  const line = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const advice = isDebian
    ? `Install what is missing with:\n  ${line}`
    : `Install what provides: ${packages.join(', ')} (these are the Debian names)`;
  if (required.length > 0) throw new Error(`This machine lacks ${required.join(', ')}. ${advice}`);
  progress.say(`For Chinese text and lock signals: ${advice}`);
}

async function install(packages, required) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-o', 'DPkg::Lock::Timeout=600'];
  // A stale list is no reason to stop: what is asked for may be in it.
  const update = await capture('apt-get', ['update', '-qq', ...lock], { env });
  const { code, output } = await capture(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...lock, ...packages],
    { env },
  );
  if (code === 0) return;
  const failed = required.length > 0 ? required : packages;
  throw new Error(`apt-get could not install ${failed.join(' ')}:\n${update.output}${output}`.trim());
}
