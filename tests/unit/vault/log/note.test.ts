import { describe, expect, it } from 'vitest';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import { leafHash } from '../../../../src-main/vault/log/merkle.ts';
import {
  cosign,
  cosignedAt,
  isSignedBy,
  originOf,
  parseCheckpoint,
  parseNote,
  signCheckpoint,
  withSignature,
} from '../../../../src-main/vault/log/note.ts';

const key = SecretKey.adopt('signing', new Uint8Array(32).fill(7));
const other = SecretKey.adopt('signing', new Uint8Array(32).fill(8));
const [publicKey, otherKey] = [signingPublicKey(key), signingPublicKey(other)];
const checkpoint = { origin: originOf('vault', 'copy'), size: 12, root: leafHash('a root') };
const text = signCheckpoint(checkpoint, 'ada', key);

function parsed(note: string) {
  const found = parseNote(note);
  if (found === null) throw new Error('a note');
  return found;
}

/** The same bytes, with bits set that base64 does not use. */
const spareBits = (note: string): string =>
  note.replace(
    /(.)=\n$/,
    (_all, last: string) => `${String.fromCodePoint((last.codePointAt(0) ?? 0) + 1)}=\n`,
  );

describe('a signed checkpoint', () => {
  it('says origin, size and root, and by whom', () => {
    const note = parsed(text);
    expect(parseCheckpoint(note.body)).toEqual(checkpoint);
    expect(isSignedBy(note, 'ada', publicKey)).toBe(true);
    expect(isSignedBy(note, 'ada', otherKey)).toBe(false);
    expect(isSignedBy(note, 'bob', publicKey)).toBe(false);
  });

  it('does not hold with any byte changed', () => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x20]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const note = parseNote(changed.toString('utf8'));
        expect(note !== null && isSignedBy(note, 'ada', publicKey), `byte ${at}`).toBe(false);
      }
    }
  });

  it('takes the word of witnesses, who are told apart from signers', () => {
    const line = cosign(parsed(text).body, 1_767_000_000, 'bob', other);
    const note = parsed(withSignature(text, line));
    expect(isSignedBy(note, 'ada', publicKey)).toBe(true);
    expect(cosignedAt(note, 'bob', otherKey)).toBe(1_767_000_000);
    expect(cosignedAt(note, 'ada', publicKey)).toBeNull();
    expect(isSignedBy(note, 'bob', otherKey)).toBe(false);
    const [, name, base64] = line.trimEnd().split(' ');
    const moved = Buffer.from(base64 ?? '', 'base64');
    moved[11] = (moved[11] ?? 0) ^ 1;
    const later = parsed(withSignature(text, `— ${name} ${moved.toString('base64')}\n`));
    expect(cosignedAt(later, 'bob', otherKey)).toBeNull();
  });

  it.each([
    ['no signature', 'origin\n1\nAAAA\n\n'],
    ['no empty line', text.replace('\n\n', '\n')],
    ['no end', text.trimEnd()],
    ['a control character', text.replace('copy', 'co\tpy')],
    ['a name with a space', text.replace('— coffer.invalid', '— coffer invalid')],
    ['a name with a plus', text.replace('— coffer.invalid', '— coffer+invalid')],
    ['base64 in another form', spareBits(text)],
    ['many signatures', withSignature(text, `— x ${Buffer.alloc(68).toString('base64')}\n`.repeat(33))],
  ])('is refused with %s', (_what, changed) => {
    expect(parseNote(changed)).toBeNull();
  });

  it.each(['o\n01\n', 'o\n-1\n', 'o\n1e3\n', 'o\n99999999999999999\n', '\n1\n'])(
    'has no body %j',
    (start) => {
      const root = Buffer.from(checkpoint.root).toString('base64');
      expect(parseCheckpoint(`${start}${root}\n`)).toBeNull();
      expect(parseCheckpoint(`o\n1\n${root}\n`)).not.toBeNull();
      expect(parseCheckpoint(`o\n1\n${root}\nmore\n`)).toBeNull();
    },
  );
});
