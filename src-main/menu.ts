import { Menu, type MenuItemConstructorOptions } from 'electron';

type Language = 'en' | 'zh-CN';
export type MenuCommand =
  | 'lock'
  | 'palette'
  | 'search'
  | 'new-customer'
  | 'undo'
  | 'redo'
  | 'import'
  | 'export'
  | 'open-bundle'
  | 'open-invitation'
  | 'settings'
  | 'shortcuts';

const words = {
  en: {
    edit: 'Edit',
    vault: 'Vault',
    lock: 'Lock',
    new: 'New customer',
    import: 'Import…',
    export: 'Export…',
    openBundle: 'Open a bundle…',
    openInvitation: 'Open an invitation…',
    settings: 'Settings',
  },
  'zh-CN': {
    edit: '编辑',
    vault: '客匣',
    lock: '锁定',
    new: '新建客户',
    import: '导入…',
    export: '导出…',
    openBundle: '打开交接包…',
    openInvitation: '打开邀请…',
    settings: '设置',
  },
} as const;

/**
 * macOS needs a menu for copy and paste to work. Elsewhere the window has its own buttons and keys, and a menu with
 * Chromium's reload, zoom and developer entries would only open doors.
 */
export function setMenu(language: Language, run: (command: MenuCommand) => void): void {
  if (process.platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  const text = words[language];
  const entry = (label: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    click: () => {
      run(command);
    },
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'appMenu' },
      {
        label: text.edit,
        submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
      },
      {
        label: text.vault,
        submenu: [
          entry(text.new, 'new-customer'),
          entry(text.import, 'import'),
          entry(text.export, 'export'),
          entry(text.openBundle, 'open-bundle'),
          entry(text.openInvitation, 'open-invitation'),
          { type: 'separator' },
          entry(text.settings, 'settings'),
          entry(text.lock, 'lock'),
        ],
      },
      { role: 'windowMenu' },
    ]),
  );
}
