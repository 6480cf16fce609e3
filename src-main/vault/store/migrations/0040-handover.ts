/** Who is known, what was handed over, and which field kits there are. Times are milliseconds since 1970. */
export const handover = {
  version: 40,
  sql: `
-- Identity cards of others. checked_at is NULL until somebody compared the fingerprint.
CREATE TABLE card (
  person TEXT PRIMARY KEY, name TEXT NOT NULL, organisation TEXT NOT NULL, signing_key BLOB NOT NULL, recipient TEXT NOT NULL,
  added_at INTEGER NOT NULL, checked_at INTEGER, checked_how TEXT, checked_note TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- The hand-over ledger. file_hash: SHA-256 of the file; content_hash: of its SHA256SUMS, the same in every file of one content. people: JSON of [{personId, name}]; classes: JSON of class names; batch: of the merge of a received one.
CREATE TABLE ledger (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, direction TEXT NOT NULL CHECK (direction IN ('given', 'received')),
  kind TEXT NOT NULL CHECK (kind IN ('hand-over', 'kit', 'kit-changes')), bundle TEXT NOT NULL, people TEXT NOT NULL,
  has_passphrase INTEGER NOT NULL, purpose TEXT NOT NULL, note TEXT NOT NULL, reason TEXT, expires_at INTEGER, classes TEXT NOT NULL,
  customers INTEGER NOT NULL, attachments INTEGER NOT NULL, attachment_bytes INTEGER NOT NULL, file_hash TEXT NOT NULL, content_hash TEXT NOT NULL, batch TEXT
) STRICT;
CREATE INDEX ledger_by_time ON ledger (at, row);
CREATE INDEX ledger_by_bundle ON ledger (bundle);

-- Which customers went along, by customer.row.
CREATE TABLE ledger_customer (customer INTEGER NOT NULL, ledger INTEGER NOT NULL, PRIMARY KEY (customer, ledger)) STRICT, WITHOUT ROWID;

-- Signed receipts (docs/file-format.md), the whole file as text.
CREATE TABLE receipt (
  ledger INTEGER NOT NULL REFERENCES ledger(row), person TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (ledger, person)
) STRICT, WITHOUT ROWID;

-- Signed postures (docs/file-format.md), one for each backup.
CREATE TABLE posture (at INTEGER PRIMARY KEY, body TEXT NOT NULL, signature TEXT NOT NULL) STRICT;

-- Field kits made from this vault. person: the one who works in it.
CREATE TABLE kit (
  id TEXT PRIMARY KEY, made_at INTEGER NOT NULL, label TEXT NOT NULL, person TEXT NOT NULL, person_name TEXT NOT NULL,
  customers INTEGER NOT NULL, returned_at INTEGER
) STRICT, WITHOUT ROWID;
`,
} as const;
