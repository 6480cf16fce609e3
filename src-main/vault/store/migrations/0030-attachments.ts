/** Files that lie on customers, and their content. */
export const attachments = {
  version: 30,
  sql: `
-- What the change log's cells attachment:<id> add up to. blob: blob.id; no reference, since a change may outlive the content
-- (swept after a while) or come from a vault that did not send it along.
CREATE TABLE attachment (
  customer INTEGER NOT NULL REFERENCES customer(row), id TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  class TEXT NOT NULL, blob TEXT NOT NULL, position REAL NOT NULL, added_at INTEGER NOT NULL, PRIMARY KEY (customer, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_by_blob ON attachment (blob);

-- Content, once for each vault and form. keyed_hash is NULL while the content is still being written: what a crash leaves
-- like that is swept at the next opening. sha256: of plain content; that of sealed content is inside blob_key.wrapped.
-- unused_since: when the last attachment that refers to it went; swept 30 days later.
CREATE TABLE blob (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, form TEXT NOT NULL CHECK (form IN ('plain', 'confidential', 'restricted')),
  keyed_hash BLOB UNIQUE, sha256 BLOB, size INTEGER NOT NULL, created_at INTEGER NOT NULL, unused_since INTEGER
) STRICT;
CREATE INDEX blob_unused ON blob (unused_since) WHERE unused_since IS NOT NULL;

-- 1 MiB of plain text each, the last one less; sealed where the blob's form says so.
CREATE TABLE blob_chunk (
  row INTEGER PRIMARY KEY, blob INTEGER NOT NULL REFERENCES blob(row), number INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (blob, number)
) STRICT;

-- The key of a sealed blob, for each customer that has the content, under the customer's key of the blob's form.
CREATE TABLE blob_key (
  blob INTEGER NOT NULL REFERENCES blob(row), customer INTEGER NOT NULL REFERENCES customer(row), wrapped BLOB NOT NULL,
  PRIMARY KEY (blob, customer)
) STRICT, WITHOUT ROWID;
`,
} as const;
