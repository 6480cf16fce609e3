/** The age project's own test vectors (C2SP/CCTV), through the reader that bundles go through. */
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { bech32 } from '@scure/base';
import * as vectors from 'cctv-age';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decryptFile, type AgeCredential } from '../../../src-main/vault/bundle/age-file.ts';
import { SecretKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { VaultError } from '../../../src-main/vault/errors.ts';
import { newFolder } from '../../unit/temporary.ts';

interface Vector {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly file: Uint8Array;
}

function parse(bytes: Uint8Array): Vector {
  const end = Buffer.from(bytes).indexOf('\n\n');
  const headers = new Map<string, string[]>();
  for (const line of Buffer.from(bytes.subarray(0, end)).toString().split('\n')) {
    const [key, value] = [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)];
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const rest = bytes.subarray(end + 2);
  return { headers, file: headers.get('compressed') === undefined ? rest : inflateSync(rest) };
}

/** Bundles are for X25519 identities or passphrases, not armoured. */
function credentialsOf({ headers }: Vector): AgeCredential[] {
  const identities = (headers.get('identity') ?? []).map((text): AgeCredential => {
    const scalar = Uint8Array.from(bech32.decodeToBytes(text.toLowerCase()).bytes);
    return { kind: 'identity', identity: SecretKey.adopt('age-identity', scalar) };
  });
  const passphrases = headers.get('passphrase') ?? [];
  return [
    ...identities,
    ...passphrases.map((passphrase): AgeCredential => ({ kind: 'passphrase', passphrase })),
  ];
}

let folder: string;
beforeAll(() => {
  folder = newFolder('age');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function payloadHash(path: string, credential: AgeCredential): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await decryptFile(path, credential)).plain) hash.update(chunk);
  return hash.digest('hex');
}

const all = Object.entries(vectors as Record<string, unknown>)
  .filter((entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array)
  .map(([name, bytes]) => ({ name, vector: parse(bytes) }));
const ofOurKind = all.filter(({ name, vector }) => {
  const isPostQuantum = (vector.headers.get('identity') ?? []).some((text) =>
    text.startsWith('AGE-SECRET-KEY-PQ'),
  );
  return vector.headers.get('armored') === undefined && !isPostQuantum && !name.startsWith('hybrid');
});

it('are all there', () => {
  expect(all).toHaveLength(143);
  expect(ofOurKind.length).toBeGreaterThan(90);
});

it.each(ofOurKind)('$name', async ({ name, vector }) => {
  const path = join(folder, name);
  writeFileSync(path, vector.file);
  const expected = vector.headers.get('expect')?.[0] ?? '';
  const results = await Promise.all(
    credentialsOf(vector).map((credential) =>
      payloadHash(path, credential).catch((error: unknown) => {
        if (error instanceof VaultError) return error.code;
        throw error;
      }),
    ),
  );
  if (expected === 'success') expect(results).toContain(vector.headers.get('payload')?.[0]);
  else for (const result of results) expect(result).toMatch(/^bundle\//);
});
