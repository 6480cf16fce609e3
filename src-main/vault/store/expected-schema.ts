/**
 * The tables, indexes and triggers of an open database against those of a new one. Whoever holds the database key can add a trigger, which
 * would do its work under everybody's hands; it stands in no table that is compared with the logs.
 */
import type Database from 'better-sqlite3';
import { VaultError } from '../errors.ts';
import { openInMemory } from './open.ts';
import { ensureSchema } from './schema.ts';

function schemaOf(connection: Database.Database): string {
  return JSON.stringify(
    connection.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').raw().all(),
  );
}

let expected: string | undefined;

/** Made once in a process, which loads the library, too. */
export function expectedSchema(): string {
  if (expected !== undefined) return expected;
  const connection = openInMemory();
  try {
    ensureSchema(connection, true);
    expected = schemaOf(connection);
    return expected;
  } finally {
    connection.close();
  }
}

/** @throws VaultError vault/damaged */
export function assertSchema(connection: Database.Database): void {
  if (schemaOf(connection) !== expectedSchema()) throw new VaultError('vault/damaged', { part: 'schema' });
}
