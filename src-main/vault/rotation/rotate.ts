/**
 * Exchanging the vault's keys: vault key, compartment keys and database key, all new. Who has an account gets them by a
 * new grant; who had one, or has an old copy of a key file, does not. The new database is written whole beside the old
 * one, then the keyring that names it, then it takes the old one's place: a crash leaves the vault as it was before, or
 * as it is after.
 */
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveAttemptsIdentity } from '../crypto/derive.ts';
import { newId } from '../crypto/id.ts';
import { ageRecipient } from '../crypto/identity.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { progressTeller } from '../exchange/progress.ts';
import { syncFolder } from '../keyring/atomic-file.ts';
import { newDatabaseKey, wrapDatabaseKey } from '../keyring/database-key.ts';
import { destroyVaultKeys, sealGrant, type VaultKeys } from '../keyring/grant.ts';
import { databaseName, saveKeyringForgettingPrevious } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { rosterOf, sealRoster, signVaultKey } from '../keyring/roster-seal.ts';
import { rulesOf } from '../keyring/roster.ts';
import { pace } from '../pace.ts';
import { keysForRole } from '../people/grants.ts';
import { certificatesOf } from '../people/roster-change.ts';
import { closeNow } from '../session/close.ts';
import { newVaultKeys } from '../session/create.ts';
import { nextDatabaseName, readHeaderOf } from '../session/open-database.ts';
import { originId } from '../session/origin.ts';
import type { EngineSurroundings, OpenSession } from '../session/session.ts';
import { copyDatabaseBeside } from '../store/copy-file.ts';
import { openStore, type Store } from '../store/store.ts';
import { addCheckpoint } from '../upkeep/checkpoints.ts';
import { countSteps, rewrap } from './rewrap.ts';

export interface RotationRequest {
  readonly jobId: string;
  readonly reason: string;
}

interface NewKeys {
  readonly vaultKeys: VaultKeys;
  readonly dek: ReturnType<typeof newDatabaseKey>;
}

/** The copy under its new keys, checked over, with its heads; closed again. */
async function makeNext(
  session: OpenSession,
  surroundings: EngineSurroundings,
  { jobId, reason }: RotationRequest,
  keys: NewKeys,
  target: string,
): Promise<Pick<Keyring['database'], 'changeHead' | 'journalHead'>> {
  const { vault, keyring } = session;
  const { cipher } = keyring.database;
  const file = join(vault.folder, databaseName);
  const { size } = await stat(file);
  surroundings.onControl({ type: 'backing-up', bytes: 2 * size });
  const tellCopied = progressTeller(vault.emit, jobId, 'copying', size);
  await copyDatabaseBeside(
    surroundings.copyThread,
    { file, cipher, dek: vault.keys.dek },
    target,
    keys.dek,
    (bytes) => {
      tellCopied(Math.min(bytes, size));
    },
  );
  const store = openStore({
    file: target,
    dek: keys.dek,
    cipher,
    create: false,
    deviceId: originId(surroundings.deviceId, keyring.copyId),
    personId: vault.personId,
    now: surroundings.now,
  });
  try {
    const after: OpenVault = { ...vault, store, keys: { ...vault.keys, ...keys.vaultKeys, dek: keys.dek } };
    await bringUpToDate(store, { before: vault, after }, jobId);
    store.journal('keys-rotated', { reason });
    addCheckpoint(after);
    store.checkpoint();
    return { changeHead: store.logHead(), journalHead: store.journalHead() };
  } finally {
    store.close();
  }
}

async function bringUpToDate(
  store: Store,
  exchange: Parameters<typeof rewrap>[1],
  jobId: string,
): Promise<void> {
  const total = countSteps(store.db);
  const tell = progressTeller(exchange.after.emit, jobId, 'resealing', total);
  const rest = pace();
  const long = store.startLongWrite({ kind: 'edit', label: 'keys-rotated' });
  try {
    let done = 0;
    for (const _ of rewrap(long.tx, exchange)) {
      tell((done += 1));
      await rest();
    }
    long.commit();
  } catch (error) {
    if (store.isLongWriteRunning) long.rollback();
    throw error;
  }
}

/** The keyring under the new vault key, with a grant for everybody who has an account. */
async function makeKeyring(
  session: OpenSession,
  { vaultKeys, dek }: NewKeys,
  target: string,
  heads: Pick<Keyring['database'], 'changeHead' | 'journalHead'>,
): Promise<Keyring> {
  const { vault, keyring } = session;
  const { vaultId } = vault;
  const { body, signed } = vault.access.roster;
  // Who has which account stays as it was signed; what is new is an administrator's word for the new key.
  const claim = signVaultKey(vaultId, vaultKeys.vaultKey, certificatesOf(session), vault.keys.signingKey);
  const roster = rosterOf(signed, claim);
  const people = await Promise.all(
    keyring.people.map(async (entry) => {
      const person = body.people.find(({ id }) => id === entry.person);
      if (person?.status !== 'active') return { ...entry, grant: null };
      const keys = keysForRole(vaultKeys, rulesOf(body, person.role));
      const grant = await sealGrant(person.recipient, { vaultId, personId: person.id }, keys);
      return { ...entry, grant };
    }),
  );
  using attempts = deriveAttemptsIdentity(vaultKeys.vaultKey);
  const name = { id: newId(), cipher: keyring.database.cipher };
  return {
    ...keyring,
    generation: keyring.generation + 1,
    auditRecipient: ageRecipient(attempts),
    database: {
      ...name,
      ...heads,
      wrappedKey: wrapDatabaseKey(vaultKeys.vaultKey, vaultId, name, dek),
      header: await readHeaderOf(target),
    },
    people,
    roster: sealRoster(roster, vaultKeys.vaultKey),
  };
}

/** @throws VaultError people/needs-more for somebody who does not hold every key: keys that one lacks cannot be exchanged */
function assertHoldsEverything({ vault }: OpenSession): void {
  const { confidential, restricted } = vault.keys.compartments;
  if (confidential === null || restricted === null)
    throw new VaultError('people/needs-more', { what: 'key' });
}

/**
 * Exchanges every key. The vault is closed by it, whatever happens; the person opens it again as before.
 * @param forget is called once the vault is closed
 * @throws VaultError people/needs-more and vault/busy before anything was done; vault/disk-full and the like with the
 * vault as it was
 */
export async function rotateKeys(
  session: OpenSession,
  surroundings: EngineSurroundings,
  request: RotationRequest,
  forget: () => void,
): Promise<void> {
  const { vault } = session;
  assertHoldsEverything(session);
  if (vault.store.isLongWriteRunning) throw new VaultError('vault/busy');
  const target = join(vault.folder, nextDatabaseName);
  const keys: NewKeys = { vaultKeys: newVaultKeys(), dek: newDatabaseKey() };
  // From here on nothing else is answered: what was written after the copy would be lost.
  vault.store.checkpoint();
  vault.store.close();
  forget();
  try {
    await rm(target, { force: true });
    const heads = await makeNext(session, surroundings, request, keys, target);
    const keyring = await makeKeyring(session, keys, target, heads);
    await syncFolder(vault.folder);
    await saveKeyringForgettingPrevious(vault.folder, keyring, keys.vaultKeys.vaultKey);
    await rm(join(vault.folder, `${databaseName}-wal`), { force: true });
    await rename(target, join(vault.folder, databaseName));
    await syncFolder(vault.folder);
    const { changeHead } = keyring.database;
    surroundings.onControl({
      type: 'generation',
      copyId: keyring.copyId,
      generation: keyring.generation,
      changeSeq: changeHead.seq,
      changeHash: Buffer.from(changeHead.hash).toString('hex'),
    });
  } finally {
    closeNow(session);
    destroyVaultKeys(keys.vaultKeys);
    keys.dek.destroy();
  }
}
