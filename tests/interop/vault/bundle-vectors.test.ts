/** The fixed bundle of docs/file-format.md, sections 11 and 12: what was written once is read by every later version. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64, bech32 } from '@scure/base';
import { expect, it } from 'vitest';
import type { Manifest } from '../../../src-preload/contract/bundle.ts';
import type { Fingerprint } from '../../../src-preload/contract/handover.ts';
import type { AgeCredential } from '../../../src-main/vault/bundle/age-file.ts';
import { readCard, writeCard } from '../../../src-main/vault/bundle/card.ts';
import { fingerprintOf } from '../../../src-main/vault/bundle/fingerprint.ts';
import { SecretKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { newId } from '../../../src-main/vault/crypto/id.ts';
import { readWhole } from '../../unit/vault/bundle/kit.ts';
import { bytes, makeBench, makeVault } from '../../unit/vault/session/vault-fixture.ts';

interface Expected {
  readonly identity: string;
  readonly passphrase: string;
  readonly contentHash: string;
  readonly fingerprint: Fingerprint;
  readonly manifest: Manifest;
  readonly fields: string;
  readonly lines: readonly string[];
  readonly attachments: Readonly<Record<string, string>>;
}

const folder = join(import.meta.dirname, '../../vectors/bundle-1');
// The file is written by tests/vectors/make-bundle.ts in this very form.
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
const identity = SecretKey.adopt(
  'age-identity',
  Uint8Array.from(bech32.decodeToBytes(expected.identity.toLowerCase()).bytes),
);

it.each<[string, AgeCredential]>([
  ['vector.coffer-bundle', { kind: 'identity', identity }],
  ['vector (passphrase).coffer-bundle', { kind: 'passphrase', passphrase: expected.passphrase }],
])('%s holds what it was made of', async (name, credential) => {
  const read = await readWhole(join(folder, name), credential);
  expect(read.manifest).toEqual(expected.manifest);
  expect(read.fields).toBe(expected.fields);
  expect(read.contentHash).toBe(expected.contentHash);
  expect(read.lines.map((line) => `${line}\n`)).toEqual(expected.lines);
  expect(
    Object.fromEntries([...read.attachments].map(([sha256, bytes]) => [sha256, bytes.toString()])),
  ).toEqual(expected.attachments);
});

it('the app itself checks it, takes it in and has all of it then', async () => {
  const bench = makeBench();
  await makeVault(bench);
  const jobId = newId();
  const summary = await bench.call('bundle/open', {
    jobId,
    file: bench.ticket(join(folder, 'vector (passphrase).coffer-bundle')),
    passphrase: bytes(expected.passphrase),
  });
  expect(summary.counts).toEqual(expected.manifest.counts);
  const taken = await bench.call('bundle/take-in', { jobId, acceptSender: true });
  expect(taken).toMatchObject({ added: 2, newFields: 9, newTags: 1, attachments: 1, conflicts: 0 });
  const { fields, sections } = await bench.call('fields/list');
  expect(sections.map(({ name }) => name)).toContain('Papers');
  expect(fields.map((field) => [field.name, field.type, field.class])).toEqual([
    ['Level', 'choice', 'internal'],
    ['Topics', 'choices', 'public'],
    ['Remarks', 'text', 'internal'],
    ['Pallets', 'number', 'internal'],
    ['Credit', 'money', 'internal'],
    ['Since', 'date', 'internal'],
    ['Invoice by e-mail', 'yes-no', 'internal'],
    ['ID number', 'id-number', 'restricted'],
    ['Tax number', 'id-number', 'confidential'],
  ]);
  const ids = expected.lines.map((line) => (JSON.parse(line) as { id: string }).id);
  const customers = await Promise.all(ids.map((id) => bench.call('customers/get', { id })));
  const company = customers.find(({ kind }) => kind === 'company');
  const byName = Object.fromEntries(fields.map(({ id, name }) => [name, company?.values[id]]));
  const [gold] = fields[0]?.options ?? [];
  expect(byName).toEqual({
    Level: { value: [gold?.id] },
    Topics: { value: fields[1]?.options.map(({ id }) => id) },
    Remarks: { value: 'prefers mornings' },
    Pallets: { value: 12.5 },
    Credit: { value: { amount: '8453.26', currency: 'CNY' } },
    Since: { value: '2024-02-29' },
    'Invoice by e-mail': { value: true },
    'ID number': { masked: true },
    'Tax number': { value: 'DE 123 456' },
  });
  const { tags } = await bench.call('tags/list');
  expect(tags.filter(({ id }) => company?.tagIds.includes(id)).map(({ name }) => name)).toEqual([
    'Fair 2026',
  ]);
  expect(company?.contacts.map(({ name }) => name)).toEqual(['韩梅梅']);
  expect(customers.map(({ name }) => name).sort()).toEqual(['Ann O’Neil', '青岛海风贸易有限公司']);
  bench.remove();
});

it('the card has the fingerprint that anybody calculates from its two keys', () => {
  const bytes = readFileSync(join(folder, 'sender.coffer-card'));
  const card = readCard(bytes);
  expect(writeCard(card)).toBe(bytes.toString());
  expect(card).toEqual(expected.manifest.sender);
  expect(fingerprintOf(card)).toEqual(expected.fingerprint);
  const hash = createHash('sha256')
    .update('coffer/v1/card-fingerprint\0')
    .update(base64.decode(card.signingKey))
    .update(bech32.decodeToBytes(card.recipient).bytes)
    .digest('hex');
  expect(expected.fingerprint.code).toBe(`coffer-fingerprint:${hash.slice(0, 33)}`);
});

it('Debian’s age and tar find the same in it', () => {
  const shell = (command: string): string =>
    execFileSync('bash', ['-c', `set -o pipefail; ${command}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, IDENTITY: expected.identity },
    });
  const inside = `age -d -i <(printf '%s\\n' "$IDENTITY") vector.coffer-bundle | tar -xO`;
  expect(shell(`${inside} -f - records.ndjson`)).toBe(expected.lines.join(''));
  expect(
    createHash('sha256')
      .update(shell(`${inside} -f - SHA256SUMS`))
      .digest('hex'),
  ).toBe(expected.contentHash);
});
