/** Splitting a recovery key into shares and putting it together again; docs/file-format.md, section 4. */
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { combine, split } from 'shamir-secret-sharing';
import { contexts } from '../crypto/contexts.ts';
import { equalInConstantTime } from '../crypto/derive.ts';
import { VaultError } from '../errors.ts';
import { alphabet, recoveryKeyBytes, recoveryKeyOf } from '../keyring/recovery-key.ts';
import { readShare, writeShare, type Share } from './share.ts';

const digestBytes = 4;

/** Goes into the shares with the key: what is put together from the wrong shares is told before it is tried. */
function digestOf(setId: string, key: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(`${contexts.recoveryShare}:${setId}:`);
  const whole = new Uint8Array(text.length + key.length);
  whole.set(text);
  whole.set(key, text.length);
  const digest = sha256(whole).slice(0, digestBytes);
  whole.fill(0);
  return digest;
}

const newSetId = (): string => Array.from(randomBytes(6), (byte) => alphabet.charAt(byte & 31)).join('');

/** @returns the bytes of the key. @throws VaultError recovery/shares-do-not-fit */
async function keyFrom(shares: readonly Share[]): Promise<Uint8Array> {
  const setId = shares[0]?.setId ?? '';
  const secret = await combine(shares.map(({ point }) => point));
  const key = secret.slice(0, recoveryKeyBytes);
  const isWhole = equalInConstantTime(secret.slice(recoveryKeyBytes), digestOf(setId, key));
  secret.fill(0);
  if (isWhole) return key;
  key.fill(0);
  throw new VaultError('recovery/shares-do-not-fit');
}

/**
 * Splits the key's bytes so that any `needed` of `of` shares give it back, and fewer say nothing of it. Every share is
 * tried before any is given out.
 * @returns the shares in the order of their numbers, as people write them
 */
export async function splitKey(
  key: Uint8Array,
  needed: number,
  of: number,
): Promise<{ setId: string; shares: readonly string[] }> {
  const setId = newSetId();
  const secret = new Uint8Array(recoveryKeyBytes + digestBytes);
  secret.set(key);
  secret.set(digestOf(setId, key), recoveryKeyBytes);
  const points = await split(secret, of, needed);
  secret.fill(0);
  const shares = points.map((point, at): Share => ({ setId, needed, of, number: at + 1, point }));
  try {
    for (let first = 0; first < of; first++) {
      const some = Array.from({ length: needed }, (_, next) => shares[(first + next) % of]);
      const again = await keyFrom(some.filter((share) => share !== undefined));
      if (!equalInConstantTime(again, key)) throw new Error('shares give another key');
      again.fill(0);
    }
    return { setId, shares: shares.map(writeShare) };
  } finally {
    for (const point of points) point.fill(0);
  }
}

/** Reads what people typed. @throws VaultError recovery/bad-share; `share` says which, from 1 */
function readAll(typed: readonly Uint8Array[]): Share[] {
  return typed.map((text, at) => {
    try {
      return readShare(text);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      throw new VaultError(error.code, { ...error.details, share: at + 1 });
    }
  });
}

/**
 * Puts the recovery key together from shares as typed.
 * @returns it as people type it, in bytes; whoever gets them zeroes them
 * @throws VaultError recovery/bad-share, recovery/other-set, recovery/share-twice, recovery/too-few-shares,
 * recovery/shares-do-not-fit
 */
export async function keyFromShares(typed: readonly Uint8Array[]): Promise<Uint8Array> {
  const shares = readAll(typed);
  try {
    const [first] = shares;
    if (first === undefined) throw new VaultError('recovery/too-few-shares', { given: 0, needed: 2 });
    const stranger = shares.findIndex(
      ({ setId, needed, of }) => setId !== first.setId || needed !== first.needed || of !== first.of,
    );
    if (stranger !== -1) throw new VaultError('recovery/other-set', { share: stranger + 1 });
    const twice = shares.findIndex(({ number, point }, at) =>
      shares
        .slice(0, at)
        .some((earlier) => earlier.number === number || earlier.point.at(-1) === point.at(-1)),
    );
    if (twice !== -1) throw new VaultError('recovery/share-twice', { share: twice + 1 });
    if (shares.length < first.needed)
      throw new VaultError('recovery/too-few-shares', { given: shares.length, needed: first.needed });
    const key = await keyFrom(shares);
    try {
      return new TextEncoder().encode(recoveryKeyOf(key));
    } finally {
      key.fill(0);
    }
  } finally {
    for (const { point } of shares) point.fill(0);
  }
}
