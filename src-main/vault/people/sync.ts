/** The table of people, which screens and checks read, brought up to the roster, which decides. */
import { base64 } from '@scure/base';
import type { OpenVault } from '../context.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import type { WriteTx } from '../store/store.ts';

interface PersonRow {
  readonly name: string;
  readonly signing_public: Uint8Array;
  readonly age_recipient: string;
}

const asJson = (id: string, row: PersonRow): string =>
  JSON.stringify({
    id,
    name: row.name,
    signingPublic: base64.encode(row.signing_public),
    ageRecipient: row.age_recipient,
  });

function syncPerson(tx: WriteTx, person: RosterPerson): void {
  const row: PersonRow = {
    name: person.name,
    signing_public: base64.decode(person.signingKey),
    age_recipient: person.recipient,
  };
  const before = tx.get<PersonRow>(
    'SELECT name, signing_public, age_recipient FROM person WHERE id = ?',
    person.id,
  );
  const value = asJson(person.id, row);
  const oldValue = before === undefined ? null : asJson(person.id, before);
  tx.run(
    'INSERT OR IGNORE INTO person_key (person, signing_public, since) VALUES (?, ?, ?)',
    person.id,
    row.signing_public,
    tx.now,
  );
  if (value === oldValue) return;
  tx.run(
    `INSERT INTO person (id, name, signing_public, age_recipient, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, signing_public = excluded.signing_public,
       age_recipient = excluded.age_recipient`,
    person.id,
    row.name,
    row.signing_public,
    row.age_recipient,
    tx.now,
  );
  tx.record({ entity: 'person', entityId: person.id, field: '*', oldValue, value });
}

/** Whether the table says of everybody what the roster says. Reads a few rows. */
function isInStep({ store: { db }, access }: OpenVault): boolean {
  return access.roster.body.people.every(
    ({ id, name, signingKey, recipient }) =>
      db.value<number>(
        `SELECT 1 FROM person p JOIN person_key k ON k.person = p.id AND k.signing_public = p.signing_public
         WHERE p.id = ? AND p.name = ? AND p.signing_public = ? AND p.age_recipient = ?`,
        id,
        name,
        base64.decode(signingKey),
        recipient,
      ) === 1,
  );
}

/** Writes only where they differ: after a change of the roster, and after a crash in the middle of one. */
export function syncPeople(vault: OpenVault): void {
  if (isInStep(vault)) return;
  vault.store.write({ kind: 'edit', label: 'person' }, (tx) => {
    for (const person of vault.access.roster.body.people) syncPerson(tx, person);
  });
}
