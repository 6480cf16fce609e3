/**
 * The search index anew: its entries became bytes that FTS5 gathers faster (search/grams.ts). Everything in it comes
 * from search_text. Runs with the function `search_grams(text)`.
 */
export const search = {
  version: 50,
  sql: `
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (grams, content='', contentless_delete=1, detail='none', tokenize='ascii');
-- Grams gather in this many bytes of memory before they are sorted into the index: long writes set their own (search/segments.ts).
INSERT INTO search (search, rank) VALUES ('hashsize', 262144);
-- So many parts of the index are merged into one at a time: an import then merges next to nothing, and searching more parts
-- costs a few microseconds each.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
INSERT INTO search (search, rank) VALUES ('crisismerge', 64);
INSERT INTO search (rowid, grams) SELECT customer, search_grams(text) FROM search_text ORDER BY customer;
`,
} as const;
