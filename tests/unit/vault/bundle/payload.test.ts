/** What is sealed piece by piece is what the age library seals and opens. */
import { randomFillSync } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptFile, encryptTo, encryptUnder } from '../../../../src-main/vault/bundle/age-file.ts';
import { ageIdentityText, ageRecipient, newAgeIdentity } from '../../../../src-main/vault/crypto/identity.ts';
import { spool } from '../../../../src-main/vault/bundle/spool.ts';
import { newFolder } from '../../temporary.ts';
import { sha256 } from './kit.ts';

const piece = 64 * 1024;
const group = 16 * piece;
/** Around the ends of a piece and of what is done in one go. */
const sizes = [0, 1, piece - 1, piece, piece + 1, group - 1, group, group + 1, 3 * group, 17 * group + 5];
const bytesOf = (size: number): Uint8Array => randomFillSync(new Uint8Array(size));
const identity = newAgeIdentity();

let folder: string;
beforeAll(() => {
  folder = newFolder('payload');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function whole(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const bytes of source) all.push(Uint8Array.from(bytes));
  return Buffer.concat(all);
}

/** In parts of odd lengths. */
function* inParts(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 99_991) yield bytes.subarray(at, at + 99_991);
}

describe('payloads', () => {
  test.each(sizes)('%i bytes are opened by the age library', async (size) => {
    const plain = bytesOf(size);
    const file = await whole(await encryptTo([ageRecipient(identity)], inParts(plain)));
    const decrypter = new Decrypter();
    decrypter.addIdentity(ageIdentityText(identity));
    expect(sha256(await decrypter.decrypt(file))).toBe(sha256(plain));
  });

  test.each(sizes)('%i bytes that the age library sealed are opened', async (size) => {
    const plain = bytesOf(size);
    const encrypter = new Encrypter();
    encrypter.addRecipient(ageRecipient(identity));
    const path = join(folder, `${size}.age`);
    writeFileSync(path, await encrypter.encrypt(plain));
    const opened = await decryptFile(path, { kind: 'identity', identity });
    expect(opened.size).toBe(size);
    expect(sha256(await whole(opened.plain))).toBe(sha256(plain));
  });

  test('two pieces exchanged, or the last one left out, are refused', async () => {
    const plain = bytesOf(20 * group);
    const file = await whole(await encryptTo([ageRecipient(identity)], [plain]));
    const start = file.length - 320 * (piece + 16);
    const pieceAt = (at: number): Buffer =>
      file.subarray(start + at * (piece + 16), start + (at + 1) * (piece + 16));
    const path = join(folder, 'changed.age');
    const open = async (): Promise<Buffer> =>
      whole((await decryptFile(path, { kind: 'identity', identity })).plain);

    const exchanged = Buffer.from(file);
    exchanged.set(pieceAt(17), start + 18 * (piece + 16));
    exchanged.set(pieceAt(18), start + 17 * (piece + 16));
    writeFileSync(path, exchanged);
    await expect(open()).rejects.toMatchObject({ code: 'bundle/damaged' });
    writeFileSync(path, file.subarray(0, file.length - (piece + 16)));
    await expect(open()).rejects.toMatchObject({ code: 'bundle/cut-short' });
    writeFileSync(path, file);
    expect(sha256(await open())).toBe(sha256(plain));
  });
});

test('what is sealed under a passphrase is opened by the age library', async () => {
  const plain = bytesOf(group + 1);
  const file = await whole(await encryptUnder('orbit velvet canyon mustard', [plain]));
  const decrypter = new Decrypter();
  decrypter.addPassphrase('orbit velvet canyon mustard');
  expect(sha256(await decrypter.decrypt(file))).toBe(sha256(plain));
});

test.each([100, 40_000])(
  '%i record lines wait as they are, and many of them only sealed on disk',
  async (count) => {
    const path = join(folder, 'lines');
    const lines = async function* (): AsyncGenerator<string> {
      for (let n = 0; n < count; n++)
        yield await Promise.resolve(`{"id":${n},"name":"客户${'x'.repeat(300)}"}\n`);
    };
    const expected = await whole(
      (async function* () {
        for await (const line of lines()) yield Buffer.from(line);
      })(),
    );
    const waiting = await spool(path, lines());
    expect([waiting.size, waiting.sha256]).toEqual([expected.length, sha256(expected)]);
    expect(existsSync(path)).toBe(count > 1000);
    if (count > 1000) expect(readFileSync(path).includes('客户')).toBe(false);
    for (let times = 0; times < 2; times++)
      expect(sha256(await whole(waiting.read()))).toBe(sha256(expected));
    await waiting.remove();
    expect(existsSync(path)).toBe(false);
  },
);
