/**
 * A second reader of vaults, written from docs/file-format.md alone: it imports nothing of the app. Numbers in
 * comments are those of the document's sentences.
 */
import { Decrypter } from 'age-encryption';
import { hash } from 'argon2';
import Database from 'better-sqlite3';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** [C-1] to [C-3] */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

/** [K-1] */
export function derive(key: Uint8Array, context: string): Uint8Array {
  return hkdf(sha256, key, undefined, utf8(context), 32);
}

/** [K-2] */
export function openSealed(key: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array {
  return xchacha20poly1305(key, sealed.subarray(0, 24), associated).decrypt(sealed.subarray(24));
}

interface Kdf {
  memoryKiB: number;
  passes: number;
  lanes: number;
  salt: string;
}
export interface SlotJson {
  [key: string]: Json;
  kind: string;
  commitment: string;
  sealed: string;
  needsKeyFile: boolean;
}
export interface KeyringJson {
  [key: string]: Json;
  vaultId: string;
  mac: string;
  checksum: string;
}

/** [S-2] to [S-4] */
export async function kekOf(passphrase: string, kdf: Kdf, keyFile: Uint8Array | null): Promise<Uint8Array> {
  const raw = await hash(Buffer.from(passphrase.normalize('NFKC'), 'utf8'), {
    raw: true,
    type: 2,
    version: 0x13,
    hashLength: 32,
    memoryCost: kdf.memoryKiB,
    timeCost: kdf.passes,
    parallelism: kdf.lanes,
    salt: Buffer.from(kdf.salt, 'base64'),
    ...(keyFile === null ? {} : { secret: Buffer.from(keyFile) }),
  });
  return Uint8Array.from(raw);
}

/** [F-1] to [F-3] */
export function keyFileSecret(content: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(content);
  const own = /^coffer-key-file 1\r?\nvault [0-9a-z]{26}\r?\nkey ([0-9a-f]{64})\s*$/.exec(text);
  return own === null
    ? sha256(Buffer.concat([utf8('coffer/v1/key-file:file:'), content]))
    : sha256(Buffer.concat([utf8('coffer/v1/key-file:key:'), Buffer.from(own[1] ?? '', 'hex')]));
}

/** [S-3] */
export function factorSecret(keyFile: Uint8Array | null, device: Uint8Array | null): Uint8Array | null {
  if (device === null) return keyFile;
  return sha256(Buffer.concat([utf8('coffer/v1/factors:'), device, keyFile ?? new Uint8Array()]));
}

export interface Bundle {
  personId: string;
  rootKey: Uint8Array;
  signingSeed: Uint8Array;
  ageScalar: Uint8Array;
}

/** What a grant gives; a class that the role may not read is `null`. */
export interface Keys {
  vaultKey: Uint8Array;
  confidential: Uint8Array | null;
  restricted: Uint8Array | null;
}

/** [S-5] to [S-8] */
export function openSlot(vaultId: string, slot: SlotJson, kek: Uint8Array): Bundle | null {
  if (hex(derive(kek, 'coffer/v1/slot-commitment')) !== hex(fromBase64(slot.commitment))) return null;
  const { sealed, ...open } = slot;
  const associated = utf8(canonical({ context: 'coffer/v1/key-bundle', vault: vaultId, slot: open }));
  const plain = openSealed(derive(kek, 'coffer/v1/slot-key'), associated, fromBase64(sealed));
  if (plain.length !== 123 || plain[0] !== 1) throw new Error('not a key bundle');
  const key = (i: number): Uint8Array => plain.slice(27 + 32 * i, 59 + 32 * i);
  return {
    personId: new TextDecoder().decode(plain.subarray(1, 27)),
    rootKey: key(0),
    signingSeed: key(1),
    ageScalar: key(2),
  };
}

interface PersonJson {
  person: string;
  grant: string | null;
}

/** [G-1] [G-2] */
export async function openGrant(keyring: KeyringJson, bundle: Bundle): Promise<Keys> {
  const people = keyring['people'] as unknown as PersonJson[];
  const grant = people.find(({ person }) => person === bundle.personId)?.grant ?? null;
  if (grant === null) throw new Error('suspended');
  const decrypter = new Decrypter();
  decrypter.addIdentity(bech32.encodeFromBytes('AGE-SECRET-KEY-', bundle.ageScalar).toUpperCase());
  const plain = await decrypter.decrypt(fromBase64(grant));
  const text = (from: number): string => new TextDecoder().decode(plain.subarray(from, from + 26));
  if (plain.length !== 151 || plain[0] !== 1 || text(1) !== keyring.vaultId || text(27) !== bundle.personId)
    throw new Error('not a grant');
  const compartment = (at: number): Uint8Array | null =>
    plain[at] === 1 ? plain.slice(at + 1, at + 33) : null;
  return { vaultKey: plain.slice(53, 85), confidential: compartment(85), restricted: compartment(118) };
}

export interface RosterJson {
  [key: string]: Json;
  body: Record<string, Json>;
  signature: string;
}

export interface SealedRosters {
  [key: string]: Json;
  rosters: RosterJson[];
  vaultKey: Record<string, Json>;
}

/** An Ed25519 signature of the root key's holder over canonical JSON. */
function assertSigned(
  message: Json,
  signature: Json | undefined,
  signedBy: Json | undefined,
  rootKey: Uint8Array,
) {
  if (signedBy !== Buffer.from(rootKey).toString('base64')) throw new Error('another signer');
  if (!ed25519.verify(fromBase64(signature as string), utf8(canonical(message)), rootKey, { zip215: false }))
    throw new Error('signature');
}

/** [G-3] to [G-5], for rosters that the root key's holder signed */
export function openRosters(keyring: KeyringJson, keys: Keys, rootKey: Uint8Array): SealedRosters {
  const plain = openSealed(
    derive(keys.vaultKey, 'coffer/v1/roster'),
    utf8(canonical({ context: 'coffer/v1/roster', vault: keyring.vaultId })),
    fromBase64(keyring['roster'] as string),
  );
  const sealed = JSON.parse(new TextDecoder().decode(plain)) as SealedRosters;
  const { commitment = '', signature, signedBy } = sealed.vaultKey;
  const expected = Buffer.from(derive(keys.vaultKey, 'coffer/v1/vault-key-commitment')).toString('base64');
  if (commitment !== expected) throw new Error('another vault key');
  const claim = { context: 'coffer/v1/vault-key-claim', vault: keyring.vaultId, commitment };
  assertSigned(claim, signature, signedBy, rootKey);
  for (const { body, signature: own } of sealed.rosters) {
    if (body['vaultId'] !== keyring.vaultId) throw new Error('another vault');
    assertSigned({ context: 'coffer/v1/roster-signature', roster: body }, own, body['signedBy'], rootKey);
  }
  return sealed;
}

interface PersonJson {
  readonly id: string;
  readonly status: 'active' | 'suspended' | 'removed';
  readonly since: number;
  readonly by: string;
  readonly setIn: Readonly<Record<'name' | 'role' | 'status' | 'keys', number>>;
  readonly pauses: readonly { readonly from: number; readonly to: number }[];
}

/** [G-7] what rosters made apart say together of a person's standing */
export function standingIn(rosters: readonly RosterJson[], id: string) {
  const entries = rosters.flatMap(({ body }) =>
    (body['people'] as unknown as PersonJson[]).filter((person) => person.id === id),
  );
  const strict = ['removed', 'suspended', 'active'];
  const isBefore = (one: PersonJson, other: PersonJson): boolean => {
    const [ended, otherEnded] = [one, other].map(({ status }) => status === 'removed');
    if (ended !== otherEnded) return ended === true;
    if (ended !== true && one.setIn.status !== other.setIn.status)
      return one.setIn.status > other.setIn.status;
    if (one.status !== other.status) return strict.indexOf(one.status) < strict.indexOf(other.status);
    return one.since !== other.since ? one.since < other.since : one.by < other.by;
  };
  const [first] = entries;
  if (first === undefined) return null;
  const { status, since, by } = entries.reduce((best, each) => (isBefore(each, best) ? each : best), first);
  const pauses = entries.flatMap((entry) => [
    ...entry.pauses.map(({ from, to }) => [from, to] as const),
    ...(entry.status !== 'active' && entry.since < since ? [[entry.since, since] as const] : []),
  ]);
  const whole: [number, number][] = [];
  for (const [from, to] of pauses.sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return { status, since, by, pauses: whole };
}

/** [R-1] to [R-4] */
export function readKeyringText(text: string): KeyringJson {
  const keyring = JSON.parse(text) as KeyringJson;
  const { checksum, ...rest } = keyring;
  if (`${canonical(keyring)}\n` !== text) throw new Error('not in canonical form');
  if (hex(sha256(utf8(canonical(rest)))) !== checksum) throw new Error('checksum');
  return keyring;
}

/** [R-5] */
export function macOf(keyring: KeyringJson, vaultKey: Uint8Array): string {
  const { checksum: _checksum, mac: _mac, ...rest } = keyring;
  const mac = hmac(sha256, derive(vaultKey, 'coffer/v1/keyring-mac'), utf8(canonical(rest)));
  return Buffer.from(mac).toString('base64');
}

interface DatabaseJson {
  [key: string]: Json;
  id: string;
  cipher: string;
  wrappedKey: string;
  header: string;
}

/** [D-1] to [D-4] */
export function openDatabase(folder: string, keyring: KeyringJson, vaultKey: Uint8Array): Database.Database {
  const database = keyring['database'] as DatabaseJson;
  const associated = utf8(
    canonical({
      context: 'coffer/v1/database-key',
      vault: keyring.vaultId,
      database: database.id,
      cipher: database.cipher,
    }),
  );
  const key = openSealed(
    derive(vaultKey, 'coffer/v1/database-key'),
    associated,
    fromBase64(database.wrappedKey),
  );
  const file = join(folder, 'records.db');
  const header = readFileSync(file).subarray(0, 24).toString('base64');
  if (header !== database.header) throw new Error('header');
  const db = new Database(file, { readonly: false });
  db.pragma(`cipher='${database.cipher}'`);
  db.pragma(`key="x'${hex(key)}'"`);
  return db;
}

/** [L-1] to [L-4] */
export function chainHash(
  context: string,
  before: Uint8Array,
  members: readonly (string | number | null)[],
): Uint8Array {
  const parts: Uint8Array[] = [utf8(context), new Uint8Array(1), before];
  for (const member of members) {
    const length = Buffer.alloc(4);
    if (member === null) {
      length.writeUInt32BE(0xffffffff);
      parts.push(length);
      continue;
    }
    const text = utf8(String(member));
    length.writeUInt32BE(text.length);
    parts.push(length, text);
  }
  return sha256(Buffer.concat(parts));
}

/** [V-1] to [V-3]: version byte, then as [K-2] */
export function openEnvelope(key: Uint8Array, context: Json, envelope: Uint8Array): Uint8Array {
  if (envelope[0] !== 1) throw new Error('envelope version');
  return openSealed(key, utf8(canonical(context)), envelope.subarray(1));
}

/** [B-1], [B-2] */
export function blindToken(compartmentKey: Uint8Array, text: string): Uint8Array {
  return hmac(sha256, derive(compartmentKey, 'coffer/v1/blind-index'), utf8(text)).slice(0, 16);
}

/** [Y-1] to [Y-4] */
export function recoveryCharacters(typed: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const key = text.slice(0, 32);
  const digest = sha256(utf8(`coffer/v1/recovery-checksum:${key}`));
  const bits = ((digest[0] ?? 0) << 12) | ((digest[1] ?? 0) << 4) | ((digest[2] ?? 0) >> 4);
  const checksum = [15, 10, 5, 0].map((shift) => alphabet.charAt((bits >> shift) & 31)).join('');
  if (text.length !== 36 || text.slice(32) !== checksum) throw new Error('recovery key');
  return key;
}

/** @throws Error when the keys do not have it */
export function held(keys: Keys, compartment: 'confidential' | 'restricted'): Uint8Array {
  const key = keys[compartment];
  if (key === null) throw new Error('no key to that class');
  return key;
}

interface BlobRow {
  readonly row: number;
  readonly form: 'plain' | 'confidential' | 'restricted';
  readonly keyed_hash: Uint8Array;
  readonly sha256: Uint8Array | null;
  readonly size: number;
}

/** [T-1] to [T-6]: the content of a blob as one of a customer's attachments names it */
export function readBlob(
  db: Database.Database,
  vaultId: string,
  keys: Keys,
  customerId: string,
  blobId: string,
): { content: Uint8Array; sha256: string; keyedHash: string } {
  const get = (sql: string, ...values: (string | number)[]): unknown => db.prepare(sql).get(...values);
  const blob = get('SELECT row, form, keyed_hash, sha256, size FROM blob WHERE id = ?', blobId) as BlobRow;
  const { form } = blob;
  let key: Uint8Array | null = null;
  let expected = blob.sha256;
  if (form !== 'plain') {
    const customer = get(
      'SELECT row, confidential_key, restricted_key FROM customer WHERE id = ?',
      customerId,
    ) as {
      row: number;
      confidential_key: Uint8Array;
      restricted_key: Uint8Array;
    };
    const place = { vault: vaultId, customer: customerId };
    const recordKey = openEnvelope(
      held(keys, form),
      { context: 'coffer/v1/record-key', compartment: form, ...place },
      form === 'confidential' ? customer.confidential_key : customer.restricted_key,
    );
    const { wrapped } = get(
      'SELECT wrapped FROM blob_key WHERE blob = ? AND customer = ?',
      blob.row,
      customer.row,
    ) as { wrapped: Uint8Array };
    const secret = openEnvelope(
      recordKey,
      { context: 'coffer/v1/blob-key', ...place, blob: blobId },
      wrapped,
    );
    key = secret.subarray(0, 32);
    expected = secret.subarray(32, 64);
  }
  const chunks = db
    .prepare('SELECT number, bytes FROM blob_chunk WHERE blob = ? ORDER BY number')
    .all(blob.row) as { number: number; bytes: Uint8Array }[];
  const plain = chunks.map(({ number, bytes }, at) => {
    if (number !== at) throw new Error('a chunk is missing');
    const isLast = at === chunks.length - 1;
    const context = { context: 'coffer/v1/blob-chunk', vault: vaultId, blob: blobId, number, isLast };
    const opened = key === null ? bytes : openSealed(key, utf8(canonical(context)), bytes);
    if (!isLast && opened.length !== 1_048_576) throw new Error('a chunk is short');
    return opened;
  });
  const content = Buffer.concat(plain);
  const digest = sha256(content);
  if (content.length !== blob.size || hex(digest) !== hex(expected ?? new Uint8Array()))
    throw new Error('not the content');
  const source = form === 'plain' ? keys.vaultKey : held(keys, form);
  return {
    content,
    sha256: hex(digest),
    keyedHash: hex(hmac(sha256, derive(source, 'coffer/v1/blob-hash'), digest)),
  };
}
