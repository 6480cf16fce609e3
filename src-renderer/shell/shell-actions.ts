import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import DatabaseBackup from '@lucide/svelte/icons/database-backup';
import FileInput from '@lucide/svelte/icons/file-input';
import FileOutput from '@lucide/svelte/icons/file-output';
import Handshake from '@lucide/svelte/icons/handshake';
import KeyRound from '@lucide/svelte/icons/key-round';
import Keyboard from '@lucide/svelte/icons/keyboard';
import LayoutList from '@lucide/svelte/icons/layout-list';
import Lock from '@lucide/svelte/icons/lock';
import MailOpen from '@lucide/svelte/icons/mail-open';
import Moon from '@lucide/svelte/icons/moon';
import PackageOpen from '@lucide/svelte/icons/package-open';
import Redo2 from '@lucide/svelte/icons/redo-2';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Search from '@lucide/svelte/icons/search';
import Send from '@lucide/svelte/icons/send';
import Settings from '@lucide/svelte/icons/settings';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Sun from '@lucide/svelte/icons/sun';
import Undo2 from '@lucide/svelte/icons/undo-2';
import UserPlus from '@lucide/svelte/icons/user-plus';
import UserRoundCog from '@lucide/svelte/icons/user-round-cog';
import UserRoundPlus from '@lucide/svelte/icons/user-round-plus';
import Users from '@lucide/svelte/icons/users';
import type { InvitationFile } from '../features/people/invitation.svelte.ts';
import { rights } from '../features/session/rights.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import type { Action } from './actions.svelte.ts';
import { preferences } from './preferences.svelte.ts';
import { screenAllowed } from './screen-allowed.ts';
import { screens } from './screens.svelte.ts';
import type { ShellState } from './shell-state.svelte.ts';
import { nameOfChange } from './undo.ts';

/** What can be done on every screen of an open vault. */
export function shellActions(shell: ShellState, invitation: InvitationFile): readonly Action[] {
  return [
    {
      id: 'palette',
      label: () => t('common.actions.palette'),
      icon: Search,
      shortcut: 'Ctrl+K',
      hidden: true,
      run: () => {
        shell.isPaletteOpen = true;
      },
    },
    {
      id: 'search',
      label: () => t('common.actions.search'),
      icon: Search,
      shortcut: '/',
      run: () => screens.go('customers', { to: 'search' }),
    },
    {
      id: 'new-customer',
      allowed: () => rights.mayWrite('internal'),
      label: () => t('common.actions.newCustomer'),
      icon: UserPlus,
      shortcut: 'Ctrl+N',
      run: () => screens.go('customers', { to: 'new-customer', kind: 'person' }),
    },
    {
      id: 'import',
      allowed: () => screenAllowed('exchange'),
      label: () => t('common.actions.import'),
      icon: FileInput,
      shortcut: 'Ctrl+I',
      run: () => screens.go('exchange', { to: 'import' }),
    },
    {
      id: 'export',
      allowed: () => rights.can('export'),
      label: () => t('common.actions.export'),
      icon: FileOutput,
      run: () => screens.go('customers', { to: 'export' }),
    },
    {
      id: 'hand-over',
      allowed: () => rights.can('hand-over'),
      label: () => t('handover.action.make'),
      icon: Send,
      shortcut: 'Ctrl+Shift+H',
      run: () => screens.go('handover', { to: 'hand-over', chosen: null }),
    },
    {
      id: 'open-bundle',
      allowed: () => rights.takesIn,
      label: () => t('handover.action.open'),
      icon: PackageOpen,
      shortcut: 'Ctrl+O',
      run: () => screens.go('handover', { to: 'open-bundle' }),
    },
    {
      id: 'undo',
      label: () => {
        const what = nameOfChange(shell.undoable);
        return what === null ? t('common.actions.undo') : t('common.actions.undoWhat', { what });
      },
      name: () => t('common.actions.undo'),
      icon: Undo2,
      shortcut: 'Ctrl+Z',
      repeats: true,
      whileTyping: false,
      enabled: () => shell.undoable !== null,
      run: () => void shell.undo(),
    },
    {
      id: 'redo',
      label: () => {
        const what = nameOfChange(shell.redoable);
        return what === null ? t('common.actions.redo') : t('common.actions.redoWhat', { what });
      },
      name: () => t('common.actions.redo'),
      icon: Redo2,
      shortcut: 'Ctrl+Shift+Z',
      repeats: true,
      whileTyping: false,
      enabled: () => shell.redoable !== null,
      run: () => void shell.redo(),
    },
    {
      id: 'lock',
      label: () => t('common.actions.lock'),
      icon: Lock,
      shortcut: 'Ctrl+L',
      run: () => void shell.lock(),
    },
    {
      id: 'go-customers',
      label: () => t('common.actions.goCustomers'),
      icon: Users,
      run: () => screens.go('customers'),
    },
    {
      id: 'go-exchange',
      allowed: () => screenAllowed('exchange'),
      label: () => t('common.actions.goExchange'),
      icon: ArrowLeftRight,
      run: () => screens.go('exchange'),
    },
    {
      id: 'go-handover',
      allowed: () => screenAllowed('handover'),
      label: () => t('handover.action.go'),
      icon: Handshake,
      run: () => screens.go('handover'),
    },
    {
      id: 'go-fields',
      allowed: () => screenAllowed('fields'),
      label: () => t('common.actions.goFields'),
      icon: LayoutList,
      run: () => screens.go('fields'),
    },
    {
      id: 'go-classes',
      allowed: () => screenAllowed('fields'),
      label: () => t('common.actions.goClasses'),
      icon: ShieldAlert,
      run: () => screens.go('fields', { to: 'fields-part', part: 'classes' }),
    },
    {
      id: 'go-secrets',
      allowed: () => screenAllowed('fields') && !rights.hasOwnOnly,
      label: () => t('common.actions.goSecrets'),
      icon: KeyRound,
      run: () => screens.go('fields', { to: 'fields-part', part: 'secrets' }),
    },
    {
      id: 'go-team',
      allowed: () => screenAllowed('team'),
      label: () => t('people.go'),
      icon: UserRoundCog,
      shortcut: 'Ctrl+Shift+T',
      run: () => screens.go('team'),
    },
    {
      id: 'invite',
      allowed: () => rights.can('people'),
      label: () => t('people.list.invite'),
      icon: UserRoundPlus,
      run: () => screens.go('team', { to: 'invite' }),
    },
    {
      id: 'open-invitation',
      label: () => t('people.invitation.action'),
      icon: MailOpen,
      run: () => void invitation.choose(),
    },
    {
      id: 'go-journal',
      allowed: () => screenAllowed('journal'),
      label: () => t('common.actions.goJournal'),
      icon: ScrollText,
      run: () => screens.go('journal'),
    },
    {
      id: 'settings',
      label: () => t('common.actions.settings'),
      icon: Settings,
      shortcut: 'Ctrl+,',
      run: () => screens.go('settings'),
    },
    {
      id: 'backup',
      allowed: () => rights.can('backups'),
      label: () => t('common.actions.backup'),
      icon: DatabaseBackup,
      run: () => screens.go('settings', { to: 'settings-part', part: 'backups' }),
    },
    {
      id: 'verify',
      allowed: () => rights.can('audit'),
      label: () => t('common.actions.verify'),
      icon: ShieldCheck,
      run: () => screens.go('settings', { to: 'settings-part', part: 'about' }),
    },
    {
      id: 'theme-light',
      label: () => t('common.actions.themeLight'),
      icon: Sun,
      enabled: () => preferences.value.theme !== 'light',
      run: () => void preferences.set({ theme: 'light' }),
    },
    {
      id: 'theme-dark',
      label: () => t('common.actions.themeDark'),
      icon: Moon,
      enabled: () => preferences.value.theme !== 'dark',
      run: () => void preferences.set({ theme: 'dark' }),
    },
    {
      id: 'shortcuts',
      label: () => t('common.actions.shortcuts'),
      icon: Keyboard,
      shortcut: '?',
      run: () => {
        shell.areShortcutsOpen = true;
      },
    },
  ];
}
