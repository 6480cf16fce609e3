/** The keyring of a vault whose keys were exchanged: the same people and slots, new grants. */
import { deriveAttemptsIdentity } from '../crypto/derive.ts';
import { newId } from '../crypto/id.ts';
import { ageRecipient } from '../crypto/identity.ts';
import type { Dek } from '../crypto/secret-key.ts';
import { wrapDatabaseKey } from '../keyring/database-key.ts';
import { sealGrant } from '../keyring/grant.ts';
import { signKeyClaim, type WholeKeys } from '../keyring/key-claim.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { rosterOf, sealRoster, type Roster } from '../keyring/roster-seal.ts';
import { rulesOf } from '../keyring/roster.ts';
import { keysForRole } from '../people/grants.ts';
import { pageSumOf } from '../keyring/page-sum.ts';
import { certificatesOf } from '../people/vouch-anew.ts';
import { readHeaderOf } from '../session/open-database.ts';
import type { OpenSession } from '../session/session.ts';

export interface NewKeys {
  readonly vaultKeys: WholeKeys;
  readonly dek: Dek;
}

export type Heads = Pick<Keyring['database'], 'changeHead' | 'journalHead'>;

/**
 * Everybody who has an account gets a grant with the new keys, as far as their role may hold them.
 * @param target the database under its new key, which nothing has open
 */
export async function makeKeyring(
  session: OpenSession,
  { vaultKeys, dek }: NewKeys,
  target: string,
  heads: Heads,
): Promise<{ readonly keyring: Keyring; readonly roster: Roster }> {
  const { vault, keyring } = session;
  const { vaultId } = vault;
  const { body, signed } = vault.access.roster;
  // Who has which account stays as it was signed; what is new is an administrator's word for the new keys.
  const claim = signKeyClaim(vaultId, vaultKeys, {
    administrators: certificatesOf(session, body),
    roster: body.seq,
    key: vault.keys.signingKey,
  });
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
  const next = {
    ...keyring,
    generation: keyring.generation + 1,
    auditRecipient: ageRecipient(attempts),
    database: {
      ...name,
      ...heads,
      wrappedKey: wrapDatabaseKey(vaultKeys.vaultKey, vaultId, name, dek),
      header: await readHeaderOf(target),
      pages: await pageSumOf(target, vaultId, name, dek),
    },
    people,
    roster: sealRoster(roster, vaultKeys.vaultKey),
  };
  return { keyring: next, roster };
}
