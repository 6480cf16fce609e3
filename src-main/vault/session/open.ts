/**
 * Opening a vault. Nothing is written before everything is right, and nothing scans the data: the time after Argon2id
 * is the same for a hundred customers and for a million.
 */
import { vaultName } from '../../files/vault-name.ts';
import { VaultError } from '../errors.ts';
import type { OpenVault, UnlockedKeys } from '../context.ts';
import {
  forgetFailedAttempts,
  noteFailedAttempt,
  readFailedAttempts,
  type FailedAttempt,
} from '../keyring/attempts.ts';
import { verifyKeyring } from '../keyring/format/v1/read.ts';
import { deriveAttemptsIdentity } from '../crypto/derive.ts';
import { destroyVaultKeys, openGrant, type VaultKeys } from '../keyring/grant.ts';
import { destroyKeyBundle, type KeyBundle } from '../keyring/key-bundle.ts';
import { readKeyringFile } from '../keyring/keyring-file.ts';
import { forgetFactors } from '../keyring/slots.ts';
import { entryOf, type AllegedKeyring, type Keyring, type SlotKind } from '../keyring/keyring.ts';
import { openRoster, type Roster } from '../keyring/roster-seal.ts';
import { rulesOf, type SignedRoster } from '../keyring/roster.ts';
import { noteKitWorks } from '../recovery/kit-state.ts';
import { latestOf } from '../policy/policies.ts';
import { witnessedPolicies } from '../upkeep/witnessed-policies.ts';
import type { Store } from '../store/store.ts';
import { readProtection } from '../upkeep/settings.ts';
import type { LogSizes } from '../upkeep/checkpoints.ts';
import { freshProof } from '../step-up/proof.ts';
import { wasCutOff } from './crash-trace.ts';
import { hasLeftoverLog } from './open-database.ts';
import { openAnySlot, wrongCredential, type OpenedSlot, type SlotRequest } from './open-slot.ts';
import { openOnItsLine } from './open-on-its-line.ts';
import { originId } from './origin.ts';
import { acceptedDetails, type Evidence } from './evidence.ts';
import { continuation } from './own-entries.ts';
import { sweepCutOffFiles } from '../unfinished/sweep.ts';
import { assertNotLeased, isLeaseLeft, takeLease, type Lease } from './lease.ts';
import { noteNewLine } from './new-line.ts';
import { noticesAfter } from './notices.ts';
import { ownPages, Pages, type PagesManner } from './pages.ts';
import { assertHasAccount } from './roster-freshness.ts';
import { countsAsSample, isSamplePassphrase } from './sample.ts';
import { announceSeen } from './save-keyring.ts';
import type { EngineSurroundings, Notice, OpenSession } from './session.ts';

export interface OpeningRequest extends SlotRequest {
  readonly folder: string;
  readonly acceptOlder: boolean;
  /** Factors that the slot gets at once, where the person's role wants them and the slot does not. */
  readonly addsFactors: { readonly keyFile: boolean; readonly device: boolean };
  /** A slot whose passphrase was made for one use opens only when another one follows at once. */
  readonly hasNewPassphrase: boolean;
}

function journalOpening(
  store: Store,
  kind: SlotKind,
  evidence: Evidence | null,
  attempts: readonly FailedAttempt[],
) {
  for (const attempt of attempts)
    store.journal('unlock-failed', { attemptAt: attempt.at, with: attempt.kind });
  if (evidence !== null) store.journal('copy-accepted', acceptedDetails(evidence));
  store.journal(kind === 'recovery' ? 'recovered' : 'unlocked', { failed: attempts.length });
}

/** What stands behind a person's slot: the vault's keys by the person's grant, then a keyring and a roster that are found right. */
interface Verified {
  readonly keyring: Keyring;
  readonly roster: Roster;
  readonly opened: OpenedSlot;
  readonly vaultKeys: VaultKeys;
}

/** Keyring and roster of a vault in which somebody has an account, found right. @throws VaultError vault/suspended, vault/keyring-edited */
export async function takeGrant(
  read: AllegedKeyring,
  { personId, ageIdentity, rootKey }: Pick<KeyBundle, 'personId' | 'ageIdentity' | 'rootKey'>,
): Promise<Omit<Verified, 'opened'>> {
  const { alleged } = read;
  const { vaultId } = alleged;
  const { grant } = entryOf(alleged, personId);
  if (grant === null) throw new VaultError('vault/suspended');
  const vaultKeys = await openGrant(ageIdentity, { vaultId, personId }, grant);
  try {
    const { vaultKey } = vaultKeys;
    const keyring = verifyKeyring(read, vaultKey);
    const roster = openRoster(keyring.roster, { vaultId, keys: vaultKeys, rootKey });
    assertHasAccount(roster, personId);
    return { keyring, roster, vaultKeys };
  } catch (error) {
    destroyVaultKeys(vaultKeys);
    throw error;
  }
}

/** What a slot that opens is to be given before the vault does: an own passphrase, the factors that the role wants. */
function missingStep(request: OpeningRequest, { opened: { slot, bundle }, roster }: Verified) {
  if (slot.mustChange && !request.hasNewPassphrase) return new VaultError('vault/new-passphrase-needed');
  // The recovery key is for whoever has lost the others; the next opening by passphrase asks.
  if (request.kind === 'recovery') return null;
  const role = roster.body.people.find(({ id }) => id === bundle.personId)?.role ?? '';
  const { factors } = rulesOf(roster.body, role);
  const keyFile = factors.keyFile && !slot.needsKeyFile;
  const device = factors.device && !slot.needsDevice;
  const isGiven = (!keyFile || request.addsFactors.keyFile) && (!device || request.addsFactors.device);
  return isGiven ? null : new VaultError('vault/factors-needed', { keyFile, device });
}

/**
 * What opens with the credentials, found right. Writes nothing.
 * @throws VaultError as {@link openAnySlot}, vault/suspended, vault/keyring-edited, vault/new-passphrase-needed, vault/factors-needed
 */
export async function readVerified(
  surroundings: Pick<EngineSurroundings, 'deviceSecret'>,
  request: OpeningRequest,
  read: AllegedKeyring,
): Promise<Verified> {
  const opened = await openAnySlot(read.alleged, request, surroundings.deviceSecret);
  try {
    const verified = { opened, ...(await takeGrant(read, opened.bundle)) };
    const missing = missingStep(request, verified);
    if (missing === null) return verified;
    destroyVaultKeys(verified.vaultKeys);
    throw missing;
  } catch (error) {
    forgetOpened(opened);
    throw error;
  }
}

/** Zeroes what a slot gave. */
function forgetOpened(opened: OpenedSlot): void {
  destroyKeyBundle(opened.bundle);
  forgetFactors(opened);
}

async function readVerifiedOrNote(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
  read: AllegedKeyring,
): Promise<Verified> {
  try {
    return await readVerified(surroundings, request, read);
  } catch (error) {
    if (wrongCredential(error))
      await noteFailedAttempt(request.folder, read.alleged.auditRecipient, {
        at: surroundings.now(),
        kind: request.kind,
      });
    throw error;
  }
}

/**
 * Opens a vault: keyring, key slot, keyring's MAC, database key, database header, database, where the logs stand.
 * @throws VaultError any of the contract's opening errors
 */
export async function openVault(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
): Promise<Entered & { opened: OpenedSlot }> {
  const { read, isPrevious } = await readKeyringFile(request.folder);
  const verified = await readVerifiedOrNote(surroundings, request, read);
  const { opened } = verified;
  try {
    const { session, instead } = await enter(surroundings, request, verified, isPrevious);
    if (!opened.slot.needsKeyFile) session.keyFilePath = null;
    return { session, opened, instead };
  } catch (error) {
    forgetOpened(opened);
    destroyVaultKeys(verified.vaultKeys);
    throw error;
  }
}

interface Entered {
  readonly session: OpenSession;
  /** The rosters that stand in the place of the keyring's, to be put back; `null` where its own do. */
  readonly instead: readonly SignedRoster[] | null;
}

async function enter(
  surroundings: EngineSurroundings,
  request: OpeningRequest,
  { keyring: found, roster, opened, vaultKeys }: Verified,
  isPrevious: boolean,
): Promise<Entered> {
  const { folder } = request;
  const { bundle, slot } = opened;
  assertNotLeased(folder, surroundings);
  const hadLeftover = await hasLeftoverLog(folder);
  const isBehindByCrash = isPrevious && (await wasCutOff(folder, surroundings));
  const wasLeft = isLeaseLeft(folder);
  using attemptsIdentity = deriveAttemptsIdentity(vaultKeys.vaultKey);
  const attempts = await readFailedAttempts(folder, attemptsIdentity);
  const known = { ...bundle, ...vaultKeys };
  const lastSeen = surroundings.lastSeen(found.copyId);
  const { keyring, older, evidence, instead, isUnknownCopy, erasedSince, store, keys, wasRotationCutOff } =
    await openOnItsLine(
      surroundings,
      request,
      { keyring: found, roster, isBehindByCrash, isFirstOpening: slot.mustChange },
      known,
    );
  try {
    const { ownSince, unsigned } = continuation(store, bundle.personId, lastSeen);
    if (older !== null) noteNewLine(store, found, keyring);
    if (unsigned > 0) store.journal('unclean-end', { entries: unsigned });
    if (wasRotationCutOff) store.journal('work-cut-off', { work: 'rotation' });
    if (isPrevious) store.journal('keyring-fallback', { cutOff: isBehindByCrash });
    journalOpening(store, request.kind, evidence, attempts);
    const writer = { store, vaultId: keyring.vaultId, personId: bundle.personId, keys: bundle };
    await sweepCutOffFiles(writer, originId(surroundings.deviceId, keyring.copyId));
    if (request.kind === 'recovery') noteKitWorks(store, bundle.personId, surroundings.now());
    if (attempts.length > 0) await forgetFailedAttempts(folder);
    const opening = {
      isPrevious,
      attempts: attempts.length,
      hadLeftover,
      wasLeft,
      acceptedOlder: older !== null,
      lookedAt: null,
      isUnknownCopy,
      erasedSince,
      wasRotationCutOff,
    };
    const { personId } = bundle;
    const now = surroundings.now();
    const isPlain = request.kind === 'passphrase' && isSamplePassphrase(request.credential);
    const isSample = countsAsSample(keyring, roster, isPlain);
    const notices = noticesAfter(opening, { folder, store, keyring, roster, personId, now, isSample });
    const session = makeSession(
      surroundings,
      folder,
      { keyring, roster },
      store,
      { ...known, ...keys, slotId: slot.id },
      {
        notices,
        keyFilePath: request.keyFilePath,
        isPlain,
        lease: takeLease(folder, surroundings),
        ownSince,
        pages: { ...ownPages, isKeyringCurrent: !isPrevious, hadLog: hadLeftover, wasLeft },
      },
    );
    return { session, instead };
  } catch (error) {
    store.close();
    keys.dek.destroy();
    throw error;
  }
}

/** How a session came to be. */
interface Told {
  readonly notices: readonly Notice[];
  readonly keyFilePath: string | null;
  /** It was opened by the passphrase that every sample has. */
  readonly isPlain: boolean;
  readonly lease: Lease;
  readonly ownSince: LogSizes;
  readonly pages?: PagesManner;
}

/** Puts an open store and its keys together. */
export function makeSession(
  surroundings: EngineSurroundings,
  folder: string,
  { keyring, roster }: { readonly keyring: Keyring; readonly roster: Roster },
  store: Store,
  keys: UnlockedKeys,
  told: Told,
): OpenSession {
  const me = roster.body.people.find(({ id }) => id === keys.personId);
  if (me === undefined) throw new Error('a session of somebody who is not in the roster');
  const access = { roster, rules: rulesOf(roster.body, me.role) };
  const vault: OpenVault = {
    now: surroundings.now,
    moment: surroundings.moment,
    emit: surroundings.emit,
    resolveTicket: surroundings.resolveTicket,
    deviceId: surroundings.deviceId,
    importThread: surroundings.importThread,
    copyThread: surroundings.copyThread,
    vaultId: keyring.vaultId,
    folder,
    personId: keys.personId,
    keys,
    access,
    store,
    knownPolicies: latestOf(
      (surroundings.lastSeen(keyring.copyId) ?? surroundings.seenAt(keyring.vaultId, folder))?.policies ?? {},
      witnessedPolicies({ store, vaultId: keyring.vaultId, roster: roster.body }),
    ),
    copy: { id: keyring.copyId },
    ownSince: told.ownSince,
    isReadOnly: told.pages?.isReadOnly ?? false,
    // What an account is made in is no sample any more.
    get isSample() {
      return countsAsSample(keyring, access.roster, told.isPlain);
    },
  };
  return {
    vault,
    pages: new Pages(folder, keyring, keys.dek, told.pages ?? ownPages),
    saving: { waiting: 0, last: Promise.resolve() },
    lease: told.lease,
    emit: surroundings.emit,
    name: vaultName(folder),
    personName: me.name,
    notices: told.notices,
    keyring,
    keyFilePath: told.keyFilePath,
    shownRecoveryGroups: null,
    proof: freshProof(surroundings.moment()),
  };
}

/** As {@link tellHost}, and what this device is to remember of it. */
export function announceOpened(session: OpenSession, surroundings: EngineSurroundings): void {
  tellHost(session, surroundings, session.vault.folder);
  announceSeen(session, surroundings);
}

/** Tells the host what it watches for this vault. @param folder where the person has it */
export function tellHost(
  { vault, name, keyFilePath }: OpenSession,
  surroundings: Pick<EngineSurroundings, 'onControl'>,
  folder: string,
): void {
  surroundings.onControl({
    type: 'opened',
    vaultId: vault.vaultId,
    personId: vault.personId,
    folder,
    name,
    isSample: vault.isSample,
    lockPolicy: readProtection(vault).lock,
    keyFilePath,
  });
}
