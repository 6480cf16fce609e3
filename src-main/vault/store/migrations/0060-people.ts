/** Whose a customer is, and whose a saved view. Accounts and roles are not here but in the keyring's roster. */
export const people = {
  version: 60,
  sql: `
-- person.id of who looks after the customer; NULL for nobody in particular.
ALTER TABLE customer ADD COLUMN assignee TEXT;
CREATE INDEX customer_by_assignee ON customer (assignee, name_key, row) WHERE assignee IS NOT NULL AND deleted_at IS NULL;

-- Every key that a person has signed with: who is reset gets a new one, and what the old one signed stays signed.
CREATE TABLE person_key (person TEXT NOT NULL, signing_public BLOB NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (person, signing_public)) STRICT, WITHOUT ROWID;

-- person.id of who saved it.
ALTER TABLE saved_view ADD COLUMN owner TEXT;
`,
} as const;
