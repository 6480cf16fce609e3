/**
 * Merging: where changes came from that were taken in from other vaults, and what was decided differently there. A cell
 * is what a row of the change log sets (`name`, `point:<id>`, …); a stamp is (at, tick, device, person) of a change.
 */
export const merge = {
  version: 20,
  sql: `
-- Origin of a change that was taken in: of the row as a whole under cell '*', of single cells of a creation under their names.
CREATE TABLE merged (
  seq INTEGER NOT NULL REFERENCES change(seq), cell TEXT NOT NULL, at INTEGER NOT NULL, tick INTEGER NOT NULL,
  device TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (seq, cell)
) STRICT, WITHOUT ROWID;

-- Changes that led to a cell's value and never were a row of this log: the last one of each device.
CREATE TABLE seen (
  entity_id TEXT NOT NULL, cell TEXT NOT NULL, device TEXT NOT NULL, at INTEGER NOT NULL, tick INTEGER NOT NULL,
  person TEXT NOT NULL, PRIMARY KEY (entity_id, cell, device)
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

-- The latest time taken in from elsewhere; later changes here come after it.
CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, tick INTEGER NOT NULL) STRICT;
`,
} as const;
