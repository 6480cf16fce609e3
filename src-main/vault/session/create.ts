/** Making a vault: the whole folder beside its place, then one rename. */
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { kdfFloor, type KdfParameters } from '../crypto/kdf.ts';
import { newId } from '../crypto/id.ts';
import { ageRecipient, newAgeIdentity, newSigningKey, signingPublicKey } from '../crypto/identity.ts';
import { SecretKey, type Dek, type KeyRole } from '../crypto/secret-key.ts';
import { randomBytes } from '@noble/hashes/utils.js';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { newDatabaseKey, wrapDatabaseKey } from '../keyring/database-key.ts';
import { destroyKeyBundle, type KeyBundle } from '../keyring/key-bundle.ts';
import { databaseName, saveKeyring } from '../keyring/keyring-file.ts';
import type { Keyring, PageCipher, Slot } from '../keyring/keyring.ts';
import { newRecoveryKey, recoveryCredential } from '../keyring/recovery-key.ts';
import { makeSlot } from '../keyring/slots.ts';
import { openStore } from '../store/store.ts';
import { announceOpened, makeSession } from './open.ts';
import { openDatabase, readDatabaseHeader } from './open-database.ts';
import { originId } from './origin.ts';
import type { EngineSurroundings, OpenSession } from './session.ts';

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

const random = <R extends KeyRole>(role: R): SecretKey<R> => SecretKey.adopt(role, randomBytes(32));

function newKeyBundle(): KeyBundle {
  return {
    personId: newId(),
    vaultKey: random('vault'),
    compartments: {
      confidential: random('compartment-confidential'),
      restricted: random('compartment-restricted'),
    },
    signingKey: newSigningKey(),
    ageIdentity: newAgeIdentity(),
  };
}

/** AEGIS needs the processor's AES instructions to be fast; Linux says whether they are there, other systems always have them. */
async function choosePageCipher(): Promise<PageCipher> {
  if (process.platform !== 'linux') return 'aegis';
  const text = await readFile('/proc/cpuinfo', 'utf8').catch((error: unknown) => {
    if (fileErrorCode(error) === null) throw error;
    return 'flags : aes';
  });
  return /^(flags|Features)\s*:.*\baes\b/m.test(text) ? 'aegis' : 'chacha20';
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
  made: { dek: Dek; cipher: PageCipher; bundle: KeyBundle; copyId: string },
) {
  const { dek, cipher, bundle, copyId } = made;
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
      tx.record({
        entity: 'person',
        entityId: person.id,
        field: '*',
        oldValue: null,
        value: JSON.stringify({ ...person, signingPublic: person.signingPublic.toString('base64') }),
      });
    });
    store.journal('created', {});
    store.checkpoint();
    return { changeHead: store.logHead(), journalHead: store.journalHead() };
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
  const common = { createdAt: at, changedAt: at, label: '' };
  const slots = [
    await makeSlot(
      request.vaultId,
      { ...common, id: newId(), kind: 'passphrase', kdf: request.kdf },
      request,
      bundle,
    ),
  ];
  if (recoveryKey !== null) {
    const passphrase = recoveryCredential(new TextEncoder().encode(recoveryKey));
    slots.push(
      await makeSlot(
        request.vaultId,
        { ...common, id: newId(), kind: 'recovery', kdf: kdfFloor },
        { passphrase, keyFileSecret: null },
        bundle,
      ),
    );
  }
  return slots;
}

async function build(
  surroundings: EngineSurroundings,
  request: CreationRequest,
  folder: string,
  bundle: KeyBundle,
  recoveryKey: string | null,
): Promise<Keyring> {
  const slots = await makeSlots(surroundings, request, bundle, recoveryKey);
  const name = { id: newId(), cipher: await choosePageCipher() };
  using dek = newDatabaseKey();
  const copyId = newId();
  const made = { dek, ...name, bundle, copyId };
  const heads = createDatabase(surroundings, request, join(folder, databaseName), made);
  await chmod(join(folder, databaseName), 0o600);
  const keyring: Keyring = {
    vaultId: request.vaultId,
    copyId,
    generation: 1,
    isSample: request.isSample,
    auditRecipient: ageRecipient(bundle.ageIdentity),
    recoveryConfirmed: request.isSample,
    database: {
      ...name,
      ...heads,
      wrappedKey: wrapDatabaseKey(bundle.vaultKey, request.vaultId, name, dek),
      header: await readDatabaseHeader(folder),
    },
    slots,
  };
  await saveKeyring(folder, keyring, bundle.vaultKey);
  return keyring;
}

/**
 * Makes a vault and opens it. A failure at any point leaves nothing behind.
 * @returns the session, and the recovery key as people write it (none for a sample)
 * @throws VaultError vault/place-taken, vault/disk-full, vault/read-only, vault/kdf-out-of-memory
 */
export async function createVault(
  surroundings: EngineSurroundings,
  request: CreationRequest,
): Promise<{ session: OpenSession; recoveryKey: string | null }> {
  const { folder } = request;
  await assertFree(folder);
  const making = join(dirname(folder), `.${basename(folder)}.${newId().slice(0, 8)}.making`);
  const bundle = newKeyBundle();
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(making, { mode: 0o700 });
    const recoveryKey = request.isSample ? null : newRecoveryKey();
    const keyring = await build(surroundings, request, making, bundle, recoveryKey);
    await assertFree(folder);
    await rename(making, folder);
    const { store, keys } = await openDatabase(surroundings, folder, keyring, bundle);
    const slotId = keyring.slots[0]?.id ?? '';
    const session = makeSession(
      surroundings,
      folder,
      keyring,
      bundle,
      store,
      { ...keys, slotId },
      { notices: [], keyFilePath: request.keyFilePath },
    );
    session.shownRecoveryGroups = recoveryKey?.split('-') ?? null;
    announceOpened(session, surroundings);
    return { session, recoveryKey };
  } catch (error) {
    destroyKeyBundle(bundle);
    await rm(making, { recursive: true, force: true });
    throw fromFileError(error);
  }
}
