/** Whether the tables of people, and of the keys that they ever signed with, are what the change log says. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { ReadDb } from '../store/db.ts';

const ofKey = z.object({ signingPublic: z.string() });

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly signing_public: Uint8Array;
  readonly age_recipient: string;
}

/** As sync.ts records a person. */
function asLogged({ id, name, signing_public: key, age_recipient: ageRecipient }: PersonRow): string {
  return JSON.stringify({ id, name, signingPublic: base64.encode(key), ageRecipient });
}

/** @returns how many people and keys differ, are missing or were never logged */
export function differingPeople(db: ReadDb): number {
  const logged = db.all<{ id: string; value: string }>(
    "SELECT entity_id AS id, value FROM change WHERE entity = 'person' AND field = '*' ORDER BY seq",
  );
  const last = new Map(logged.map(({ id, value }) => [id, value]));
  const people = db.all<PersonRow>('SELECT id, name, signing_public, age_recipient FROM person');
  const differing = people.filter((row) => last.get(row.id) !== asLogged(row)).length;
  const missing = last.size - people.filter(({ id }) => last.has(id)).length;
  const loggedKeys = new Set(
    logged.map(({ id, value }) => `${id} ${jsonBy(ofKey, value)?.signingPublic ?? ''}`),
  );
  const keys = new Set(
    db
      .all<Pick<PersonRow, 'signing_public'> & { person: string }>(
        'SELECT person, signing_public FROM person_key',
      )
      .map(({ person, signing_public: key }) => `${person} ${base64.encode(key)}`),
  );
  return differing + missing + loggedKeys.symmetricDifference(keys).size;
}
