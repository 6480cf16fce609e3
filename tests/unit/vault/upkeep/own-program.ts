/** A program of somebody's own, who holds every key of a vault: opens its closed database, and makes the keyring right for what is there then. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../../../src-main/files/replace-file.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import type { Keyring, KeyringPerson } from '../../../../src-main/vault/keyring/keyring.ts';
import { openWitness, sealWitness } from '../../../../src-main/vault/keyring/witness.ts';
import { seenLogs } from '../../../../src-main/vault/session/heads.ts';
import { writeKeyring } from '../../../../src-main/vault/keyring/format/v1/write.ts';
import { pageSumOf } from '../../../../src-main/vault/keyring/page-sum.ts';
import { openDatabase } from '../../../../src-main/vault/session/open-database.ts';
import { openConnection } from '../../../../src-main/vault/store/open.ts';
import type { Store } from '../../../../src-main/vault/store/store.ts';
import { openKeys } from '../keyring/opened-vault.ts';

type Keys = Awaited<ReturnType<typeof openKeys>>;

export interface Opened {
  readonly store: Store;
  readonly vaultId: string;
  readonly copyId: string;
  readonly keys: Keys;
  /** Runs SQL once the work is done, over a connection that holds rows to no references. */
  readonly afterwards: (sql: string) => void;
}

/** What the program's owner says that they saw last: what is there now. */
function sawThis(
  { vaultId }: Keyring,
  entry: KeyringPerson,
  { personId, signingKey }: Keys,
  { changeHead: changes, journalHead: journal }: Pick<Keyring['database'], 'changeHead' | 'journalHead'>,
): Uint8Array {
  const whose = { vaultId, personId };
  const before = openWitness(whose, signingKey, entry);
  if (before === null) throw new Error('nothing was seen');
  return sealWitness(whose, signingKey, { ...before, ...seenLogs({ changes, journal }), note: null });
}

/** @param works each with the database opened anew, so that what it finds is what the file says */
export async function withOwnProgram(
  path: string,
  now: () => number,
  ...works: readonly ((opened: Opened) => void)[]
): Promise<void> {
  const file = join(path, 'keyring.json');
  const { alleged } = readKeyring(readFileSync(file));
  const keys = await openKeys(alleged);
  let database = alleged.database;
  for (const work of [...works, () => undefined]) {
    const opened = await openDatabase({ deviceId: 'd', now }, path, alleged, keys);
    const later: string[] = [];
    try {
      const { vaultId, copyId } = alleged;
      work({ store: opened.store, vaultId, copyId, keys, afterwards: (sql) => void later.push(sql) });
      opened.store.checkpoint();
      const heads = { changeHead: opened.store.logHead(), journalHead: opened.store.journalHead() };
      database = { ...database, ...heads };
    } finally {
      opened.store.close();
    }
    const records = join(path, 'records.db');
    const connection = openConnection(
      { file: records, cipher: database.cipher, dek: opened.keys.dek },
      false,
    );
    connection.pragma('foreign_keys=OFF');
    for (const sql of later) connection.exec(sql);
    connection.pragma('wal_checkpoint(TRUNCATE)');
    connection.close();
    const pages = await pageSumOf(records, alleged.vaultId, database, opened.keys.dek);
    database = { ...database, pages };
    opened.keys.dek.destroy();
  }
  const people = alleged.people.map((entry) => ({
    ...entry,
    // What people saw last lies there sealed to themselves: that of others can be taken away, but not made.
    witness: entry.person === keys.personId ? sawThis(alleged, entry, keys, database) : null,
  }));
  const text = writeKeyring({ ...alleged, database, people }, keys.vaultKey);
  await replaceFile(file, (handle) => handle.writeFile(text));
}
