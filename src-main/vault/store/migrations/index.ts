/** Brings a database to the schema of this version of the program, one transaction for each step. */
import type Database from 'better-sqlite3';
import { VaultError } from '../../errors.ts';
import { searchGrams } from '../../search/index-entries.ts';
import { initial } from './0010-initial.ts';
import { merge } from './0020-merge.ts';
import { attachments } from './0030-attachments.ts';
import { handover } from './0040-handover.ts';
import { search } from './0050-search.ts';
import { people } from './0060-people.ts';
import { deferredReferences } from './0070-deferred-references.ts';

interface Migration {
  readonly version: number;
  readonly sql: string;
  /** Writes to sqlite_schema, which is refused otherwise. */
  readonly changesSchemaText?: boolean;
}

const migrations: readonly Migration[] = [
  initial,
  merge,
  attachments,
  handover,
  search,
  people,
  deferredReferences,
];

/** The schema that this version of the program reads and writes. */
export const schemaVersion = migrations.reduce((newest, { version }) => Math.max(newest, version), 0);

/** @throws VaultError vault/from-newer-app when a newer program has written the database */
export function migrate(connection: Database.Database): void {
  const current = Number(connection.pragma('user_version', { simple: true }));
  if (current > schemaVersion) throw new VaultError('vault/from-newer-app', { version: current });
  connection.function('search_grams', { deterministic: true, directOnly: true }, searchGrams);
  for (const { version, sql, changesSchemaText = false } of migrations) {
    if (version <= current) continue;
    connection.unsafeMode(changesSchemaText);
    try {
      connection.transaction(() => {
        connection.exec(sql);
        connection.pragma(`user_version=${version}`);
      })();
    } finally {
      connection.unsafeMode(false);
    }
  }
}
