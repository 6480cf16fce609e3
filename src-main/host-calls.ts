import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { app, nativeTheme, shell, type BrowserWindow } from 'electron';
import type { DevicePreferences, LockReason, OpenedKind, Picked } from '../src-preload/contract/host.ts';
import type { Handlers, HostCalls } from '../src-preload/contract/index.ts';
import type { Asked, Purpose } from '../src-preload/contract/tickets.ts';
import type { UnsavedEdit } from '../src-preload/contract/unfinished.ts';
import type { TimedClipboard } from './clipboard.ts';
import type { Device } from './device.ts';
import { hasKeyStore } from './device-secrets.ts';
import type { Dialogs } from './dialogs.ts';
import { HostError } from './host-error.ts';
import type { Triggers } from './lock-triggers.ts';
import type { OpenedFiles } from './opened-files.ts';
import type { Tickets } from './tickets.ts';
import { assertPlaceToWrite } from './files/place-to-write.ts';
import { replaceFile } from './files/replace-file.ts';
import { vaultName } from './files/vault-name.ts';

export interface HostState {
  readonly device: Device;
  readonly dialogs: Dialogs;
  readonly tickets: Tickets;
  readonly clipboard: TimedClipboard;
  readonly openedFiles: OpenedFiles;
  readonly window: () => BrowserWindow;
  readonly lock: (reason: LockReason) => Promise<void>;
  readonly cancelOpening: () => Promise<void>;
  readonly lastLock: () => LockReason | null;
  readonly unsaved: () => { at: number; edits: UnsavedEdit[] };
  readonly triggers: () => Triggers;
  readonly sampleFolder: string | null;
  readonly systemLanguage: () => 'en' | 'zh-CN';
  readonly onPreferences: (preferences: DevicePreferences) => void;
}

/** What a file that was opened from outside is taken for; `null`: for nothing. */
const purposeOf: Readonly<Record<OpenedKind, Purpose | null>> = {
  bundle: 'read-bundle',
  card: 'read-card',
  receipt: 'read-receipt',
  invitation: 'read-invitation',
  table: 'read-import',
  vault: 'open-vault',
  other: null,
  missing: null,
};

/** Without backgrounds: that of a window in the dark theme would fill the margins of the page. */
const onPaper = { printBackground: false, preferCSSPageSize: true } as const;

/** What the window's print style sheet shows, as a PDF. */
async function printed(window: BrowserWindow): Promise<Buffer> {
  try {
    return await window.webContents.printToPDF(onPaper);
  } catch (error) {
    throw new HostError('host/no-pdf', error);
  }
}

/** The host's side of the contract. */
export function hostHandlers(host: HostState): Handlers<HostCalls> {
  const { device, dialogs, tickets } = host;

  const pathOf = (asked: Asked): string => {
    const path = tickets.path(asked);
    if (path === null) throw new HostError('file/not-granted');
    return path;
  };

  /** After a lock the throw-away vault is there already. */
  const sample = (): Picked | null => {
    const { sampleFolder: folder } = host;
    if (folder === null) return null;
    return dialogs.picked(folder, existsSync(folder) ? 'open-vault' : 'place-sample', vaultName(folder));
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
    'host/unsaved': () => host.unsaved(),
    'host/key-store': () => ({ isThere: hasKeyStore() }),
    'host/preferences': () => device.preferences,
    'host/set-preferences': (change) => {
      const preferences = device.setPreferences(definedOnly(change));
      host.onPreferences(preferences);
      return preferences;
    },
    'host/recent-vaults': () => ({
      vaults: device.recent.map(({ path, vaultId }) => ({
        ...dialogs.picked(path, 'open-vault', vaultName(path)),
        vaultId,
        missing: !existsSync(path),
      })),
    }),
    'host/forget-vault': ({ vault }) => {
      device.forget(pathOf(vault));
      return null;
    },
    'host/pick-vault': () => dialogs.pickVault(),
    'host/pick-vault-place': ({ name, purpose }) => dialogs.pickVaultPlace(name, purpose),
    'host/default-vault-place': ({ name }) => dialogs.defaultVaultPlace(name),
    'host/pick-file': ({ purpose }) => dialogs.pickFile(purpose),
    'host/pick-save': ({ purpose, suggestedName }) => dialogs.pickSave(purpose, suggestedName),
    'host/pick-folder': () => dialogs.pickBackupFolder(),
    'host/opened-files': () => ({ files: [...host.openedFiles.waiting] }),
    'host/keep-files': ({ files }) => {
      host.openedFiles.keep(files.map(pathOf));
      return null;
    },
    'host/take-opened-file': ({ id }) => {
      const taken = host.openedFiles.take(id);
      if (taken === null) return null;
      const { path, kind } = taken;
      const purpose = purposeOf[kind];
      if (purpose === null) return null;
      const name = kind === 'vault' ? vaultName(path) : basename(path);
      return { file: dialogs.picked(path, purpose, name), kind };
    },
    'host/lock': async () => {
      await host.lock('person');
      return null;
    },
    'host/cancel-opening': async () => {
      await host.cancelOpening();
      return null;
    },
    'host/copy-text': async ({ text, clearAfterSeconds }) => {
      await host.clipboard.copy(text, clearAfterSeconds);
      return null;
    },
    'host/save-pdf': async ({ save }) => {
      const path = pathOf(save);
      assertPlaceToWrite(path, save.purposes);
      const pdf = await printed(host.window());
      try {
        await replaceFile(path, (file) => file.writeFile(pdf));
        return { sha256: createHash('sha256').update(pdf).digest('hex') };
      } finally {
        pdf.fill(0);
      }
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
