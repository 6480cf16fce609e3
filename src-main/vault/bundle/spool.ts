/**
 * Lines, a bundle's records say, while they wait: a tar has to know their length before them. Few wait in memory; many on disk, sealed
 * like the payload of an age file, under a key that only this holds: what a crash leaves behind opens for nobody.
 */
import { createHash, type Hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { randomBytes } from '@noble/hashes/utils.js';
import { newFile, openFile } from '../../files/open-file.ts';
import { SecretKey } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { assertJsonBounded, JsonTooLarge } from '../json.ts';
import type { ByteSource } from './age-payload.ts';
import { openPayload, PayloadError, sealPayload } from './age-payload.ts';
import { mostLineBytes, names } from './parts.ts';

/** How much is gathered before it goes on. */
const gatherBytes = 256 * 1024;
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

function isReadable(line: string): boolean {
  if (line.length * 3 > mostLineBytes && Buffer.byteLength(line) > mostLineBytes) return false;
  try {
    assertJsonBounded(line);
    return true;
  } catch (error) {
    if (error instanceof JsonTooLarge) return false;
    throw error;
  }
}

/** Lines as bytes, gathered; each piece is its own memory. */
async function* asBytes(
  lines: AsyncIterable<string>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let memory = Buffer.allocUnsafeSlow(gatherBytes);
  let filled = 0;
  for await (const line of lines) {
    // No reader would take it.
    if (!isReadable(line)) throw new VaultError('bundle/too-large', { name });
    // UTF-8 takes three bytes for a unit of UTF-16 at most.
    const most = line.length * 3;
    if (filled + most > memory.length) {
      if (filled > 0) yield memory.subarray(0, filled);
      memory = Buffer.allocUnsafeSlow(Math.max(gatherBytes, most));
      filled = 0;
    }
    filled += memory.write(line, filled);
  }
  if (filled > 0) yield memory.subarray(0, filled);
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

/** @param name of the part that they become. @throws VaultError bundle/too-large, vault/disk-full and the like; whatever the lines throw. Nothing is left then. */
export async function spool(
  path: string,
  lines: AsyncIterable<string>,
  name: string = names.records,
): Promise<Spool> {
  const sum = new Sum();
  const first: Uint8Array[] = [];
  const all = asBytes(lines, name);
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
    return await onDisk(path, rest(), sum);
  } catch (error) {
    forget();
    throw error;
  }
}

async function onDisk(path: string, bytes: AsyncIterable<Uint8Array>, sum: Sum): Promise<Spool> {
  const key = SecretKey.adopt('age-payload', randomBytes(32));
  try {
    // Down to the disk it need not go: no crash leaves anybody who could read it.
    const file = await newFile(path);
    try {
      await file.writeFile(sealPayload(key, bytes));
    } finally {
      await file.close();
    }
  } catch (error) {
    key.destroy();
    await rm(path, { force: true });
    throw fromFileError(error, 'outside');
  }
  return {
    size: sum.size,
    sha256: sum.hash.digest('hex'),
    async *read() {
      try {
        const file = await openFile(path, 'refused');
        yield* openPayload(key, file.createReadStream({ highWaterMark: readBytes }));
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
