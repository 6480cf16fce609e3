import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { keyFileSecret } from '../../../../src-main/vault/keyring/key-file.ts';
import { newRecoveryKey, recoveryCredential } from '../../../../src-main/vault/keyring/recovery-key.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** How people type it: any case, any separators, letters for digits. */
const typing = fc.record({
  lower: fc.boolean(),
  separator: fc.constantFrom('-', ' ', '', '  ', '–', '\n', '.', '　'),
  letters: fc.boolean(),
  fullWidth: fc.boolean(),
});

function typed(
  key: string,
  how: { lower: boolean; separator: string; letters: boolean; fullWidth: boolean },
): string {
  let text = key.replaceAll('-', how.separator);
  if (how.letters) text = text.replaceAll('0', 'O').replaceAll('1', 'I');
  if (how.lower) text = text.toLowerCase();
  if (how.fullWidth)
    text = text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
  return text;
}

describe('recovery key', () => {
  it('gives the same credential however it is typed', () => {
    fc.assert(
      fc.property(typing, (how) => {
        const key = newRecoveryKey();
        expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(recoveryCredential(utf8(typed(key, how)))).toEqual(utf8(key.replaceAll('-', '').slice(0, 32)));
      }),
    );
  });

  it('shows any one wrong character, and any two exchanged neighbours', () => {
    fc.assert(
      fc.property(
        fc.nat(35),
        fc.constantFrom(...Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ')),
        (at, character) => {
          const key = newRecoveryKey().replaceAll('-', '');
          const wrong = key.slice(0, at) + character + key.slice(at + 1);
          const swapped =
            key.slice(0, at) + key.slice(at + 1, at + 2) + key.slice(at, at + 1) + key.slice(at + 2);
          // Twenty bits of checksum let one wrong key in a million through; the key slot does not.
          for (const other of [wrong, swapped])
            if (other !== key)
              expect(() => recoveryCredential(utf8(other))).toThrow('vault/wrong-recovery-key');
        },
      ),
    );
  });

  it('refuses anything else with one code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (input) => {
        expect(() => recoveryCredential(input)).toThrow('vault/wrong-recovery-key');
      }),
    );
  });
});

describe('readKeyring', () => {
  it('refuses any bytes and any JSON with a code, and never crashes', () => {
    const inputs = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.json().map(utf8),
      fc
        .jsonValue()
        .map((value) => utf8(JSON.stringify({ checksum: 'a', format: 'coffer-keyring', version: 1, value }))),
    );
    fc.assert(
      fc.property(inputs, (input) => {
        try {
          readKeyring(input);
          expect.unreachable();
        } catch (error) {
          expect(error).toBeInstanceOf(VaultError);
          expect((error as VaultError).code).toBe('vault/keyring-damaged');
        }
      }),
    );
  });
});

describe('keyFileSecret', () => {
  it('gives 32 bytes that differ for every content', () => {
    const vaultId = '0'.repeat(26);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.uint8Array({ minLength: 1 }), (a, b) => {
        const [x, y] = [keyFileSecret(a, vaultId), keyFileSecret(b, vaultId)];
        expect(x).toHaveLength(32);
        expect(Buffer.compare(x, y) === 0).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });
});
