/** Encrypted pages and the log beside them, by the reader that was written from the specification. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askReader, readerSays } from './python.ts';

interface Left {
  readonly cipher: string;
  readonly key: string;
  readonly database: string;
  readonly log: string;
  readonly notes: readonly string[];
}

// Our own file, in the shape that make-pages.ts writes.
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/pages-1.json'), 'utf8'),
) as Left[];

const pageBytes = 4096;
const changed = (content: string, change: (bytes: Buffer) => Uint8Array): string =>
  Buffer.from(change(Buffer.from(content, 'base64'))).toString('base64');
const flipped =
  (at: number) =>
  (bytes: Buffer): Buffer => {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

describe.each(vectors.map((left) => [left.cipher, left] as const))('pages under %s', (_, left) => {
  it('[Z-1] to [Z-5] hold what was committed, in the database and in the log', () => {
    expect(readerSays('pages', left)).toEqual(left.notes);
    expect(readerSays('pages', { ...left, log: '' })).toEqual(left.notes.slice(0, 1));
  });

  it('[Z-5] end with the last commit, whatever follows it', () => {
    const frame = 24 + pageBytes;
    const whole = Buffer.from(left.log, 'base64').length;
    expect((whole - 32) / frame).toBeGreaterThan(1);
    for (const length of [32 + frame, 32 + frame + 100, whole - 1]) {
      const log = changed(left.log, (bytes) => bytes.subarray(0, length));
      expect(readerSays('pages', { ...left, log })).toEqual(left.notes);
    }
    const log = changed(left.log, flipped(32 + 24 + 50));
    expect(readerSays('pages', { ...left, log })).toEqual(left.notes.slice(0, 1));
  });

  it('[Z-4] are refused where one bit or their place is another', () => {
    for (const at of [24, 3000, pageBytes - 70, pageBytes - 1, pageBytes, 2 * pageBytes - 1]) {
      const database = changed(left.database, flipped(at));
      expect(askReader('pages', { ...left, database, log: '' })).toMatchObject({ ok: false, number: 'Z-4' });
    }
    const twice = changed(left.database, (bytes) =>
      Buffer.concat([bytes.subarray(0, pageBytes), bytes.subarray(pageBytes), bytes.subarray(pageBytes)]),
    );
    expect(askReader('pages', { ...left, database: twice, log: '' })).toMatchObject({
      ok: false,
      number: 'Z-4',
    });
  });
});
