import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recoveryKeyOf } from '../../../src-main/vault/keyring/recovery-key.ts';
import { keyFromShares, splitKey } from '../../../src-main/vault/recovery/shamir.ts';
import * as reader from './share-reader.ts';

interface ShareSet {
  recoveryKey: string;
  needed: number;
  of: number;
  setId: string;
  shares: string[];
}

const file = join(import.meta.dirname, '../../vectors/shares-1.json');
// Our own file, in the shape that make-shares.ts writes.
const sets = JSON.parse(readFileSync(file, 'utf8')) as ShareSet[];

describe('recovery shares, by a reader written from the specification', () => {
  it.each(sets)('[H-1] to [H-7] $needed of $of', async ({ recoveryKey, needed, of, setId, shares }) => {
    const read = shares.map(reader.readShare);
    for (const [at, share] of read.entries())
      expect(share).toMatchObject({ needed, of, setId, number: at + 1 });
    const some = [read.slice(0, needed), read.slice(-needed).reverse()];
    for (const enough of some) expect(reader.writtenKey(reader.keyFrom(enough))).toBe(recoveryKey);
    const typed = shares.slice(-needed).map((share) => new TextEncoder().encode(share.toLowerCase()));
    expect(new TextDecoder().decode(await keyFromShares(typed))).toBe(recoveryKey);
    if (needed > 2) expect(() => reader.keyFrom(read.slice(1, needed))).toThrow('do not fit');
  });

  it('what the app splits now, the reader puts together', async () => {
    const key = Uint8Array.from(randomBytes(20));
    const { shares } = await splitKey(key, 4, 7);
    const read = shares.map(reader.readShare);
    expect(reader.keyFrom([1, 6, 0, 3].map((at) => read[at]).filter((share) => share !== undefined))).toEqual(
      key,
    );
    expect(reader.writtenKey(key)).toBe(recoveryKeyOf(key));
  });

  it('[H-6] both find a slip', async () => {
    const share = sets[2]?.shares[0] ?? '';
    const slip = share.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
    expect(() => reader.readShare(slip)).toThrow('mistyped');
    await expect(keyFromShares([new TextEncoder().encode(slip)])).rejects.toMatchObject({
      code: 'recovery/bad-share',
      details: { reason: 'checksum' },
    });
  });
});
