import { dirname, join } from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { Picked } from '../src-preload/contract/host.ts';
import type { Tickets } from './tickets.ts';
import { display, freePlace, vaultName, vaultSuffix } from './places.ts';
import { basename } from 'node:path';

type Language = 'en' | 'zh-CN';

const words = {
  en: {
    openVault: 'Open a vault (a folder that ends in .coffer)',
    place: 'Where shall the vault be kept?',
    importFile: 'Choose the file to import',
    keyFile: 'Choose the key file',
    backups: 'Choose the folder for backups',
    tables: 'Tables',
    all: 'All files',
    keyFiles: 'Key files',
  },
  'zh-CN': {
    openVault: '打开客匣（以 .coffer 结尾的文件夹）',
    place: '客匣放在哪里？',
    importFile: '选择要导入的文件',
    keyFile: '选择密钥文件',
    backups: '选择备份文件夹',
    tables: '表格',
    all: '所有文件',
    keyFiles: '密钥文件',
  },
} as const;

type SavePurpose = 'export-csv' | 'import-report' | 'key-file' | 'recovery-kit';
const extensions: Readonly<Record<SavePurpose, string>> = {
  'export-csv': 'csv',
  'import-report': 'csv',
  'key-file': 'key',
  'recovery-kit': 'pdf',
};

/** The native dialogs. Each gives the window a ticket and a name, and keeps the path. */
export class Dialogs {
  readonly #window: () => BrowserWindow;
  readonly #tickets: Tickets;
  readonly #language: () => Language;

  constructor(window: () => BrowserWindow, tickets: Tickets, language: () => Language) {
    this.#window = window;
    this.#tickets = tickets;
    this.#language = language;
  }

  picked(path: string, name = basename(path)): Picked {
    return { ticket: this.#tickets.grant(path), name, display: display(path) };
  }

  async pickVault(): Promise<Picked | null> {
    const path = await this.#open({ title: this.#words.openVault, properties: ['openDirectory'] });
    if (path === null) return null;
    // Someone who opened the folder and chose what lies in it means the folder.
    const folder = dirname(path).endsWith(vaultSuffix) ? dirname(path) : path;
    return this.picked(folder, vaultName(folder));
  }

  async pickVaultPlace(name: string): Promise<Picked | null> {
    const folder = await this.#open({
      title: this.#words.place,
      properties: ['openDirectory', 'createDirectory'],
    });
    return folder === null ? null : this.#place(folder, name);
  }

  defaultVaultPlace(name: string): Picked {
    return this.#place(app.getPath('documents'), name);
  }

  #place(folder: string, name: string): Picked {
    const place = freePlace(folder, name);
    return this.picked(place, vaultName(place));
  }

  async pickFile(purpose: 'import' | 'key-file'): Promise<Picked | null> {
    const { tables, all, importFile, keyFile } = this.#words;
    const any: FileFilter = { name: all, extensions: ['*'] };
    const path = await this.#open(
      purpose === 'import'
        ? {
            title: importFile,
            properties: ['openFile'],
            filters: [{ name: tables, extensions: ['csv', 'tsv', 'txt', 'xlsx'] }, any],
          }
        : { title: keyFile, properties: ['openFile'], filters: [any] },
    );
    return path === null ? null : this.picked(path);
  }

  async pickSave(purpose: SavePurpose, suggestedName: string): Promise<Picked | null> {
    const extension = extensions[purpose];
    const safeName = suggestedName.replace(/[\\/:*?"<>|]/g, '-');
    const { canceled, filePath } = await dialog.showSaveDialog(this.#window(), {
      defaultPath: join(app.getPath('documents'), safeName),
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    });
    return canceled || filePath === '' ? null : this.picked(filePath);
  }

  async pickBackupFolder(): Promise<Picked | null> {
    const path = await this.#open({
      title: this.#words.backups,
      properties: ['openDirectory', 'createDirectory'],
    });
    return path === null ? null : this.picked(path);
  }

  get #words(): (typeof words)[Language] {
    return words[this.#language()];
  }

  async #open(options: Electron.OpenDialogOptions): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window(), options);
    return canceled ? null : (filePaths[0] ?? null);
  }
}
