/** What waits until the pages of an open vault are known to be those that were left, and what is refused where they are not. */
import type { VaultCallName } from '../../../src-preload/contract/index.ts';
import { VaultError } from '../errors.ts';
import type { PagesState } from '../session/pages.ts';
import { requirements, type Need } from './permissions.ts';

/** Whoever asks for one of these takes something out of the vault, or trusts what is in it. */
const trusting: ReadonlySet<Need> = new Set(['export', 'hand-over']);
const changing: ReadonlySet<Need> = new Set([
  'write',
  'delete',
  'layout',
  'import',
  'settings',
  'backups',
  'people',
]);
/** That need no such permission, and leave the vault or vouch for it all the same. */
const alsoTrusting: ReadonlySet<VaultCallName> = new Set([
  'backups/make',
  'posture/save',
  'kits/send-back',
  // Would make a new sum over whatever lies there.
  'rotation/start',
]);
/** The way back. */
const alwaysAnswered: ReadonlySet<VaultCallName> = new Set([
  'backups/list',
  'backups/restore-as',
  'backups/restore-over',
  'people/list',
]);

function needsOneOf(call: VaultCallName, needs: ReadonlySet<Need>): boolean {
  const required: Need | readonly Need[] = requirements[call];
  return (typeof required === 'string' ? [required] : required).some((need) => needs.has(need));
}

/**
 * To be called before a call is answered. @returns what it waits for, or `null`
 * @throws VaultError vault/pages-differ
 */
export function beforeTrusting(call: VaultCallName, state: PagesState): Promise<void> | null {
  if (alwaysAnswered.has(call)) return null;
  const isTrusting = alsoTrusting.has(call) || needsOneOf(call, trusting);
  if (!isTrusting && !needsOneOf(call, changing)) return null;
  const assertFit = (): void => {
    if (state.standing === 'differing') throw new VaultError('vault/pages-differ');
  };
  assertFit();
  if (state.standing === 'same' || !isTrusting) return null;
  return state.settled.then(() => {
    // Given up, since the vault is being closed.
    if (state.standing === null) throw new VaultError('vault/locked');
    assertFit();
  });
}
