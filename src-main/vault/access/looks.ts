import type { VaultCallName } from '../../../src-preload/contract/index.ts';

/** What is answered while vaults are only looked at: calls that write nothing, neither in the vault nor outside of it. Every other one is refused. */
export const looks: ReadonlySet<VaultCallName> = new Set([
  'vault/unlock',
  'vault/verify',
  'customers/count',
  'customers/window',
  'fields/list',
  'cards/mine',
  'bundle/open',
  'bundle/cancel',
  'bundle/close',
  'audit-file/verify',
  'audit-file/cancel',
]);
