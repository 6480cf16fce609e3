import { argon2id as portable } from '@noble/hashes/argon2.js';
import { hash } from 'argon2';
import { describe, expect, it } from 'vitest';
import { kdfFloor } from '../../../src-main/vault/crypto/argon2-cost.ts';
import { deriveKek } from '../../../src-main/vault/crypto/kdf.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('Argon2id', () => {
  it('gives the test vector of RFC 9106, section 5.3', async () => {
    const tag = await hash(Buffer.alloc(32, 1), {
      raw: true,
      type: 2,
      version: 0x13,
      memoryCost: 32,
      timeCost: 3,
      parallelism: 4,
      hashLength: 32,
      salt: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
    });
    expect(hex(tag)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  it('agrees with an implementation that shares no code with it, with and without a key file', async () => {
    const salt = new Uint8Array(16).fill(9);
    for (const secret of [null, new Uint8Array(32).fill(5)]) {
      const ours = await deriveKek(new TextEncoder().encode('密码 passphrase'), salt, kdfFloor, secret);
      const theirs = portable('密码 passphrase', salt, {
        t: kdfFloor.passes,
        m: kdfFloor.memoryKiB,
        p: kdfFloor.lanes,
        dkLen: 32,
        ...(secret === null ? {} : { key: secret }),
      });
      expect(ours.use(hex)).toBe(hex(theirs));
    }
  });

  // Printed by the reference program: `argon2 saltsaltsaltsalt -id -k … -t … -p … -l 32 -r -v 13`.
  it.each([
    [
      'orbit velvet canyon mustard',
      65_536,
      3,
      4,
      'ebe2c5a4b54c692a5382a538f260c7418828609795b84c0a0d1e9675343e2b07',
    ],
    [
      'orbit velvet canyon mustard',
      131_072,
      4,
      8,
      '84b592d3d73fc434e252154366a889159412c8afaf10960902b9cdd7948ea10f',
    ],
    ['a passphrase', 65_536, 3, 4, '4294cdda8529c34fe8475610dba26716537f424578b0243fea61c715680c6aa1'],
    ['a passphrase', 131_072, 4, 8, '551a479e2edc271078d6bf3d43e9a0d98fa792f73aa2b7b47bbd15da96e8803e'],
  ])('agrees with the reference program on %j, %i KiB, %i passes, %i lanes', async (...row) => {
    const [passphrase, memoryKiB, passes, lanes, expected] = row;
    const utf8 = new TextEncoder();
    const kdf = { memoryKiB, passes, lanes };
    const ours = await deriveKek(utf8.encode(passphrase), utf8.encode('saltsaltsaltsalt'), kdf, null);
    expect(ours.use(hex)).toBe(expected);
  });
});
