/** Project Wycheproof's Ed25519 vectors, through the verifier of bundles, receipts and checkpoints. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { isSigned } from '../../../src-main/vault/crypto/ed25519.ts';
import { isSignatureOf } from '../../../src-main/vault/crypto/identity.ts';

const file = z.object({
  groups: z.array(
    z.object({
      publicKey: z.string(),
      tests: z.array(z.tuple([z.number(), z.string(), z.string(), z.string(), z.enum(['valid', 'invalid'])])),
    }),
  ),
});
const path = new URL('../../vectors/wycheproof-ed25519.json', import.meta.url);
const vectors = file.parse(JSON.parse(readFileSync(path, 'utf8'))).groups.flatMap(({ publicKey, tests }) =>
  tests.map(([number, comment, message, signature, result]) => ({
    name: `${String(number)} ${comment}`,
    key: Buffer.from(publicKey, 'hex'),
    message: Buffer.from(message, 'hex'),
    signature: Buffer.from(signature, 'hex'),
    result,
  })),
);

it('are all there, right and wrong ones', () => {
  expect(vectors).toHaveLength(145);
  expect(vectors.filter(({ result }) => result === 'invalid').length).toBeGreaterThan(50);
});

it.each(vectors)('$name is $result', ({ key, message, signature, result }) => {
  expect(isSignatureOf(key, message, signature)).toBe(result === 'valid');
  // Each of the two implementations by itself.
  expect(isSigned(key, message, signature, null)).toBe(result === 'valid');
});
