/**
 * Writes `pages-1.json` anew: of each cipher a database of a few pages with a write-ahead log beside it, whose last write was not
 * ended. To be run by hand (`node tests/vectors/make-pages.ts`) when a version of the format is added; a released one stays as it is.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { openConnection, type Cipher } from '../../src-main/vault/store/open.ts';

const place = mkdtempSync(join(tmpdir(), 'coffer-vectors-'));

/** What a process that was killed in the middle of its third write leaves. */
function made(cipher: Cipher) {
  const key = Uint8Array.from({ length: 32 }, (_, at) => 7 * at + 1);
  const dek = SecretKey.adopt('dek', Uint8Array.from(key));
  const file = join(place, `${cipher}.db`);
  const db = openConnection({ file, dek, cipher }, true);
  db.exec("CREATE TABLE note (row INTEGER PRIMARY KEY, text TEXT) STRICT; INSERT INTO note (text) VALUES ('in the database')");
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.exec("INSERT INTO note (text) VALUES ('in the log')");
  db.pragma('cache_spill=1');
  db.pragma('cache_size=2');
  db.exec('BEGIN');
  // More than the cache holds: pages go into the log that no commit follows.
  for (let row = 0; row < 40; row += 1) db.prepare('INSERT INTO note (text) VALUES (?)').run('not ended '.repeat(40));
  const read = (suffix: string): string => readFileSync(file + suffix).toString('base64');
  const left = { cipher, key: Buffer.from(key).toString('hex'), database: read(''), log: read('-wal'), notes: ['in the database', 'in the log'] };
  db.exec('ROLLBACK');
  db.close();
  dek.destroy();
  return left;
}

writeFileSync(join(import.meta.dirname, 'pages-1.json'), `${JSON.stringify((['aegis', 'chacha20'] as const).map(made), null, 2)}\n`);
rmSync(place, { recursive: true });
