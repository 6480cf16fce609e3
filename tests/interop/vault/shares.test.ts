import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recoveryCredential, recoveryKeyOf } from '../../../src-main/vault/keyring/recovery-key.ts';
import { keyFromShares, splitKey } from '../../../src-main/vault/recovery/shamir.ts';
import { askReader, readerSays } from './python.ts';

interface ShareSet {
  recoveryKey: string;
  needed: number;
  of: number;
  shares: string[];
}

const file = join(import.meta.dirname, '../../vectors/shares-1.json');
// Our own file, in the shape that make-shares.ts writes.
const sets = JSON.parse(readFileSync(file, 'utf8')) as ShareSet[];

const charactersOf = (recoveryKey: string): string =>
  new TextDecoder().decode(recoveryCredential(new TextEncoder().encode(recoveryKey)));

describe('recovery shares, by a reader written from the specification', () => {
  it.each(sets)('[H-1] to [H-7] $needed of $of', async ({ recoveryKey, needed, shares }) => {
    const characters = charactersOf(recoveryKey);
    for (const enough of [shares.slice(0, needed), shares.slice(-needed).reverse()])
      expect(readerSays('recovery-key', enough)).toBe(characters);
    const typed = shares.slice(-needed).map((share) => new TextEncoder().encode(share.toLowerCase()));
    expect(new TextDecoder().decode(await keyFromShares(typed))).toBe(recoveryKey);
    expect(askReader('recovery-key', shares.slice(1, needed))).toMatchObject({ number: 'H-1' });
  });

  it('[H-3] of two splits do not go together', () => {
    const [one, other] = sets.filter(({ needed }) => needed === 2);
    const mixed = [one?.shares[0], other?.shares[1]];
    expect(askReader('recovery-key', mixed)).toMatchObject({ ok: false, number: 'H-3' });
    expect(askReader('recovery-key', [one?.shares[0], one?.shares[0]])).toMatchObject({ number: 'H-3' });
  });

  it('what the app splits now, the reader puts together', async () => {
    const key = Uint8Array.from(randomBytes(20));
    const { shares } = await splitKey(key, 4, 7);
    const some = [1, 6, 0, 3].map((at) => shares[at]);
    expect(readerSays('recovery-key', some)).toBe(charactersOf(recoveryKeyOf(key)));
  });

  it('[H-6] both find a slip', async () => {
    const share = sets[2]?.shares[0] ?? '';
    const slip = share.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
    expect(askReader('recovery-key', [slip])).toMatchObject({ ok: false, number: 'H-6' });
    await expect(keyFromShares([new TextEncoder().encode(slip)])).rejects.toMatchObject({
      code: 'recovery/bad-share',
      details: { reason: 'checksum' },
    });
  });
});
