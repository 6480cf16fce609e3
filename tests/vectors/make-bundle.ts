/**
 * Writes `bundle-1/` anew: one bundle for a recipient and under a passphrase, with the keys to open it. To be run by hand
 * (`node tests/vectors/make-bundle.ts`) when a version of the format is added; a released one stays as it is, and every
 * later version reads it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import type { Card, Manifest } from '../../src-preload/contract/bundle.ts';
import { writeCard } from '../../src-main/vault/bundle/card.ts';
import { fingerprintOf } from '../../src-main/vault/bundle/fingerprint.ts';
import { writeBundle } from '../../src-main/vault/bundle/write-bundle.ts';
import { ageIdentityText, ageRecipient, signingPublicKey } from '../../src-main/vault/crypto/identity.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';

const counted = (from: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (from + i) % 256);
const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const vaultId = '01jz0000000000000000000000';

function person(personId: string, name: string, organisation: string, from: number) {
  const signingKey = SecretKey.adopt('signing', counted(from));
  const identity = SecretKey.adopt('age-identity', counted(from + 40));
  const card: Card = {
    format: 'coffer-card',
    version: 1,
    personId,
    name,
    organisation,
    signingKey: base64.encode(signingPublicKey(signingKey)),
    recipient: ageRecipient(identity),
  };
  return { card, signingKey, identity };
}

const sender = person('01jz0000000000000000000001', '李雷', '青禾商贸', 10);
const recipient = person('01jz0000000000000000000002', 'Zoë Müller', '', 130);
const passphrase = '正确的 café horse';
const content = Buffer.from('a contract, as it was signed\n');
const sha256 = createHash('sha256').update(content).digest('hex');
const stamp = [at, 0, '0123456789abcdefghjkmnpqrs', sender.card.personId];
const customer = (id: string, name: string, more: Record<string, string> = {}): string =>
  `${JSON.stringify({ id, cells: { kind: 'person', name, created: String(at), ...more }, stamps: { '*': stamp } })}\n`;
const lines = [customer('01jz0000000000000000000003', '韩梅梅', { notes: 'prefers mornings' }), customer('01jz0000000000000000000004', 'Ann O’Neil')];
const manifest: Manifest = {
  format: 'coffer-bundle',
  version: 1,
  id: '01jz0000000000000000000005',
  vaultId,
  kind: 'hand-over',
  kitId: null,
  createdAt: at,
  expiresAt: null,
  purpose: 'visits',
  note: 'Two customers, one paper.',
  reason: null,
  sender: sender.card,
  recipients: [recipient.card],
  hasPassphrase: true,
  classes: ['public', 'internal'],
  counts: { customers: lines.length, attachments: 1, attachmentBytes: content.length },
  posture: {
    at,
    vaultId,
    cipher: 'aegis',
    slots: [{ kind: 'passphrase', needsKeyFile: true, needsDevice: false, memoryKiB: 262_144, passes: 3, lanes: 4 }],
    lock: { idleMinutes: 5, minimisedMinutes: null, screenLock: true, userSwitch: true, suspend: true, keyFileRemoved: true, lastWindowClosed: true },
    stepUp: { reveal: true, export: true, security: false, minutes: 5 },
    customers: lines.length,
    classes: ['public', 'internal'],
    head: { seq: 7, hash: base64.encode(counted(90)) },
  },
};
const fields = `${JSON.stringify({ format: 'coffer-fields', version: 1, sections: [], fields: [], tags: [], people: [{ id: sender.card.personId, name: sender.card.name }] })}\n`;

const folder = join(import.meta.dirname, 'bundle-1');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const { contentHash } = await writeBundle({
  lines,
  describe: () => ({ manifest, fields }),
  attachments: () => [{ sha256, size: content.length, read: () => [content] }],
  signingKey: sender.signingKey,
  recipients: [recipient.card.recipient],
  passphrase,
  path: join(folder, 'vector.coffer-bundle'),
  signal: new AbortController().signal,
});
writeFileSync(join(folder, 'sender.coffer-card'), writeCard(sender.card));
const expected = {
  identity: ageIdentityText(recipient.identity),
  passphrase,
  contentHash,
  fingerprint: fingerprintOf(sender.card),
  manifest,
  fields,
  lines,
  attachments: { [sha256]: content.toString() },
};
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
