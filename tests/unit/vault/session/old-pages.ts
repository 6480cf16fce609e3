/** What somebody does without a key who kept an older copy of a vault: puts single pages of it back. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyringFile, saveKeyring } from '../../../../src-main/vault/keyring/keyring-file.ts';
import type { Keyring } from '../../../../src-main/vault/keyring/keyring.ts';
import { verifyKeyring } from '../../../../src-main/vault/keyring/format/v1/read.ts';
import { openDatabase } from '../../../../src-main/vault/session/open-database.ts';
import { openKeys } from '../keyring/opened-vault.ts';

const pageBytes = 4096;

/** Numbers of the pages that a table or an index lies on. Nothing of the vault is changed. */
export async function pagesOfTables(folder: string): Promise<Map<string, number[]>> {
  const { read } = await readKeyringFile(folder);
  const known = await openKeys(read.alleged);
  const keyring = verifyKeyring(read, known.vaultKey);
  const { store } = await openDatabase(
    { deviceId: '0123456789abcdefghjkmnpqrs', now: () => 0 },
    folder,
    keyring,
    known,
  );
  try {
    const rows = store.db.all<{ name: string; pageno: number }>('SELECT name, pageno FROM dbstat');
    const found = Map.groupBy(rows, ({ name }) => name);
    return new Map([...found].map(([name, pages]) => [name, pages.map(({ pageno }) => pageno)]));
  } finally {
    store.close();
  }
}

export function databaseOf(folder: string): Buffer {
  return readFileSync(join(folder, 'records.db'));
}

/** As who holds the vault's keys can write it. */
export async function rewriteKeyring(folder: string, change: (keyring: Keyring) => Keyring): Promise<void> {
  const { read } = await readKeyringFile(folder);
  const { vaultKey } = await openKeys(read.alleged);
  await saveKeyring(folder, change(verifyKeyring(read, vaultKey)), vaultKey);
}

/** Those of these pages that are others in an older file. */
export function changedPages(folder: string, older: Buffer, pages: readonly number[]): number[] {
  const now = databaseOf(folder);
  return pages.filter((page) => {
    const at = (page - 1) * pageBytes;
    const old = older.subarray(at, at + pageBytes);
    return old.length === pageBytes && !old.equals(now.subarray(at, at + pageBytes));
  });
}

/** Puts a page of an older file in the place of today's. */
export function putBack(folder: string, older: Buffer, page: number): void {
  const file = openSync(join(folder, 'records.db'), 'r+');
  const at = (page - 1) * pageBytes;
  writeSync(file, older, at, pageBytes, at);
  closeSync(file);
}

/** SQLite's checksum over words of the log, which needs no key. */
function checksum(bytes: Buffer, [a, b]: readonly [number, number]): [number, number] {
  let [first, second] = [a, b];
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32BE(at) + second) >>> 0;
    second = (second + bytes.readUInt32BE(at + 4) + first) >>> 0;
  }
  return [first, second];
}

/** A write-ahead log that has one committed page, of an older file. */
export function logOf(older: Buffer, page: number, fileBytes: number): Buffer {
  const header = Buffer.alloc(32);
  for (const [i, word] of [0x377f0683, 3007000, pageBytes, 0, 1, 2].entries())
    header.writeUInt32BE(word, i * 4);
  const ofHeader = checksum(header.subarray(0, 24), [0, 0]);
  for (const [i, word] of ofHeader.entries()) header.writeUInt32BE(word, 24 + i * 4);
  const content = older.subarray((page - 1) * pageBytes, page * pageBytes);
  const frame = Buffer.alloc(24);
  for (const [i, word] of [page, fileBytes / pageBytes, 1, 2].entries()) frame.writeUInt32BE(word, i * 4);
  const ofFrame = checksum(content, checksum(frame.subarray(0, 8), ofHeader));
  for (const [i, word] of ofFrame.entries()) frame.writeUInt32BE(word, 16 + i * 4);
  return Buffer.concat([header, frame, content]);
}
