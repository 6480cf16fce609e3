/** One-time codes (TOTP, RFC 6238) from a seed that a secret holds: an otpauth:// URI, or base32 where that is said. */
import { Secret, TOTP, URI } from 'otpauth/slim';
import type { OneTime } from '../../../src-preload/contract/secrets.ts';

const algorithms: readonly string[] = ['SHA1', 'SHA256', 'SHA512'] satisfies OneTime['algorithm'][];
const isAlgorithm = (name: string): name is OneTime['algorithm'] => algorithms.includes(name);

/** A seed shorter than this is a mistake; the RFC wants 16 bytes, and many services give 10. */
const leastSeedBytes = 8;
const mostPeriodSeconds = 300;
const longestUri = 2000;

/** By these, a field's name says that base32 in it is a seed. */
const seedNames =
  /\b(?:2 ?fa|mfa|totp|otp|authenticator)\b|two ?(?:factor|step)|one ?time|动态(?:验证|密|口)?[码令]|动态密码|两步验证|双因素|双重验证|二次验证|一次性|身份验证器|验证器/i;

/** Whether a field's name says that its values are seeds. */
export function isSeedName(fieldName: string): boolean {
  return seedNames.test(fieldName.normalize('NFKC').replace(/[_-]+/g, ' '));
}

export interface Seed {
  readonly totp: TOTP;
  readonly about: OneTime;
}

const isUri = (text: string): boolean => /^\s*otpauth:/i.test(text);

function seedOfUri(text: string): Seed | null {
  if (text.length > longestUri) return null;
  let parsed: unknown;
  try {
    parsed = URI.parse(text.trim());
  } catch (error) {
    // The library names what is wrong by these three; a URI that is none is said to be unusable.
    if (error instanceof TypeError || error instanceof URIError || error instanceof SyntaxError) return null;
    throw error;
  }
  return parsed instanceof TOTP ? usable(parsed) : null;
}

function usable(totp: TOTP): Seed | null {
  const { algorithm, digits, period, issuer, label, secret } = totp;
  if (!isAlgorithm(algorithm) || digits < 6 || digits > 8) return null;
  if (period < 1 || period > mostPeriodSeconds || secret.bytes.length < leastSeedBytes) return null;
  return { totp, about: { digits, periodSeconds: period, algorithm, issuer, account: label } };
}

/** Base32 as services show it, in either case and in groups of one length, without what groups and fills it; or `null`. */
function base32Of(text: string): string | null {
  const groups = text
    .trim()
    .replace(/(?<!=)=+$/, '')
    .split(/[\s-]/);
  const [first = ''] = groups;
  // Words are of different lengths: a passphrase of small words is no seed.
  const isEven = groups.every(({ length }, at) =>
    at === groups.length - 1 ? length <= first.length : length === first.length,
  );
  const plain = groups.join('');
  return isEven && plain.length >= 16 && plain.length <= 256 && /^[A-Z2-7]+$/i.test(plain)
    ? plain.toUpperCase()
    : null;
}

/** The seed that a secret holds; `null` for any other secret. `isHinted`: whether the field is for seeds. */
export function readSeed(text: string, isHinted: boolean): Seed | null {
  if (isUri(text)) return seedOfUri(text);
  const plain = isHinted ? base32Of(text) : null;
  if (plain === null) return null;
  const secret = Secret.fromBase32(plain);
  return usable(new TOTP({ issuer: '', label: '', algorithm: 'SHA1', digits: 6, period: 30, secret }));
}

/** Whether a text says that it is a seed and gives no code, and whether it could be one that nothing says of. */
export function seedHint(text: string, isHinted: boolean): 'none' | 'seed' | 'unusable' {
  if (readSeed(text, isHinted) !== null) return 'none';
  if (isUri(text)) return 'unusable';
  if (isHinted || base32Of(text) === null) return 'none';
  // A long word in small letters is base32 too; services write seeds in capitals or in groups.
  const isWord = /^[a-z2-7]+$/.test(text.trim());
  return isWord ? 'none' : 'seed';
}

/** The code at a time in milliseconds since 1970, and from when until when it holds. */
export function codeAt(
  { totp, about }: Seed,
  atMs: number,
): { code: string; validFrom: number; validUntil: number } {
  const periodMs = about.periodSeconds * 1000;
  const validFrom = Math.floor(atMs / periodMs) * periodMs;
  return { code: totp.generate({ timestamp: atMs }), validFrom, validUntil: validFrom + periodMs };
}
