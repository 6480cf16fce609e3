/**
 * Which calls want a recent proof that the person at the vault is who unlocked it, by the vault's settings. A policy of
 * the vault process: whoever opens the file with a program of their own is held by keys alone.
 */
import type { ParsedInput } from '../../../src-preload/contract/define.ts';
import { msBetween, type Moment } from '../../../src-preload/contract/moment.ts';
import type { VaultCallName, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { StepUpKind, StepUpPolicy } from '../../../src-preload/contract/step-up.ts';
import { VaultError } from '../errors.ts';
import type { OpenSession } from '../session/session.ts';
import { readProtection } from '../upkeep/settings.ts';

type Steps = {
  readonly [N in VaultCallName]?: StepUpKind | ((input: ParsedInput<VaultCalls[N]>) => StepUpKind | null);
};

/** Calls about one's own keys are not here: each of them takes the passphrase itself. */
export const steps: Steps = {
  'customers/reveal': 'reveal',
  'attachments/reveal': 'reveal',
  'secrets/code': 'reveal',
  // A lower class would show what is masked.
  'classes/set': 'reveal',
  'fields/update': (change) => (change.class === undefined ? null : 'reveal'),
  'attachments/set-class': 'reveal',

  'attachments/save': 'export',
  'export/csv': 'export',
  'export/xlsx': 'export',
  'export/vcard': 'export',
  'export/sheet': 'export',
  'bundle/make': 'export',
  'kits/make': 'export',
  'audit-file/export': 'export',
  'audit-file/prove': 'export',

  'customers/erase': 'security',
  'people/invite': 'security',
  'people/rename': 'security',
  'people/set-role': 'security',
  'people/suspend': 'security',
  'people/resume': 'security',
  'people/reset': 'security',
  'people/remove': 'security',
  'people/hand-over': 'security',
  'people/show-names': 'security',
  'roles/save': 'security',
  'roles/delete': 'security',
  'roles/set-factors': 'security',
  'rotation/start': 'security',
  'backups/restore-over': 'security',
  'backups/delete': 'security',
  'settings/set': ({ lock, stepUp }) => (lock === undefined && stepUp === undefined ? null : 'security'),
};

function kindOf<N extends VaultCallName>(call: N, input: ParsedInput<VaultCalls[N]>): StepUpKind | null {
  const step = steps[call];
  return typeof step === 'function' ? step(input) : (step ?? null);
}

/** A proof that is good for one thing holds for so long, until that is done. */
const oneThingMs = 60_000;

function holds({ proof }: OpenSession, { minutes }: StepUpPolicy, now: Moment): boolean {
  if (proof.isSpent && minutes === 0) return false;
  const limit = minutes === 0 ? oneThingMs : minutes * 60_000;
  // A clock that was put back proves nothing.
  return proof.at.wall <= now.wall && msBetween(proof.at, now) <= limit;
}

/**
 * Asked before a handler runs. A proof that is good for one thing is used up by it.
 * @throws VaultError access/step-up-needed
 */
export function assertSteppedUp<N extends VaultCallName>(
  session: OpenSession,
  call: N,
  input: ParsedInput<VaultCalls[N]>,
  now: Moment,
): void {
  const kind = kindOf(call, input);
  if (kind === null || session.vault.isSample) return;
  const { stepUp } = readProtection(session.vault);
  if (!stepUp[kind]) return;
  if (!holds(session, stepUp, now)) throw new VaultError('access/step-up-needed', { kind });
  session.proof = { ...session.proof, isSpent: true };
}
