/**
 * Writing what leaves the vault for others: a tar with `SHA256SUMS` and its minisign signature at its end, inside age files. Memory stays the
 * same however much is in it.
 */
import { createHash } from 'node:crypto';
import { lstat, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileName } from '../../../src-preload/contract/file-names.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { inNewFolder, type RememberedFile } from '../new-file.ts';
import { encryptTo, encryptUnder } from './age-file.ts';
import type { ByteSource } from './age-payload.ts';
import { minisignSign } from './minisign.ts';
import { names } from './parts.ts';
import { sumLine } from './read-parts.ts';
import { writeTar, type TarEntry } from './tar.ts';
import { writeFileWhole, type WrittenFile } from './whole-file.ts';

export interface Part {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Called once for each file written. */
  readonly read: () => ByteSource;
}

export function textPart(name: string, content: string): Part {
  const bytes = Buffer.from(content);
  return { name, size: bytes.length, read: () => [bytes] };
}

export interface Container {
  /** Every part but the sums and their signature, in order. Called once for each file written. */
  readonly parts: () => Iterable<Part> | AsyncIterable<Part>;
  /** Of all parts, milliseconds since 1970. */
  readonly at: number;
  /** The signature's trusted comment. */
  readonly comment: string;
}

/** Where a container goes, for whom, and by whom. */
export interface Destination {
  readonly signingKey: SigningKey;
  /** `age1…`. */
  readonly recipients: readonly string[];
  readonly passphrase: string | null;
  readonly path: string;
  /** Remembers where it is being made; nobody by default. */
  readonly begin?: RememberedFile['begin'];
  readonly signal: AbortSignal;
}

export interface WrittenContainer {
  readonly files: readonly WrittenFile[];
  /** SHA-256 of `SHA256SUMS`: the same for every file of one content, and for nobody else's. */
  readonly contentHash: string;
}

/** @throws VaultError bundle/cancelled */
export async function* untilAborted<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  for await (const item of source) {
    if (signal.aborted) throw new VaultError('bundle/cancelled');
    yield item;
  }
}

/** Passes chunks on. @param onEnd told their SHA-256 in hexadecimal */
async function* hashed(chunks: ByteSource, onEnd: (sha256: string) => void): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  onEnd(hash.digest('hex'));
}

async function* tarEntries(
  { parts, comment }: Container,
  { signingKey, signal }: Destination,
  onSums: (sums: string) => void,
): AsyncGenerator<TarEntry> {
  let sums = '';
  for await (const { name, size, read } of parts()) {
    const chunks = hashed(untilAborted(read(), signal), (sha256) => {
      sums += sumLine(sha256, name);
    });
    yield { name, size, chunks };
  }
  onSums(sums);
  const sumsBytes = Buffer.from(sums);
  yield { name: names.sums, size: sumsBytes.length, chunks: [sumsBytes] };
  const signature = Buffer.from(minisignSign(signingKey, sumsBytes, comment));
  yield { name: names.signature, size: signature.length, chunks: [signature] };
}

/** Where the second file of one content goes: `Name (passphrase).coffer-bundle`, where nobody has anything yet. */
async function passphrasePath(path: string): Promise<string> {
  const ending = extname(path);
  for (let count = 1; ; count++) {
    const mark = count === 1 ? '' : ` ${String(count)}`;
    const free = join(dirname(path), fileName(basename(path, ending), ` (passphrase${mark})${ending}`));
    try {
      await lstat(free);
    } catch (error) {
      if (fileErrorCode(error) === 'ENOENT') return free;
      throw error;
    }
  }
}

/**
 * Writes what `prepare` gives to `use`, with recipients and a passphrase in two files of the same content: age forbids to mix them. Nothing
 * is left behind when that fails or is cancelled.
 * @param prepare is given a folder for what must wait on disk
 * @throws VaultError bundle/cancelled, vault/disk-full and the like
 */
export async function writeContainer<T>(
  to: Destination,
  prepare: (folder: string, use: (container: Container) => Promise<WrittenContainer>) => Promise<T>,
): Promise<T> {
  try {
    return await inNewFolder(dirname(to.path), to.begin ?? null, (folder) =>
      prepare(folder, (container) => writeIn(folder, container, to)),
    );
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

async function writeIn(folder: string, container: Container, to: Destination): Promise<WrittenContainer> {
  const { path, recipients, passphrase } = to;
  const made: { readonly to: string; readonly file: WrittenFile }[] = [];
  let contentHash = '';
  const tar = () =>
    writeTar(
      tarEntries(container, to, (sums) => {
        contentHash = createHash('sha256').update(sums).digest('hex');
      }),
      container.at,
    );
  const add = async (place: string, encrypted: AsyncIterable<Uint8Array>): Promise<void> => {
    made.push({ to: place, file: await writeFileWhole(join(folder, String(made.length)), encrypted) });
  };
  if (recipients.length > 0) await add(path, await encryptTo(recipients, tar()));
  if (passphrase !== null)
    await add(
      recipients.length > 0 ? await passphrasePath(path) : path,
      await encryptUnder(passphrase, tar()),
    );
  await putInPlace(made);
  return { files: made.map(({ to: place, file }) => ({ ...file, path: place })), contentHash };
}

/** The one under the chosen name last, since it may take the place of another file: one of two is no whole. */
async function putInPlace(
  made: readonly { readonly to: string; readonly file: WrittenFile }[],
): Promise<void> {
  const inPlace: string[] = [];
  try {
    for (const { to, file } of made.toReversed()) {
      await rename(file.path, to);
      inPlace.push(to);
    }
  } catch (error) {
    for (const to of inPlace) await rm(to, { force: true });
    throw error;
  }
}
