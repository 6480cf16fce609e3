/** Hashes as people compare them: of an identity card (docs/file-format.md, section 11), of a vault's logs. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { base64, bech32 } from '@scure/base';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import type { Fingerprint } from '../../../src-preload/contract/handover.ts';
import { contexts } from '../crypto/contexts.ts';

type Keys = Pick<Card, 'signingKey' | 'recipient'>;

const words = 12;
const bitsPerWord = 11;
/** 132 bits. */
const digits = (words * bitsPerWord) / 4;

const digitsOf = (hash: Uint8Array): string => bytesToHex(hash).slice(0, digits);

/** The first 132 bits of a hash: twelve words in each language, and the text of the QR code, in which `kind` stands before 33 hexadecimal digits. */
export function wordsOf(hash: Uint8Array, kind: string): Fingerprint {
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const numbers = Array.from({ length: words }, (_, i) =>
    parseInt(bits.slice(i * bitsPerWord, (i + 1) * bitsPerWord), 2),
  );
  return {
    english: numbers.map((number) => english[number] ?? ''),
    chinese: numbers.map((number) => chinese[number] ?? ''),
    code: `${kind}:${digitsOf(hash)}`,
  };
}

/** Over both public keys: a card with another key has other words. */
function hashOf({ signingKey, recipient }: Keys): Uint8Array {
  const keys = [base64.decode(signingKey), bech32.decodeToBytes(recipient).bytes];
  return sha256(Buffer.concat([Buffer.from(`${contexts.cardFingerprint}\0`), ...keys]));
}

export function fingerprintOf(card: Keys): Fingerprint {
  return wordsOf(hashOf(card), 'coffer-fingerprint');
}

/** The same 132 bits in 33 hexadecimal digits alone. */
export function fingerprintDigits(card: Keys): string {
  return digitsOf(hashOf(card));
}
