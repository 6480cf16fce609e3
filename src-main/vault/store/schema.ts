/**
 * The schema. Integer `row` columns join tables; text `id` columns are what other vaults and the log know. Times are
 * milliseconds since 1970. References of tables that many rows go into at once are checked when a write ends, not when a
 * statement does: SQLite keeps a savepoint for each statement of several rows that might break one, at which FTS5 writes
 * out whatever it has gathered.
 */
import type Database from 'better-sqlite3';
import { VaultError } from '../errors.ts';

/** In `user_version`. */
export const schemaVersion = 116;

const records = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, signing_public BLOB NOT NULL, age_recipient TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
-- Every key that a person has signed with: who is reset gets a new one, and what the old one signed stays signed.
CREATE TABLE person_key (person TEXT NOT NULL, signing_public BLOB NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (person, signing_public)) STRICT, WITHOUT ROWID;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What a person did in one go: the unit of undo. kind: edit, bulk, import, undo, redo, restore, sample. label: the call, or another fixed word.
-- undoable: whether some of it can be taken back by a key press.
CREATE TABLE batch (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL, person TEXT NOT NULL,
  at INTEGER NOT NULL, undoable INTEGER NOT NULL DEFAULT 0 CHECK (undoable IN (0, 1)), undone_by INTEGER REFERENCES batch(row), details TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- The two logs. Each row's line, which holds no customer's data, is a leaf of a Merkle tree (docs/file-format.md, section 7): hash is the leaf.
-- The line commits to the row's body by SHA-256 over salt and body. Where an entry was erased, salt and body are NULL and commitment keeps that hash.

-- Every write of every record. (at, tick, device) is the hybrid logical clock. A creation holds all first values in one row with field '*'.
-- Values are JSON; sealed ones are {"sealed": base64}.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batch(row) DEFERRABLE INITIALLY DEFERRED, at INTEGER NOT NULL, tick INTEGER NOT NULL,
  device TEXT NOT NULL, person TEXT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL, field TEXT NOT NULL,
  old_value TEXT, value TEXT, salt BLOB, commitment BLOB, hash BLOB NOT NULL
) STRICT;
CREATE INDEX change_by_entity ON change (entity_id, seq);
CREATE INDEX change_by_batch ON change (batch, seq);

-- Looks, exports, unlocks: what the change log does not say. session: random, of one unlock. checkpoint: what a line of that action says besides.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, session TEXT NOT NULL, action TEXT NOT NULL,
  checkpoint TEXT, details TEXT, salt BLOB, commitment BLOB, hash BLOB NOT NULL
) STRICT;

CREATE INDEX journal_by_person ON journal (person, seq) WHERE action <> 'checkpoint';
CREATE INDEX journal_by_action ON journal (action, person, seq);

-- The customers of a journal entry, in order, each a leaf of a tree whose root is in details. hash: the leaf, once customer and salt were erased.
CREATE TABLE subject (
  entry INTEGER NOT NULL REFERENCES journal(seq), number INTEGER NOT NULL, customer INTEGER, salt BLOB, hash BLOB, PRIMARY KEY (entry, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_by_customer ON subject (customer, entry) WHERE customer IS NOT NULL;

-- Roots of the whole subtrees of 2^8, 2^16 and 2^24 leaves, so that no root and no proof needs all leaves.
CREATE TABLE tree_node (
  log TEXT NOT NULL CHECK (log IN ('journal', 'change')), level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (log, level, number)
) STRICT, WITHOUT ROWID;

-- Signed notes over the journal's tree, each with the entry before it; change_size: of the change log's tree then.
-- vouched_at: when somebody else cosigned it last.
CREATE TABLE checkpoint (
  journal_size INTEGER PRIMARY KEY, change_size INTEGER NOT NULL, person TEXT NOT NULL, note TEXT NOT NULL, vouched_at INTEGER
) STRICT;
CREATE INDEX checkpoint_by_person ON checkpoint (person, journal_size);
CREATE INDEX checkpoint_vouched ON checkpoint (vouched_at) WHERE vouched_at IS NOT NULL;

-- Time stamps (RFC 3161) on notes, and queries whose answer nobody has brought yet (answer is NULL). note: as it was when its hash went into the query;
-- cosignatures come later. certificates: PEM of those that did not come along with the answer.
CREATE TABLE time_stamp (
  id TEXT PRIMARY KEY, nonce BLOB NOT NULL UNIQUE, journal_size INTEGER NOT NULL, note TEXT NOT NULL, asked_at INTEGER NOT NULL,
  answer BLOB, certificates TEXT NOT NULL DEFAULT '', answered_at INTEGER
) STRICT, WITHOUT ROWID;

-- How far the logs of other vaults, by their origin, were seen last, and vouched for.
CREATE TABLE witnessed (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- assignee: person.id of who looks after the customer; NULL for nobody in particular. deleted_at alone: in the bin. gone: an import's customer whose import was taken back; in no list, until that is undone.
CREATE TABLE customer (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
  name TEXT NOT NULL, name_key TEXT NOT NULL, organisation TEXT NOT NULL, organisation_key TEXT NOT NULL, job_title TEXT NOT NULL,
  notes TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER, gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  confidential_key BLOB, restricted_key BLOB, assignee TEXT
) STRICT;
CREATE INDEX customer_by_name ON customer (name_key, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_organisation ON customer (organisation_key, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_updated ON customer (updated_at, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_created ON customer (created_at, row) WHERE deleted_at IS NULL;
CREATE INDEX customer_by_assignee ON customer (assignee, name_key, row) WHERE assignee IS NOT NULL AND deleted_at IS NULL;
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
  customer INTEGER NOT NULL REFERENCES customer(row) DEFERRABLE INITIALLY DEFERRED, id TEXT NOT NULL, name TEXT NOT NULL, job_title TEXT NOT NULL,
  department TEXT NOT NULL, note TEXT NOT NULL, position REAL NOT NULL, PRIMARY KEY (customer, id)
) STRICT, WITHOUT ROWID;

-- lookup: the value in the one form in which equal ones are equal (E.164 digits, lower-case e-mail); '' where there is none.
CREATE TABLE point (
  customer INTEGER NOT NULL REFERENCES customer(row) DEFERRABLE INITIALLY DEFERRED, id TEXT NOT NULL, contact TEXT, type TEXT NOT NULL,
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
-- (dates as days since 1970), otherwise key (as name_key; option ids as they are; amounts as 10^24 and their millionths).
-- Sealed values: the envelope alone. version counts the sealings; a sealed value that was removed leaves its version behind.
CREATE TABLE field_value (
  customer INTEGER NOT NULL REFERENCES customer(row) DEFERRABLE INITIALLY DEFERRED, field INTEGER NOT NULL REFERENCES field(row) DEFERRABLE INITIALLY DEFERRED,
  text TEXT, number REAL, key TEXT, sealed BLOB, version INTEGER NOT NULL, PRIMARY KEY (customer, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX field_value_by_number ON field_value (field, number, customer) WHERE number IS NOT NULL;
CREATE INDEX field_value_by_key ON field_value (field, key, customer) WHERE key IS NOT NULL;

CREATE TABLE blind_index (token BLOB NOT NULL, customer INTEGER NOT NULL, field INTEGER NOT NULL, PRIMARY KEY (token, customer, field)) STRICT, WITHOUT ROWID;
CREATE INDEX blind_index_by_customer ON blind_index (customer, field);

CREATE TABLE tag (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, colour INTEGER NOT NULL, deleted_at INTEGER) STRICT;
CREATE TABLE customer_tag (customer INTEGER NOT NULL, tag INTEGER NOT NULL, PRIMARY KEY (customer, tag)) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tag_by_tag ON customer_tag (tag, customer);

-- owner: person.id of who saved it.
CREATE TABLE saved_view (id TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, columns TEXT NOT NULL, position REAL NOT NULL, deleted_at INTEGER, owner TEXT) STRICT, WITHOUT ROWID;

-- Search. name_lookup: beginnings of names (as written, pinyin, initials), for the first rank of results.
-- search_text: the normalised text that is indexed, what comes of names before an empty line, and the customer's keys in name_lookup, one a line. search: its n-grams of 1 to 3 characters (docs/decisions/05-search-by-n-grams.md).
CREATE TABLE name_lookup (key TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (key, customer)) STRICT, WITHOUT ROWID;
CREATE TABLE search_text (customer INTEGER PRIMARY KEY, text TEXT NOT NULL, name_keys TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (grams, content='', contentless_delete=1, detail='none', tokenize='ascii');
-- Grams gather in this many bytes of memory before they are sorted into the index: long writes set their own (search/segments.ts).
INSERT INTO search (search, rank) VALUES ('hashsize', 262144);
-- So many parts of the index are merged into one at a time: an import then merges next to nothing, and searching more parts
-- costs a few microseconds each.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
INSERT INTO search (search, rank) VALUES ('crisismerge', 64);
`;

const merging = `
-- Origin of a change that was taken in: of the row as a whole under cell '*', of single cells of a creation under their names.
CREATE TABLE merged (
  seq INTEGER NOT NULL REFERENCES change(seq), cell TEXT NOT NULL, at INTEGER NOT NULL, tick INTEGER NOT NULL,
  device TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (seq, cell)
) STRICT, WITHOUT ROWID;

-- Changes that led to a cell's value and never were a row of this log: the last one of each device. batch: of the merge with which it was seen:
-- when that is taken back, it was not, but for what an earlier one had seen.
CREATE TABLE seen (
  entity_id TEXT NOT NULL, cell TEXT NOT NULL, device TEXT NOT NULL, at INTEGER NOT NULL, tick INTEGER NOT NULL,
  person TEXT NOT NULL, batch INTEGER NOT NULL, PRIMARY KEY (entity_id, cell, device, batch)
) STRICT, WITHOUT ROWID;

-- Values changed on both sides. The change seq goes from ours to theirs; where ours is the later one, the next row, which
-- is then last_seq, goes back. Stamps are those of our value.
CREATE TABLE conflict (
  seq INTEGER PRIMARY KEY REFERENCES change(seq), last_seq INTEGER NOT NULL, entity_id TEXT NOT NULL, cell TEXT NOT NULL,
  won TEXT NOT NULL CHECK (won IN ('mine', 'theirs')), at INTEGER NOT NULL, tick INTEGER NOT NULL, device TEXT NOT NULL,
  person TEXT NOT NULL
) STRICT;
CREATE INDEX conflict_by_cell ON conflict (entity_id, cell);

-- Which field, section, tag or option of this vault another vault's is.
CREATE TABLE mapped (
  entity TEXT NOT NULL CHECK (entity IN ('field', 'section', 'tag', 'option')), theirs TEXT NOT NULL, ours TEXT NOT NULL,
  PRIMARY KEY (entity, theirs)
) STRICT, WITHOUT ROWID;
CREATE INDEX mapped_by_ours ON mapped (entity, ours);

-- Names of people who made changes elsewhere. They hold no slot of this vault, and nothing rests on them.
CREATE TABLE author (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The latest time taken in from elsewhere; later changes here come after it. after_seq: the
-- last entry whose time counts no more for those that follow: the clock had been ahead.
CREATE TABLE clock (
  one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, tick INTEGER NOT NULL, after_seq INTEGER NOT NULL DEFAULT 0
) STRICT;
`;

const attachments = `
-- What the change log's cells attachment:<id> add up to. blob: blob.id; no reference, since a change may outlive the content
-- (swept after a while) or come from a vault that did not send it along: then content, what it must be, is NULL.
CREATE TABLE attachment (
  customer INTEGER NOT NULL REFERENCES customer(row), id TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  class TEXT NOT NULL, blob TEXT NOT NULL, content TEXT, position REAL NOT NULL, added_at INTEGER NOT NULL, PRIMARY KEY (customer, id)
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
`;

const handover = `
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
`;

const erasing = `
-- Tombstones: signed documents (docs/file-format.md, section 21) that say of customers that they were erased. done_at: since when nothing of them is here any more.
-- handed: JSON, of each hand-over with which one of them went along its ledger.id.
CREATE TABLE erasure (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, document TEXT NOT NULL, done_at INTEGER, handed TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_begun ON erasure (id) WHERE done_at IS NULL;

-- What the documents add up to: hashes of the customers' ids.
CREATE TABLE erased_customer (hash BLOB PRIMARY KEY, erasure TEXT NOT NULL REFERENCES erasure(id)) STRICT, WITHOUT ROWID;

-- Marks of the numbers that they had, as the documents have them: keyed hashes, so that whoever is brought again is asked about.
CREATE TABLE erased_mark (mark BLOB NOT NULL, erasure TEXT NOT NULL REFERENCES erasure(id), PRIMARY KEY (mark, erasure)) STRICT, WITHOUT ROWID;

-- Entries of the logs of which the body was destroyed, and subjects of entries (number: theirs; otherwise -1).
CREATE TABLE erased_entry (
  log TEXT NOT NULL CHECK (log IN ('change', 'journal', 'subject')), seq INTEGER NOT NULL, number INTEGER NOT NULL, erasure TEXT NOT NULL REFERENCES erasure(id),
  PRIMARY KEY (log, seq, number)
) STRICT, WITHOUT ROWID;
`;

const work = `
-- What was begun and has not ended, so that the next opening can say what a lock or a crash cut off. It is of this copy alone: not in the change log.
-- person, device: who began it, where. done, total: of what is counted (files), total NULL when nothing is. details: JSON as in the contract (unfinished.ts).
CREATE TABLE unfinished_work (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, device TEXT NOT NULL, at INTEGER NOT NULL,
  done INTEGER NOT NULL, total INTEGER, details TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

const parts = [records, merging, attachments, handover, erasing, work] as const;

type NamesIn<
  Sql extends string,
  Found = never,
> = Sql extends `${string}CREATE TABLE ${infer Name} (${infer Rest}` ? NamesIn<Rest, Found | Name> : Found;
type VirtualNamesIn<Sql extends string> =
  Sql extends `${string}CREATE VIRTUAL TABLE ${infer Name} USING${string}` ? Name : never;

/** Every table, read out of the SQL above: what must be said of each (upkeep/table-checks.ts) is complete by type. */
export type TableName = NamesIn<(typeof parts)[number]> | VirtualNamesIn<(typeof parts)[number]>;

/**
 * Makes the tables of a new database. @throws VaultError vault/from-newer-app when a newer program has written the database, vault/damaged
 * when it is none of this format
 */
export function ensureSchema(connection: Database.Database, isNew: boolean): void {
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version > schemaVersion) throw new VaultError('vault/from-newer-app', { version });
  if (version === schemaVersion) return;
  if (!isNew) throw new VaultError('vault/damaged', { version });
  connection.transaction(() => {
    for (const sql of parts) connection.exec(sql);
    connection.pragma(`user_version=${schemaVersion}`);
  })();
}
