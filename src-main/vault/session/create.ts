/** Making a vault: the whole folder beside its place, then one rename. */
import { chmod, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readFile } from '../../files/open-file.ts';
import { kdfFloor, type KdfParameters } from '../crypto/argon2-cost.ts';
import { newId } from '../crypto/id.ts';
import { ageRecipient, signingPublicKey } from '../crypto/identity.ts';
import { deriveAttemptsIdentity } from '../crypto/derive.ts';
import type { Dek } from '../crypto/secret-key.ts';
import { assertHoldsVault } from '../upkeep/place.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { newDatabaseKey, wrapDatabaseKey } from '../keyring/database-key.ts';
import { destroyVaultKeys, sealGrant, type VaultKeys } from '../keyring/grant.ts';
import { destroyKeyBundle, newKeyBundle, type KeyBundle } from '../keyring/key-bundle.ts';
import { databaseName, saveKeyring } from '../keyring/keyring-file.ts';
import type { Keyring, KeyringPerson, PageCipher, Slot } from '../keyring/keyring.ts';
import { pageSumOf } from '../keyring/page-sum.ts';
import { nameTag } from '../keyring/person-name.ts';
import { newRecoveryKey, recoveryCredential } from '../keyring/recovery-key.ts';
import { sealRoster, type Roster } from '../keyring/roster-seal.ts';
import { makeSlot } from '../keyring/slots.ts';
import { sealWitness } from '../keyring/witness.ts';
import { openStore } from '../store/store.ts';
import { foundPolicies, seenPolicies } from '../policy/policies.ts';
import { noteKnown } from '../people/known-rosters.ts';
import { foundingRoster, newVaultKeys } from './founding.ts';
import { seenLogs } from './heads.ts';
import { takeLease } from './lease.ts';
import { announceOpened, makeSession } from './open.ts';
import { openDatabase, readDatabaseHeader } from './open-database.ts';
import { originId } from './origin.ts';
import { seenRoster } from './roster-freshness.ts';
import { isSamplePassphrase } from './sample.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';
import { addCheckpointBy, lastNote, sizesOf } from '../upkeep/checkpoints.ts';

export interface CreationRequest {
  /** Where the `.coffer` folder goes; nothing may be there. */
  readonly folder: string;
  /** Made beforehand, because a key file names the vault. */
  readonly vaultId: string;
  readonly personName: string;
  readonly passphrase: Uint8Array;
  readonly keyFileSecret: Uint8Array | null;
  readonly keyFilePath: string | null;
  readonly kdf: KdfParameters;
  readonly isSample: boolean;
}

/** Some kilobytes for each processor. */
const maxCpuInfoBytes = 16 * 1024 ** 2;

/** AEGIS needs the processor's AES instructions to be fast; Linux says whether they are there, other systems always have them. */
async function choosePageCipher(): Promise<PageCipher> {
  if (process.platform !== 'linux') return 'aegis';
  const text = await readFile('/proc/cpuinfo', maxCpuInfoBytes, 'refused').catch((error: unknown) => {
    if (fileErrorCode(error) === null) throw error;
    return null;
  });
  return text === null || /^(flags|Features)\s*:.*\baes\b/m.test(text.toString('latin1'))
    ? 'aegis'
    : 'chacha20';
}

async function assertFree(folder: string): Promise<void> {
  try {
    await stat(folder);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return;
    throw fromFileError(error);
  }
  throw new VaultError('vault/place-taken');
}

/** The database with its first row: who made it. */
function createDatabase(
  surroundings: EngineSurroundings,
  request: CreationRequest,
  file: string,
  made: { dek: Dek; cipher: PageCipher; bundle: KeyBundle; copyId: string; roster: Roster },
) {
  const { dek, cipher, bundle, copyId, roster } = made;
  const { now } = surroundings;
  const store = openStore({
    file,
    dek,
    cipher,
    create: true,
    deviceId: originId(surroundings.deviceId, copyId),
    personId: bundle.personId,
    now,
  });
  try {
    const person = {
      id: bundle.personId,
      name: request.personName,
      signingPublic: Buffer.from(signingPublicKey(bundle.signingKey)),
      ageRecipient: ageRecipient(bundle.ageIdentity),
    };
    store.write({ kind: 'edit', label: 'person' }, (tx) => {
      tx.run(
        'INSERT INTO person (id, name, signing_public, age_recipient, created_at) VALUES (?, ?, ?, ?, ?)',
        person.id,
        person.name,
        person.signingPublic,
        person.ageRecipient,
        tx.now,
      );
      tx.run(
        'INSERT INTO person_key (person, signing_public, since) VALUES (?, ?, ?)',
        person.id,
        person.signingPublic,
        tx.now,
      );
      noteKnown(tx, roster);
      tx.record({
        entity: 'person',
        entityId: person.id,
        field: '*',
        oldValue: null,
        value: JSON.stringify({ ...person, signingPublic: person.signingPublic.toString('base64') }),
      });
    });
    const { vaultId } = request;
    const { personId } = bundle;
    const founded = {
      store,
      vaultId,
      personId,
      keys: bundle,
      access: { roster },
      knownPolicies: {},
    };
    foundPolicies(founded);
    store.journal('created', {});
    addCheckpointBy(store, {
      vaultId: request.vaultId,
      copyId,
      personId: person.id,
      signingKey: bundle.signingKey,
      ownSince: { changes: 0, journal: 0 },
      policy: { ...seenPolicies(founded), roster: roster.body.seq },
    });
    store.checkpoint();
    const heads = { changeHead: store.logHead(), journalHead: store.journalHead() };
    return { heads, note: lastNote(store.db) };
  } finally {
    store.close();
  }
}

async function makeSlots(
  surroundings: EngineSurroundings,
  request: CreationRequest,
  bundle: KeyBundle,
  recoveryKey: string | null,
): Promise<Slot[]> {
  const at = surroundings.now();
  const common = { createdAt: at, changedAt: at, label: '', person: bundle.personId, mustChange: false };
  const { passphrase, keyFileSecret } = request;
  const slots = [
    await makeSlot(
      request.vaultId,
      { ...common, id: newId(), kind: 'passphrase', kdf: request.kdf },
      { passphrase, keyFileSecret, deviceSecret: null },
      bundle,
    ),
  ];
  if (recoveryKey !== null) {
    const credential = recoveryCredential(new TextEncoder().encode(recoveryKey));
    const plan = { ...common, id: newId(), kind: 'recovery', kdf: kdfFloor } as const;
    const credentials = { passphrase: credential, keyFileSecret: null, deviceSecret: null };
    try {
      slots.push(await makeSlot(request.vaultId, plan, credentials, bundle));
    } finally {
      credential.fill(0);
    }
  }
  return slots;
}

interface NewKeys {
  readonly bundle: KeyBundle;
  readonly vaultKeys: VaultKeys;
  readonly roster: Roster;
}

async function build(
  surroundings: EngineSurroundings,
  request: CreationRequest,
  folder: string,
  { bundle, vaultKeys, roster }: NewKeys,
  slots: readonly Slot[],
): Promise<Keyring> {
  const name = { id: newId(), cipher: await choosePageCipher() };
  using dek = newDatabaseKey();
  const copyId = newId();
  const made = { dek, ...name, bundle, copyId, roster };
  const { heads, note } = createDatabase(surroundings, request, join(folder, databaseName), made);
  await chmod(join(folder, databaseName), 0o600);
  const { vaultId, personName } = request;
  const { personId } = bundle;
  const { vaultKey } = vaultKeys;
  using attempts = deriveAttemptsIdentity(vaultKey);
  const founder: KeyringPerson = {
    person: personId,
    name: personName,
    nameTag: nameTag(vaultId, personName),
    grant: await sealGrant(ageRecipient(bundle.ageIdentity), { vaultId, personId }, vaultKeys),
    witness: sealWitness({ vaultId, personId }, bundle.signingKey, {
      copyId,
      ...seenLogs({ changes: heads.changeHead, journal: heads.journalHead }),
      note,
      roster: seenRoster(roster),
      keyClaim: roster.keyClaim.signature,
    }),
    recoveryConfirmed: request.isSample,
  };
  const keyring: Keyring = {
    vaultId,
    copyId,
    generation: 1,
    isSample: request.isSample,
    auditRecipient: ageRecipient(attempts),
    database: {
      ...name,
      ...heads,
      wrappedKey: wrapDatabaseKey(vaultKey, vaultId, name, dek),
      header: await readDatabaseHeader(folder),
      pages: await pageSumOf(join(folder, databaseName), vaultId, name, dek),
    },
    people: [founder],
    roster: sealRoster(roster, vaultKey),
    slots,
  };
  await saveKeyring(folder, keyring, vaultKey);
  return keyring;
}

/** Opens what was put in its place just now. */
async function enter(
  surroundings: EngineSurroundings,
  { folder, keyFilePath, passphrase }: CreationRequest,
  keyring: Keyring,
  { bundle, vaultKeys, roster }: NewKeys,
  recoveryKey: string | null,
): Promise<OpenSession> {
  const held = { ...bundle, ...vaultKeys };
  const { store, keys } = await openDatabase(surroundings, folder, keyring, held);
  const lease = takeLease(folder, surroundings);
  try {
    const slotId = keyring.slots[0]?.id ?? '';
    const isPlain = isSamplePassphrase(passphrase);
    const told = { notices: [], keyFilePath, isPlain, lease, ownSince: sizesOf(store) };
    const session = makeSession(
      surroundings,
      folder,
      { keyring, roster },
      store,
      { ...held, ...keys, slotId },
      told,
    );
    // Made just now, by nobody else.
    session.pages.state.standing = 'same';
    session.shownRecoveryGroups = recoveryKey?.split('-') ?? null;
    announceOpened(session, surroundings);
    return session;
  } catch (error) {
    lease.release(true);
    store.close();
    keys.dek.destroy();
    throw error;
  }
}

/** Takes back folders that were made for a vault, from the innermost, as far as there is nothing else in them. */
async function removeFolders(innermost: string, outermost: string): Promise<void> {
  try {
    for (let folder = innermost; ; folder = dirname(folder)) {
      await rmdir(folder);
      if (folder === outermost) return;
    }
  } catch (error) {
    // Somebody else has put something there: theirs stays, with the folders around it.
    if (fileErrorCode(error) === null) throw error;
  }
}

/**
 * Makes a vault and opens it. A failure at any point leaves nothing behind.
 * @returns the session, and the recovery key as people write it (none for a sample)
 * @throws VaultError vault/place-taken, file/name-too-long, file/path-too-long, vault/disk-full, vault/read-only, vault/kdf-out-of-memory
 */
export async function createVault(
  surroundings: EngineSurroundings,
  request: CreationRequest,
): Promise<{ session: OpenSession; recoveryKey: string | null }> {
  const { folder } = request;
  await assertHoldsVault(folder);
  await assertFree(folder);
  const making = join(dirname(folder), `.${newId()}.making`);
  const bundle = newKeyBundle(newId(), null);
  const vaultKeys = newVaultKeys();
  const roster = foundingRoster(
    { vaultId: request.vaultId, at: surroundings.now(), name: request.personName },
    bundle,
    vaultKeys,
  );
  const newKeys = { bundle, vaultKeys, roster };
  let ours = making;
  let firstMade: string | undefined;
  try {
    const recoveryKey = request.isSample ? null : newRecoveryKey();
    // What takes long comes before anything is on disk: it may be interrupted.
    const slots = await makeSlots(surroundings, request, bundle, recoveryKey);
    firstMade = await mkdir(dirname(folder), { recursive: true });
    await mkdir(making, { mode: 0o700 });
    const keyring = await build(surroundings, request, making, newKeys, slots);
    await assertFree(folder);
    await rename(making, folder);
    ours = folder;
    // From here on to the answer, too: a vault whose recovery key nobody saw does not stay.
    return { session: await enter(surroundings, request, keyring, newKeys, recoveryKey), recoveryKey };
  } catch (error) {
    destroyKeyBundle(bundle);
    destroyVaultKeys(vaultKeys);
    await rm(ours, { recursive: true, force: true });
    if (firstMade !== undefined) await removeFolders(dirname(folder), firstMade);
    throw fromFileError(error);
  }
}
