/**
 * What every call of the contract needs: one table, asked before any handler runs. Keys hold people to the classes they
 * may read; this holds them to the rest.
 */
import type { VaultCallName } from '../../../src-preload/contract/index.ts';
import type { Permission, RoleRules } from '../../../src-preload/contract/roles.ts';
import { VaultError } from '../errors.ts';

/**
 * `anyone`: also while no vault is open. `open`: only an open vault, because the call is about the person's own keys and
 * card, or ends what the person began. `read`, `write`: what is internal. `all-customers`: not only those that are assigned to the person. The others are permissions of the role.
 */
export type Need = 'anyone' | 'open' | 'read' | 'write' | 'all-customers' | Permission;
/** One need, or several that must all be met. */
export type Requirement = Need | readonly Need[];

/** A call that is not here does not compile. */
export const requirements: Readonly<Record<VaultCallName, Requirement>> = {
  'vault/inspect': 'anyone',
  'vault/tune-kdf': 'anyone',
  'vault/create': 'anyone',
  'vault/create-sample': 'anyone',
  'vault/unlock': 'anyone',
  'vault/recover': 'anyone',
  'vault/save-evidence': 'anyone',
  'recovery/check-share': 'anyone',
  'recovery/recover-with-shares': 'anyone',
  'vault/state': 'anyone',
  'passphrase/suggest': 'anyone',
  'passphrase/estimate': 'anyone',

  'keys/list': 'open',
  'keys/change-passphrase': 'open',
  'keys/add-key-file': 'open',
  'keys/remove-key-file': 'open',
  'keys/new-recovery-key': 'open',
  'keys/confirm-recovery': 'open',
  'keys/add-device': 'open',
  'keys/remove-device': 'open',
  'step-up/state': 'open',
  'step-up/prove': 'open',
  'step-up/begin-code': 'open',
  'step-up/confirm-code': 'open',
  'step-up/new-recovery-codes': 'open',
  'step-up/remove-code': 'open',
  'recovery/status': 'open',
  'recovery/split': 'open',
  'recovery/confirm-split': 'open',
  'recovery/check-kit': 'open',

  'customers/window': 'read',
  'customers/position': 'read',
  'customers/get': 'read',
  'customers/create': 'write',
  'customers/edit': 'write',
  'customers/bulk-tag': 'write',
  'customers/assign': ['write', 'all-customers'],
  'customers/delete': ['write', 'delete'],
  'customers/erase': ['write', 'erase', 'all-customers'],
  'customers/discard': 'write',
  'customers/restore': ['write', 'delete'],
  'customers/reveal': 'read',
  'customers/history': 'read',
  'customers/restore-value': 'write',
  'customers/count': 'read',
  'undo/state': 'read',
  'undo/undo': 'write',
  'undo/redo': 'write',

  'attachments/list': 'read',
  'attachments/add': 'write',
  'attachments/add-files': 'write',
  'attachments/cancel': 'open',
  // A copy that is not encrypted leaves the vault.
  'attachments/save': 'export',
  'attachments/read': 'read',
  'attachments/reveal': 'read',
  'attachments/rename': 'write',
  'attachments/set-class': 'write',
  'attachments/remove': 'write',

  'fields/list': 'read',
  'fields/create': 'layout',
  'fields/update': 'layout',
  'fields/delete': 'layout',
  'fields/move': 'layout',
  'classes/overview': 'read',
  'classes/counts': 'read',
  'classes/set': 'layout',
  'classes/cancel': 'open',
  'classes/keep': 'layout',
  'sections/create': 'layout',
  'sections/rename': 'layout',
  'sections/move': 'layout',
  'sections/delete': 'layout',
  'tags/list': 'read',
  'tags/create': 'layout',
  'tags/update': 'layout',
  'tags/delete': 'layout',
  'views/list': 'read',
  'views/save': 'layout',
  'views/move': 'layout',
  'views/delete': 'layout',

  'import/open': ['write', 'import'],
  'import/reread': ['write', 'import'],
  'import/dry-run': ['write', 'import'],
  'import/run': ['write', 'import'],
  'import/cancel': 'open',
  'import/close': 'open',
  'import/report': ['write', 'import'],
  'import/batches': ['import', 'all-customers'],
  'import/undo': ['write', 'import', 'all-customers'],
  'export/csv': 'export',
  'export/xlsx': 'export',
  'export/vcard': 'export',
  'export/sheet': 'export',
  'export/cancel': 'open',

  'secrets/generate': 'open',
  'secrets/examine': 'read',
  'secrets/about': 'read',
  'secrets/reused-in': 'read',
  'secrets/code': 'read',
  'secrets/overview': 'all-customers',
  'secrets/cancel': 'open',

  'merge/conflicts': 'read',
  'merge/decide': 'write',
  'merge/decide-all': 'write',
  'merge/batches': ['import', 'all-customers'],
  'merge/undo': ['write', 'import', 'all-customers'],

  'settings/get': 'read',
  'settings/set': 'settings',
  'backups/list': 'backups',
  'backups/make': 'backups',
  'backups/set-folder': 'backups',
  'backups/restore-as': 'backups',
  'backups/delete': 'backups',
  // Brings back the accounts and roles of then.
  'backups/restore-over': ['backups', 'people'],
  'journal/list': 'audit',
  'log/seal': 'open',
  'log/seal-kept': 'open',
  'time-stamp/list': 'open',
  'time-stamp/ask': 'open',
  'time-stamp/answer': 'open',
  'audit-file/export': 'audit',
  'audit-file/prove': 'audit',
  'audit-file/cancel': 'open',
  // Of any vault, or of none.
  'audit-file/verify': 'anyone',
  'vault/verify': 'audit',
  // Of others' looks, the handler asks for more.
  'audit/customer': 'read',
  'audit/person': 'read',
  'audit/copied': 'read',
  'audit/printed': 'open',
  'vault/date-anew': 'open',

  'cards/mine': 'open',
  'cards/set-mine': 'open',
  'cards/export': 'open',
  'cards/read': 'read',
  'cards/list': 'read',
  'cards/add': 'hand-over',
  'cards/check': 'hand-over',
  'cards/remove': 'hand-over',
  'bundle/preview': 'hand-over',
  'bundle/make': 'hand-over',
  'bundle/cancel': 'open',
  'bundle/open': ['write', 'import', 'all-customers'],
  'bundle/take-in': ['write', 'import', 'all-customers'],
  'bundle/close': 'open',
  'ledger/list': 'read',
  'ledger/save-receipt': 'hand-over',
  'ledger/add-receipt': 'hand-over',
  'posture/show': 'read',
  'posture/save': 'read',
  'kits/make': 'hand-over',
  'kits/list': 'hand-over',
  'kits/mine': 'read',
  'kits/send-back': ['hand-over', 'all-customers'],

  'people/list': 'read',
  'people/by-class': 'read',
  'people/open-invitation': 'open',
  'people/invite': 'people',
  'people/rename': 'people',
  'people/set-role': 'people',
  'people/suspend': 'people',
  'people/resume': 'people',
  'people/reset': 'people',
  'people/remove': 'people',
  'people/hand-over': 'people',
  'people/show-names': 'people',
  'roles/save': 'people',
  'roles/delete': 'people',
  'roles/set-factors': 'people',
  'unfinished/list': 'open',
  'unfinished/dismiss': 'open',
  'unfinished/note-unsaved': 'open',

  'rotation/plan': 'people',
  'rotation/start': 'people',
  'rotation/aftermath': 'people',
  'rotation/deal-with': 'people',
};

type Rules = Pick<RoleRules, 'classes' | 'customers' | 'permissions'>;

function isMet(need: Need, { classes, customers, permissions }: Rules): boolean {
  switch (need) {
    case 'anyone':
    case 'open':
    case 'read':
      // No role is without reading what is internal.
      return true;
    case 'write':
      return classes.internal === 'write';
    case 'all-customers':
      return customers === 'all';
    default:
      return permissions.includes(need);
  }
}

/** What a role lacks for a call; `null` when it may be made. */
export function unmetNeed(call: VaultCallName, rules: Rules): Need | null {
  const requirement = requirements[call];
  const needs = typeof requirement === 'string' ? [requirement] : requirement;
  return needs.find((need) => !isMet(need, rules)) ?? null;
}

/** @throws VaultError access/not-allowed */
export function assertAllowed(call: VaultCallName, rules: Rules): void {
  const needs = unmetNeed(call, rules);
  if (needs !== null) throw new VaultError('access/not-allowed', { call, needs });
}
