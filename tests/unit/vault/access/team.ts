/** A vault with several people, put together from the parts of the keyring. */
import { base64 } from '@scure/base';
import type { CustomRole } from '../../../../src-preload/contract/roles.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { ageRecipient, signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import { kdfFloor } from '../../../../src-main/vault/crypto/argon2-cost.ts';
import { sealGrant } from '../../../../src-main/vault/keyring/grant.ts';
import type { KeyringPerson, Slot } from '../../../../src-main/vault/keyring/keyring.ts';
import { nameTag } from '../../../../src-main/vault/keyring/person-name.ts';
import { rulesOf, signRoster, type RosterPerson } from '../../../../src-main/vault/keyring/roster.ts';
import { rosterOf, sealRoster } from '../../../../src-main/vault/keyring/roster-seal.ts';
import { sealWitness } from '../../../../src-main/vault/keyring/witness.ts';
import { seenLogs } from '../../../../src-main/vault/session/heads.ts';
import { seenRoster } from '../../../../src-main/vault/session/roster-freshness.ts';
import { makeSlot } from '../../../../src-main/vault/keyring/slots.ts';
import { closeSession } from '../../../../src-main/vault/session/close.ts';
import { newKeyBundle } from '../../../../src-main/vault/keyring/key-bundle.ts';
import { openVault } from '../../../../src-main/vault/session/open.ts';
import { saveSessionKeyring } from '../../../../src-main/vault/session/save-keyring.ts';
import type { EngineSurroundings } from '../../../../src-main/vault/session/session.ts';
import { keepSeen } from '../../../device-memory.ts';
import { bytes, goodPassphrase, type Bench } from '../session/vault-fixture.ts';

export interface Newcomer {
  readonly name: string;
  /** A built-in role, or the id of one of `roles`. */
  readonly role: string;
  readonly passphrase: string;
}

/** What an engine would give a session that is opened without one. */
export function surroundingsOf(bench: Bench): EngineSurroundings {
  return {
    now: () => bench.clock,
    moment: () => ({ wall: bench.clock, steady: bench.steady }),
    emit: () => undefined,
    resolveTicket: () => {
      throw new Error('no tickets here');
    },
    deviceId: '0123456789abcdefghjkmnpqrs',
    importThread: null,
    copyThread: null,
    onControl: (message) => {
      keepSeen(bench.seen, message);
    },
    lastSeen: (copyId) => bench.seen.get(copyId) ?? null,
    seenAt: () => null,
    erasedIn: () => 0,
    deviceSecret: () => Promise.resolve(null),
    makeDeviceSecret: () => Promise.resolve(null),
    tuneKdf: () => Promise.resolve({ ...kdfFloor, milliseconds: 1000 }),
    isMachineMeasured: () => true,
    sampleSeed: 1,
    isReadOnly: false,
    sampleCount: 1,
  };
}

/** Gives people accounts in a vault that is locked. @returns their ids by name */
export async function addPeople(
  bench: Bench,
  folder: string,
  newcomers: readonly Newcomer[],
  roles: readonly CustomRole[] = [],
): Promise<ReadonlyMap<string, string>> {
  const surroundings = surroundingsOf(bench);
  const { session } = await openVault(surroundings, {
    folder,
    kind: 'passphrase',
    personId: null,
    credential: bytes(goodPassphrase),
    keyFilePath: null,
    acceptOlder: false,
    hasNewPassphrase: false,
    addsFactors: { keyFile: false, device: false },
  });
  const { vault, keyring } = session;
  const { vaultId, keys, store } = vault;
  const { body } = vault.access.roster;
  const at = bench.clock;
  const seq = body.seq + 1;
  const ids = new Map<string, string>();
  const people: RosterPerson[] = [];
  const entries: KeyringPerson[] = [];
  const slots: Slot[] = [];
  for (const { name, role, passphrase } of newcomers) {
    const bundle = newKeyBundle(newId(), keys.rootKey);
    const { personId } = bundle;
    const recipient = ageRecipient(bundle.ageIdentity);
    const { classes } = rulesOf({ roles: [...roles] }, role);
    const held = {
      vaultKey: keys.vaultKey,
      compartments: {
        confidential: classes.confidential === 'none' ? null : keys.compartments.confidential,
        restricted: classes.restricted === 'none' ? null : keys.compartments.restricted,
      },
    };
    const signingKey = signingPublicKey(bundle.signingKey);
    ids.set(name, personId);
    people.push({
      id: personId,
      name,
      role,
      status: 'active',
      signingKey: base64.encode(signingKey),
      recipient,
      since: at,
      by: vault.personId,
      setIn: { name: seq, role: seq, status: seq, keys: seq },
      pauses: [],
      pastKeys: [],
    });
    entries.push({
      person: personId,
      name,
      nameTag: nameTag(vaultId, name),
      grant: await sealGrant(recipient, { vaultId, personId }, held),
      witness: sealWitness({ vaultId, personId }, bundle.signingKey, {
        copyId: keyring.copyId,
        ...seenLogs({ changes: store.logHead(), journal: store.journalHead() }),
        note: null,
        roster: seenRoster(vault.access.roster),
        keyClaim: vault.access.roster.keyClaim.signature,
      }),
      recoveryConfirmed: false,
    });
    slots.push(
      await makeSlot(
        vaultId,
        {
          id: newId(),
          person: personId,
          kind: 'passphrase',
          label: '',
          createdAt: at,
          changedAt: at,
          kdf: kdfFloor,
          mustChange: false,
        },
        { passphrase: bytes(passphrase), keyFileSecret: null, deviceSecret: null },
        bundle,
      ),
    );
    const row = { id: personId, name, signingPublic: base64.encode(signingKey), ageRecipient: recipient };
    store.write({ kind: 'edit', label: 'person' }, (tx) => {
      tx.run(
        'INSERT INTO person (id, name, signing_public, age_recipient, created_at) VALUES (?, ?, ?, ?, ?)',
        personId,
        name,
        signingKey,
        recipient,
        tx.now,
      );
      tx.record({
        entity: 'person',
        entityId: personId,
        field: '*',
        oldValue: null,
        value: JSON.stringify(row),
      });
    });
  }
  const { signedBy: _, ...rest } = body;
  const signed = signRoster(
    {
      ...rest,
      seq,
      at,
      people: [...body.people, ...people],
      roles: roles.map((role) => ({ ...role, setIn: seq })),
    },
    keys.signingKey,
  );
  await saveSessionKeyring(session, surroundings, {
    people: [...keyring.people, ...entries],
    slots: [...keyring.slots, ...slots],
    roster: sealRoster(rosterOf([signed], vault.access.roster.keyClaim), keys.vaultKey),
  });
  await closeSession(session, surroundings);
  return ids;
}

/** Locks the vault that is open and opens it as somebody else. */
export async function enterAs(bench: Bench, vault: string, name: string, passphrase: string): Promise<void> {
  await bench.engine.prepareLock();
  await bench.call('vault/unlock', { vault, person: { name }, passphrase: bytes(passphrase) });
}
