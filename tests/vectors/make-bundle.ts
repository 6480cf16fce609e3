/**
 * Writes `bundle-1/` anew: one bundle of a vault for a recipient and under a passphrase, with the keys to open it. To be run by
 * hand (`node tests/vectors/make-bundle.ts`) when a version of the format is added; a released one stays as it is, and every
 * later version reads it.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import type { Card } from '../../src-preload/contract/bundle.ts';
import type { Edit, FieldValue } from '../../src-preload/contract/customers.ts';
import type { FieldType } from '../../src-preload/contract/fields.ts';
import { customerPart } from '../../src-preload/contract/handover.ts';
import type { InputOf, OutputOf, VaultCallName } from '../../src-preload/contract/index.ts';
import { writeCard } from '../../src-main/vault/bundle/card.ts';
import { fingerprintOf } from '../../src-main/vault/bundle/fingerprint.ts';
import { bundleParts, verifyBundle } from '../../src-main/vault/bundle/read-bundle.ts';
import { kdfFloor } from '../../src-main/vault/crypto/argon2-cost.ts';
import { newId } from '../../src-main/vault/crypto/id.ts';
import { ageIdentityText, ageRecipient, signingPublicKey } from '../../src-main/vault/crypto/identity.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { createEngine } from '../../src-main/vault/engine.ts';
import { anyPurpose } from '../unit/any-purpose.ts';

const place = mkdtempSync(join(tmpdir(), 'coffer-vectors-'));
const paths = new Map<string, string>();
const engine = createEngine({
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  emit: () => undefined,
  files: anyPurpose((ticket) => paths.get(ticket) ?? null),
  deviceId: '0123456789abcdefghjkmnpqrs',
  onControl: () => undefined,
  lastSeen: () => null,
  tuneKdf: () => Promise.resolve({ ...kdfFloor, milliseconds: 1000 }),
});

async function call<N extends VaultCallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const reply = await engine.handle(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.details)}`);
  // The engine answers each call with what the contract says for its name.
  return reply.value as OutputOf<N>;
}

function ticket(name: string): string {
  const given = (paths.size + 1).toString(16).padStart(32, '0');
  paths.set(given, join(place, name));
  return given;
}

const counted = (from: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (from + i) % 256);
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const identity = SecretKey.adopt('age-identity', counted(170));
const recipient: Card = {
  format: 'coffer-card',
  version: 1,
  personId: '01jz0000000000000000000002',
  name: 'Zoë Müller',
  organisation: '',
  signingKey: base64.encode(signingPublicKey(SecretKey.adopt('signing', counted(130)))),
  recipient: ageRecipient(identity),
};
const passphrase = '正确的 café horse battery lantern';
const contract = 'a contract, as it was signed\n';

await call('vault/create', {
  place: ticket('Vectors.coffer'),
  name: 'Vectors',
  personName: '李雷',
  passphrase: utf8('orbit velvet canyon mustard'),
});
await call('settings/set', { backups: { on: false, keep: 1 } });
await call('cards/set-mine', { name: '李雷', organisation: '青禾商贸' });
writeFileSync(join(place, 'recipient.coffer-card'), writeCard(recipient));
await call('cards/add', { file: ticket('recipient.coffer-card') });
await call('cards/check', { personId: recipient.personId, how: 'in-person', note: '' });

const { sections } = await call('sections/create', { name: 'Papers' });
const sectionId = sections.at(-1)?.id ?? '';
async function field(name: string, type: FieldType, more: Partial<InputOf<'fields/create'>> = {}) {
  const { fields } = await call('fields/create', { name, type, class: 'internal', sectionId, ...more });
  const made = fields.find((each) => each.name === name);
  if (made === undefined) throw new Error(`no field ${name}`);
  return made;
}
const level = await field('Level', 'choice', { options: [{ name: 'gold' }, { name: 'silver' }] });
const topics = await field('Topics', 'choices', { class: 'public', options: [{ name: 'tea' }, { name: 'silk' }] });
const values: readonly (readonly [id: string, value: FieldValue])[] = [
  [level.id, level.options[0]?.id ?? ''],
  [topics.id, topics.options.map(({ id }) => id)],
  [(await field('Remarks', 'text')).id, 'prefers mornings'],
  [(await field('Pallets', 'number')).id, 12.5],
  [(await field('Credit', 'money', { currency: 'CNY' })).id, { amount: '8453.26', currency: 'CNY' }],
  [(await field('Since', 'date')).id, '2024-02-29'],
  [(await field('Invoice by e-mail', 'yes-no')).id, true],
  [(await field('ID number', 'id-number', { class: 'restricted' })).id, '11010519491231002X'],
  [(await field('Tax number', 'id-number', { class: 'confidential' })).id, 'DE 123 456'],
];
const tag = await call('tags/create', { name: 'Fair 2026', colour: 3 });
const contactId = newId();
const point = (type: 'phone' | 'email', value: string, of: string | null): Edit => ({
  field: 'point',
  key: newId(),
  value: { type, label: 'work', value, address: null, contactId: of, position: 1 },
});
const { id: company } = await call('customers/create', {
  kind: 'company',
  edits: [
    { field: 'name', value: '青岛海风贸易有限公司' },
    { field: 'contact', key: contactId, value: { name: '韩梅梅', jobTitle: '采购', department: '', note: '', position: 1 } },
    point('phone', '+86 532 8000 1234', null),
    point('email', 'han@example.com', contactId),
    { field: 'tag', key: tag.id, value: true },
    ...values.map(([key, value]): Edit => ({ field: 'value', key, value })),
  ],
});
await call('customers/create', { kind: 'person', edits: [{ field: 'name', value: 'Ann O’Neil' }, { field: 'notes', value: 'likes tea' }] });
writeFileSync(join(place, 'contract.txt'), contract);
await call('attachments/add-files', { customerId: company, files: [ticket('contract.txt')], class: 'internal', jobId: newId() });
const { fields: allFields } = await call('fields/list', null);
await call('bundle/make', {
  jobId: newId(),
  content: { selection: { query: { text: '' } }, parts: [...customerPart.options], fieldIds: allFields.map(({ id }) => id) },
  recipientIds: [recipient.personId],
  passphrase: utf8(passphrase),
  purpose: 'visits',
  note: 'Two customers, one paper.',
  expiresAt: null,
  reason: 'a vector',
  save: ticket('vector.coffer-bundle'),
});
await call('cards/export', { save: ticket('sender.coffer-card') });
await engine.prepareLock();

const folder = join(import.meta.dirname, 'bundle-1');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const name of ['vector.coffer-bundle', 'vector (passphrase).coffer-bundle', 'sender.coffer-card'])
  copyFileSync(join(place, name), join(folder, name));
const reading = { path: join(folder, 'vector.coffer-bundle'), credential: { kind: 'identity', identity }, signal: new AbortController().signal } as const;
const verified = await verifyBundle(reading);
const lines: string[] = [];
const attachments: Record<string, string> = {};
for await (const part of bundleParts(reading, verified))
  if (part.kind === 'records') for await (const line of part.lines) lines.push(`${line}\n`);
  else for await (const chunk of part.chunks) attachments[part.sha256] = `${attachments[part.sha256] ?? ''}${Buffer.from(chunk).toString()}`;
rmSync(place, { recursive: true });
const expected = {
  identity: ageIdentityText(identity),
  passphrase,
  contentHash: verified.contentHash,
  fingerprint: fingerprintOf(verified.manifest.sender),
  manifest: verified.manifest,
  fields: verified.fields,
  roster: verified.roster,
  lines,
  attachments,
};
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
