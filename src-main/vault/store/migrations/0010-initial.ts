/**
 * The first schema. Integer `row` columns join tables; text `id` columns are what other vaults and the log know.
 * Times are milliseconds since 1970.
 */
export const initial = {
  version: 10,
  sql: `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, signing_public BLOB NOT NULL, age_recipient TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What a person did in one go: the unit of undo. kind: edit, bulk, import, undo, redo, restore, sample.
CREATE TABLE batch (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL, person TEXT NOT NULL,
  at INTEGER NOT NULL, undone_by INTEGER REFERENCES batch(row), details TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- The one log. (at, tick, device) is the hybrid logical clock. A creation holds all first values in one row with field '*'.
-- Values are JSON; sealed ones are {"sealed": base64}. hash = SHA-256 over the hash before and this row (docs/file-format.md).
CREATE TABLE change (
  seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batch(row), at INTEGER NOT NULL, tick INTEGER NOT NULL,
  device TEXT NOT NULL, person TEXT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL, field TEXT NOT NULL,
  old_value TEXT, value TEXT, hash BLOB NOT NULL
) STRICT;
CREATE INDEX change_by_entity ON change (entity_id, seq);
CREATE INDEX change_by_batch ON change (batch, seq);

-- Looks, exports, unlocks: what the change log does not say. Chained in the same way.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, action TEXT NOT NULL,
  details TEXT NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoint (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, change_seq INTEGER NOT NULL, change_hash BLOB NOT NULL,
  journal_seq INTEGER NOT NULL, journal_hash BLOB NOT NULL, signature BLOB NOT NULL
) STRICT;

-- deleted_at alone: in the bin. gone: an import's customer whose import was taken back; in no list, until that is undone.
CREATE TABLE customer (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
  name TEXT NOT NULL, name_key TEXT NOT NULL, organisation TEXT NOT NULL, organisation_key TEXT NOT NULL, job_title TEXT NOT NULL,
  notes TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  confidential_key BLOB, restricted_key BLOB
) STRICT;
CREATE INDEX customer_by_name ON customer (name_key, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_organisation ON customer (organisation_key, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_updated ON customer (updated_at, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_created ON customer (created_at, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_in_bin ON customer (deleted_at, row) WHERE deleted_at IS NOT NULL AND gone = 0;

-- How many customers there are, and how many in the bin: counting a million at each opening would be waited for.
CREATE TABLE customer_count (bin INTEGER PRIMARY KEY CHECK (bin IN (0, 1)), customers INTEGER NOT NULL) STRICT;
INSERT INTO customer_count (bin, customers) VALUES (0, 0), (1, 0);
CREATE TRIGGER customer_added AFTER INSERT ON customer BEGIN
  UPDATE customer_count SET customers = customers + 1
  WHERE bin = CASE WHEN NEW.deleted_at IS NULL THEN 0 WHEN NEW.gone = 0 THEN 1 END;
END;
CREATE TRIGGER customer_moved AFTER UPDATE OF deleted_at, gone ON customer BEGIN
  UPDATE customer_count SET customers = customers - 1
  WHERE bin = CASE WHEN OLD.deleted_at IS NULL THEN 0 WHEN OLD.gone = 0 THEN 1 END;
  UPDATE customer_count SET customers = customers + 1
  WHERE bin = CASE WHEN NEW.deleted_at IS NULL THEN 0 WHEN NEW.gone = 0 THEN 1 END;
END;
CREATE TRIGGER customer_removed AFTER DELETE ON customer BEGIN
  UPDATE customer_count SET customers = customers - 1
  WHERE bin = CASE WHEN OLD.deleted_at IS NULL THEN 0 WHEN OLD.gone = 0 THEN 1 END;
END;

CREATE TABLE contact (
  customer INTEGER NOT NULL REFERENCES customer(row), id TEXT NOT NULL, name TEXT NOT NULL, job_title TEXT NOT NULL,
  department TEXT NOT NULL, note TEXT NOT NULL, position REAL NOT NULL, PRIMARY KEY (customer, id)
) STRICT, WITHOUT ROWID;

-- lookup: the value in the one form in which equal ones are equal (E.164 digits, lower-case e-mail); '' where there is none.
CREATE TABLE point (
  customer INTEGER NOT NULL REFERENCES customer(row), id TEXT NOT NULL, contact TEXT, type TEXT NOT NULL,
  label TEXT NOT NULL, value TEXT NOT NULL, lookup TEXT NOT NULL,
  street TEXT, city TEXT, region TEXT, postal_code TEXT, country TEXT, position REAL NOT NULL, PRIMARY KEY (customer, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX point_by_lookup ON point (lookup, customer) WHERE lookup <> '';

CREATE TABLE section (id TEXT PRIMARY KEY, name TEXT NOT NULL, position REAL NOT NULL, deleted_at INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE field (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, section TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, class TEXT NOT NULL,
  options TEXT NOT NULL, currency TEXT NOT NULL, position REAL NOT NULL, deleted_at INTEGER
) STRICT;

-- Plain values: text as written (option ids as JSON), and what they sort and are found by: number where the type is one
-- (dates as days since 1970), otherwise key (as name_key; option ids as they are).
-- Sealed values: the envelope alone. version counts the sealings; a sealed value that was removed leaves its version behind.
CREATE TABLE field_value (
  customer INTEGER NOT NULL REFERENCES customer(row), field INTEGER NOT NULL REFERENCES field(row),
  text TEXT, number REAL, key TEXT, sealed BLOB, version INTEGER NOT NULL, PRIMARY KEY (customer, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX field_value_by_number ON field_value (field, number, customer) WHERE number IS NOT NULL;
CREATE INDEX field_value_by_key ON field_value (field, key, customer) WHERE key IS NOT NULL;

CREATE TABLE blind_index (token BLOB NOT NULL, customer INTEGER NOT NULL, field INTEGER NOT NULL, PRIMARY KEY (token, customer, field)) STRICT, WITHOUT ROWID;
CREATE INDEX blind_index_by_customer ON blind_index (customer, field);

CREATE TABLE tag (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, colour INTEGER NOT NULL, deleted_at INTEGER) STRICT;
CREATE TABLE customer_tag (customer INTEGER NOT NULL, tag INTEGER NOT NULL, PRIMARY KEY (customer, tag)) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tag_by_tag ON customer_tag (tag, customer);

CREATE TABLE saved_view (id TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, columns TEXT NOT NULL, position REAL NOT NULL, deleted_at INTEGER) STRICT, WITHOUT ROWID;

-- Search. name_lookup: beginnings of names (as written, pinyin, initials), for the first rank of results.
-- search_text: the normalised text that is indexed, what comes of names before an empty line, and the customer's keys in name_lookup, one a line. search: its n-grams of 1 to 3 characters (docs/architecture.md).
CREATE TABLE name_lookup (key TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (key, customer)) STRICT, WITHOUT ROWID;
CREATE TABLE search_text (customer INTEGER PRIMARY KEY, text TEXT NOT NULL, name_keys TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (grams, content='', contentless_delete=1, detail='none', tokenize='ascii');
`,
} as const;
