import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { describe, expect, it } from 'vitest';
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
import { keyFileSecret as ownKeyFileSecret } from '../../../src-main/vault/keyring/key-file.ts';
import { recoveryCredential } from '../../../src-main/vault/keyring/recovery-key.ts';
import { openSlot as openOwnSlot } from '../../../src-main/vault/keyring/slots.ts';
import * as reader from './reader.ts';

interface Vectors {
  canonical: { value: Parameters<typeof canonicalText>[0]; text: string }[];
  derive: { key: string; context: string; out: string }[];
  seal: { key: string; associated: string; plain: string; sealed: string }[];
  keyFiles: { text: string; secret: string }[];
  keks: {
    passphrase: string;
    kdf: Parameters<typeof reader.kekOf>[1];
    keyFile: string | null;
    kek: string;
  }[];
  recovery: { typed: string; characters: string }[];
  keyring: Record<
    | 'text'
    | 'passphrase'
    | 'keyFile'
    | 'deviceSecret'
    | 'recoveryKey'
    | 'bundle'
    | 'vaultKey'
    | 'confidentialKey'
    | 'restrictedKey'
    | 'roster',
    string
  >;
  rosters: {
    vaultId: string;
    rootKey: string;
    before: string;
    apart: string;
    together: {
      id: string;
      status: string;
      since: number;
      by: string;
      pauses: { from: number; to: number }[];
    }[];
  };
  sealedValue: {
    compartmentKey: string;
    compartment: string;
    vaultId: string;
    customerId: string;
    fieldId: string;
    version: number;
    recordKey: string;
    wrapped: string;
    text: string;
    sealed: string;
  };
  blindIndex: { compartmentKey: string; text: string; token: string }[];
  chain: { context: string; before: string; members: (string | number | null)[]; hash: string }[];
}

const file = join(import.meta.dirname, '../../vectors/format-1.json');
// Our own file, in the shape that make-vectors.ts writes.
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('vectors, by a reader written from the specification', () => {
  it('[C-1] [C-2] [C-3] canonical JSON', () => {
    for (const { value, text } of vectors.canonical) {
      expect(
        reader.canonical(JSON.parse(JSON.stringify(value)) as Parameters<typeof reader.canonical>[0]),
      ).toBe(text);
      expect(canonicalText(value)).toBe(text);
    }
  });

  it('[K-1] derived keys', () => {
    for (const { key, context, out } of vectors.derive)
      expect(hex(reader.derive(unhex(key), context))).toBe(out);
  });

  it('[K-2] sealed messages', () => {
    for (const { key, associated, plain, sealed } of vectors.seal) {
      expect(reader.openSealed(unhex(key), utf8(associated), base64.decode(sealed))).toEqual(utf8(plain));
      expect(open(unhex(key), utf8(associated), base64.decode(sealed))).toEqual(utf8(plain));
    }
  });

  it('[F-1] [F-2] key files', () => {
    for (const { text, secret } of vectors.keyFiles) {
      expect(hex(reader.keyFileSecret(utf8(text)))).toBe(secret);
      expect(hex(ownKeyFileSecret(utf8(text), '01jz0000000000000000000000'))).toBe(secret);
    }
  });

  it('[S-2] [S-3] [S-4] keys from passphrases', async () => {
    for (const { passphrase, kdf, keyFile, kek } of vectors.keks)
      expect(hex(await reader.kekOf(passphrase, kdf, keyFile === null ? null : unhex(keyFile)))).toBe(kek);
    expect(vectors.keks[1]?.kek).toBe(vectors.keks[2]?.kek);
  });

  it('[Y-1] to [Y-4] recovery keys', () => {
    for (const { typed, characters } of vectors.recovery) {
      expect(reader.recoveryCharacters(typed)).toBe(characters);
      expect(recoveryCredential(utf8(typed))).toEqual(utf8(characters));
    }
  });

  it('[S-5] to [S-7], [G-1] to [G-5], [R-2] [R-3] [R-5] the keyring, through both slots', async () => {
    const { text, passphrase, keyFile, deviceSecret, recoveryKey, bundle } = vectors.keyring;
    const keyring = reader.readKeyringText(text);
    const [slot, recoverySlot] = keyring['slots'] as reader.SlotJson[];
    if (slot === undefined || recoverySlot === undefined) throw new Error('two slots');
    const kdf = (of: reader.SlotJson) => of['kdf'] as unknown as Parameters<typeof reader.kekOf>[1];
    const ways = [
      {
        slot,
        kek: await reader.kekOf(
          passphrase,
          kdf(slot),
          reader.factorSecret(reader.keyFileSecret(utf8(keyFile)), unhex(deviceSecret)),
        ),
      },
      {
        slot: recoverySlot,
        kek: await reader.kekOf(reader.recoveryCharacters(recoveryKey), kdf(recoverySlot), null),
      },
    ];
    for (const way of ways) {
      const opened = reader.openSlot(keyring.vaultId, way.slot, way.kek);
      if (opened === null) throw new Error('the slot opens');
      expect(
        Buffer.concat([
          Uint8Array.of(1),
          utf8(opened.personId),
          opened.rootKey,
          opened.signingSeed,
          opened.ageScalar,
        ]).toString('hex'),
      ).toBe(bundle);
      const keys = await reader.openGrant(keyring, opened);
      expect(Object.values(keys).map((key: Uint8Array) => hex(key))).toEqual([
        vectors.keyring.vaultKey,
        vectors.keyring.confidentialKey,
        vectors.keyring.restrictedKey,
      ]);
      expect(reader.macOf(keyring, keys.vaultKey)).toBe(keyring.mac);
      expect(reader.canonical(reader.openRosters(keyring, keys, opened.rootKey))).toBe(
        vectors.keyring.roster,
      );
    }
    expect(reader.openSlot(keyring.vaultId, slot, ways[1]?.kek ?? new Uint8Array())).toBeNull();
  });

  it('the same keyring by the app', async () => {
    const { text, passphrase, keyFile, deviceSecret, bundle } = vectors.keyring;
    const read = readKeyring(utf8(text));
    const [slot] = read.alleged.slots;
    if (slot === undefined) throw new Error('a slot');
    const keyFileSecret = ownKeyFileSecret(utf8(keyFile), read.alleged.vaultId);
    const opened = await openOwnSlot(read.alleged.vaultId, slot, {
      passphrase: utf8(passphrase),
      keyFileSecret,
      deviceSecret: unhex(deviceSecret),
    });
    expect(hex(encodeKeyBundle(opened))).toBe(bundle);
    const { vaultId } = read.alleged;
    const { personId, rootKey, ageIdentity } = opened;
    const grant = entryOf(read.alleged, personId).grant ?? new Uint8Array();
    const { vaultKey } = await openGrant(ageIdentity, { vaultId, personId }, grant);
    const keyring = verifyKeyring(read, vaultKey);
    expect(keyring.generation).toBe(2);
    expect(rosterText(openRoster(keyring.roster, { vaultId, vaultKey, rootKey }))).toBe(
      vectors.keyring.roster,
    );
  });

  it('[G-6] [G-7] two rosters that administrators made apart', () => {
    const { vaultId, rootKey, before, apart, together } = vectors.rosters;
    const read = (text: string): readonly SignedRoster[] => parseRosters(text) ?? [];
    const given = read(apart);
    for (const person of together) {
      const { id, ...standing } = person;
      const rosters = given as unknown as reader.RosterJson[];
      for (const order of [rosters, [...rosters].reverse()]) {
        const found = reader.standingIn(order, id);
        expect({ ...found, pauses: found?.pauses.map(([from, to]) => ({ from, to })) }).toEqual(standing);
      }
    }
    const expected = { vaultId, rootKey: base64.decode(rootKey) };
    for (const order of [given, [...given].reverse()]) {
      let rosters = read(before);
      for (const each of order) ({ rosters } = combine(rosters, [each], expected));
      const people = joined(rosters).people.map(({ id, status, since, by, pauses }) => ({
        id,
        status,
        since,
        by,
        pauses,
      }));
      expect(people).toEqual(together);
    }
  });

  it('[V-1] [V-2] [V-3] sealed values', () => {
    const given = vectors.sealedValue;
    const { vaultId, customerId, fieldId, version } = given;
    const key = reader.openEnvelope(
      unhex(given.compartmentKey),
      {
        context: 'coffer/v1/record-key',
        compartment: given.compartment,
        vault: vaultId,
        customer: customerId,
      },
      base64.decode(given.wrapped),
    );
    expect(hex(key)).toBe(given.recordKey);
    const value = {
      context: 'coffer/v1/sealed-value',
      vault: vaultId,
      customer: customerId,
      field: fieldId,
      version,
    };
    expect(reader.openEnvelope(key, value, base64.decode(given.sealed))).toEqual(utf8(given.text));

    const compartment = SecretKey.adopt('compartment-restricted', unhex(given.compartmentKey));
    const own = unwrapRecordKey(compartment, given, base64.decode(given.wrapped));
    expect(openValue(own, given, base64.decode(given.sealed))).toEqual(utf8(given.text));
  });

  it('[B-1] [B-2] blind index', () => {
    for (const { compartmentKey, text, token } of vectors.blindIndex)
      expect(hex(reader.blindToken(unhex(compartmentKey), text))).toBe(token);
  });

  it('[L-1] [L-2] chains', () => {
    for (const { context, before, members, hash } of vectors.chain)
      expect(hex(reader.chainHash(context, unhex(before), members))).toBe(hash);
  });
});
