/** The table of people, which screens and checks read, brought up to the roster, which decides. */
import { base64 } from '@scure/base';
import type { OpenVault } from '../context.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import type { LeftOut } from '../merge/refusals.ts';
import { takeBackLate } from '../merge/take-back.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { isKnown, noteKnown } from './known-rosters.ts';

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

const signedRow = (person: RosterPerson): PersonRow => ({
  name: person.name,
  signing_public: base64.decode(person.signingKey),
  age_recipient: person.recipient,
});

/** What the table has of a person; `null` where nothing. */
function storedJson(db: ReadDb, id: string): string | null {
  const sql = 'SELECT name, signing_public, age_recipient FROM person WHERE id = ?';
  const row = db.get<PersonRow>(sql, id);
  return row === undefined ? null : asJson(id, row);
}

function syncPerson(tx: WriteTx, person: RosterPerson): void {
  const row = signedRow(person);
  const value = asJson(person.id, row);
  const oldValue = storedJson(tx, person.id);
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

/** People of whom the table does not say what the roster does. Persons whom no roster names are none of them. */
export function unsettledPeople({ store, access }: Pick<OpenVault, 'store' | 'access'>): RosterPerson[] {
  const { people } = access.roster.body;
  return people.filter((person) => storedJson(store.db, person.id) !== asJson(person.id, signedRow(person)));
}

/** At an opening, once the table has seen the roster: what it says otherwise somebody wrote behind it. @returns how many people were put back */
export function settlePeople(vault: Pick<OpenVault, 'store' | 'access'>): number {
  const { store } = vault;
  const found = unsettledPeople(vault);
  if (found.length > 0)
    store.write({ kind: 'edit', label: 'person' }, (tx) => {
      for (const person of found) syncPerson(tx, person);
      const said = { policy: 'people', fault: 'changed', outcome: 'restored', count: found.length } as const;
      store.journal('policy-put-back', said);
    });
  return found.length;
}

/**
 * Writes only when there is a roster that the table has not seen: after a change of it, or after a crash in the middle of
 * one. What people changed after their account had ended is taken back then, too.
 */
export function syncPeople(vault: OpenVault): LeftOut {
  const { store, access } = vault;
  const { roster } = access;
  if (!isKnown(store.db, roster))
    store.write({ kind: 'edit', label: 'person' }, (tx) => {
      for (const person of roster.body.people) syncPerson(tx, person);
      noteKnown(tx, roster);
    });
  return takeBackLate(vault);
}
