import type { VaultCallName } from '../../../src-preload/contract/index.ts';
import type { RoleRules } from '../../../src-preload/contract/roles.ts';

/**
 * What is answered while a vault is only looked at: calls that change nothing of it. Every other one is refused. What some of them note of themselves
 * goes into a copy of the vault that is removed with the session; a process that is to write nothing at all has that copy for reading only.
 */
export const looks: ReadonlySet<VaultCallName> = new Set([
  'vault/unlock',
  'vault/state',
  'vault/verify',
  'vault/save-evidence',
  'keys/list',
  'step-up/state',
  'step-up/prove',
  'recovery/status',
  'settings/get',
  'backups/list',
  'people/list',
  'people/by-class',
  'customers/count',
  'customers/window',
  'customers/position',
  'customers/get',
  'customers/history',
  'customers/reveal',
  'undo/state',
  'fields/list',
  'tags/list',
  'views/list',
  'classes/overview',
  'attachments/list',
  'attachments/read',
  'attachments/reveal',
  'attachments/save',
  'attachments/cancel',
  'secrets/about',
  'secrets/reused-in',
  'secrets/code',
  'merge/conflicts',
  'merge/batches',
  'import/batches',
  'unfinished/list',
  'rotation/aftermath',
  'export/csv',
  'export/xlsx',
  'export/vcard',
  'export/sheet',
  'export/cancel',
  'journal/list',
  'audit/customer',
  'audit/person',
  'audit/copied',
  'audit/printed',
  'cards/mine',
  'cards/list',
  'ledger/list',
  'kits/list',
  'kits/mine',
  'bundle/open',
  'bundle/cancel',
  'bundle/close',
  'audit-file/verify',
  'audit-file/cancel',
]);

/** What somebody may do in a vault that is only looked at: see what they see otherwise, and take it out where they may. */
export function lookingRules(rules: RoleRules): RoleRules {
  const { classes, permissions } = rules;
  const toRead = (access: RoleRules['classes']['confidential']) => (access === 'write' ? 'read' : access);
  return {
    ...rules,
    classes: {
      internal: 'read',
      confidential: toRead(classes.confidential),
      restricted: toRead(classes.restricted),
    },
    permissions: permissions.filter((permission) => permission === 'export' || permission === 'audit'),
  };
}
