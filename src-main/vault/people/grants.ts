/** Which of the vault's keys a role holds, and slots and grants for somebody new. */
import type { RoleRules } from '../../../src-preload/contract/roles.ts';
import { newId } from '../crypto/id.ts';
import { ageRecipient } from '../crypto/identity.ts';
import { VaultError } from '../errors.ts';
import { sealGrant, type VaultKeys } from '../keyring/grant.ts';
import type { KeyBundle } from '../keyring/key-bundle.ts';
import type { KeyringPerson, Slot } from '../keyring/keyring.ts';
import { nameTag } from '../keyring/person-name.ts';
import { makeSlot } from '../keyring/slots.ts';
import { suggestWords } from '../session/passphrase/suggest.ts';
import type { OpenSession } from '../session/session.ts';
import type { PeopleSurroundings } from './roster-change.ts';

/**
 * The keys that a role may hold, of those at hand.
 * @throws VaultError people/needs-more when the role reads a class to which this person holds no key
 */
export function keysForRole(held: VaultKeys, rules: RoleRules): VaultKeys {
  const { confidential, restricted } = held.compartments;
  const wants = {
    confidential: rules.classes.confidential !== 'none',
    restricted: rules.classes.restricted !== 'none',
  };
  if ((wants.confidential && confidential === null) || (wants.restricted && restricted === null))
    throw new VaultError('people/needs-more', { what: 'key' });
  return {
    vaultKey: held.vaultKey,
    compartments: {
      confidential: wants.confidential ? confidential : null,
      restricted: wants.restricted ? restricted : null,
    },
  };
}

/** A grant of what the role may hold. @throws VaultError people/needs-more */
export function grantFor(
  { vault }: OpenSession,
  person: { readonly id: string; readonly recipient: string },
  rules: RoleRules,
): Promise<Uint8Array> {
  const keys = keysForRole(vault.keys, rules);
  return sealGrant(person.recipient, { vaultId: vault.vaultId, personId: person.id }, keys);
}

interface NewWayIn {
  readonly slot: Slot;
  /** Words with spaces between them. */
  readonly oneTimePassphrase: string;
}

/** A slot whose passphrase chance has made, for one use. */
export async function oneTimeSlot(
  session: OpenSession,
  surroundings: PeopleSurroundings,
  bundle: KeyBundle,
  language: 'en' | 'zh-CN',
): Promise<NewWayIn> {
  const at = surroundings.now();
  const oneTimePassphrase = suggestWords(language).join(' ');
  const { memoryKiB, passes, lanes } = await surroundings.tuneKdf();
  const slot = await makeSlot(
    session.vault.vaultId,
    {
      id: newId(),
      person: bundle.personId,
      kind: 'passphrase',
      label: '',
      createdAt: at,
      changedAt: at,
      kdf: { memoryKiB, passes, lanes },
      mustChange: true,
    },
    {
      passphrase: new TextEncoder().encode(oneTimePassphrase),
      keyFileSecret: null,
      deviceSecret: null,
    },
    bundle,
  );
  return { slot, oneTimePassphrase };
}

/** Whether the unlock screen shows names: as it does for the people that are there. */
export function showsNames({ keyring }: OpenSession): boolean {
  return keyring.people.some(({ name }) => name !== null);
}

/** What the keyring says of somebody new. */
export async function keyringEntry(
  session: OpenSession,
  bundle: KeyBundle,
  name: string,
  rules: RoleRules,
): Promise<KeyringPerson> {
  const { vaultId } = session.vault;
  const recipient = ageRecipient(bundle.ageIdentity);
  return {
    person: bundle.personId,
    name: showsNames(session) ? name : null,
    nameTag: nameTag(vaultId, name),
    grant: await grantFor(session, { id: bundle.personId, recipient }, rules),
    witness: null,
    recoveryConfirmed: false,
  };
}
