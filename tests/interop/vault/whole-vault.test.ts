/** A whole vault, opened by the reader that was written from the specification, and by the app. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import type Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, makeBench } from '../../unit/vault/session/vault-fixture.ts';
import * as reader from './reader.ts';

const original = join(import.meta.dirname, '../../vectors/vault-1');
// Our own file, in the shape that make-vault.ts writes.
const expected = JSON.parse(readFileSync(join(original, 'expected.json'), 'utf8')) as Record<
  | 'passphrase'
  | 'recoveryKey'
  | 'customerId'
  | 'restrictedField'
  | 'confidentialField'
  | 'idNumber'
  | 'taxNumber',
  string
>;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (content: Uint8Array): string => Buffer.from(content).toString('base64');

let place: string;
let folder: string;
let keyring: reader.KeyringJson;
let bundle: reader.Bundle;
let keys: reader.Keys;
let db: Database.Database;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'coffer-vectors-'));
  folder = join(place, 'Vectors.coffer');
  cpSync(original, folder, { recursive: true });
  keyring = reader.readKeyringText(readFileSync(join(folder, 'keyring.json'), 'utf8'));
  const [slot] = keyring['slots'] as reader.SlotJson[];
  if (slot === undefined) throw new Error('a slot');
  const kdf = slot['kdf'] as unknown as Parameters<typeof reader.kekOf>[1];
  const opened = reader.openSlot(keyring.vaultId, slot, await reader.kekOf(expected.passphrase, kdf, null));
  if (opened === null) throw new Error('the slot opens');
  bundle = opened;
  keys = await reader.openGrant(keyring, bundle);
  db = reader.openDatabase(folder, keyring, keys.vaultKey);
});
afterAll(() => {
  db.close();
  rmSync(place, { recursive: true });
});

function all<T>(sql: string): T[] {
  // The shape of the rows is what the SQL says.
  return db.prepare(sql).all() as T[];
}

describe('a whole vault, by a reader written from the specification', () => {
  it('[R-5] [D-1] [D-2] [D-3] opens', () => {
    expect(reader.macOf(keyring, keys.vaultKey)).toBe(keyring.mac);
    expect(all<{ name: string }>('SELECT name FROM customer').map((row) => row.name)).toEqual(['韩梅梅']);
    expect(all('SELECT id, name FROM person')).toEqual([{ id: bundle.personId, name: '李雷' }]);
  });

  it.each([
    [
      'change',
      `SELECT c.hash, c.seq, b.id AS batch, b.kind, c.at, c.tick, c.device, c.person, c.entity, c.entity_id, c.field, c.old_value, c.value
       FROM change c JOIN batch b ON b.row = c.batch ORDER BY c.seq`,
    ],
    ['journal', 'SELECT hash, seq, at, person, device, action, details FROM journal ORDER BY seq'],
  ])('[L-1] [L-2] [L-3] [D-6] holds the chain of the %s', (name, sql) => {
    let before: Uint8Array = new Uint8Array(32);
    let seq = 0;
    for (const { hash, ...members } of all<{ hash: Uint8Array; seq: number }>(sql)) {
      before = reader.chainHash(`coffer/v1/${name}`, before, Object.values(members));
      expect(base64(hash)).toBe(base64(before));
      seq = members.seq;
    }
    expect(seq).toBeGreaterThan(2);
    const database = keyring['database'] as Record<string, { seq: number; hash: string }>;
    expect(database[`${name}Head`]).toEqual({ seq, hash: base64(before) });
  });

  it('[L-4] keeps the clock of the log from going back', () => {
    const times = all<{ at: number; tick: number }>('SELECT at, tick FROM change ORDER BY seq');
    expect(times.toSorted((a, b) => a.at - b.at || a.tick - b.tick)).toEqual(times);
    expect(new Set(times.map(({ at, tick }) => `${String(at)}/${String(tick)}`)).size).toBe(times.length);
  });

  it('[L-6] has a signed checkpoint', () => {
    const [checkpoint] = all<{
      at: number;
      person: string;
      change_seq: number;
      change_hash: Uint8Array;
      journal_seq: number;
      journal_hash: Uint8Array;
      signature: Uint8Array;
    }>('SELECT * FROM checkpoint ORDER BY seq DESC LIMIT 1');
    if (checkpoint === undefined) throw new Error('a checkpoint');
    const message = reader.canonical({
      context: 'coffer/v1/checkpoint',
      vault: keyring.vaultId,
      at: checkpoint.at,
      person: checkpoint.person,
      change: { seq: checkpoint.change_seq, hash: base64(checkpoint.change_hash) },
      journal: { seq: checkpoint.journal_seq, hash: base64(checkpoint.journal_hash) },
    });
    const [person] = all<{ signing_public: Uint8Array }>('SELECT signing_public FROM person');
    const publicKey = ed25519.getPublicKey(bundle.signingSeed);
    expect(base64(person?.signing_public ?? new Uint8Array())).toBe(base64(publicKey));
    expect(ed25519.verify(checkpoint.signature, utf8(message), publicKey)).toBe(true);
  });

  it.each(['restricted', 'confidential'] as const)(
    '[V-1] [V-2] [V-3] [V-5] [B-3] opens and finds a %s value',
    (name) => {
      const fieldId = name === 'restricted' ? expected.restrictedField : expected.confidentialField;
      const text = name === 'restricted' ? expected.idNumber : expected.taxNumber;
      const [row] = all<{ wrapped: Uint8Array; sealed: Uint8Array; version: number; field: number }>(
        `SELECT c.${name}_key AS wrapped, v.sealed, v.version, f.row AS field FROM field_value v
       JOIN customer c ON c.row = v.customer JOIN field f ON f.row = v.field WHERE f.id = '${fieldId}'`,
      );
      if (row === undefined) throw new Error('a value');
      const place = { vault: keyring.vaultId, customer: expected.customerId };
      const wrapContext = { context: 'coffer/v1/record-key', compartment: name, ...place };
      const key = reader.openEnvelope(reader.held(keys, name), wrapContext, row.wrapped);
      const context = { context: 'coffer/v1/sealed-value', ...place, field: fieldId, version: row.version };
      expect(new TextDecoder().decode(reader.openEnvelope(key, context, row.sealed))).toBe(
        JSON.stringify(text),
      );

      const logged = all<{ value: string }>(
        "SELECT value FROM change WHERE entity = 'customer' AND field = '*'",
      );
      const creation = JSON.parse(logged[0]?.value ?? '{}') as Record<string, unknown>;
      expect(creation[`value:${fieldId}`]).toEqual({ sealed: base64(row.sealed), version: row.version });

      const tokens = all<{ token: Uint8Array; field: number }>('SELECT token, field FROM blind_index')
        .filter((found) => found.field === row.field)
        .map((found) => base64(found.token));
      const forms = [text.toLowerCase().replaceAll(' ', ''), ...text.toLowerCase().split(' ')];
      for (const form of forms)
        expect(tokens).toContain(base64(reader.blindToken(reader.held(keys, name), form)));
      expect(tokens).toHaveLength(new Set(forms).size);
    },
  );
});

describe('the same vault, by the app', () => {
  it('opens with the passphrase and with the recovery key, and is found whole', async () => {
    const bench = makeBench(mkdtempSync(join(place, 'bench-')));
    const copy = join(bench.folder, 'Vectors.coffer');
    cpSync(original, copy, { recursive: true });
    const vault = bench.ticket(copy);
    await bench.call('vault/unlock', { vault, passphrase: bytes(expected.passphrase) });
    const { customerId: id, restrictedField: fieldId } = expected;
    expect(await bench.call('customers/reveal', { id, fieldId })).toEqual({ value: expected.idNumber });
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    await bench.engine.prepareLock();
    const again = bench.restart();
    await again.call('vault/recover', {
      vault: again.ticket(copy),
      recoveryKey: bytes(expected.recoveryKey),
      newPassphrase: bytes('harbour lantern quartz meadow'),
    });
    again.engine.close();
  });
});
