/**
 * Reading a bundle, twice: the first pass checks every byte and takes nothing; the second gives out what the first has
 * found right, and checks it against the first, so that a file exchanged in between is refused.
 */
import { createHash } from 'node:crypto';
import { base64 } from '@scure/base';
import { manifest as manifestSchema, type Manifest } from '../../../src-preload/contract/bundle.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';
import { decryptFile } from './age-file.ts';
import type { ByteSource } from './age-payload.ts';
import { isNewer, isRecipient } from './card.ts';
import { minisignVerify } from './minisign.ts';
import {
  attachmentName,
  bundleRules,
  isPartName,
  mostBytes,
  names,
  optionalParts,
  type PartName,
} from './parts.ts';
import { bad, linesOf, parseSums, take, takeLines, watch, type ReadingOptions } from './read-parts.ts';
import { readTar } from './tar.ts';

export interface VerifiedBundle {
  readonly manifest: Manifest;
  /** The text of `fields.json`. */
  readonly fields: string;
  /** The text of `roster.json`, where there is one: nothing of it is verified. */
  readonly roster: string | null;
  /** The text of `erasures.json`, likewise. */
  readonly erasures: string | null;
  /** SHA-256 of every other entry, hexadecimal, by name. */
  readonly sums: ReadonlyMap<string, string>;
  /** SHA-256 of `SHA256SUMS`, hexadecimal. */
  readonly contentHash: string;
  /** SHA-256 of the file itself, hexadecimal. */
  readonly fileHash: string;
}

function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = outsideJson(text);
  } catch (error) {
    throw error instanceof SyntaxError ? bad('manifest') : error;
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) {
    const { sender, recipients } = parsed.data;
    if (![sender, ...recipients].every(({ recipient }) => isRecipient(recipient))) throw bad('manifest');
    return parsed.data;
  }
  throw isNewer(json, 'coffer-bundle') ? new VaultError('bundle/newer-format') : bad('manifest');
}

/** Who wants to see parts as they come. */
export interface Watching {
  readonly onLine?: (line: string) => void;
  readonly onRoster?: (text: string) => void;
}

/** Everything that was found in a file by the first pass. */
class Findings {
  readonly texts = new Map<PartName, string>();
  readonly found = new Map<string, string>();
  attachments = 0;
  attachmentBytes = 0;

  async add(name: string, chunks: ByteSource, { onLine, onRoster }: Watching): Promise<void> {
    const isKept = isPartName(name) && name !== names.records;
    const isRead = name === names.records && onLine !== undefined;
    const { sha256, text, bytes } = await (isRead ? takeLines(chunks, onLine) : take(chunks, isKept));
    if (isKept) this.texts.set(name, text);
    if (name === names.roster) onRoster?.(text);
    if (name !== names.sums && name !== names.signature) this.found.set(name, sha256);
    const named = attachmentName.exec(name)?.[1];
    if (named === undefined) return;
    if (named !== sha256) throw bad('attachment-name');
    this.attachments += 1;
    this.attachmentBytes += bytes;
  }

  text(name: PartName): string {
    const text = this.texts.get(name);
    if (text === undefined) throw new VaultError('bundle/bad-content', { what: 'missing', name });
    return text;
  }

  /** @throws VaultError bundle/bad-content, bundle/bad-signature, bundle/newer-format */
  verify(): Pick<VerifiedBundle, 'manifest' | 'fields' | 'roster' | 'erasures' | 'sums' | 'contentHash'> {
    const manifest = parseManifest(this.text(names.manifest));
    const sumsText = this.text(names.sums);
    const publicKey = base64.decode(manifest.sender.signingKey);
    if (!minisignVerify(publicKey, Buffer.from(sumsText), this.text(names.signature)))
      throw new VaultError('bundle/bad-signature');
    const sums = parseSums(sumsText);
    for (const name of Object.keys(mostBytes))
      if (
        name !== names.sums &&
        name !== names.signature &&
        !optionalParts.has(name) &&
        !this.found.has(name)
      )
        throw new VaultError('bundle/bad-content', { what: 'missing', name });
    if (sums.size !== this.found.size) throw bad('sums');
    for (const [name, sha256] of this.found) if (sums.get(name) !== sha256) throw bad('sums');
    const { counts } = manifest;
    if (counts.attachments !== this.attachments || counts.attachmentBytes !== this.attachmentBytes)
      throw bad('counts');
    const contentHash = createHash('sha256').update(sumsText).digest('hex');
    const roster = this.texts.get(names.roster) ?? null;
    const erasures = this.texts.get(names.erasures) ?? null;
    return { manifest, fields: this.text(names.fields), roster, erasures, sums, contentHash };
  }
}

/**
 * The first pass: every hash, the signature by the key in the manifest, and that nothing is missing or too much. Who the
 * sender is, and whether the bundle has expired, is for the caller to say. Nothing of what `watching` is shown may be believed
 * before this has returned.
 * @throws VaultError bundle/*
 */
export async function verifyBundle(
  options: ReadingOptions,
  watching: Watching = {},
): Promise<VerifiedBundle> {
  const fileHash = createHash('sha256');
  const { path, credential } = options;
  const file = await decryptFile(path, credential, watch(options, fileHash));
  const findings = new Findings();
  for await (const { name, chunks } of readTar(file.plain, file.size, bundleRules))
    await findings.add(name, chunks, watching);
  return { ...findings.verify(), fileHash: fileHash.digest('hex') };
}

export type BundlePart =
  | { readonly kind: 'records'; readonly lines: AsyncIterable<string> }
  | {
      readonly kind: 'attachment';
      /** Hexadecimal. */
      readonly sha256: string;
      readonly size: number;
      readonly chunks: AsyncIterable<Uint8Array>;
    };

/** Passes chunks on and compares at the end. */
async function* compared(chunks: ByteSource, expected: string | undefined): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== expected) throw new VaultError('bundle/damaged');
}

/**
 * The second pass. A part that is not read to its end before the next one is skipped and compared all the same; what was read counts only once the whole
 * iteration has ended without an error.
 * @throws VaultError bundle/*
 */
export async function* bundleParts(
  options: ReadingOptions,
  verified: VerifiedBundle,
): AsyncGenerator<BundlePart> {
  const { path, credential } = options;
  const file = await decryptFile(path, credential, watch(options));
  const missing = new Set(verified.sums.keys());
  for await (const { name, size, chunks } of readTar(file.plain, file.size, bundleRules)) {
    const content = compared(chunks, verified.sums.get(name));
    const sha256 = attachmentName.exec(name)?.[1];
    if (name === names.records) yield { kind: 'records', lines: linesOf(content) };
    else if (sha256 !== undefined) yield { kind: 'attachment', sha256, size, chunks: content };
    // What nobody read is compared all the same: the tar goes on only behind it.
    await take(name === names.sums || name === names.signature ? chunks : content, false);
    missing.delete(name);
  }
  if (missing.size > 0) throw new VaultError('bundle/damaged');
}
