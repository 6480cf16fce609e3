/** Values of every step of the format, by the reader that was written from the specification, and by the app. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalText } from '../../../src-main/vault/crypto/canonical.ts';
import { open } from '../../../src-main/vault/crypto/aead.ts';
import { openValue, unwrapRecordKey } from '../../../src-main/vault/crypto/sealed-value.ts';
import { SecretKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { readKeyring } from '../../../src-main/vault/keyring/format/read-keyring.ts';
import { verifyKeyring } from '../../../src-main/vault/keyring/format/v1/read.ts';
import { openGrant } from '../../../src-main/vault/keyring/grant.ts';
import { entryOf } from '../../../src-main/vault/keyring/keyring.ts';
import type { SignedRoster } from '../../../src-main/vault/keyring/roster.ts';
import { openRoster, parseRosters, rosterText } from '../../../src-main/vault/keyring/roster-seal.ts';
import { combine, joined } from '../../../src-main/vault/keyring/rosters.ts';
import { encodeKeyBundle } from '../../../src-main/vault/keyring/key-bundle.ts';
import { keyFileSecret } from '../../../src-main/vault/keyring/key-file.ts';
import { recoveryCredential } from '../../../src-main/vault/keyring/recovery-key.ts';
import { openSlot } from '../../../src-main/vault/keyring/slots.ts';
import { readAnswer } from '../../../src-main/vault/time-stamp/answer.ts';
import { certificatesIn, fingerprintOf } from '../../../src-main/vault/time-stamp/certificate.ts';
import { queryOf } from '../../../src-main/vault/time-stamp/query.ts';
import { askReader, readerSays } from './python.ts';

type Texts<Name extends string> = Record<Name, string>;

interface Vectors {
  canonical: { value: Parameters<typeof canonicalText>[0]; text: string }[];
  derive: Texts<'key' | 'context' | 'out'>[];
  seal: Texts<'key' | 'associated' | 'plain' | 'sealed'>[];
  keyFiles: Texts<'text' | 'secret'>[];
  keks: Texts<'passphrase' | 'kek'>[];
  recovery: Texts<'typed' | 'characters'>[];
  keyring: Texts<
    | 'text'
    | 'passphrase'
    | 'keyFile'
    | 'deviceSecret'
    | 'bundle'
    | 'vaultKey'
    | 'confidentialKey'
    | 'restrictedKey'
    | 'roster'
  >;
  rosters: Texts<'vaultId' | 'rootKey' | 'before' | 'apart'> & { together: Texts<'id' | 'signingKey'>[] };
  sealedValue: Texts<
    | 'compartmentKey'
    | 'compartment'
    | 'vaultId'
    | 'customerId'
    | 'fieldId'
    | 'recordKey'
    | 'wrapped'
    | 'text'
    | 'sealed'
  > & { version: number };
  blindIndex: Texts<'compartmentKey' | 'text' | 'token'>[];
  erasedMarks: Texts<'key' | 'of' | 'kind' | 'text' | 'mark'>[];
  log: Texts<'note' | 'witnessed'>;
}

const file = join(import.meta.dirname, '../../vectors/format-1.json');
// Our own file, in the shape that make-vectors.ts writes.
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('vectors, by a reader written from the specification', () => {
  let computed: Readonly<Record<string, unknown>>;
  beforeAll(() => {
    computed = readerSays('format', vectors) as typeof computed;
  });

  it.each([
    ['[C-1] [C-2] [C-3] canonical JSON', 'canonical'],
    ['[K-1] derived keys', 'derive'],
    ['[K-2] sealed messages', 'seal'],
    ['[F-1] [F-2] key files', 'keyFiles'],
    ['[S-2] [S-3] [S-4] keys from passphrases', 'keks'],
    ['[Y-1] to [Y-4] recovery keys', 'recovery'],
    ['[V-1] [V-2] [V-3] sealed values', 'sealedValue'],
    ['[B-1] [B-2] blind index', 'blindIndex'],
    ['[X-10] marks of erased numbers', 'erasedMarks'],
    ['[L-1] [L-2] [L-3] [L-8] lines, trees, proofs and notes', 'log'],
  ] as const)('%s', (_, part) => {
    expect(Object.keys(vectors[part]).length).toBeGreaterThan(0);
    expect(computed[part]).toEqual(vectors[part]);
  });

  it('[S-5] to [S-7], [G-1] to [G-5], [R-2] [R-3] [R-5] the keyring, through both slots', () => {
    const { bundle, vaultKey, confidentialKey, restrictedKey, roster } = vectors.keyring;
    const found = { bundle, vaultKey, confidentialKey, restrictedKey, roster, auditRecipient: true };
    expect(computed['keyring']).toEqual({ byPassphrase: found, byRecoveryKey: found });
  });

  it('[G-7] two rosters that administrators made apart, in either order', () => {
    expect(computed['rosters']).toEqual([vectors.rosters.together, vectors.rosters.together]);
  });
});

it('[Q-1] [Q-3] policies, by the same reader', () => {
  const path = join(import.meta.dirname, '../../vectors/policy-1.json');
  // Our own file, in the shape that make-policies.ts writes.
  const given = JSON.parse(readFileSync(path, 'utf8')) as {
    signingKey: string;
    policies: { text: string }[];
  };
  const bodies = given.policies.map(({ text }) => (JSON.parse(text) as { body: unknown }).body);
  expect(readerSays('policies', given)).toEqual(bodies);
  const { signingKey } = vectors.rosters.together[1] ?? { signingKey: '' };
  expect(askReader('policies', { ...given, signingKey })).toMatchObject({ ok: false, number: 'Q-3' });
});

describe('[U-2] to [U-5] time stamps', () => {
  interface Stamp {
    readonly note: string;
    readonly nonce: string;
    readonly query: string;
    readonly answer: string;
    readonly certificates: string;
    readonly at: number;
    readonly authority: string;
    readonly fingerprints: readonly string[];
  }
  const path = join(import.meta.dirname, '../../vectors/time-stamp-1.json');
  // Our own file, in the shape that make-time-stamp.ts writes.
  const given = JSON.parse(readFileSync(path, 'utf8')) as { stamps: readonly Stamp[] };

  it('by the same reader', () => {
    const told = given.stamps.map(({ at, fingerprints }) => ({
      at,
      root: fingerprints.at(-1),
      certificates: fingerprints.length,
    }));
    expect(readerSays('time-stamps', given)).toEqual(told);
    const [first] = given.stamps;
    for (const changed of [{ note: 'another' }, { nonce: '00' }])
      expect(askReader('time-stamps', { stamps: [{ ...first, ...changed }] })).toMatchObject({
        number: 'U-2',
      });
  });

  it('by the app', () => {
    for (const { note, nonce, query, answer, certificates, ...told } of given.stamps) {
      const imprint = createHash('sha256').update(note).digest();
      expect(base64.encode(queryOf(imprint, unhex(nonce)))).toBe(query);
      const more = certificates === '' ? [] : certificatesIn(utf8(certificates));
      const { at, chain, ...stamp } = readAnswer(base64.decode(answer), more);
      expect({ at, authority: chain[0].name, fingerprints: chain.map(fingerprintOf) }).toEqual(told);
      expect(hex(stamp.imprint)).toBe(imprint.toString('hex'));
      expect(stamp.nonce).toBe(BigInt(`0x${nonce}`));
    }
  });
});

describe('the same vectors, by the app', () => {
  it('canonical JSON, sealed messages, key files and recovery keys', () => {
    for (const { value, text } of vectors.canonical) expect(canonicalText(value)).toBe(text);
    for (const { key, associated, plain, sealed } of vectors.seal)
      expect(open(unhex(key), utf8(associated), base64.decode(sealed))).toEqual(utf8(plain));
    for (const { text, secret } of vectors.keyFiles)
      expect(hex(keyFileSecret(utf8(text), '01jz0000000000000000000000'))).toBe(secret);
    for (const { typed, characters } of vectors.recovery)
      expect(recoveryCredential(utf8(typed))).toEqual(utf8(characters));
    expect(vectors.keks[1]?.kek).toBe(vectors.keks[2]?.kek);
  });

  it('the keyring', async () => {
    const { text, passphrase, keyFile, deviceSecret, bundle } = vectors.keyring;
    const read = readKeyring(utf8(text));
    const [slot] = read.alleged.slots;
    if (slot === undefined) throw new Error('a slot');
    const { vaultId } = read.alleged;
    const opened = await openSlot(vaultId, slot, {
      passphrase: utf8(passphrase),
      keyFileSecret: keyFileSecret(utf8(keyFile), vaultId),
      deviceSecret: unhex(deviceSecret),
    });
    expect(hex(encodeKeyBundle(opened))).toBe(bundle);
    const { personId, rootKey, ageIdentity } = opened;
    const grant = entryOf(read.alleged, personId).grant ?? new Uint8Array();
    const keys = await openGrant(ageIdentity, { vaultId, personId }, grant);
    const keyring = verifyKeyring(read, keys.vaultKey);
    expect(keyring.generation).toBe(2);
    expect(rosterText(openRoster(keyring.roster, { vaultId, keys, rootKey }))).toBe(vectors.keyring.roster);
  });

  it('[G-6] [G-7] two rosters that administrators made apart', () => {
    const { vaultId, rootKey, before, apart, together } = vectors.rosters;
    const read = (text: string): readonly SignedRoster[] => parseRosters(text) ?? [];
    const given = read(apart);
    const expected = { vaultId, rootKey: base64.decode(rootKey) };
    for (const order of [given, [...given].reverse()]) {
      let rosters = read(before);
      for (const each of order) ({ rosters } = combine(rosters, [each], expected));
      const people = joined(rosters).people.map(
        ({ id, status, since, by, pauses, signingKey, pastKeys }) => ({
          id,
          status,
          since,
          by,
          pauses,
          signingKey,
          pastKeys,
        }),
      );
      expect(people).toEqual(together);
    }
  });

  it('a sealed value', () => {
    const given = vectors.sealedValue;
    const compartment = SecretKey.adopt('compartment-restricted', unhex(given.compartmentKey));
    const own = unwrapRecordKey(compartment, given, base64.decode(given.wrapped));
    expect(openValue(own, given, base64.decode(given.sealed))).toEqual(utf8(given.text));
  });
});
