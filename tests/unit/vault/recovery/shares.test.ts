import { expect, it } from 'vitest';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { recoveryKeyOf } from '../../../../src-main/vault/keyring/recovery-key.ts';
import { keyFromShares, splitKey } from '../../../../src-main/vault/recovery/shamir.ts';
import { readShare, writeShare } from '../../../../src-main/vault/recovery/share.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const key = Uint8Array.from({ length: 20 }, (_, at) => at * 11);

async function failure(shares: readonly string[]): Promise<unknown> {
  return keyFromShares(shares.map(bytes)).then(
    () => null,
    (error: unknown) => (error instanceof VaultError ? { code: error.code, ...error.details } : error),
  );
}

it('is fourteen groups, and says version, how many are needed, of how many, and which it is', async () => {
  const { setId, shares } = await splitKey(key, 3, 5);
  for (const [at, share] of shares.entries()) {
    expect(share).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(share.slice(0, 4)).toBe(`135${at + 1}`);
    expect(share.replaceAll('-', '').slice(4, 10)).toBe(setId);
    expect(readShare(bytes(share))).toMatchObject({ setId, needed: 3, of: 5, number: at + 1 });
  }
});

it('is taken in any spelling', async () => {
  const { shares } = await splitKey(key, 2, 2);
  const [first = '', second = ''] = shares;
  const typed = [
    ` ${first.toLowerCase().replaceAll('-', ' – ')}\n`,
    second.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('E', 'Ｅ'),
  ];
  expect(new TextDecoder().decode(await keyFromShares(typed.map(bytes)))).toBe(recoveryKeyOf(key));
});

it('splits the same key into another set each time', async () => {
  const one = await splitKey(key, 2, 3);
  const other = await splitKey(key, 2, 3);
  expect(one.setId).not.toBe(other.setId);
  expect(await failure([one.shares[0] ?? '', other.shares[1] ?? ''])).toEqual({
    code: 'recovery/other-set',
    share: 2,
  });
});

it('says which share is there twice, and how many are missing', async () => {
  const { shares } = await splitKey(key, 3, 4);
  const [a = '', b = '', c = ''] = shares;
  expect(await failure([a, b, a.toLowerCase()])).toEqual({ code: 'recovery/share-twice', share: 3 });
  expect(await failure([a, b])).toEqual({ code: 'recovery/too-few-shares', given: 2, needed: 3 });
  expect(await failure([])).toMatchObject({ code: 'recovery/too-few-shares' });
  expect(await failure([a, b, c])).toBeNull();
});

it('says which share was mistyped, and how', async () => {
  const { shares } = await splitKey(key, 2, 2);
  const [a = '', b = ''] = shares;
  const slip = b.slice(0, -1) + (b.endsWith('X') ? 'Y' : 'X');
  expect(await failure([a, slip])).toEqual({ code: 'recovery/bad-share', reason: 'checksum', share: 2 });
  expect(await failure([a.slice(0, -1), b])).toEqual({
    code: 'recovery/bad-share',
    reason: 'length',
    characters: 55,
    wanted: 56,
    share: 1,
  });
  expect(await failure([a, b.replace(/.$/, 'U')])).toMatchObject({ reason: 'character', share: 2 });
});

it('tells a forged share when the key does not come together, and one that names no place', async () => {
  const { shares } = await splitKey(key, 2, 3);
  const [a = '', b = ''] = shares;
  const share = readShare(bytes(b));
  const point = Uint8Array.from(share.point, (value, at) => (at === 4 ? value ^ 1 : value));
  expect(await failure([a, writeShare({ ...share, point })])).toEqual({ code: 'recovery/shares-do-not-fit' });
  const nowhere = share.point.slice();
  nowhere[nowhere.length - 1] = 0;
  for (const strange of [
    { point: nowhere },
    { needed: 1 },
    { needed: 4 },
    { of: 11, needed: 2 },
    { number: 4 },
    { number: 0 },
  ])
    expect(await failure([a, writeShare({ ...share, ...strange })])).toMatchObject({
      code: 'recovery/bad-share',
      reason: 'content',
    });
});
