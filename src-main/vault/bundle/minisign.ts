/**
 * minisign signatures (https://jedisct1.github.io/minisign/), prehashed with BLAKE2b-512: what Debian's `minisign -V`
 * reads. A signature also covers a trusted comment. The older form without a hash ("Ed") is not accepted: it would need
 * the whole text at once, and nobody needs it.
 */
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '@scure/base';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import type { SigningKey } from '../crypto/secret-key.ts';

const prehashed = 'ED';
const keyIdLength = 8;

/** Names the key in a signature; not a secret, and nothing depends on it. */
function keyId(publicKey: Uint8Array): Uint8Array {
  return sha256(publicKey).subarray(0, keyIdLength);
}

/** The public key as `minisign -P` takes it. */
export function minisignPublicKey(publicKey: Uint8Array): string {
  return base64.encode(Buffer.concat([Buffer.from('Ed'), keyId(publicKey), publicKey]));
}

function inOneLine(comment: string): string {
  return comment.replace(/[\r\n]+/g, ' ');
}

/** A `.minisig` file's text for a message. */
export function minisignSign(key: SigningKey, message: Uint8Array, trustedComment: string): string {
  const signature = sign(key, blake2b(message, { dkLen: 64 }));
  const comment = inOneLine(trustedComment);
  const global = sign(key, Buffer.concat([signature, Buffer.from(comment)]));
  const line = Buffer.concat([Buffer.from(prehashed), keyId(signingPublicKey(key)), signature]);
  return [
    'untrusted comment: signature of a Coffer bundle',
    base64.encode(line),
    `trusted comment: ${comment}`,
    base64.encode(global),
    '',
  ].join('\n');
}

function decoded(text: string, length: number): Uint8Array | null {
  if (text.length !== Math.ceil(length / 3) * 4) return null;
  try {
    const bytes = base64.decode(text);
    return bytes.length === length ? bytes : null;
  } catch (error) {
    // Not base64: whoever wrote it, it is no signature.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Whether a `.minisig` file is this key's signature of the message. The key id in it is not looked at. */
export function minisignVerify(publicKey: Uint8Array, message: Uint8Array, text: string): boolean {
  const [untrusted, line, trusted, globalLine, ...rest] = text.split(/\r?\n/);
  if (untrusted?.startsWith('untrusted comment:') !== true || rest.some((each) => each !== '')) return false;
  const prefix = 'trusted comment: ';
  if (line === undefined || trusted?.startsWith(prefix) !== true || globalLine === undefined) return false;
  const bytes = decoded(line, 2 + keyIdLength + 64);
  const global = decoded(globalLine, 64);
  if (bytes === null || global === null) return false;
  if (Buffer.from(bytes.subarray(0, 2)).toString('latin1') !== prehashed) return false;
  const signature = bytes.subarray(2 + keyIdLength);
  const comment = Buffer.from(trusted.slice(prefix.length));
  return (
    isSignatureOf(publicKey, blake2b(message, { dkLen: 64 }), signature) &&
    isSignatureOf(publicKey, Buffer.concat([signature, comment]), global)
  );
}
