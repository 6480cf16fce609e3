/** The contract's calls about recovery: those that need no open vault, and those that do. */
import type { Handlers } from '../../../src-preload/contract/index.ts';
import type { Asked } from '../../../src-preload/contract/tickets.ts';
import type { recoveryCalls } from '../../../src-preload/contract/recovery.ts';
import { VaultError } from '../errors.ts';
import { assertGoodPassphrase } from '../session/passphrase/strength.ts';
import { describeSession, type EngineSurroundings, type OpenSession } from '../session/session.ts';
import { namedPerson, type SessionSlot } from '../session/session-handlers.ts';
import { recover } from '../session/unlock.ts';
import { checkKit } from './drill.ts';
import { currentKitState } from './kit-state.ts';
import { keyFromShares } from './shamir.ts';
import { readShare } from './share.ts';
import { confirmSplit, splitKit, type ShownSplit } from './split-kit.ts';

type Calls = typeof recoveryCalls;
type EntryCall = 'recovery/check-share' | 'recovery/recover-with-shares';
export type RecoveryEntryHandlers = Handlers<Pick<Calls, EntryCall>>;
export type RecoveryHandlers = Handlers<Omit<Calls, EntryCall>>;

function forget(secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** Shares that fit one another and yet open nothing were not made for this vault, or not lately. */
async function asSharesError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/wrong-recovery-key')
      throw new VaultError('recovery/shares-of-another-vault', {}, error);
    throw error;
  }
}

/** @param kdfMilliseconds what one guess costs, as far as measured */
export function recoveryEntryHandlers(
  surroundings: EngineSurroundings,
  slot: SessionSlot,
  kdfMilliseconds: () => number,
): RecoveryEntryHandlers {
  const path = (ticket: Asked): string => surroundings.resolveTicket(ticket);
  return {
    'recovery/check-share': ({ share }) => {
      try {
        const { setId, needed, of, number, point } = readShare(share);
        point.fill(0);
        return { setId, needed, of, number };
      } finally {
        share.fill(0);
      }
    },

    'recovery/recover-with-shares': async ({
      vault,
      person,
      shares,
      newPassphrase,
      keyFile,
      acceptOlder,
    }) => {
      try {
        await assertGoodPassphrase(newPassphrase, kdfMilliseconds());
        const key = await keyFromShares(shares);
        const folder = path(vault);
        const request = {
          folder,
          personId: await namedPerson(folder, person),
          keyFilePath: keyFile === undefined ? null : path(keyFile),
          acceptOlder,
        };
        const opening = slot.enter(() => recover(surroundings, request, key, newPassphrase));
        const session = await asSharesError(opening).finally(() => key.fill(0));
        return describeSession(session);
      } finally {
        forget([...shares, newPassphrase]);
      }
    },
  };
}

export function recoveryHandlers(session: OpenSession, surroundings: EngineSurroundings): RecoveryHandlers {
  let shown: ShownSplit | null = null;
  return {
    'recovery/status': () => currentKitState(session),

    'recovery/split': async ({ current, keyFile, ...wish }) => {
      try {
        // The key file that opened the vault in this session still counts.
        const keyFilePath = keyFile === undefined ? session.keyFilePath : surroundings.resolveTicket(keyFile);
        const done = await splitKit(session, surroundings, { current, keyFilePath }, wish);
        shown = done.shown;
        return done.made;
      } finally {
        current.fill(0);
      }
    },

    'recovery/confirm-split': async (typed) => {
      const wrong = await confirmSplit(session, surroundings, shown, typed);
      if (wrong.length === 0) shown = null;
      return { wrong };
    },

    'recovery/check-kit': async (brought) => {
      const secrets = 'shares' in brought ? brought.shares : [brought.recoveryKey];
      try {
        if (!('shares' in brought))
          return { checkedAt: await checkKit(session, surroundings, brought.recoveryKey, 'recovery') };
        const key = await keyFromShares(brought.shares);
        const checking = checkKit(session, surroundings, key, 'shares');
        return { checkedAt: await asSharesError(checking).finally(() => key.fill(0)) };
      } finally {
        forget(secrets);
      }
    },
  };
}
