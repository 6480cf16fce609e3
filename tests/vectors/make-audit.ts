/**
 * Writes `audit-1/` anew: an audit file, a proof of an entry of each log, the card of their maker and the key of their recipient, made by the app
 * itself. To be run by hand (`node tests/vectors/make-audit.ts`) when a version of these is added; what was released stays as it is.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCard } from '../../src-main/vault/bundle/card.ts';
import { kdfFloor } from '../../src-main/vault/crypto/argon2-cost.ts';
import { ageIdentityText, ageRecipient, signingPublicKey } from '../../src-main/vault/crypto/identity.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { createEngine } from '../../src-main/vault/engine.ts';
import { anyPurpose } from '../unit/any-purpose.ts';

const counted = (from: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => from + at);
const identity = SecretKey.adopt('age-identity', counted(1));
const auditor = '01jz0000000000000000000007';
const card = writeCard({
  format: 'coffer-card',
  version: 1,
  personId: auditor,
  name: '审计 Auditor',
  organisation: '',
  signingKey: Buffer.from(signingPublicKey(SecretKey.adopt('signing', counted(50)))).toString('base64'),
  recipient: ageRecipient(identity),
});

const place = mkdtempSync(join(tmpdir(), 'coffer-vectors-'));
const results = join(import.meta.dirname, 'audit-1');
const paths = new Map<string, string>();
const engine = createEngine({
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  emit: () => undefined,
  files: anyPurpose((ticket) => paths.get(ticket) ?? null),
  deviceId: '0123456789abcdefghjkmnpqrs',
  onControl: () => undefined,
  lastSeen: () => null,
  tuneKdf: () => Promise.resolve({ ...kdfFloor, milliseconds: 100 }),
});

function ticket(path: string): string {
  const name = (paths.size + 1).toString(16).padStart(32, '0');
  paths.set(name, path);
  return name;
}

async function call(name: string, input?: unknown): Promise<void> {
  const reply = await engine.handle(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.details)}`);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results);
await call('vault/create', {
  place: ticket(join(place, 'Vectors.coffer')),
  name: 'Vectors',
  personName: '李雷',
  passphrase: new TextEncoder().encode('orbit velvet canyon mustard'),
});
writeFileSync(join(place, 'auditor.coffer-card'), card);
await call('cards/add', { file: ticket(join(place, 'auditor.coffer-card')) });
await call('cards/check', { personId: auditor, how: 'voice', note: '' });
await call('customers/create', { kind: 'person', edits: [{ field: 'name', value: '王小芳' }] });
// Two parts of the journal.
for (let n = 0; n < 256; n++) await call('log/seal-kept', { size: 1 });
await call('audit-file/export', {
  jobId: auditor,
  recipientIds: [auditor],
  disclose: ['card-added', 'card-checked', 'audit-begins'],
  reason: 'Vectors',
  save: ticket(join(results, 'vector.coffer-audit')),
});
await call('audit-file/prove', { log: 'journal', seq: 3, disclose: true, save: ticket(join(results, 'journal.tlog-proof')) });
await call('audit-file/prove', { log: 'change', seq: 2, disclose: false, save: ticket(join(results, 'change.tlog-proof')) });
await call('cards/export', { save: ticket(join(results, 'maker.coffer-card')) });
writeFileSync(join(results, 'key.txt'), `${ageIdentityText(identity)}\n`);
await engine.prepareLock();
rmSync(place, { recursive: true });
