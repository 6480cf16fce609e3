/** The contract's calls about exchanging the vault's keys. */
import type { LockReason } from '../../../src-preload/contract/host.ts';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { rotationCalls } from '../../../src-preload/contract/rotation.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { tellNotices, type EngineSurroundings, type OpenSession } from '../session/session.ts';
import type { Leave } from '../session/leave.ts';
import { databaseBytes, rotationCost } from './cost.ts';
import { dealWithRotation, rotationNote } from './note.ts';
import { findOldCopies } from './old-copies.ts';
import { rotateKeys, type RotationRequest } from './rotate.ts';

export type RotationHandlers = Handlers<typeof rotationCalls>;

/** What the unlock screen says of an exchange that failed. */
function failureReason(error: unknown): LockReason {
  return error instanceof VaultError && error.code === 'vault/disk-full'
    ? 'rotation-disk-full'
    : 'rotation-failed';
}

export function rotationHandlers(
  session: OpenSession,
  surroundings: EngineSurroundings,
  leave: Leave,
): RotationHandlers {
  const { vault } = session;

  const rotate = async (request: RotationRequest, forget: () => void): Promise<void> => {
    let reason: LockReason = 'keys-rotated';
    try {
      await rotateKeys(session, surroundings, request, forget);
    } catch (error) {
      reason = failureReason(error);
      throw error;
    } finally {
      if (vault.store.isClosed) surroundings.onControl({ type: 'request-lock', reason });
    }
  };

  return {
    'rotation/plan': async () => {
      const { confidential, restricted } = vault.keys.compartments;
      const { people } = vault.access.roster.body;
      try {
        return {
          ...(await rotationCost(vault)),
          people: people.filter(({ status }) => status === 'active').length,
          holdsEveryKey: confidential !== null && restricted !== null,
          lastAt: rotationNote(vault.store.db)?.at ?? null,
          copies: await findOldCopies(session, null),
        };
      } catch (error) {
        throw fromFileError(error);
      }
    },
    'rotation/start': async (request) => {
      // The file is written twice: as it lies, and anew.
      const bytes = 2 * databaseBytes(vault);
      await leave({ why: 'rotation', bytes }, (forget) => rotate(request, forget));
      return undefined;
    },
    'rotation/aftermath': async () => {
      const last = rotationNote(vault.store.db);
      if (last === null) return null;
      const { at, reason, isDealtWith } = last;
      return { at, reason, isDealtWith, copies: await findOldCopies(session, at) };
    },
    'rotation/deal-with': () => {
      if (dealWithRotation(vault.store))
        tellNotices(
          session,
          session.notices.filter(({ code }) => code !== 'keys-rotated'),
        );
      return undefined;
    },
  };
}
