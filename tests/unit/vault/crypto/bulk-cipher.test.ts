/** Both makers of the ciphers for long content: the same bytes, the published vectors, and what was changed is refused. */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bulkCiphers,
  nobleCiphers,
  sodiumCiphers,
  type BulkCipher,
} from '../../../../src-main/vault/crypto/bulk-cipher.ts';
import { loadSodium, sodium } from '../../../../src-main/vault/crypto/sodium.ts';
import { newFolder } from '../../temporary.ts';

/** What its loader is made of. */
const loaderPackages = [
  'require-addon',
  'bare-addon-resolve',
  'bare-module-resolve',
  'bare-semver',
  'which-runtime',
];
const folderOf = (require: NodeJS.Require, name: string): string =>
  dirname(require.resolve(`${name}/package`));

const bytesOf = (size: number): Uint8Array => randomFillSync(new Uint8Array(size));
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const kibibyte = 1024;

const binding = sodium();
if (binding === null) throw new Error('libsodium does not load on this system');
const makers = { sodium: sodiumCiphers(binding), noble: nobleCiphers } as const;

test('where its package has no file for this system, no other file is loaded in its place', () => {
  const root = newFolder('sodium');
  const modules = join(root, 'app', 'node_modules');
  const file = join('prebuilds', `${process.platform}-${process.arch}`, 'sodium-native.node');
  const installed = createRequire(import.meta.url);
  for (const name of ['sodium-native', ...loaderPackages])
    cpSync(folderOf(installed, name), join(modules, name), { recursive: true });
  rmSync(join(modules, 'sodium-native', 'prebuilds'), { recursive: true });
  cpSync(join(folderOf(installed, 'sodium-native'), file), join(root, file));
  expect(loadSodium(createRequire(join(root, 'app', 'main.js')))).toBeNull();
  cpSync(join(root, file), join(modules, 'sodium-native', file));
  expect(loadSodium(createRequire(join(root, 'app', 'main.js')))).not.toBeNull();
});

test('libsodium loads on this system, and is what long content is sealed with', () => {
  const key = bytesOf(32);
  // Only libsodium overwrites what it refuses.
  const memory = bytesOf(100);
  expect(bulkCiphers().chacha20poly1305.open(key, bytesOf(12), null, memory)).toBe(false);
  expect(memory.subarray(0, 84)).toEqual(new Uint8Array(84));
});

/** A process of its own in which the loader does not find libsodium, as on a system that its package has no file for. */
const withoutSodium = `
  import Module from 'node:module';
  const load = Module._load;
  Module._load = (name, ...more) => {
    if (name === 'sodium-native') throw Object.assign(new Error('not for this system'), { code: 'ADDON_NOT_FOUND' });
    return load(name, ...more);
  };
  const { bulkCiphers } = await import(process.argv[1]);
  const memory = new Uint8Array(70_016).fill(5);
  bulkCiphers().xchacha20poly1305.seal(new Uint8Array(32).fill(1), new Uint8Array(24).fill(2), null, memory);
  process.stdout.write(memory);
`;

test('where libsodium does not load, long content is sealed all the same, and opens where it does', () => {
  const module = new URL('../../../../src-main/vault/crypto/bulk-cipher.ts', import.meta.url).href;
  const memory = execFileSync(process.execPath, ['--input-type=module', '-e', withoutSodium, module]);
  const { xchacha20poly1305 } = makers.sodium;
  expect(xchacha20poly1305.open(new Uint8Array(32).fill(1), new Uint8Array(24).fill(2), null, memory)).toBe(
    true,
  );
  expect(memory.subarray(0, 70_000).equals(new Uint8Array(70_000).fill(5))).toBe(true);
});

/** With room for a tag. */
function withRoom(text: Uint8Array): Uint8Array {
  const memory = new Uint8Array(text.length + 16);
  memory.set(text);
  return memory;
}

const sunscreen = Buffer.from(
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
);
const associated = hex('50515253c0c1c2c3c4c5c6c7');
const key = hex('808182838485868788898a8b8c8d8e8f 909192939495969798999a9b9c9d9e9f');
const published = {
  // RFC 8439, 2.8.2
  chacha20poly1305: {
    nonce: hex('070000004041424344454647'),
    sealed:
      hex(`d31a8d34648e60db7b86afbc53ef7ec2 a4aded51296e08fea9e2b5a736ee62d6 3dbea45e8ca9671282fafb69da92728b
      1a71de0a9e060b2905d6a5b67ecd3b36 92ddbd7f2d778b8c9803aee328091b58 fab324e4fad675945585808b4831d7bc
      3ff4def08e4b7a9de576d26586cec64b 6116 1ae10b594f09e26a7e902ecbd0600691`),
  },
  // draft-irtf-cfrg-xchacha-03, A.3.1
  xchacha20poly1305: {
    nonce: hex('404142434445464748494a4b4c4d4e4f5051525354555657'),
    sealed:
      hex(`bd6d179d3e83d43b9576579493c0e939 572a1700252bfaccbed2902c21396cbb 731c7f1b0b4aa6440bf3a82f4eda7e39
      ae64c6708c54c216cb96b72e1213b452 2f8c9ba40db5d945b11b69b982c1bb9e 3f3fac2bc369488f76b2383565d3fff9
      21f9664c97637da9768812f615c68b13 b52e c0875924c1c7987947deafd8780acf49`),
  },
} as const;
const ciphers = ['chacha20poly1305', 'xchacha20poly1305'] as const;

describe.each(ciphers)('%s', (name) => {
  const { nonce, sealed } = published[name];
  const both: readonly (readonly [string, BulkCipher])[] = [
    ['sodium', makers.sodium[name]],
    ['noble', makers.noble[name]],
  ];

  test.each(both)('%s gives what was published', (_, cipher) => {
    const memory = withRoom(sunscreen);
    cipher.seal(key, nonce, associated, memory);
    expect(memory).toEqual(sealed);
    expect(cipher.open(key, nonce, associated, memory)).toBe(true);
    expect(Buffer.from(memory.subarray(0, sunscreen.length))).toEqual(sunscreen);
  });

  const ends = [0, 1, 15, 16, 17, 63, 64, 65, 64 * kibibyte, 1024 * kibibyte];
  test.each(ends.flatMap((size) => [size - 1, size, size + 1]).filter((size) => size >= 0))(
    '%i bytes that one seals the other opens, with and without associated data',
    (size) => {
      const text = bytesOf(size);
      for (const given of [null, new Uint8Array(), bytesOf(70)]) {
        const results = both.map(([, cipher]) => {
          const memory = withRoom(text);
          cipher.seal(key, nonce, given, memory);
          return memory;
        });
        expect(Buffer.compare(results[0] ?? bytesOf(1), results[1] ?? bytesOf(2))).toBe(0);
        for (const [at, [, cipher]] of both.entries()) {
          const memory = results[at] ?? new Uint8Array();
          expect(cipher.open(key, nonce, given, memory)).toBe(true);
          expect(Buffer.compare(memory.subarray(0, size), text)).toBe(0);
        }
      }
    },
  );

  test.each(both)('%s refuses what was changed in any place, and gives nothing of it', (_, cipher) => {
    const text = bytesOf(200);
    const whole = withRoom(text);
    cipher.seal(key, nonce, associated, whole);
    for (let at = 0; at < whole.length; at++) {
      const memory = whole.slice();
      memory[at] = (memory[at] ?? 0) ^ 0x40;
      expect(cipher.open(key, nonce, associated, memory)).toBe(false);
      expect(Buffer.from(memory).includes(Buffer.from(text.subarray(0, 16)))).toBe(false);
    }
    const otherKey = key.slice();
    otherKey[31] = (otherKey[31] ?? 0) ^ 1;
    const otherNonce = nonce.slice();
    otherNonce[0] = (otherNonce[0] ?? 0) ^ 1;
    expect(cipher.open(otherKey, nonce, associated, whole.slice())).toBe(false);
    expect(cipher.open(key, otherNonce, associated, whole.slice())).toBe(false);
    expect(cipher.open(key, nonce, null, whole.slice())).toBe(false);
    expect(cipher.open(key, nonce, associated, new Uint8Array(15))).toBe(false);
    expect(cipher.open(key, nonce, associated, whole.subarray(1).slice())).toBe(false);
    expect(cipher.open(key, nonce, associated, whole.subarray(0, whole.length - 1).slice())).toBe(false);
    expect(cipher.open(key, nonce, associated, whole)).toBe(true);
  });

  test.each(both)('%s says it when it is used wrongly, and does not call that a change', (_, cipher) => {
    expect(() => cipher.open(key.subarray(1), nonce, associated, withRoom(sunscreen))).toThrow();
    expect(() => cipher.open(key, nonce.subarray(1), associated, withRoom(sunscreen))).toThrow();
  });
});
