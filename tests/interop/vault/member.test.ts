/**
 * What somebody gets out of a vault with their own passphrase and a program of their own, written from
 * docs/file-format.md: what their role may read, and not one restricted byte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPeople, enterAs } from '../../unit/vault/access/team.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';
import * as reader from './reader.ts';

const memberPassphrase = 'lantern meadow quartz harbour';
const secrets = {
  value: '6222021200001234567',
  valueBefore: '4563510000009876543',
  attachment: 'the scanned passport of Han Meimei',
} as const;
const taxNumber = '91350100M000100Y43';
const jobId = '0'.repeat(26);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

let bench: Bench;
let folder: string;
let backup: string;
let customerId: string;
let tax: string;
let bank: string;

beforeAll(async () => {
  bench = makeBench();
  const made = await makeVault(bench);
  folder = made.path;
  await bench.engine.prepareLock();
  await addPeople(bench, folder, [{ name: 'Mia', role: 'member', passphrase: memberPassphrase }]);
  await enterAs(bench, made.vault, '李雷', goodPassphrase);
  const { sections } = await bench.call('sections/create', { name: 'Money' });
  const sectionId = sections[0]?.id ?? '';
  const field = async (name: string, fieldClass: 'confidential' | 'restricted'): Promise<string> => {
    const { fields } = await bench.call('fields/create', {
      name,
      type: 'text',
      class: fieldClass,
      sectionId,
    });
    return fields.find((each) => each.name === name)?.id ?? '';
  };
  tax = await field('Tax', 'confidential');
  bank = await field('Bank', 'restricted');
  const { id } = await bench.call('customers/create', {
    kind: 'person',
    edits: [
      { field: 'name', value: '韩梅梅' },
      { field: 'value', key: tax, value: taxNumber },
      { field: 'value', key: bank, value: secrets.valueBefore },
    ],
  });
  customerId = id;
  await bench.call('customers/edit', { id, edits: [{ field: 'value', key: bank, value: secrets.value }] });
  const scan = join(bench.folder, 'scan.txt');
  writeFileSync(scan, secrets.attachment);
  const file = bench.ticket(scan);
  await bench.call('attachments/add', { customerId, file, class: 'restricted', jobId });
  const { id: backupId } = await bench.call('backups/make');
  backup = join((await bench.call('backups/list')).folder, backupId);
  await bench.engine.prepareLock();
});
afterAll(() => {
  bench.remove();
});

interface Opened {
  readonly keyring: reader.KeyringJson;
  readonly bundle: reader.Bundle;
  readonly keys: reader.Keys;
  readonly db: Database.Database;
}

/** Tries every slot, as somebody does who knows a passphrase and nothing else. */
async function openWith(place: string, passphrase: string): Promise<Opened> {
  const keyring = reader.readKeyringText(readFileSync(join(place, 'keyring.json'), 'utf8'));
  for (const slot of keyring['slots'] as reader.SlotJson[]) {
    const kdf = slot['kdf'] as unknown as Parameters<typeof reader.kekOf>[1];
    const bundle = reader.openSlot(keyring.vaultId, slot, await reader.kekOf(passphrase, kdf, null));
    if (bundle === null) continue;
    const keys = await reader.openGrant(keyring, bundle);
    return { keyring, bundle, keys, db: reader.openDatabase(place, keyring, keys.vaultKey) };
  }
  throw new Error('no slot opens');
}

const all = <T>(db: Database.Database, sql: string): T[] => db.prepare(sql).all() as T[];

interface Sealed {
  readonly what: string;
  readonly context: Parameters<typeof reader.openEnvelope>[1];
  readonly envelope: Uint8Array;
}

/** Every restricted envelope of the customer, by what it is: each must be opened by a key that only its role holds. */
function restrictedEnvelopes({ db, keyring }: Opened): { wrapped: Sealed; inner: Sealed[]; blobKey: Sealed } {
  const place = { vault: keyring.vaultId, customer: customerId };
  const [customer] = all<{ row: number; restricted_key: Uint8Array }>(
    db,
    'SELECT row, restricted_key FROM customer',
  );
  if (customer === undefined) throw new Error('a customer');
  const valueContext = (version: number) => ({
    context: 'coffer/v1/sealed-value',
    ...place,
    field: bank,
    version,
  });
  const stored = all<{ sealed: Uint8Array; version: number }>(
    db,
    `SELECT v.sealed, v.version FROM field_value v JOIN field f ON f.row = v.field WHERE f.id = '${bank}'`,
  ).map(({ sealed, version }) => ({ what: 'value', context: valueContext(version), envelope: sealed }));
  const logged = all<{ field: string; old_value: string | null; value: string | null }>(
    db,
    "SELECT field, old_value, value FROM change WHERE entity = 'customer' ORDER BY seq",
  ).flatMap(({ field, old_value, value }) =>
    [old_value, value].flatMap((json) => {
      if (json === null) return [];
      const parsed = JSON.parse(json) as Record<string, unknown>;
      const cell = field === '*' ? parsed[`value:${bank}`] : field === `value:${bank}` ? parsed : undefined;
      if (cell === undefined) return [];
      const { sealed, version } = cell as { sealed: string; version: number };
      const envelope = Uint8Array.from(Buffer.from(sealed, 'base64'));
      return [{ what: 'history entry', context: valueContext(version), envelope }];
    }),
  );
  const [blob] = all<{ id: string; wrapped: Uint8Array }>(
    db,
    "SELECT b.id, k.wrapped FROM blob b JOIN blob_key k ON k.blob = b.row WHERE b.form = 'restricted'",
  );
  if (blob === undefined) throw new Error('a blob');
  return {
    wrapped: {
      what: 'record key',
      context: { context: 'coffer/v1/record-key', compartment: 'restricted', ...place },
      envelope: customer.restricted_key,
    },
    inner: [...stored, ...logged],
    blobKey: {
      what: 'blob key',
      context: { context: 'coffer/v1/blob-key', ...place, blob: blob.id },
      envelope: blob.wrapped,
    },
  };
}

const contexts = [
  'slot-key',
  'database-key',
  'roster',
  'attempts',
  'blind-index',
  'blob-hash',
  'keyring-mac',
];

/** Every key that the person can come by: those that were given, the customer's that these open, and what can be derived. */
function everyKey({ bundle, keys, db, keyring }: Opened): Uint8Array[] {
  const given = [bundle.rootKey, bundle.signingSeed, bundle.ageScalar, keys.vaultKey];
  for (const key of [keys.confidential, keys.restricted]) if (key !== null) given.push(key);
  const [customer] = all<{ confidential_key: Uint8Array }>(db, 'SELECT confidential_key FROM customer');
  const place = { vault: keyring.vaultId, customer: customerId };
  const context = { context: 'coffer/v1/record-key', compartment: 'confidential', ...place };
  given.push(
    reader.openEnvelope(
      reader.held(keys, 'confidential'),
      context,
      customer?.confidential_key ?? new Uint8Array(),
    ),
  );
  return given.flatMap((key) => [key, ...contexts.map((each) => reader.derive(key, `coffer/v1/${each}`))]);
}

function opens(key: Uint8Array, { context, envelope }: Sealed): boolean {
  try {
    reader.openEnvelope(key, context, envelope);
    return true;
  } catch {
    // XChaCha20-Poly1305 refuses: that is what is asked.
    return false;
  }
}

/** All that stands in the database for whoever has its key: every table, every column, every row. */
function everythingIn(db: Database.Database): Buffer {
  const tables = all<{ name: string }>(db, "SELECT name FROM sqlite_master WHERE type = 'table'");
  const parts = tables.flatMap(({ name }) =>
    all<Record<string, unknown>>(db, `SELECT * FROM "${name}"`).flatMap((row) =>
      Object.values(row).map((value) =>
        value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value), 'utf8'),
      ),
    ),
  );
  return Buffer.concat(parts);
}

/** The forms in which a text could stand somewhere. */
const formsOf = (text: string): Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(Buffer.from(text, 'utf8').toString('hex'), 'utf8'),
  Buffer.from(Buffer.from(JSON.stringify(text), 'utf8').toString('base64'), 'utf8'),
];

const tokensIn = (db: Database.Database): string[] =>
  all<{ token: Uint8Array }>(
    db,
    `SELECT b.token FROM blind_index b JOIN field f ON f.row = b.field WHERE f.id = '${bank}'`,
  ).map(({ token }) => Buffer.from(token).toString('hex'));
const tokenOf = (key: Uint8Array, text: string): string =>
  Buffer.from(reader.blindToken(key, text)).toString('hex');

describe.each([
  ['the vault', () => folder],
  ['a backup of it', () => backup],
])('%s', (_, place) => {
  let mine: Opened;
  let theirs: Opened;
  beforeAll(async () => {
    mine = await openWith(place(), memberPassphrase);
    theirs = await openWith(place(), goodPassphrase);
  });
  afterAll(() => {
    mine.db.close();
    theirs.db.close();
  });

  it('[G-1] [G-3] [G-5] is a whole one to a member, whose grant holds one class of two', () => {
    expect(reader.macOf(mine.keyring, mine.keys.vaultKey)).toBe(mine.keyring.mac);
    const { rosters } = reader.openRosters(mine.keyring, mine.keys, mine.bundle.rootKey);
    expect(rosters).toHaveLength(1);
    expect(rosters[0]?.body['people']).toMatchObject([
      { name: '李雷', role: 'owner' },
      { name: 'Mia', role: 'member', id: mine.bundle.personId },
    ]);
    expect(mine.keys.restricted).toBeNull();
    expect(theirs.keys.restricted).not.toBeNull();
  });

  it('gives a member the name and the confidential value', () => {
    const { db, keys, keyring } = mine;
    const [row] = all<{ name: string; wrapped: Uint8Array; sealed: Uint8Array; version: number }>(
      db,
      `SELECT c.name, c.confidential_key AS wrapped, v.sealed, v.version FROM field_value v
       JOIN customer c ON c.row = v.customer JOIN field f ON f.row = v.field WHERE f.id = '${tax}'`,
    );
    if (row === undefined) throw new Error('a value');
    expect(row.name).toBe('韩梅梅');
    const at = { vault: keyring.vaultId, customer: customerId };
    const wrapContext = { context: 'coffer/v1/record-key', compartment: 'confidential', ...at };
    const key = reader.openEnvelope(reader.held(keys, 'confidential'), wrapContext, row.wrapped);
    const context = { context: 'coffer/v1/sealed-value', ...at, field: tax, version: row.version };
    expect(new TextDecoder().decode(reader.openEnvelope(key, context, row.sealed))).toBe(
      JSON.stringify(taxNumber),
    );
  });

  it('gives a member no restricted value, history entry or key of one, by any key they can come by', () => {
    const { wrapped, inner, blobKey } = restrictedEnvelopes(mine);
    expect(inner.map(({ what }) => what).toSorted()).toEqual([
      'history entry',
      'history entry',
      'history entry',
      'value',
    ]);
    const keys = everyKey(mine);
    for (const sealed of [wrapped, ...inner, blobKey])
      expect(
        keys.filter((key) => opens(key, sealed)),
        sealed.what,
      ).toEqual([]);
    // The same envelopes, asked in the same way, open to whoever holds the class: it is the key that is missing.
    const recordKey = reader.openEnvelope(
      reader.held(theirs.keys, 'restricted'),
      wrapped.context,
      wrapped.envelope,
    );
    for (const sealed of [...inner, blobKey]) expect(opens(recordKey, sealed), sealed.what).toBe(true);
  });

  it('gives a member no restricted attachment', () => {
    const blobOf = ({ db }: Opened): string =>
      all<{ id: string }>(db, "SELECT id FROM blob WHERE form = 'restricted'")[0]?.id ?? '';
    const read = (opened: Opened) =>
      reader.readBlob(opened.db, opened.keyring.vaultId, opened.keys, customerId, blobOf(opened));
    expect(() => read(mine)).toThrow('no key to that class');
    const [chunk] = all<{ bytes: Uint8Array }>(
      mine.db,
      "SELECT k.bytes FROM blob_chunk k JOIN blob b ON b.row = k.blob WHERE b.form = 'restricted'",
    );
    const at = { vault: mine.keyring.vaultId, blob: blobOf(mine), number: 0, isLast: true };
    const associated = utf8(reader.canonical({ context: 'coffer/v1/blob-chunk', ...at }));
    const sealed = chunk?.bytes ?? new Uint8Array();
    expect(sealed.length).toBe(secrets.attachment.length + 40);
    for (const key of everyKey(mine))
      expect(() => reader.openSealed(key, associated, sealed)).toThrow('invalid tag');
    expect(new TextDecoder().decode(read(theirs).content)).toBe(secrets.attachment);
  });

  it('lets a member not even ask whether a value is the one they think of', () => {
    const tokens = tokensIn(mine.db);
    expect(tokens).toContain(tokenOf(reader.held(theirs.keys, 'restricted'), secrets.value));
    for (const key of everyKey(mine)) expect(tokens).not.toContain(tokenOf(key, secrets.value));
  });

  it('holds no restricted text in any column of any table', () => {
    const everything = everythingIn(mine.db);
    expect(everything.includes(Buffer.from('韩梅梅', 'utf8'))).toBe(true);
    for (const [what, text] of Object.entries(secrets))
      for (const form of formsOf(text)) expect(everything.includes(form), what).toBe(false);
  });
});

it('shows a member in the app the customers of their own alone', async () => {
  const again = bench.restart();
  try {
    const vault = again.ticket(folder);
    await again.call('vault/unlock', { vault, person: { name: 'Mia' }, passphrase: bytes(memberPassphrase) });
    // Assigned to nobody: a member reaches customers of their own.
    expect(await again.code('customers/get', { id: customerId })).toBe('customers/not-found');
    expect((await again.call('customers/count')).active).toBe(0);
  } finally {
    again.engine.close();
  }
});
