/**
 * The record lines while they wait: a tar has to know their length before them. Few wait in memory; many on disk, sealed
 * like the payload of an age file, under a key that only this holds: what a crash leaves behind opens for nobody.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { randomBytes } from '@noble/hashes/utils.js';
import { openCiphers, type Ciphers } from '../crypto/cipher-threads.ts';
import { SecretKey } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';
import type { ByteSource } from './age-payload.ts';
import { openPayload, PayloadError, sealPayload } from './age-payload.ts';
import { mostLineBytes, names } from './parts.ts';
import { writeFileWhole } from './whole-file.ts';

/** How much text is gathered before it becomes bytes. */
const gatherLength = 128 * 1024;
/** What is longer than this waits on disk. */
const mostInMemoryBytes = 8 * 1024 * 1024;
const readBytes = 1024 * 1024;

export interface Spool {
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** May be called several times. */
  readonly read: () => ByteSource;
  readonly remove: () => Promise<void>;
}

async function* asBytes(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  let gathered = '';
  for await (const line of lines) {
    // No reader would take it.
    if (line.length * 3 > mostLineBytes && Buffer.byteLength(line) > mostLineBytes)
      throw new VaultError('bundle/too-large', { name: names.records });
    gathered += line;
    if (gathered.length < gatherLength) continue;
    yield Buffer.from(gathered);
    gathered = '';
  }
  if (gathered !== '') yield Buffer.from(gathered);
}

/** What is known of the lines when they are through. */
class Sum {
  readonly hash: Hash = createHash('sha256');
  size = 0;

  add(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.size += bytes.length;
  }
}

/** @throws VaultError bundle/too-large, vault/disk-full and the like; whatever the lines throw. Nothing is left then. */
export async function spool(
  path: string,
  lines: AsyncIterable<string>,
  cipherThread: URL | null,
): Promise<Spool> {
  const sum = new Sum();
  const first: Uint8Array[] = [];
  const all = asBytes(lines);
  const forget = (): void => {
    for (const bytes of first.splice(0)) bytes.fill(0);
  };
  try {
    while (sum.size < mostInMemoryBytes) {
      const { done, value } = await all.next();
      if (done === true)
        return {
          size: sum.size,
          sha256: sum.hash.digest('hex'),
          read: () => first,
          remove: () => {
            forget();
            return Promise.resolve();
          },
        };
      sum.add(value);
      first.push(value);
    }
    const rest = async function* () {
      yield* first;
      forget();
      for await (const bytes of all) {
        sum.add(bytes);
        yield bytes;
      }
    };
    return await onDisk(path, rest(), sum, cipherThread);
  } catch (error) {
    forget();
    throw error;
  }
}

async function onDisk(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  sum: Sum,
  cipherThread: URL | null,
): Promise<Spool> {
  const key = SecretKey.adopt('age-payload', randomBytes(32));
  const withThreads = (): Ciphers =>
    openCiphers(cipherThread, key, Infinity, Math.ceil(availableParallelism() / 2));
  try {
    using ciphers = withThreads();
    await writeFileWhole(path, sealPayload(ciphers, bytes));
  } catch (error) {
    key.destroy();
    throw error;
  }
  return {
    size: sum.size,
    sha256: sum.hash.digest('hex'),
    async *read() {
      using ciphers = withThreads();
      try {
        yield* openPayload(ciphers, createReadStream(path, { highWaterMark: readBytes }));
      } catch (error) {
        if (error instanceof PayloadError) throw new VaultError('vault/io-failed', {}, error);
        throw fromFileError(error);
      }
    },
    remove: async () => {
      key.destroy();
      await rm(path, { force: true });
    },
  };
}
