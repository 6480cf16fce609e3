/** The fingerprint of an identity card, as people compare it; docs/file-format.md, section 11. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, bech32 } from '@scure/base';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as chinese } from '@scure/bip39/wordlists/simplified-chinese.js';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import type { Fingerprint } from '../../../src-preload/contract/handover.ts';
import { contexts } from '../crypto/contexts.ts';

const words = 12;
const bitsPerWord = 11;

/** 132 bits of SHA-256 over both public keys, as numbers of eleven bits: a card with another key has other words. */
function numbersOf({ signingKey, recipient }: Pick<Card, 'signingKey' | 'recipient'>): number[] {
  const hash = sha256(
    Buffer.concat([
      Buffer.from(`${contexts.cardFingerprint}\0`),
      base64.decode(signingKey),
      bech32.decodeToBytes(recipient).bytes,
    ]),
  );
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: words }, (_, i) =>
    parseInt(bits.slice(i * bitsPerWord, (i + 1) * bitsPerWord), 2),
  );
}

/** Twelve words in each language, and the text of the QR code: the same 132 bits in 33 hexadecimal digits. */
export function fingerprintOf(card: Pick<Card, 'signingKey' | 'recipient'>): Fingerprint {
  const numbers = numbersOf(card);
  const bits = numbers.map((number) => number.toString(2).padStart(bitsPerWord, '0')).join('');
  const digits = (bits.match(/.{4}/g) ?? []).map((four) => parseInt(four, 2).toString(16)).join('');
  return {
    english: numbers.map((number) => english[number] ?? ''),
    chinese: numbers.map((number) => chinese[number] ?? ''),
    code: `coffer-fingerprint:${digits}`,
  };
}
