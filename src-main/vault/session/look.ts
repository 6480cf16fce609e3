/**
 * Opening a vault to look at it: all that is read is read as otherwise, but nothing of the vault is written, and nothing beside it. The journal does
 * not say that it was opened, a wrong passphrase is not noted, and what a crash left half done stays so.
 */
import { deriveAttemptsIdentity } from '../crypto/derive.ts';
import { readFailedAttempts } from '../keyring/attempts.ts';
import { destroyVaultKeys } from '../keyring/grant.ts';
import { destroyKeyBundle } from '../keyring/key-bundle.ts';
import { VaultError } from '../errors.ts';
import { readKeyringFile } from '../keyring/keyring-file.ts';
import { isAllowed } from '../keyring/roster.ts';
import { forgetFactors } from '../keyring/slots.ts';
import { wasCutOff } from './crash-trace.ts';
import { freshnessOf } from './freshness.ts';
import { noticesOfPolicies } from './hold-to-policies.ts';
import { assertNotLeased, isLeaseLeft } from './lease.ts';
import { lookingRules } from '../access/looks.ts';
import { noticesAfter } from './notices.ts';
import { makeSession, readVerified, tellHost, type OpeningRequest } from './open.ts';
import { openDatabaseCopy } from './open-copy.ts';
import { hasLeftoverLog } from './open-database.ts';
import { countsAsSample, isSamplePassphrase } from './sample.ts';
import { lastCheckpoint } from '../upkeep/checkpoints.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

/**
 * @returns a session whose folder is a copy, which goes when it is closed
 * @throws VaultError any of the contract's opening errors
 */
export async function look(
  surroundings: EngineSurroundings,
  asked: Pick<OpeningRequest, 'folder' | 'personId' | 'credential' | 'keyFilePath'>,
): Promise<OpenSession> {
  const { folder } = asked;
  const request = {
    ...asked,
    acceptOlder: false,
    kind: 'passphrase',
    hasNewPassphrase: false,
    addsFactors: { keyFile: false, device: false },
  } as const;
  const { read, isPrevious } = await readKeyringFile(folder);
  const { keyring, roster: found, opened, vaultKeys } = await readVerified(surroundings, request, read);
  const { bundle, slot } = opened;
  forgetFactors(opened);
  const known = { ...bundle, ...vaultKeys };
  try {
    const mayLook = isAllowed(found.body, bundle.personId, 'audit');
    // Of a process that only looks each call is asked for itself: some of them show nobody.
    if (!surroundings.isReadOnly && !mayLook) throw new VaultError('vault/look-needs-audit');
    assertNotLeased(folder, surroundings);
    const hadLeftover = await hasLeftoverLog(folder);
    const wasLeft = isLeaseLeft(folder);
    const isBehindByCrash = isPrevious && (await wasCutOff(folder, surroundings));
    using attemptsIdentity = deriveAttemptsIdentity(vaultKeys.vaultKey);
    const attempts = await readFailedAttempts(folder, attemptsIdentity);
    const { store, keys, wasRotationCutOff, copy } = await openDatabaseCopy(
      surroundings,
      folder,
      keyring,
      known,
    );
    try {
      const { older, instead, roster, isUnknownCopy, erasedSince } = freshnessOf(
        surroundings,
        { folder, store, keyring, roster: found, isBehindByCrash, isFirstOpening: slot.mustChange },
        known,
      );
      const opening = {
        isPrevious,
        attempts: attempts.length,
        hadLeftover,
        wasLeft,
        acceptedOlder: false,
        lookedAt: older?.code ?? null,
        isUnknownCopy,
        erasedSince,
        wasRotationCutOff,
      };
      const { personId } = bundle;
      const now = surroundings.now();
      const isPlain = isSamplePassphrase(request.credential);
      const isSample = countsAsSample(keyring, roster, isPlain);
      const notices = noticesAfter(opening, { folder, store, keyring, roster, personId, now, isSample });
      const session = makeSession(
        surroundings,
        copy.folder,
        { keyring, roster },
        store,
        { ...known, ...keys, slotId: slot.id },
        {
          notices,
          keyFilePath: null,
          isPlain,
          // What nobody has signed yet is the end of the last session, and said as that.
          ownSince: lastCheckpoint(store.db) ?? { changes: 0, journal: 0 },
          pages: {
            isKeyringCurrent: !isPrevious,
            isReadOnly: true,
            hadLog: hadLeftover,
            wasLeft,
          },
          lease: {
            assertSameFolder: () => undefined,
            release: () => {
              copy.remove();
            },
          },
        },
      );
      const putBack = instead === null ? [] : [{ code: 'roster-put-back' as const, count: 1 }];
      session.notices = [...session.notices, ...putBack, ...noticesOfPolicies(session.vault)];
      if (!surroundings.isReadOnly) session.vault.access.rules = lookingRules(session.vault.access.rules);
      tellHost(session, surroundings, folder);
      return session;
    } catch (error) {
      store.close();
      keys.dek.destroy();
      copy.remove();
      throw error;
    }
  } catch (error) {
    destroyKeyBundle(bundle);
    destroyVaultKeys(vaultKeys);
    throw error;
  }
}
