import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { alphabet, recoveryKeyOf } from '../../../../src-main/vault/keyring/recovery-key.ts';
import { keyFromShares, splitKey } from '../../../../src-main/vault/recovery/shamir.ts';
import { readShare, writeShare } from '../../../../src-main/vault/recovery/share.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (typed: Uint8Array): string => new TextDecoder().decode(typed);
const keys = fc.uint8Array({ minLength: 20, maxLength: 20 });
const sizes = fc
  .integer({ min: 2, max: 10 })
  .chain((of) => fc.tuple(fc.integer({ min: 2, max: of }), fc.constant(of)));

async function failure(shares: readonly string[]): Promise<VaultError> {
  try {
    await keyFromShares(shares.map(bytes));
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error('these shares should not have given a key');
}

test('any so many shares of a set, in any order, give the key back', async () => {
  await fc.assert(
    fc.asyncProperty(keys, sizes, fc.infiniteStream(fc.nat()), async (key, [needed, of], order) => {
      const { shares } = await splitKey(key, needed, of);
      expect(new Set(shares).size).toBe(of);
      const shuffled = shares
        .map((share) => ({ share, at: Number(order.next().value) }))
        .sort((a, b) => a.at - b.at)
        .map(({ share }) => share);
      for (const count of new Set([needed, of]))
        expect(text(await keyFromShares(shuffled.slice(0, count).map(bytes)))).toBe(recoveryKeyOf(key));
    }),
    { numRuns: 60 },
  );
});

test('one share fewer gives nothing, even when the shares are rewritten to ask for no more', async () => {
  await fc.assert(
    fc.asyncProperty(keys, sizes, async (key, [needed, of]) => {
      const { shares } = await splitKey(key, needed, of);
      const few = shares.slice(0, needed - 1);
      expect((await failure(few)).code).toBe('recovery/too-few-shares');
      expect((await failure(few)).details).toMatchObject({ given: needed - 1, needed });
      if (needed < 3) return;
      const forged = few.map((share) => writeShare({ ...readShare(bytes(share)), needed: needed - 1 }));
      expect((await failure(forged)).code).toBe('recovery/shares-do-not-fit');
    }),
    { numRuns: 60 },
  );
});

test('what too few shares hold is the same for every key: any key at all fits them', async () => {
  // Of one share of two, each byte of the key is as likely as any other: over many splits of one key, every value occurs.
  const key = new Uint8Array(20);
  const seen = new Set<number>();
  for (let run = 0; run < 400; run++) {
    const { shares } = await splitKey(key, 2, 2);
    for (const value of readShare(bytes(shares[0] ?? '')).point.subarray(0, 20)) seen.add(value);
  }
  expect(seen.size).toBe(256);
});

test('every slip of one character, and every two neighbours exchanged, is found', async () => {
  const { shares } = await splitKey(new Uint8Array(20).fill(0xa7), 3, 5);
  for (const share of shares) {
    const plain = share.replaceAll('-', '');
    const wrong = [...plain].flatMap((right, at) => [
      ...Array.from(alphabet)
        .filter((other) => other !== right)
        .map((other) => plain.slice(0, at) + other + plain.slice(at + 1)),
      ...(at > 0 && plain[at - 1] !== right
        ? [`${plain.slice(0, at - 1)}${right}${plain[at - 1] ?? ''}${plain.slice(at + 1)}`]
        : []),
    ]);
    expect(wrong.length).toBeGreaterThan(1700);
    for (const typo of wrong) expect(() => readShare(bytes(typo)), typo).toThrow('recovery/bad-share');
  }
});

test('up to four wrong characters are found', async () => {
  const { shares } = await splitKey(new Uint8Array(20).fill(0x31), 2, 3);
  const plain = (shares[0] ?? '').replaceAll('-', '');
  const slips = fc.uniqueArray(fc.tuple(fc.nat(plain.length - 1), fc.integer({ min: 1, max: 31 })), {
    minLength: 1,
    maxLength: 4,
    selector: ([at]) => at,
  });
  fc.assert(
    fc.property(slips, (wrong) => {
      const typed = [...plain];
      for (const [at, by] of wrong) typed[at] = alphabet.charAt(alphabet.indexOf(plain.charAt(at)) ^ by);
      expect(() => readShare(bytes(typed.join('')))).toThrow('recovery/bad-share');
    }),
    { numRuns: 3000 },
  );
});

test('anything at all is read as a share or refused with a reason', () => {
  const reasons = ['length', 'character', 'checksum', 'newer', 'content'];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (typed) => {
      try {
        readShare(typed);
      } catch (error) {
        expect(error).toBeInstanceOf(VaultError);
        expect(reasons).toContain((error as VaultError).details['reason']);
      }
    }),
  );
});
