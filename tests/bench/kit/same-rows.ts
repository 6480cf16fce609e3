/** One vault's database three times over: plain, under our page cipher, and under the SQLCipher scheme. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { randomBytes } from '@noble/hashes/utils.js';
import { SecretKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { closeNow } from '../../../src-main/vault/session/close.ts';
import { sqlOver, type SqlWriter } from '../../../src-main/vault/store/db.ts';
import { openSample } from './open-sample.ts';
import { benchFolder } from './vaults.ts';

export const schemes = ['plain', 'aegis', 'sqlcipher'] as const;
export type Scheme = (typeof schemes)[number];

/** The settings of store/open.ts that cost time. */
const settings =
  'locking_mode=EXCLUSIVE journal_mode=WAL synchronous=FULL temp_store=MEMORY secure_delete=ON mmap_size=0 foreign_keys=ON cell_size_check=ON cache_size=-32768';

/** What the build of better-sqlite3 with ciphers has besides the original, whose types are used. */
type Keyed = Database.Database & { key(key: Buffer): number; rekey(key: Buffer): number };

function connect(file: string, scheme: Scheme, key: Buffer): Keyed {
  const connection = new Database(file) as Keyed;
  if (scheme === 'plain') return connection;
  connection.pragma(`cipher='${scheme}'`);
  connection.key(key);
  return connection;
}

export interface SameRows {
  readonly byScheme: Readonly<Record<Scheme, SqlWriter & { readonly exec: (sql: string) => void }>>;
  readonly remove: () => void;
}

async function copyOf(vault: string, file: string, key: Uint8Array): Promise<void> {
  const session = await openSample(vault);
  try {
    session.vault.store.backupTo(file, SecretKey.adopt('dek', Uint8Array.from(key)));
  } finally {
    closeNow(session);
  }
}

/** @param vault a sample vault's folder */
export async function sameRows(vault: string): Promise<SameRows> {
  mkdirSync(benchFolder, { recursive: true });
  const folder = mkdtempSync(join(benchFolder, 'ciphers-'));
  const random = randomBytes(32);
  const key = Buffer.concat([Buffer.from('raw:'), random]);
  const file = (scheme: Scheme): string => join(folder, `${scheme}.db`);
  await copyOf(vault, file('plain'), random);
  const decrypting = connect(file('plain'), 'aegis', key);
  decrypting.pragma('journal_mode=DELETE');
  decrypting.rekey(Buffer.alloc(0));
  decrypting.close();
  // Otherwise the plain one would be a plain one in name only, and all ratios 1.
  if (!readFileSync(file('plain')).subarray(0, 15).equals(Buffer.from('SQLite format 3')))
    throw new Error('the copy is not plain');
  for (const scheme of ['aegis', 'sqlcipher'] as const) {
    copyFileSync(file('plain'), file(scheme));
    const encrypting = new Database(file(scheme)) as Keyed;
    encrypting.pragma(`cipher='${scheme}'`);
    encrypting.rekey(key);
    encrypting.close();
    if (readFileSync(file(scheme)).subarray(0, 15).equals(Buffer.from('SQLite format 3')))
      throw new Error(`the copy under ${scheme} is not encrypted`);
  }
  const open = (scheme: Scheme) => {
    const connection = connect(file(scheme), scheme, key);
    for (const setting of settings.split(' ')) connection.pragma(setting);
    return { ...sqlOver(connection), exec: (sql: string) => void connection.exec(sql), connection };
  };
  const byScheme = { plain: open('plain'), aegis: open('aegis'), sqlcipher: open('sqlcipher') };
  return {
    byScheme,
    remove: () => {
      for (const scheme of schemes) byScheme[scheme].connection.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
