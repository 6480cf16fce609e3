import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { app, nativeTheme, shell, type BrowserWindow } from 'electron';
import type { DevicePreferences, LockReason, Picked } from '../src-preload/contract/host.ts';
import type { Handlers, HostCalls } from '../src-preload/contract/index.ts';
import type { TimedClipboard } from './clipboard.ts';
import type { Device } from './device.ts';
import { hasKeyStore } from './device-secrets.ts';
import type { Dialogs } from './dialogs.ts';
import { HostError } from './host-error.ts';
import type { Triggers } from './lock-triggers.ts';
import { display, vaultName } from './places.ts';
import type { OpenedFiles } from './opened-files.ts';
import type { Tickets } from './tickets.ts';

export interface HostState {
  readonly device: Device;
  readonly dialogs: Dialogs;
  readonly tickets: Tickets;
  readonly clipboard: TimedClipboard;
  readonly openedFiles: OpenedFiles;
  readonly window: () => BrowserWindow;
  readonly lock: (reason: LockReason) => Promise<void>;
  readonly lastLock: () => LockReason | null;
  readonly triggers: () => Triggers;
  readonly sampleFolder: string | null;
  readonly systemLanguage: () => 'en' | 'zh-CN';
  readonly onPreferences: (preferences: DevicePreferences) => void;
}

/** Without backgrounds: that of a window in the dark theme would fill the margins of the page. */
const onPaper = { printBackground: false, preferCSSPageSize: true } as const;

/** The host's side of the contract. */
export function hostHandlers(host: HostState): Handlers<HostCalls> {
  const { device, dialogs, tickets } = host;

  const pathOf = (ticket: string): string => {
    const path = tickets.path(ticket);
    if (path === null) throw new HostError('file/not-granted');
    return path;
  };

  const sample = (): Picked | null =>
    host.sampleFolder === null
      ? null
      : {
          ...dialogs.picked(host.sampleFolder),
          name: vaultName(host.sampleFolder),
          display: display(host.sampleFolder),
        };

  return {
    'host/environment': () => ({
      version: app.getVersion(),
      platform: process.platform,
      systemLanguage: host.systemLanguage(),
      isPackaged: app.isPackaged,
      runtime: `Electron ${process.versions.electron}`,
      sample: sample(),
      lockReason: host.lastLock(),
      lastVaultId: device.recent[0]?.vaultId ?? null,
      canProtectContent: process.platform !== 'linux',
      lockTriggers: host.triggers(),
    }),
    'host/key-store': () => ({ isThere: hasKeyStore() }),
    'host/preferences': () => device.preferences,
    'host/set-preferences': (change) => {
      const preferences = device.setPreferences(definedOnly(change));
      host.onPreferences(preferences);
      return preferences;
    },
    'host/recent-vaults': () => ({
      vaults: device.recent.map(({ path, vaultId }) => ({
        ...dialogs.picked(path, vaultName(path)),
        vaultId,
        missing: !existsSync(path),
      })),
    }),
    'host/forget-vault': ({ vault }) => {
      device.forget(pathOf(vault));
      return null;
    },
    'host/pick-vault': () => dialogs.pickVault(),
    'host/pick-vault-place': ({ name }) => dialogs.pickVaultPlace(name),
    'host/default-vault-place': ({ name }) => dialogs.defaultVaultPlace(name),
    'host/pick-file': ({ purpose }) => dialogs.pickFile(purpose),
    'host/pick-save': ({ purpose, suggestedName }) => dialogs.pickSave(purpose, suggestedName),
    'host/pick-folder': () => dialogs.pickBackupFolder(),
    'host/opened-file': () => {
      const opened = host.openedFiles.next();
      return opened === null ? null : { file: dialogs.picked(opened.path), kind: opened.kind };
    },
    'host/lock': async () => {
      await host.lock('person');
      return null;
    },
    'host/copy-text': ({ text, clearAfterSeconds }) => {
      host.clipboard.copy(text, clearAfterSeconds);
      return null;
    },
    'host/save-pdf': async ({ save }) => {
      const path = pathOf(save);
      try {
        const pdf = await host.window().webContents.printToPDF(onPaper);
        await writeFile(path, pdf, { mode: 0o600 });
        pdf.fill(0);
      } catch (error) {
        throw new HostError('host/save-failed', error);
      }
      return null;
    },
    'host/print': () =>
      new Promise((resolve) => {
        host.window().webContents.print({ printBackground: onPaper.printBackground }, (printed) => {
          resolve({ printed });
        });
      }),
    'host/show-saved': ({ saved }) => {
      shell.showItemInFolder(pathOf(saved));
      return null;
    },
  };
}

/** Without the members that are `undefined`, which would overwrite what is set. */
function definedOnly(change: {
  [K in keyof DevicePreferences]?: DevicePreferences[K] | undefined;
}): Partial<DevicePreferences> {
  return {
    ...(change.language === undefined ? {} : { language: change.language }),
    ...(change.theme === undefined ? {} : { theme: change.theme }),
    ...(change.contentProtection === undefined ? {} : { contentProtection: change.contentProtection }),
  };
}

/** Makes the preferences hold. */
export function applyPreferences(preferences: DevicePreferences, window: BrowserWindow | null): void {
  nativeTheme.themeSource = preferences.theme;
  window?.setContentProtection(preferences.contentProtection);
}
