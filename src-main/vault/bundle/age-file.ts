/** age files (age-encryption.org/v1) as streams: memory stays the same for any size. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import { ageIdentityText } from '../crypto/identity.ts';
import type { AgeIdentity } from '../crypto/secret-key.ts';
import { fromFileError, VaultError } from '../errors.ts';

/** What opens an age file. */
export type AgeCredential =
  | { readonly kind: 'identity'; readonly identity: AgeIdentity }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/** 2^17 rounds: 128 MiB and about a second here, on top of a passphrase that has to be strong by itself. */
const scryptWorkFactor = 17;
const magic = 'age-encryption.org/v1\n';
/** The header of a hundred recipients has 20 KiB; a file with more before its payload is not one of ours. */
const mostHeaderBytes = 64 * 1024;
const readBytes = 256 * 1024;

export type ByteSource = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What the library takes. Nothing is read before it is asked for. */
function asStream(source: ByteSource): ReadableStream<Uint8Array> {
  const iterator: Iterator<Uint8Array, void> | AsyncIterator<Uint8Array, void> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await iterator.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** What the library gives. Whoever stops early ends the source, too. */
async function* bytesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let isGivingOut = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      isGivingOut = true;
      yield value;
      isGivingOut = false;
    }
  } finally {
    // Also when an error is thrown in from outside, as Node's streams do when they are destroyed.
    if (isGivingOut) await reader.cancel();
  }
}

/** Encrypts to every recipient (`age1…`). */
export async function encryptTo(
  recipients: readonly string[],
  plain: ByteSource,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return bytesOf(await encrypter.encrypt(asStream(plain)));
}

/** Encrypts under a passphrase, which has to be in Unicode's NFC form to be typed again elsewhere. */
export async function encryptUnder(
  passphrase: string,
  plain: ByteSource,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(scryptWorkFactor);
  return bytesOf(await encrypter.encrypt(asStream(plain)));
}

interface Head {
  readonly needsPassphrase: boolean;
  readonly length: number;
}

function isHeaderEnd(line: string): boolean {
  return line.startsWith('---');
}

/** Looks at the header before the library does, which would read on for a line's end without a limit. */
async function readHead(path: string): Promise<Head> {
  let text = '';
  for await (const chunk of createReadStream(path, { end: mostHeaderBytes - 1, encoding: 'latin1' }))
    text += String(chunk);
  if (!text.startsWith(magic)) {
    const isPart = text.length < magic.length && text !== '' && magic.startsWith(text);
    throw new VaultError(isPart ? 'bundle/cut-short' : 'bundle/not-a-bundle');
  }
  const lines = text.split('\n');
  const end = lines.findIndex(isHeaderEnd);
  if (end < 0 || end === lines.length - 1)
    throw new VaultError(text.length < mostHeaderBytes ? 'bundle/cut-short' : 'bundle/not-a-bundle');
  const needsPassphrase = lines.slice(0, end).some((line) => line.startsWith('-> scrypt '));
  return { needsPassphrase, length: lines.slice(0, end + 1).join('\n').length + 1 };
}

/** Whether a passphrase opens this file (and not an identity). @throws VaultError bundle/not-a-bundle, bundle/cut-short, file/missing */
export async function needsPassphrase(path: string): Promise<boolean> {
  try {
    return (await readHead(path)).needsPassphrase;
  } catch (error) {
    throw fromFileError(error);
  }
}

async function* chunksOf(path: string, onBytes?: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
    // A stream without an encoding gives buffers.
    const bytes = chunk as Uint8Array;
    onBytes?.(bytes);
    yield bytes;
  }
}

function headerFailure(error: unknown, head: Head, credential: AgeCredential): unknown {
  if (error instanceof VaultError || !(error instanceof Error)) return error;
  if (error.message.includes('no identity matched'))
    return new VaultError(
      credential.kind === 'passphrase' && head.needsPassphrase
        ? 'bundle/wrong-passphrase'
        : 'bundle/not-for-you',
    );
  return fromFileError(error) === error
    ? new VaultError('bundle/damaged', { part: 'header' }, error)
    : fromFileError(error);
}

export interface DecryptedFile {
  /** Bytes of plain text that the file's size allows for. */
  readonly size: number;
  readonly plain: AsyncIterable<Uint8Array>;
}

/**
 * Opens an age file. `onBytes` sees its bytes as they are read.
 * @throws VaultError bundle/not-a-bundle, bundle/not-for-you, bundle/wrong-passphrase, bundle/passphrase-needed,
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
    const { size: bytes } = await stat(path);
    const opened = await decrypter.decrypt(asStream(chunksOf(path, onBytes))).catch((error: unknown) => {
      throw headerFailure(error, head, credential);
    });
    let size: number;
    try {
      size = opened.size(bytes);
    } catch (error) {
      // No age file has this length.
      throw new VaultError('bundle/cut-short', {}, error);
    }
    return { size, plain: checked(opened) };
  } catch (error) {
    throw fromFileError(error);
  }
}

/** The plain text; what the library says of a chunk that does not open becomes a code. */
async function* checked(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytesOf(stream);
  } catch (error) {
    const failure = fromFileError(error);
    if (failure instanceof VaultError || !(error instanceof Error)) throw failure;
    throw new VaultError('bundle/damaged', { part: 'payload' }, error);
  }
}
