/** What a database holds once its cipher is taken off: every byte of every page. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import type { Dek } from '../../../../src-main/vault/crypto/secret-key.ts';

interface Keyed {
  key(key: Buffer): number;
  rekey(key: Buffer): number;
}

/** A copy of the file without encryption, page for page. The database must have been closed, or its log emptied. @returns its bytes */
export function plainPages(file: string, folder: string, dek: Dek, cipher = 'aegis'): Buffer {
  const copy = join(folder, `${newId()}.plain`);
  copyFileSync(file, copy);
  const connection = new Database(copy) as Database.Database & Keyed;
  try {
    connection.pragma(`cipher='${cipher}'`);
    dek.use((bytes) => connection.key(Buffer.concat([Buffer.from('raw:'), bytes])));
    connection.pragma('journal_mode=DELETE');
    connection.rekey(Buffer.alloc(0));
  } finally {
    connection.close();
  }
  const pages = readFileSync(copy);
  rmSync(copy);
  return pages;
}

/** Which of the texts are anywhere in it, in UTF-8 or as JSON and base64 have them. */
export function foundIn(pages: Buffer, texts: readonly string[]): string[] {
  return texts.filter((text) =>
    [text, JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('base64')].some((form) =>
      pages.includes(form),
    ),
  );
}
