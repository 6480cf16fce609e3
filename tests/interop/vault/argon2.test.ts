import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { argon2id as portable } from '@noble/hashes/argon2.js';
import { hash } from 'argon2';
import { describe, expect, it } from 'vitest';
import { deriveKek, kdfFloor } from '../../../src-main/vault/crypto/kdf.ts';

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

  const program = '/usr/bin/argon2';
  it.runIf(existsSync(program))('agrees with the reference program', async () => {
    const { memoryKiB, passes, lanes } = kdfFloor;
    const options = ['-id', '-k', memoryKiB, '-t', passes, '-p', lanes, '-l', 32, '-r', '-v', 13].map(String);
    const out = execFileSync(program, ['saltsaltsaltsalt', ...options], {
      input: 'a passphrase',
      encoding: 'utf8',
    });
    const ours = await deriveKek(
      new TextEncoder().encode('a passphrase'),
      new TextEncoder().encode('saltsaltsaltsalt'),
      kdfFloor,
      null,
    );
    expect(ours.use(hex)).toBe(out.trim());
  });
});
