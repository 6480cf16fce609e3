/**
 * Writes `vault-1/` anew: a whole vault with a customer whose ID number is sealed, attachments, a second person, and an attempt that failed. To be run by hand
 * (`node tests/vectors/make-vault.ts`) when a version of the format is added; a released one stays as it is, and every
 * later version opens it.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldClass } from '../../src-preload/contract/fields.ts';
import { kdfFloor } from '../../src-main/vault/crypto/argon2-cost.ts';
import { createEngine } from '../../src-main/vault/engine.ts';
import { anyPurpose } from '../unit/any-purpose.ts';

const passphrase = 'orbit velvet canyon mustard';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const member = { name: 'Zoë Müller', passphrase: 'lantern meadow quartz harbour' };
const idNumber = '110101199003070000';
const place = mkdtempSync(join(tmpdir(), 'coffer-vectors-'));
const folder = join(place, 'Vectors.coffer');
const [vault, scan] = ['0'.repeat(32), '1'.repeat(32)];
const engine = createEngine({
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  emit: () => undefined,
  files: anyPurpose((ticket) => (ticket === vault ? folder : join(place, 'scan.txt'))),
  deviceId: '0123456789abcdefghjkmnpqrs',
  onControl: () => undefined,
  lastSeen: () => null,
  tuneKdf: () => Promise.resolve({ ...kdfFloor, milliseconds: 100 }),
});

async function call(name: string, input?: unknown): Promise<Record<string, unknown>> {
  const reply = await engine.handle(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.details)}`);
  // Calls used here answer with objects.
  return (reply.value ?? {}) as Record<string, unknown>;
}

const { recoveryKey } = await call('vault/create', {
  place: vault,
  name: 'Vectors',
  personName: '李雷',
  passphrase: utf8(passphrase),
});
await call('settings/set', { backups: { on: false, keep: 1 } });
const { sections } = (await call('sections/create', { name: 'Papers' })) as { sections: { id: string }[] };
async function field(name: string, fieldClass: FieldClass): Promise<string> {
  const { fields } = (await call('fields/create', {
    name,
    type: 'id-number',
    class: fieldClass,
    sectionId: sections.at(-1)?.id,
  })) as { fields: { id: string; name: string }[] };
  return fields.find((made) => made.name === name)?.id ?? '';
}
const restrictedField = await field('ID number', 'restricted');
const confidentialField = await field('Tax number', 'confidential');
const { id: customerId } = await call('customers/create', {
  kind: 'person',
  edits: [
    { field: 'name', value: '韩梅梅' },
    { field: 'value', key: restrictedField, value: idNumber },
    { field: 'value', key: confidentialField, value: 'DE 123 456' },
  ],
});
const attachments: Record<string, string> = {};
for (const [fileClass, content] of [['internal', 'a contract\n'], ['restricted', 'a scanned passport\n']] as const) {
  writeFileSync(join(place, 'scan.txt'), content);
  await call('attachments/add', { customerId, file: scan, class: fileClass, jobId: '0'.repeat(26) });
  attachments[fileClass] = createHash('sha256').update(content).digest('hex');
}
const invited = await call('people/invite', { name: member.name, roleId: 'member', language: 'en' });
await engine.prepareLock();
await call('vault/unlock', {
  vault,
  person: { name: member.name },
  passphrase: utf8(String(invited['oneTimePassphrase'])),
  newPassphrase: utf8(member.passphrase),
});
await engine.prepareLock();
const refused = await engine.handle('vault/unlock', { vault, person: { name: member.name }, passphrase: utf8('a wrong one') });
if (refused.ok) throw new Error('any passphrase opens it');

const target = join(import.meta.dirname, 'vault-1');
rmSync(target, { recursive: true, force: true });
mkdirSync(target);
for (const name of ['keyring.json', 'records.db', 'attempts.log']) copyFileSync(join(folder, name), join(target, name));
rmSync(place, { recursive: true });
const expected = { passphrase, recoveryKey, customerId, restrictedField, confidentialField, idNumber, taxNumber: 'DE 123 456', attachments, member };
writeFileSync(join(target, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
