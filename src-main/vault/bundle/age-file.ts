/** age files (age-encryption.org/v1) as streams: memory stays the same for any size. */
import { randomBytes } from '@noble/hashes/utils.js';
import { Decrypter, Encrypter } from 'age-encryption';
import { openFile } from '../../files/open-file.ts';
import { ageIdentityText } from '../crypto/identity.ts';
import type { AgeIdentity, AgePayloadKey } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';
import {
  openPayload,
  payloadKey,
  payloadNonceBytes,
  payloadTextSize,
  PayloadError,
  sealPayload,
  type ByteSource,
} from './age-payload.ts';

/** What opens an age file. */
export type AgeCredential =
  | { readonly kind: 'identity'; readonly identity: AgeIdentity }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/** 2^17 rounds: 128 MiB and about a second here, on top of a passphrase that has to be strong by itself. */
const scryptWorkFactor = 17;
/** age's own for passphrases: 256 MiB and two seconds. Nothing can be checked before it is done, nor can it be stopped. */
const mostScryptWorkFactor = 18;
const magic = 'age-encryption.org/v1\n';
/** The header of a hundred recipients has 20 KiB; a file with more before its payload is not one of ours. */
const mostHeaderBytes = 64 * 1024;
const readBytes = 256 * 1024;
/** What the library writes behind the header of an empty file: a nonce, and one empty piece. */
const emptyPayloadBytes = payloadNonceBytes + 16;

/** Seals what comes under a key of its own, behind the header that lets others find that key. */
async function* sealed(
  header: Uint8Array,
  fileKey: Uint8Array,
  plain: ByteSource,
): AsyncGenerator<Uint8Array> {
  const nonce = randomBytes(payloadNonceBytes);
  using key = payloadKey(fileKey, nonce);
  yield Buffer.concat([header, nonce]);
  yield* sealPayload(key, plain);
}

/** The header that the library makes, without what comes behind it. */
async function headerOf(encrypter: Encrypter): Promise<Uint8Array> {
  const file = await encrypter.encrypt(new Uint8Array());
  return file.subarray(0, file.length - emptyPayloadBytes);
}

/** Encrypts to every recipient (`age1…`). */
export async function encryptTo(
  recipients: readonly string[],
  plain: ByteSource,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  // One that is told the file key like every other, and writes nothing about it into the header.
  let fileKey = new Uint8Array();
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  return sealed(await headerOf(encrypter), fileKey, plain);
}

/** Encrypts under a passphrase, which has to be in Unicode's NFC form to be typed again elsewhere. */
export async function encryptUnder(
  passphrase: string,
  plain: ByteSource,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(scryptWorkFactor);
  const header = await headerOf(encrypter);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return sealed(header, await decrypter.decryptHeader(header), plain);
}

interface Head {
  readonly needsPassphrase: boolean;
  /** With the line's end behind it. */
  readonly bytes: Buffer;
}

function isHeaderEnd(line: string): boolean {
  return line.startsWith('---');
}

/** Looks at the header before the library does, which would read on for a line's end without a limit. */
async function readHead(path: string): Promise<Head> {
  let text = '';
  const file = await openFile(path, 'followed');
  for await (const chunk of file.createReadStream({ end: mostHeaderBytes - 1, encoding: 'latin1' }))
    text += String(chunk);
  if (!text.startsWith(magic)) {
    const isPart = text.length < magic.length && text !== '' && magic.startsWith(text);
    throw new VaultError(isPart ? 'bundle/cut-short' : 'bundle/not-a-bundle');
  }
  const lines = text.split('\n');
  const end = lines.findIndex(isHeaderEnd);
  if (end < 0 || end === lines.length - 1)
    throw new VaultError(text.length < mostHeaderBytes ? 'bundle/cut-short' : 'bundle/not-a-bundle');
  const scrypt = lines.slice(0, end).filter((line) => line.startsWith('-> scrypt '));
  // What stands there in another form is for the library to refuse.
  if (scrypt.some((line) => Number(line.split(' ')[3]) > mostScryptWorkFactor))
    throw new VaultError('bundle/passphrase-too-costly');
  const needsPassphrase = scrypt.length > 0;
  return { needsPassphrase, bytes: Buffer.from(`${lines.slice(0, end + 1).join('\n')}\n`, 'latin1') };
}

/**
 * Whether a passphrase opens this file (and not an identity).
 * @throws VaultError bundle/not-a-bundle, bundle/cut-short, bundle/passphrase-too-costly, file/missing
 */
export async function needsPassphrase(path: string): Promise<boolean> {
  try {
    return (await readHead(path)).needsPassphrase;
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

/** What is behind the header and the nonce. The header has to be the one that was read before. */
async function* payloadOf(
  { path, fileBytes }: { readonly path: string; readonly fileBytes: number },
  header: Uint8Array,
  onBytes?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let toSkip = header.length + payloadNonceBytes;
  let seen = 0;
  const file = await openFile(path, 'followed');
  for await (const chunk of file.createReadStream({ highWaterMark: Math.min(readBytes, fileBytes) })) {
    // A stream without an encoding gives buffers.
    const bytes = chunk as Buffer;
    onBytes?.(bytes);
    const own = bytes.subarray(0, Math.max(0, header.length - seen));
    if (Buffer.compare(own, header.subarray(seen, seen + own.length)) !== 0)
      throw new VaultError('bundle/damaged');
    seen += own.length;
    const skipped = Math.min(toSkip, bytes.length);
    toSkip -= skipped;
    if (bytes.length > skipped) yield bytes.subarray(skipped);
  }
}

/** The nonce behind the header, and how long the whole file is. @throws VaultError bundle/cut-short */
async function readNonce(path: string, start: number): Promise<{ nonce: Uint8Array; fileBytes: number }> {
  const nonce = new Uint8Array(payloadNonceBytes);
  await using file = await openFile(path, 'followed');
  const { bytesRead } = await file.read(nonce, 0, nonce.length, start);
  if (bytesRead < nonce.length) throw new VaultError('bundle/cut-short');
  return { nonce, fileBytes: (await file.stat()).size };
}

function headerFailure(error: unknown, head: Head, credential: AgeCredential): unknown {
  if (error instanceof VaultError || !(error instanceof Error)) return error;
  if (error.message.includes('no identity matched'))
    return new VaultError(
      credential.kind === 'passphrase' && head.needsPassphrase
        ? 'bundle/wrong-passphrase'
        : 'bundle/not-for-you',
    );
  return fromFileError(error, 'outside') === error
    ? new VaultError('bundle/damaged', {}, error)
    : fromFileError(error, 'outside');
}

export interface DecryptedFile {
  /** Bytes of plain text that the file's size allows for. */
  readonly size: number;
  readonly plain: AsyncIterable<Uint8Array>;
}

/**
 * Opens an age file. `onBytes` sees its bytes as they are read.
 * @throws VaultError bundle/not-a-bundle, bundle/not-for-you, bundle/wrong-passphrase, bundle/passphrase-needed, bundle/passphrase-too-costly,
 * bundle/damaged, bundle/cut-short; the last two also while the plain text is read
 */
export async function decryptFile(
  path: string,
  credential: AgeCredential,
  onBytes?: (bytes: Uint8Array) => void,
): Promise<DecryptedFile> {
  try {
    const head = await readHead(path);
    if (head.needsPassphrase && credential.kind === 'identity')
      throw new VaultError('bundle/passphrase-needed');
    const decrypter = new Decrypter();
    if (credential.kind === 'identity') decrypter.addIdentity(ageIdentityText(credential.identity));
    else decrypter.addPassphrase(credential.passphrase);
    const fileKey = await decrypter.decryptHeader(head.bytes).catch((error: unknown) => {
      throw headerFailure(error, head, credential);
    });
    const { nonce, fileBytes } = await readNonce(path, head.bytes.length);
    const size = payloadTextSize(fileBytes - head.bytes.length - nonce.length);
    if (size === null) {
      fileKey.fill(0);
      throw new VaultError('bundle/cut-short');
    }
    const key = payloadKey(fileKey, nonce);
    return {
      size,
      plain: opened(key, payloadOf({ path, fileBytes }, head.bytes, onBytes)),
    };
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

/** The plain text; what is said of a piece that does not open becomes a code. The key is gone when this has ended. */
async function* opened(key: AgePayloadKey, payload: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  using lent = key;
  try {
    yield* openPayload(lent, payload);
  } catch (error) {
    if (error instanceof PayloadError)
      throw error.isAtEnd
        ? new VaultError('bundle/cut-short', {}, error)
        : new VaultError('bundle/damaged', {}, error);
    throw fromFileError(error, 'outside');
  }
}
