import { base32 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import {
  codeAt,
  isSeedName,
  readSeed,
  seedHint,
  type Seed,
} from '../../../../src-main/vault/secrets/one-time.ts';

/** RFC 6238, appendix B: the seeds are the ASCII digits repeated to the hash's length. */
const seeds = {
  SHA1: '12345678901234567890',
  SHA256: '12345678901234567890123456789012',
  SHA512: '1234567890123456789012345678901234567890123456789012345678901234',
} as const;
const vectors: readonly (readonly [number, keyof typeof seeds, string])[] = [
  [59, 'SHA1', '94287082'],
  [59, 'SHA256', '46119246'],
  [59, 'SHA512', '90693936'],
  [1111111109, 'SHA1', '07081804'],
  [1111111109, 'SHA256', '68084774'],
  [1111111109, 'SHA512', '25091201'],
  [1111111111, 'SHA1', '14050471'],
  [1111111111, 'SHA256', '67062674'],
  [1111111111, 'SHA512', '99943326'],
  [1234567890, 'SHA1', '89005924'],
  [1234567890, 'SHA256', '91819424'],
  [1234567890, 'SHA512', '93441116'],
  [2000000000, 'SHA1', '69279037'],
  [2000000000, 'SHA256', '90698825'],
  [2000000000, 'SHA512', '38618901'],
  [20000000000, 'SHA1', '65353130'],
  [20000000000, 'SHA256', '77737706'],
  [20000000000, 'SHA512', '47863826'],
];
const base32Of = (text: string): string => base32.encode(new TextEncoder().encode(text));

function seed(text: string, isHinted = false): Seed {
  const found = readSeed(text, isHinted);
  if (found === null) throw new Error('no seed');
  return found;
}

test.each(vectors)('RFC 6238: at %d with %s the code is %s', (seconds, algorithm, code) => {
  const uri = `otpauth://totp/x?secret=${base32Of(seeds[algorithm])}&algorithm=${algorithm}&digits=8`;
  expect(codeAt(seed(uri), seconds * 1000).code).toBe(code);
  // Fewer digits are the last of them (RFC 4226, 5.3).
  expect(codeAt(seed(uri.replace('digits=8', 'digits=6')), seconds * 1000).code).toBe(code.slice(2));
  expect(codeAt(seed(uri.replace('digits=8', 'digits=7')), seconds * 1000).code).toBe(code.slice(1));
});

describe('a code holds', () => {
  test('from the beginning of its period to its end', () => {
    const uri = `otpauth://totp/x?secret=${base32Of(seeds.SHA1)}&digits=8`;
    const at = codeAt(seed(uri), 59_000);
    expect(at).toEqual({ code: '94287082', validFrom: 30_000, validUntil: 60_000 });
    expect(codeAt(seed(uri), 30_000).code).toBe(at.code);
    expect(codeAt(seed(uri), 59_999).code).toBe(at.code);
    expect(codeAt(seed(uri), 60_000)).toMatchObject({ validFrom: 60_000, validUntil: 90_000 });
    expect(codeAt(seed(uri), 60_000).code).not.toBe(at.code);
  });

  test('for the period that the seed names', () => {
    const uri = `otpauth://totp/x?secret=${base32Of(seeds.SHA1)}&period=60`;
    expect(codeAt(seed(uri), 61_000)).toMatchObject({ validFrom: 60_000, validUntil: 120_000 });
    // RFC 6238 counts periods: the second one of 60 seconds is the second one of 30.
    const thirty = codeAt(seed(uri.replace('&period=60', '')), 31_000);
    expect(codeAt(seed(uri), 61_000).code).toBe(thirty.code);
  });
});

describe('a seed', () => {
  test('is read from a URI with everything that it says', () => {
    const uri =
      'otpauth://totp/%E5%AE%A2%E6%88%B7%E9%97%A8%E6%88%B7:li%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=%E5%AE%A2%E6%88%B7%E9%97%A8%E6%88%B7&algorithm=SHA256&digits=7&period=45';
    expect(seed(uri).about).toEqual({
      digits: 7,
      periodSeconds: 45,
      algorithm: 'SHA256',
      issuer: '客户门户',
      account: 'li@example.com',
    });
    expect(seed(`  ${uri}\n`).about.digits).toBe(7);
    expect(seed(uri.replace('otpauth', 'OTPAUTH')).about.digits).toBe(7);
  });

  test('is base32 in any case and grouping where the field says so, and there only', () => {
    const plain = 'JBSWY3DPEHPK3PXP';
    const code = codeAt(seed(plain, true), 0).code;
    for (const written of ['jbsw y3dp ehpk 3pxp', 'JBSW-Y3DP-EHPK-3PXP', ` ${plain} `, `${plain}====`])
      expect(codeAt(seed(written, true), 0).code).toBe(code);
    expect(codeAt(seed(`otpauth://totp/a?secret=${plain}`), 0).code).toBe(code);
    expect(readSeed(plain, false)).toBeNull();
    expect(seedHint(plain, false)).toBe('seed');
    expect(seedHint(plain, true)).toBe('none');
  });

  test.each([
    ['a counter instead of a clock', 'otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1'],
    ['no seed', 'otpauth://totp/a?issuer=b'],
    ['a seed that is no base32', 'otpauth://totp/a?secret=1089!'],
    ['a seed of a few bits', 'otpauth://totp/a?secret=JBSWY3DP'],
    ['five digits', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=5'],
    ['nine digits', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=9'],
    ['a period of a day', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=86400'],
    ['another hash', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=MD5'],
    ['a hash that authenticators do not have', 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=SHA3-256'],
    ['a broken escape', 'otpauth://totp/%ZZ?secret=JBSWY3DPEHPK3PXP'],
    ['nothing behind', 'otpauth://'],
    ['too much', `otpauth://totp/${'a'.repeat(5000)}?secret=JBSWY3DPEHPK3PXP`],
  ])('with %s is none, and it is said', (_, uri) => {
    expect(readSeed(uri, true)).toBeNull();
    expect(seedHint(uri, true)).toBe('unusable');
  });

  test.each([
    'hunter2',
    'abcdefghijklmnopqrstuvwxyz',
    'correct horse battery staple',
    '门禁1234',
    'AAAA',
    'JBSWY3DPEHPK3PX1',
    '',
  ])('“%s” is none and could be none', (text) => {
    if (!/^[a-z]{16,}$/.test(text)) expect(readSeed(text, true)).toBeNull();
    expect(seedHint(text, false)).toBe('none');
  });
});

test.each([
  ['2FA', true],
  ['two-factor seed', true],
  ['TOTP_secret', true],
  ['动态验证码', true],
  ['谷歌身份验证器', true],
  ['Portal password', false],
  ['网站密码', false],
  ['Top', false],
])('the name “%s” says that its values are seeds: %s', (name, says) => {
  expect(isSeedName(name)).toBe(says);
});
