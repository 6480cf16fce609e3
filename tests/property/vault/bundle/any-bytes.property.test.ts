/** Whatever bytes come as a bundle, a card or a signature: a right answer or a clear refusal, in the end always one. */
import { readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptTo } from '../../../../src-main/vault/bundle/age-file.ts';
import { readCard, writeCard } from '../../../../src-main/vault/bundle/card.ts';
import { fingerprintOf } from '../../../../src-main/vault/bundle/fingerprint.ts';
import { minisignSign, minisignVerify } from '../../../../src-main/vault/bundle/minisign.ts';
import { bundleParts } from '../../../../src-main/vault/bundle/read-bundle.ts';
import { writeTar } from '../../../../src-main/vault/bundle/tar.ts';
import { canonicalText } from '../../../../src-main/vault/crypto/canonical.ts';
import { isSignatureOf, signingPublicKey } from '../../../../src-main/vault/crypto/identity.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { newFolder } from '../../../unit/temporary.ts';
import {
  manifestFrom,
  person,
  sha256,
  signal,
  verify,
  write,
  writing,
} from '../../../unit/vault/bundle/kit.ts';

const sender = person('李雷');
const recipient = person('Han Meimei');
let folder: string;
beforeAll(() => {
  folder = newFolder('any-bundle');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function gathered(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

/** @returns the code of the refusal, or `taken`; any other failure fails the test, and so does one that never ends */
async function outcome(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'any.coffer-bundle');
  writeFileSync(path, bytes);
  try {
    await verify(path, recipient.credential);
    return 'taken';
  } catch (error) {
    expect(error).toBeInstanceOf(VaultError);
    return error instanceof VaultError ? error.code : '';
  }
}

const sealed = async (tar: Uint8Array): Promise<Buffer> =>
  gathered(await encryptTo([recipient.card.recipient], [tar]));

interface Part {
  readonly name: string;
  readonly content: string;
}

/** What a sender who signs whatever is wanted would make. */
function tarOf(manifest: string, records = '{"id":"a"}\n'): Promise<Buffer> {
  const parts: Part[] = [
    { name: 'README.txt', content: 'x' },
    { name: 'manifest.json', content: manifest },
    { name: 'fields.json', content: '{}' },
    { name: 'records.ndjson', content: records },
  ];
  const sums = parts.map(({ name, content }) => `${sha256(content)}  ${name}\n`).join('');
  parts.push({ name: 'SHA256SUMS', content: sums });
  parts.push({
    name: 'SHA256SUMS.minisig',
    content: minisignSign(sender.signingKey, Buffer.from(sums), 'x'),
  });
  const entries = parts.map(({ name, content }) => {
    const bytes = Buffer.from(content);
    return { name, size: bytes.length, chunks: [bytes] };
  });
  return gathered(writeTar(entries, 0));
}

const manifest = manifestFrom(sender, [recipient]);

describe('a bundle of any bytes', () => {
  test('is refused, whatever comes behind a right beginning', async () => {
    const beginning = fc.constantFrom('', 'age-encryption.org/v1\n', 'age-encryption.org/v1\n-> X25519 ');
    await fc.assert(
      fc.asyncProperty(beginning, fc.uint8Array({ maxLength: 600 }), async (text, bytes) => {
        expect(await outcome(Buffer.concat([Buffer.from(text), bytes]))).not.toBe('taken');
      }),
      { numRuns: 300 },
    );
  });

  test('is refused with any bytes as its tar', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect(await outcome(await sealed(bytes))).toBe('bundle/bad-content');
      }),
      { numRuns: 100 },
    );
  });

  test('is refused or taken with any damage to the tar that its sender sealed', async () => {
    const whole = await tarOf(canonicalText(manifest));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.integer({ min: 0, max: whole.length }),
        fc.boolean(),
        async (at, byte, length, cuts) => {
          const damaged = Buffer.from(whole);
          damaged[at] = byte;
          await outcome(await sealed(cuts ? damaged.subarray(0, length) : damaged));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('says so when a tar ends within an entry, wherever that is', async () => {
    const whole = await tarOf(canonicalText(manifest));
    // The end of a tar is two empty blocks, without which readers are content.
    const content = whole.length - 1024;
    for (let length = 0; length < content; length += 97)
      expect(['bundle/bad-content', 'bundle/cut-short']).toContain(
        await outcome(await sealed(whole.subarray(0, length))),
      );
    expect(await outcome(await sealed(whole))).toBe('taken');
  });

  test.each([
    ['a key of another length', { signingKey: sender.card.signingKey.slice(0, -1) }],
    ['a key in a second form', { signingKey: sender.card.signingKey.replace(/.=$/, 'B=') }],
    ['a key that no point has', { signingKey: `${'/'.repeat(42)}8=` }],
    ['a recipient that is no key', { recipient: `age1${'q'.repeat(58)}` }],
    ['half a character in the name', { name: '\ud800' }],
  ])('is refused when its sender’s card has %s', async (_, change) => {
    const changed = JSON.stringify({ ...manifest, sender: { ...sender.card, ...change } });
    expect(['bundle/bad-content', 'bundle/bad-signature']).toContain(
      await outcome(await sealed(await tarOf(changed))),
    );
  });

  test('goes on behind a part that nobody reads, and gives its file back to whoever stops early', async () => {
    const path = join(folder, 'unread.coffer-bundle');
    const photo = Buffer.alloc(900_000, 'photo');
    await write(
      writing(sender, [recipient], path, {
        lines: Array.from({ length: 3000 }, (_, i) => `{"id":"${'x'.repeat(200)}${String(i)}"}\n`),
        manifest: { counts: { customers: 3000, attachments: 1, attachmentBytes: photo.length } },
        attachments: () => [{ sha256: sha256(photo), size: photo.length, read: () => [photo] }],
      }),
    );
    const options = { path, credential: recipient.credential, signal };
    const verified = await verify(path, recipient.credential);
    const kinds: string[] = [];
    for await (const part of bundleParts(options, verified)) kinds.push(part.kind);
    expect(kinds).toEqual(['records', 'attachment']);

    const sums = new Map([...verified.sums, [`attachments/${sha256(photo)}`, sha256('other')]]);
    const unread = async () => {
      for await (const part of bundleParts(options, { ...verified, sums })) kinds.push(part.kind);
    };
    await expect(unread()).rejects.toThrow('bundle/damaged');

    const stopped = async () => {
      for await (const part of bundleParts(options, verified))
        if (part.kind === 'records') for await (const line of part.lines) return line;
      return '';
    };
    expect(await stopped()).toContain('xxx');
    // Linux lists what is open. Closing a file takes its time.
    if (process.platform === 'linux') await expect.poll(openFiles, { timeout: 5000 }).not.toContain(path);
  });
});

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map(target);
}

function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch (error) {
    // The listing itself had one open that is closed by now.
    if (error instanceof Error) return '';
    throw error;
  }
}

test('a card of any bytes is refused, or has a fingerprint', () => {
  const text = writeCard(sender.card);
  const damage = fc.tuple(fc.nat(text.length - 1), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(text);
    bytes[at] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 500 }), damage), (bytes) => {
      try {
        const card = readCard(bytes);
        expect(fingerprintOf(card).english).toHaveLength(12);
        expect(writeCard(card)).toMatch(/^\{.*\}\n$/s);
      } catch (error) {
        expect(error).toBeInstanceOf(VaultError);
      }
    }),
    { numRuns: 1500 },
  );
});

test('no other bytes are a signature', () => {
  const publicKey = signingPublicKey(sender.signingKey);
  const message = Buffer.from('what was signed');
  const text = minisignSign(sender.signingKey, message, 'when');
  expect(minisignVerify(publicKey, message, text)).toBe(true);
  const lines = text.split('\n');
  const signed = [lines[1], lines[2], lines[3]].join('\n');
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.nat(127), (at, code) => {
      const changed = `${signed.slice(0, at)}${String.fromCharCode(code)}${signed.slice(at + 1)}`;
      const [line = '', comment = '', global = ''] = changed.split('\n');
      const isSame = changed === signed;
      // The key's id names the key and is not signed: only what is behind it is.
      const isId = at >= 2 && at < 14;
      if (!isSame && !isId)
        expect(minisignVerify(publicKey, message, [lines[0], line, comment, global, ''].join('\n'))).toBe(
          false,
        );
    }),
    { numRuns: 150 },
  );
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 70 }), (any, bytes) => {
      expect(minisignVerify(publicKey, message, any)).toBe(false);
      expect(isSignatureOf(publicKey, message, bytes)).toBe(false);
      expect(isSignatureOf(bytes, message, new Uint8Array(64))).toBe(false);
    }),
    { numRuns: 150 },
  );
});
