/**
 * A second reader of recovery shares, written from docs/file-format.md alone: it imports nothing of the app, nor the
 * libraries that the app splits keys with. Numbers in comments are those of the document's sentences.
 */
import { createHash } from 'node:crypto';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** [Y-4] */
function characters(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** [H-6] BIP 350: the polynomial of BIP 173 with another constant. */
function isWhole(words: readonly number[]): boolean {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  const prefix = [...utf8('coffer-share')];
  const all = [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...words];
  let state = 1;
  for (const word of all) {
    const top = state >>> 25;
    state = ((state & 0x1ffffff) << 5) ^ word;
    for (const [bit, value] of generator.entries()) if ((top >>> bit) & 1) state ^= value;
  }
  return state === 0x2bc830a3;
}

export interface ReadShare {
  needed: number;
  of: number;
  number: number;
  setId: string;
  /** [H-4] */
  values: Uint8Array;
  place: number;
}

/** [H-2] to [H-6] */
export function readShare(typed: string): ReadShare {
  const text = characters(typed);
  const words = [...text].map((character) => crockford.indexOf(character));
  if (text.length !== 56 || words.includes(-1)) throw new Error('not a share');
  if (!isWhole(words)) throw new Error('mistyped');
  const [version, needed = 0, of = 0, number = 0] = words;
  if (version !== 1) throw new Error('another version');
  const bits = words
    .slice(10, 50)
    .map((word) => word.toString(2).padStart(5, '0'))
    .join('');
  const bytes = Uint8Array.from({ length: 25 }, (_, at) => parseInt(bits.slice(at * 8, at * 8 + 8), 2));
  return { needed, of, number, setId: text.slice(4, 10), values: bytes.slice(0, 24), place: bytes[24] ?? 0 };
}

/** [H-5] x^8 + x^4 + x^3 + x + 1, by hand. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) {
    if ((b >> bit) & 1) product ^= a;
    a = (a << 1) ^ (a & 0x80 ? 0x11b : 0);
  }
  return product;
}

function over(a: number, b: number): number {
  for (let candidate = 0; candidate < 256; candidate++) if (times(candidate, b) === a) return candidate;
  throw new Error('divided by nothing');
}

/** [H-5] [H-7] @returns the recovery key's 20 bytes */
export function keyFrom(shares: readonly ReadShare[]): Uint8Array {
  const secret = Uint8Array.from({ length: 24 }, (_, at) =>
    shares.reduce((sum, one) => {
      let weight = one.values[at] ?? 0;
      for (const other of shares)
        if (other !== one) weight = times(weight, over(other.place, one.place ^ other.place));
      return sum ^ weight;
    }, 0),
  );
  const key = secret.slice(0, 20);
  const digest = createHash('sha256')
    .update(`coffer/v1/recovery-share:${shares[0]?.setId ?? ''}:`)
    .update(key)
    .digest();
  if (!digest.subarray(0, 4).equals(secret.subarray(20))) throw new Error('these shares do not fit');
  return key;
}

/** [Y-1] to [Y-3] */
export function writtenKey(key: Uint8Array): string {
  const base32 = (bytes: Uint8Array, count: number): string => {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return Array.from({ length: count }, (_, at) =>
      crockford.charAt(parseInt(bits.slice(at * 5, at * 5 + 5), 2)),
    ).join('');
  };
  const text = base32(key, 32);
  const sum = createHash('sha256').update(`coffer/v1/recovery-checksum:${text}`).digest();
  return `${text}${base32(sum, 4)}`.replace(/(.{4})(?=.)/g, '$1-');
}
