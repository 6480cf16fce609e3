/**
 * References of the tables that many rows go into at once are checked when a write ends, not when a statement does: SQLite
 * keeps a savepoint for each statement of several rows that might break one, at which FTS5 writes out whatever it has
 * gathered. What the tables hold is the same, so their text alone is changed, as https://sqlite.org/lang_altertable.html
 * (7, "Making Other Kinds Of Table Schema Changes") describes for constraints.
 */
export const deferredReferences = {
  version: 70,
  changesSchemaText: true,
  sql: `
PRAGMA writable_schema=ON;
UPDATE sqlite_schema SET sql =
  replace(replace(replace(sql, 'REFERENCES customer(row)', 'REFERENCES customer(row) DEFERRABLE INITIALLY DEFERRED'),
    'REFERENCES field(row)', 'REFERENCES field(row) DEFERRABLE INITIALLY DEFERRED'),
    'REFERENCES batch(row)', 'REFERENCES batch(row) DEFERRABLE INITIALLY DEFERRED')
WHERE type = 'table' AND name IN ('change', 'contact', 'point', 'field_value') AND sql NOT LIKE '%DEFERRED%';
PRAGMA writable_schema=RESET;
`,
} as const;
