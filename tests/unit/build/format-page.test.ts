/** What docs/file-format.md says of things that the code has once, too. */
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { inProject } from '../../../build/runtime/paths.mjs';
import { ensureSchema } from '../../../src-main/vault/store/schema.ts';
import { builtInRoles, permission } from '../../../src-preload/contract/roles.ts';

const page = readFileSync(inProject('docs', 'file-format.md'), 'utf8');

test('[G-10] the page says what the built-in roles may do', () => {
  const listed = (text: string): string[] => [...text.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);
  const rows = [...page.matchAll(/^\| `(\w+)` \| (read|write) \| (\w+) \| (\w+) \| (own|all) \| (.*) \|$/gm)];
  const told = rows.map(([, role, internal, confidential, restricted, customers, permissions = '']) => [
    role,
    { classes: { internal, confidential, restricted }, customers, permissions: listed(permissions) },
  ]);
  const rules = Object.entries(builtInRoles).map(([role, { classes, customers, permissions }]) => [
    role,
    { classes, customers, permissions: [...permissions] },
  ]);
  expect(told).toEqual(rules);
  expect(listed(rows[0]?.[6] ?? '')).toEqual(permission.options);
});

test('the page names every table and column of the schema, and no other', () => {
  const db = new Database(':memory:');
  ensureSchema(db, true);
  // What the index of the full text keeps for itself is none of it.
  const tables = db
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all() as string[];
  const columnsOf = (table: string): unknown[] =>
    db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const there = Object.fromEntries(tables.map((table) => [table, columnsOf(table)]));
  db.close();
  const section = page.split('\n## 19. ')[1] ?? '';
  const told = [...section.matchAll(/^ {4}([a-z_]+)\*? +(.+?)(?: {2}-- .*)?$/gm)].map(
    ([, table = '', columns = '']) => [table, columns.replaceAll('*', '').split(', ')] as const,
  );
  expect(Object.fromEntries(told)).toEqual(there);
  expect(told).toHaveLength(tables.length);
});
