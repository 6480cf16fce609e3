import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/** What the packaged program can be made to do from outside: nothing but being Coffer. */
const released = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableCookieEncryption: true,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/** The fuses of a build. The test build can be driven by a debugger, which is how tests reach it, and differs in nothing else. */
export function fusesOf({ isTestBuild }) {
  return isTestBuild ? { ...released, EnableNodeCliInspectArguments: true } : { ...released };
}

/** Burns the fuses into a packaged program. */
export async function burnFuses(executable, options) {
  const fuses = Object.fromEntries(
    Object.entries(fusesOf(options)).map(([name, isOn]) => [FuseV1Options[name], isOn]),
  );
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    ...fuses,
  });
}

/**
 * Reads the fuses back out of a program.
 * @param {string} executable
 * @returns {Promise<Record<string, boolean>>} the fuses that `fusesOf` sets, by name; one that the program lacks is left out
 */
export async function readFuses(executable) {
  const wire = await getCurrentFuseWire(executable);
  const states = Object.keys(released).map((name) => [name, wire[FuseV1Options[name]]]);
  return Object.fromEntries(
    states
      .filter(([, state]) => state === FuseState.ENABLE || state === FuseState.DISABLE)
      .map(([name, state]) => [name, state === FuseState.ENABLE]),
  );
}

/** The program inside an unpacked package of this system. */
export function packagedExecutable(appDir) {
  if (process.platform === 'darwin') return join(appDir, 'Coffer.app', 'Contents', 'MacOS', 'Coffer');
  return join(appDir, process.platform === 'win32' ? 'Coffer.exe' : 'coffer');
}
