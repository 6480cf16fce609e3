/**
 * Asks for a recent proof that the person at the vault is who unlocked it, by the vault's settings. A policy of the vault
 * process: whoever opens the file with a program of their own is held by keys alone.
 */
import type { ParsedInput } from '../../../src-preload/contract/define.ts';
import { msBetween, type Moment } from '../../../src-preload/contract/moment.ts';
import type { VaultCallName, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { StepUpPolicy } from '../../../src-preload/contract/step-up.ts';
import { VaultError } from '../errors.ts';
import type { OpenSession } from '../session/session.ts';
import { readProtection } from '../upkeep/settings.ts';
import { stepOf } from './steps.ts';

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
  const kind = stepOf(call, input);
  if (kind === 'none' || session.vault.isSample) return;
  const { stepUp } = readProtection(session.vault);
  if (!stepUp[kind]) return;
  if (!holds(session, stepUp, now)) throw new VaultError('access/step-up-needed', { kind });
  session.proof = { ...session.proof, isSpent: true };
}
