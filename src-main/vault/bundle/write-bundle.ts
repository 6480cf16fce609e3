/** Writing a bundle: docs/file-format.md, section 12. Memory stays the same for any number of customers. */
import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { newId } from '../crypto/id.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { encryptTo, encryptUnder } from './age-file.ts';
import type { ByteSource } from './age-payload.ts';
import { minisignSign } from './minisign.ts';
import { mostAttachments, mostBytes, mostBytesOf, names, sumLine } from './parts.ts';
import { readmeText } from './readme.ts';
import { spool, type Spool } from './spool.ts';
import { writeFileWhole, type WrittenFile } from './whole-file.ts';
import { writeTar, type TarEntry } from './tar.ts';

export interface BundleAttachment {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  /** Called once for each file written. */
  readonly read: () => ByteSource;
}

export interface BundleToWrite {
  /** Lines of `records.ndjson`, each with its line feed. */
  readonly lines: Iterable<string> | AsyncIterable<string>;
  /** Asked once the lines are through, when all counts are known. */
  readonly describe: () => {
    readonly manifest: Manifest;
    readonly fields: string;
    /** For copies of the vault and its kits alone; for nobody by default. */
    readonly roster?: string | null;
  };
  /** Asked after `describe`. */
  readonly attachments: () => Iterable<BundleAttachment>;
  readonly signingKey: SigningKey;
  /** `age1…`. */
  readonly recipients: readonly string[];
  readonly passphrase: string | null;
  readonly path: string;
  readonly signal: AbortSignal;
  /** Seals and opens much of it in threads. */
  readonly cipherThread?: URL | null;
}

export interface WrittenBundle {
  readonly files: readonly WrittenFile[];
  /** SHA-256 of `SHA256SUMS`: the same for every file of one content, and for nobody else's. */
  readonly contentHash: string;
  readonly manifest: Manifest;
}

type Described = ReturnType<BundleToWrite['describe']>;

const hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

async function* untilAborted<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  for await (const item of source) {
    if (signal.aborted) throw new VaultError('bundle/cancelled');
    yield item;
  }
}

/** Every part but the two that are made from the others. */
function* partsOf(bundle: BundleToWrite, { manifest, fields, roster }: Described, records: Spool) {
  const text = (name: string, content: string) => {
    const bytes = Buffer.from(content);
    return { name, size: bytes.length, sha256: hex(bytes), read: (): ByteSource => [bytes] };
  };
  yield text(names.readme, readmeText(manifest));
  yield text(names.manifest, `${canonicalText(manifest)}\n`);
  yield text(names.fields, fields);
  if (roster !== undefined && roster !== null) yield text(names.roster, roster);
  yield { name: names.records, size: records.size, sha256: records.sha256, read: records.read };
  for (const { sha256, size, read } of bundle.attachments())
    yield { name: `attachments/${sha256}`, size, sha256, read };
}

function* tarEntries(
  bundle: BundleToWrite,
  described: Described,
  records: Spool,
  onSums: (sums: string) => void,
): Generator<TarEntry> {
  let sums = '';
  let entries = 0;
  for (const { name, size, sha256, read } of partsOf(bundle, described, records)) {
    // What no reader would take is not written.
    entries += 1;
    if (size > (mostBytesOf(name) ?? 0) || entries > mostAttachments + Object.keys(mostBytes).length - 2)
      throw new VaultError('bundle/too-large', { name, bytes: size });
    sums += sumLine(sha256, name);
    yield { name, size, chunks: untilAborted(read(), bundle.signal) };
  }
  onSums(sums);
  const sumsBytes = Buffer.from(sums);
  yield { name: names.sums, size: sumsBytes.length, chunks: [sumsBytes] };
  const { manifest } = described;
  const comment = `coffer-bundle ${manifest.id} ${new Date(manifest.createdAt).toISOString()}`;
  const signature = Buffer.from(minisignSign(bundle.signingKey, sumsBytes, comment));
  yield { name: names.signature, size: signature.length, chunks: [signature] };
}

/** Where the second file of one content goes: `Name (passphrase).coffer-bundle`. */
function passphrasePath(path: string): string {
  const ending = extname(path);
  return join(dirname(path), `${basename(path, ending)} (passphrase)${ending}`);
}

/**
 * Writes a bundle, with recipients and a passphrase in two files of the same content: age forbids to mix them. Nothing
 * is left behind when that fails or is cancelled.
 * @throws VaultError bundle/cancelled, vault/disk-full and the like
 */
export async function writeBundle(bundle: BundleToWrite): Promise<WrittenBundle> {
  const { path, recipients, passphrase, signal } = bundle;
  const making = join(dirname(path), `.${newId()}`);
  const made: { readonly from: string; readonly to: string; readonly file: WrittenFile }[] = [];
  const inPlace: string[] = [];
  const cipherThread = bundle.cipherThread ?? null;
  const records = await spool(`${making}.records`, untilAborted(bundle.lines, signal), cipherThread);
  try {
    const described = bundle.describe();
    const { manifest } = described;
    let contentHash = '';
    let bytes = records.size;
    for (const { size } of bundle.attachments()) bytes += size;
    // Another thread reads what waits.
    const threads = { cipherThread, bytes, atMost: Math.ceil(availableParallelism() / 2) };
    const tar = () =>
      writeTar(
        tarEntries(bundle, described, records, (sums) => {
          contentHash = hex(sums);
        }),
        manifest.createdAt,
      );
    const add = async (to: string, encrypted: AsyncIterable<Uint8Array>): Promise<void> => {
      const from = `${making}.${String(made.length)}`;
      made.push({ from, to, file: await writeFileWhole(from, encrypted) });
    };
    if (recipients.length > 0) await add(path, await encryptTo(recipients, tar(), threads));
    if (passphrase !== null)
      await add(
        recipients.length > 0 ? passphrasePath(path) : path,
        await encryptUnder(passphrase, tar(), threads),
      );
    for (const { from, to } of made) {
      await rename(from, to);
      inPlace.push(to);
    }
    return { files: made.map(({ to, file }) => ({ ...file, path: to })), contentHash, manifest };
  } catch (error) {
    // One of two is no whole: what was given is either both or nothing.
    for (const left of [...made.map(({ from }) => from), ...inPlace]) await rm(left, { force: true });
    throw fromFileError(error);
  } finally {
    await records.remove();
  }
}
