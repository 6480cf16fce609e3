/**
 * npm run dist [-- --test-build | --installers]
 *   (nothing)      the unpacked app, in release/
 *   --test-build   the same with the one fuse open that tests drive it through, in release/test-build/
 *   --installers   what this system is installed with: AppImage and deb, NSIS, or DMG
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, Platform } from 'electron-builder';
import { compile } from './compile.mjs';
import { builderConfig } from './electron-builder.config.mjs';
import { packagedExecutable } from './fuses.mjs';
import { prepareRuntime } from './runtime/index.mjs';
import { inProject } from './runtime/paths.mjs';
import { progress } from './runtime/run.mjs';
import { stageApp } from './stage.mjs';

const outputDir = (isTestBuild) => inProject('release', ...(isTestBuild ? ['test-build'] : []));

const unpackedNames = {
  darwin: process.arch === 'arm64' ? 'mac-arm64' : 'mac',
  win32: 'win-unpacked',
  linux: 'linux-unpacked',
};

/**
 * The packaged program that `packApp` made, or null when there is none.
 * @param {{ isTestBuild: boolean }} options
 * @returns {string | null}
 */
export function packagedApp({ isTestBuild }) {
  const executable = packagedExecutable(
    join(outputDir(isTestBuild), unpackedNames[process.platform] ?? 'linux-unpacked'),
  );
  return existsSync(executable) ? executable : null;
}

/**
 * Packs what is built in out/ with electron-builder.
 * @param {{ runtime: import('./runtime/index.mjs').Runtime, isTestBuild: boolean, withInstallers?: boolean }} options
 * @returns {Promise<string>} the packaged program
 */
export async function packApp({ runtime, isTestBuild, withInstallers = false }) {
  if (withInstallers && runtime.isFallback) {
    throw new Error(
      'Installers are made on the official Electron only, which is not to be had on this machine',
    );
  }
  const output = outputDir(isTestBuild);
  const stage = inProject('release', `.stage-${isTestBuild ? 'test' : 'app'}`);
  rmSync(join(output, unpackedNames[process.platform] ?? 'linux-unpacked'), { recursive: true, force: true });
  try {
    const appDir = stageApp(stage, runtime);
    await build({
      targets: Platform.current().createTarget(withInstallers ? undefined : 'dir'),
      projectDir: inProject(),
      publish: 'never',
      config: builderConfig({
        appDir,
        outputDir: output,
        isTestBuild,
        distPath: runtime.distPath,
        version: runtime.version,
      }),
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  const executable = packagedApp({ isTestBuild });
  if (executable === null) throw new Error(`electron-builder left no program in ${output}`);
  return executable;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const lines = progress();
  try {
    const runtime = await prepareRuntime();
    await compile(lines);
    const executable = await packApp({
      runtime,
      isTestBuild: process.argv.includes('--test-build'),
      withInstallers: process.argv.includes('--installers'),
    });
    lines.say(`Packed: ${executable}`);
  } catch (error) {
    console.error(`coffer: ${error.message}`);
    process.exitCode = 1;
  }
}
