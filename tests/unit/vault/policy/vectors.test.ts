/** `tests/vectors/policy-1.json`, read by Node's own Ed25519 and by the app. */
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canonicalText, type CanonicalValue } from '../../../../src-main/vault/crypto/canonical.ts';
import { judge } from '../../../../src-main/vault/policy/document.ts';
import { policyKinds, type PolicyKind } from '../../../../src-main/vault/policy/kinds.ts';
import type { RosterBody } from '../../../../src-main/vault/keyring/roster.ts';

interface Vectors {
  readonly vaultId: string;
  readonly person: string;
  readonly signingKey: string;
  readonly policies: readonly { readonly kind: PolicyKind; readonly text: string }[];
}
const file = join(import.meta.dirname, '../../../vectors/policy-1.json');
const { vaultId, person, signingKey, policies } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const roster = {
  people: [{ id: person, status: 'active', role: 'owner', signingKey }],
  roles: [],
} as unknown as RosterBody;

it('has one of each kind', () => {
  expect(policies.map(({ kind }) => kind)).toEqual(policyKinds);
});

it.each(policies)('$kind is signed as the page says', ({ kind, text }) => {
  const read = JSON.parse(text) as { body: Record<string, CanonicalValue>; signature: string };
  expect(canonicalText({ body: read.body, signature: read.signature })).toBe(text);
  const { seq, at, content } = read.body;
  const body = {
    context: 'coffer/v1/policy',
    vault: vaultId,
    kind,
    seq,
    at,
    person,
    content,
  } as CanonicalValue;
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(signingKey, 'base64'),
  ]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const signature = Buffer.from(read.signature, 'base64');
  expect(verify(null, Buffer.from(canonicalText(body)), key, signature)).toBe(true);
  expect(judge(text, { vaultId, kind, roster, known: 7 })).toEqual({
    seq,
    at,
    person,
    content,
  });
});

it.each(policies)('$kind counts for nothing with any character changed', ({ kind, text }) => {
  for (let at = 0; at < text.length; at++) {
    const other = text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
    expect(typeof judge(other, { vaultId, kind, roster, known: 7 }), other).toBe('string');
  }
});

it('counts for nothing below what is known, in another vault and as another kind', () => {
  const [settings] = policies;
  const text = settings?.text ?? '';
  expect(judge(text, { vaultId, kind: 'settings', roster, known: 8 })).toBe('older');
  expect(judge(text, { vaultId: person, kind: 'settings', roster, known: 0 })).toBe('forged');
  expect(judge(text, { vaultId, kind: 'backup-folder', roster, known: 0 })).toBe('forged');
});
