import { join } from 'node:path';
import { burnFuses } from './fuses.mjs';
import { inProject } from './runtime/paths.mjs';

const icons = inProject('build', 'icons');

/**
 * The configuration of electron-builder for one build.
 * @param {{ appDir: string, outputDir: string, isTestBuild: boolean, distPath: string, version: string }} options
 *   `appDir` holds what goes into the package and nothing else; `distPath` and `version` are the Electron it lies in
 * @returns {import('electron-builder').Configuration}
 */
export function builderConfig({ appDir, outputDir, isTestBuild, distPath, version }) {
  return {
    appId: 'app.coffer.desktop',
    productName: 'Coffer',
    copyright: 'Copyright © Coffer contributors',
    directories: { app: appDir, output: outputDir, buildResources: inProject('build') },
    electronDist: distPath,
    electronVersion: version,
    // Everything is in `appDir` already, compiled: nothing is fetched, rebuilt or searched for.
    npmRebuild: false,
    nodeGypRebuild: false,
    publish: null,
    files: ['**/*'],
    // Only compiled files lie outside: the system has to map them. Code stays where the fuse wants it.
    asar: { smartUnpack: false },
    asarUnpack: ['**/*.node'],
    extraResources: [{ from: join(appDir, '..', 'notices.txt'), to: 'third-party-notices.txt' }],
    electronLanguages: ['en-US', 'en', 'zh-CN', 'zh_CN'],
    afterPack: async ({ appOutDir, packager, electronPlatformName }) => {
      const name = packager.appInfo.productFilename;
      const executable = {
        darwin: join(appOutDir, `${name}.app`, 'Contents', 'MacOS', name),
        win32: join(appOutDir, `${name}.exe`),
      }[electronPlatformName];
      await burnFuses(executable ?? join(appOutDir, packager.executableName), { isTestBuild });
    },
    fileAssociations: [
      {
        ext: 'coffer-bundle',
        name: 'Coffer bundle',
        description: 'Encrypted customer records handed over with Coffer',
        mimeType: 'application/x-coffer-bundle',
        role: 'Editor',
      },
      {
        ext: 'coffer-card',
        name: 'Coffer identity card',
        description: 'Somebody’s name and public keys',
        mimeType: 'application/x-coffer-card',
        role: 'Editor',
      },
      {
        ext: 'coffer-receipt',
        name: 'Coffer receipt',
        description: 'A signed receipt for a bundle',
        mimeType: 'application/x-coffer-receipt',
        role: 'Editor',
      },
      {
        ext: 'coffer-invitation',
        name: 'Coffer invitation',
        description: 'A one-time passphrase to a vault, sealed to an identity card',
        mimeType: 'application/x-coffer-invitation',
        role: 'Editor',
      },
    ],
    linux: {
      executableName: 'coffer',
      category: 'Office',
      icon: icons,
      synopsis: 'Offline, encrypted customer records',
      description: 'An offline, encrypted vault for customer records.',
      maintainer: 'Coffer contributors <contributors@coffer.invalid>',
      target: ['dir', 'AppImage', 'deb'],
    },
    deb: { depends: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libnotify4', 'libxss1', 'libxtst6'] },
    win: { icon: join(icons, 'icon.ico'), target: ['nsis'] },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },
    mac: { icon: join(icons, 'icon.icns'), category: 'public.app-category.business', target: ['dmg'] },
  };
}
