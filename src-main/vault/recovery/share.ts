/** A share of a recovery key as people write it: fourteen groups of four; docs/file-format.md, section 4. */
import { bech32m } from '@scure/base';
import type { ShareFacts } from '../../../src-preload/contract/recovery.ts';
import { fewestShares, mostShares } from '../../../src-preload/contract/recovery.ts';
import { VaultError } from '../errors.ts';
import { alphabet, groups, normalisedRecoveryText } from '../keyring/recovery-key.ts';

export interface Share extends ShareFacts {
  /** What the library made: a value for each byte of the secret, then the point at which the polynomials have them. */
  readonly point: Uint8Array;
}

const version = 1;
const setIdCharacters = 6;
const pointCharacters = 40;
const checksumCharacters = 6;
const headCharacters = 4 + setIdCharacters;
const allCharacters = headCharacters + pointCharacters + checksumCharacters;

/** Sets the checksum apart from those of other things in bech32m. */
const checksumPrefix = 'coffer-share';
const bech32Alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

const textOf = (words: readonly number[]): string => words.map((word) => alphabet.charAt(word)).join('');

/** BIP 350's checksum over five-bit words: it finds any four wrong characters, and more with high probability. */
function checksum(words: number[]): string {
  const code = bech32m.encode(checksumPrefix, words).slice(-checksumCharacters);
  return textOf([...code].map((character) => bech32Alphabet.indexOf(character)));
}

/** The share as shown and printed. */
export function writeShare({ setId, needed, of, number, point }: Share): string {
  const head = [version, needed, of, number, ...[...setId].map((character) => alphabet.indexOf(character))];
  const words = [...head, ...bech32m.toWords(point)];
  return groups(textOf(words) + checksum(words));
}

/**
 * Reads what a person typed. The checksum is looked at before the version, so that a slip is told as one.
 * @throws VaultError recovery/bad-share, `reason` length, character, checksum, newer or content
 */
export function readShare(typed: Uint8Array): Share {
  const bad = (reason: string, more: Readonly<Record<string, number>> = {}): VaultError =>
    new VaultError('recovery/bad-share', { reason, ...more });
  const text = normalisedRecoveryText(new TextDecoder().decode(typed));
  if (text.length !== allCharacters) throw bad('length', { characters: text.length, wanted: allCharacters });
  const words = [...text].map((character) => alphabet.indexOf(character));
  if (words.includes(-1)) throw bad('character');
  const content = words.slice(0, -checksumCharacters);
  if (checksum(content) !== text.slice(-checksumCharacters)) throw bad('checksum');
  const [made = 0, needed = 0, of = 0, number = 0] = content;
  if (made > version) throw bad('newer');
  const point = bech32m.fromWords(content.slice(headCharacters));
  const isInOrder =
    made === version &&
    needed >= fewestShares &&
    needed <= of &&
    of <= mostShares &&
    number >= 1 &&
    number <= of &&
    point.at(-1) !== 0;
  if (!isInOrder) throw bad('content');
  return { setId: text.slice(4, headCharacters), needed, of, number, point };
}
