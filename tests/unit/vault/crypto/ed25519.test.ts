import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSigned, publicKeyOf, signWith } from '../../../../src-main/vault/crypto/ed25519.ts';
import { sodium } from '../../../../src-main/vault/crypto/sodium.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('both implementations of Ed25519', () => {
  it('are there on this machine', () => {
    expect(sodium()).not.toBeNull();
  });

  it('give the same keys and signatures, and take each other’s', () => {
    fc.assert(
      fc.property(bytes(32), fc.uint8Array({ maxLength: 300 }), (seed, message) => {
        const publicKey = publicKeyOf(seed);
        expect(publicKey).toEqual(publicKeyOf(seed, null));
        const signature = signWith(seed, message);
        expect(signature).toEqual(signWith(seed, message, null));
        expect(isSigned(publicKey, message, signature)).toBe(true);
        expect(isSigned(publicKey, message, signature, null)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuse anything changed', () => {
    fc.assert(
      fc.property(
        bytes(32),
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.nat(),
        (seed, message, at) => {
          const [publicKey, signature] = [publicKeyOf(seed), signWith(seed, message)];
          const flipped = (from: Uint8Array): Uint8Array =>
            from.map((byte, index) => (index === at % from.length ? byte ^ (1 << (at % 8)) : byte));
          for (const fast of [sodium(), null]) {
            expect(isSigned(publicKey, flipped(message), signature, fast)).toBe(false);
            expect(isSigned(publicKey, message, flipped(signature), fast)).toBe(false);
            expect(isSigned(flipped(publicKey), message, signature, fast)).toBe(false);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
