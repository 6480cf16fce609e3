/** What reading any signed container has in common: hashing its parts, their sums, their lines. */
import { createHash, type Hash } from 'node:crypto';
import { VaultError } from '../errors.ts';
import type { AgeCredential } from './age-file.ts';
import type { ByteSource } from './age-payload.ts';
import { mostLineBytes } from './parts.ts';

export interface ReadingOptions {
  readonly path: string;
  readonly credential: AgeCredential;
  readonly signal: AbortSignal;
  /** Told how many bytes of the file were read, now and then. */
  readonly onProgress?: (bytes: number) => void;
}

export const bad = (what: string): VaultError => new VaultError('bundle/bad-content', { what });

/** Counts and hashes what is read of the file, and ends when that is no longer wanted. */
export function watch({ signal, onProgress }: ReadingOptions, hash?: Hash): (bytes: Uint8Array) => void {
  let read = 0;
  return (bytes) => {
    if (signal.aborted) throw new VaultError('bundle/cancelled');
    hash?.update(bytes);
    read += bytes.length;
    onProgress?.(read);
  };
}

/** Reads an entry to its end. @returns its hash, hexadecimal, and its text where it is one to be kept */
export async function take(
  chunks: ByteSource,
  keep: boolean,
): Promise<{ sha256: string; text: string; bytes: number }> {
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (keep) kept.push(Uint8Array.from(chunk));
  }
  return { sha256: hash.digest('hex'), text: keep ? utf8(Buffer.concat(kept)) : '', bytes };
}

/** Hashes lines and shows each. */
export async function takeLines(chunks: ByteSource, onLine: (line: string) => void): ReturnType<typeof take> {
  const hash = createHash('sha256');
  let bytes = 0;
  const hashed = async function* () {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  for await (const line of linesOf(hashed())) onLine(line);
  return { sha256: hash.digest('hex'), text: '', bytes };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw error instanceof TypeError ? bad('not-utf-8') : error;
  }
}

/** One line of `SHA256SUMS`, as coreutils write and check it. */
export function sumLine(sha256: string, name: string): string {
  return `${sha256}  ${name}\n`;
}

const sumsLine = /^([0-9a-f]{64}) [ *](?:\.\/)?(\S+)$/;

/** What `SHA256SUMS` says: a hash for each name, each once. */
export function parseSums(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, sha256, name] = sumsLine.exec(line) ?? [];
    if (sha256 === undefined || name === undefined || sums.has(name)) throw bad('sums');
    sums.set(name, sha256);
  }
  return sums;
}

/** Lines without their ends. The last one has to have an end, too. @throws VaultError bundle/bad-content */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = chunk.subarray(start, end);
      yield utf8(pending.length === 0 ? line : Buffer.concat([...pending, line]));
      pending = [];
      length = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pending.push(Uint8Array.from(chunk.subarray(start)));
    length += chunk.length - start;
    if (length > mostLineBytes) throw bad('line-too-long');
  }
  if (length > 0) throw bad('last-line');
}
