import { basename, dirname, extname, join } from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { Picked } from '../src-preload/contract/host.ts';
import type { FilePurpose, PlacePurpose, Purpose, SavePurpose } from '../src-preload/contract/tickets.ts';
import type { Tickets } from './tickets.ts';
import { fileName } from '../src-preload/contract/file-names.ts';
import { vaultName, vaultSuffix } from './files/vault-name.ts';
import { display, freePlace } from './places.ts';

type Language = 'en' | 'zh-CN';

const words = {
  en: {
    openVault: 'Open a vault (a folder that ends in .coffer)',
    place: 'Where shall the vault be kept?',
    importFile: 'Choose the file to import',
    keyFile: 'Choose the key file',
    attachment: 'Choose the file to attach',
    backups: 'Choose the folder for backups',
    bundle: 'Choose the bundle to open',
    card: 'Choose the identity card',
    receipt: 'Choose the receipt',
    invitation: 'Choose the invitation',
    audit: 'Choose the audit file or proof to check',
    note: 'Choose the note that you kept',
    bundles: 'Coffer bundles',
    cards: 'Identity cards',
    receipts: 'Receipts',
    invitations: 'Invitations',
    timeStamp: 'Choose the answer of the time-stamping authority',
    certificate: 'Choose the authority’s certificate',
    timeStamps: 'Time stamps',
    certificates: 'Certificates',
    audits: 'Audit files and proofs',
    tables: 'Tables and vCards',
    all: 'All files',
    keyFiles: 'Key files',
    doesNotStart: 'Coffer cannot open vaults at the moment',
    reinstall:
      'The part of Coffer that reads vaults stops as soon as it starts. Your vaults were not touched. Install Coffer again; if that does not help, restart the computer.',
  },
  'zh-CN': {
    openVault: '打开客匣（以 .coffer 结尾的文件夹）',
    place: '客匣放在哪里？',
    importFile: '选择要导入的文件',
    keyFile: '选择密钥文件',
    attachment: '选择要添加的附件',
    backups: '选择备份文件夹',
    bundle: '选择要打开的交接包',
    card: '选择身份卡',
    receipt: '选择回执',
    invitation: '选择邀请文件',
    audit: '选择要核验的审计文件或证明',
    note: '选择您留存的检查点',
    bundles: '交接包',
    cards: '身份卡',
    receipts: '回执',
    invitations: '邀请',
    timeStamp: '选择时间戳机构的回复',
    certificate: '选择机构的证书',
    timeStamps: '时间戳',
    certificates: '证书',
    audits: '审计文件和证明',
    tables: '表格和名片',
    all: '所有文件',
    keyFiles: '密钥文件',
    doesNotStart: '客匣暂时无法打开资料库',
    reinstall:
      '负责读取资料的程序一启动就停止了。您的资料没有受到影响。请重新安装客匣；如果仍然不行，请重启电脑。',
  },
} as const;

/** `null`: whatever the suggested name ends in. */
const extensions: Readonly<Record<SavePurpose, string | null>> = {
  'export-csv': 'csv',
  'export-vcard': 'vcf',
  'export-xlsx': 'xlsx',
  'export-sheet': 'pdf',
  'import-report': 'csv',
  'key-file': 'key',
  'recovery-kit': 'pdf',
  bundle: 'coffer-bundle',
  card: 'coffer-card',
  receipt: 'coffer-receipt',
  posture: 'json',
  invitation: 'coffer-invitation',
  audit: 'coffer-audit',
  proof: 'tlog-proof',
  evidence: 'txt',
  'time-stamp-query': 'tsq',
  attachment: null,
};

const fileKinds = {
  import: { title: 'importFile', filter: 'tables', extensions: ['csv', 'tsv', 'txt', 'xlsx', 'vcf'] },
  'key-file': { title: 'keyFile', filter: null, extensions: [] },
  attachment: { title: 'attachment', filter: null, extensions: [] },
  bundle: { title: 'bundle', filter: 'bundles', extensions: ['coffer-bundle', 'age'] },
  card: { title: 'card', filter: 'cards', extensions: ['coffer-card'] },
  receipt: { title: 'receipt', filter: 'receipts', extensions: ['coffer-receipt'] },
  invitation: { title: 'invitation', filter: 'invitations', extensions: ['coffer-invitation'] },
  'time-stamp': { title: 'timeStamp', filter: 'timeStamps', extensions: ['tsr'] },
  certificate: { title: 'certificate', filter: 'certificates', extensions: ['pem', 'crt', 'cer', 'der'] },
  audit: { title: 'audit', filter: 'audits', extensions: ['coffer-audit', 'tlog-proof'] },
  note: { title: 'note', filter: null, extensions: [] },
} as const satisfies Record<FilePurpose, unknown>;

/** Says why the app ends. */
export function showVaultDoesNotStart(language: Language): void {
  dialog.showErrorBox(words[language].doesNotStart, words[language].reinstall);
}

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

  picked(path: string, purpose: Purpose, name = basename(path)): Picked {
    return { ticket: this.#tickets.give(path, purpose), name, display: display(path) };
  }

  async pickVault(): Promise<Picked | null> {
    const path = await this.#open({ title: this.#words.openVault, properties: ['openDirectory'] });
    if (path === null) return null;
    // Someone who opened the folder and chose what lies in it means the folder.
    const folder = dirname(path).endsWith(vaultSuffix) ? dirname(path) : path;
    return this.picked(folder, 'open-vault', vaultName(folder));
  }

  async pickVaultPlace(name: string, purpose: PlacePurpose): Promise<Picked | null> {
    const folder = await this.#open({
      title: this.#words.place,
      properties: ['openDirectory', 'createDirectory'],
    });
    return folder === null ? null : this.#place(folder, name, purpose);
  }

  defaultVaultPlace(name: string): Picked {
    return this.#place(app.getPath('documents'), name, 'vault');
  }

  #place(folder: string, name: string, purpose: PlacePurpose): Picked {
    const place = freePlace(folder, name);
    return this.picked(place, `place-${purpose}`, vaultName(place));
  }

  async pickFile(purpose: FilePurpose): Promise<Picked | null> {
    const { title, filter, extensions: endings } = fileKinds[purpose];
    const any: FileFilter = { name: this.#words.all, extensions: ['*'] };
    const own = filter === null ? [] : [{ name: this.#words[filter], extensions: [...endings] }];
    const path = await this.#open({
      title: this.#words[title],
      properties: ['openFile'],
      filters: [...own, any],
    });
    return path === null ? null : this.picked(path, `read-${purpose}`);
  }

  async pickSave(purpose: SavePurpose, suggestedName: string): Promise<Picked | null> {
    const extension = extensions[purpose];
    const ending = extname(suggestedName);
    const safeName = fileName(basename(suggestedName, ending), ending);
    const { canceled, filePath } = await dialog.showSaveDialog(this.#window(), {
      defaultPath: join(app.getPath('documents'), safeName),
      filters: extension === null ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }],
    });
    return canceled || filePath === '' ? null : this.picked(filePath, `save-${purpose}`);
  }

  async pickBackupFolder(): Promise<Picked | null> {
    const path = await this.#open({
      title: this.#words.backups,
      properties: ['openDirectory', 'createDirectory'],
    });
    return path === null ? null : this.picked(path, 'backup-folder');
  }

  get #words(): (typeof words)[Language] {
    return words[this.#language()];
  }

  async #open(options: Electron.OpenDialogOptions): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window(), options);
    return canceled ? null : (filePaths[0] ?? null);
  }
}
