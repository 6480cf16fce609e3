import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { open, seal, sealOverheadBytes } from '../../../../src-main/vault/crypto/aead.ts';
import { equalInConstantTime } from '../../../../src-main/vault/crypto/derive.ts';
import {
  ageRecipient,
  isSignatureOf,
  newAgeIdentity,
  newSigningKey,
  openSealedTo,
  sealTo,
  sign,
  signingPublicKey,
} from '../../../../src-main/vault/crypto/identity.ts';
import { kdfFloor } from '../../../../src-main/vault/crypto/argon2-cost.ts';
import {
  assertKdfRange,
  deriveKek,
  kdfCeiling,
  mostPasses,
  normalisedPassphrase,
} from '../../../../src-main/vault/crypto/kdf.ts';
import {
  blindToken,
  deriveBlindIndexKey,
  newRecordKey,
  openValue,
  sealValue,
  unwrapRecordKey,
  wrapRecordKey,
} from '../../../../src-main/vault/crypto/sealed-value.ts';
import { SecretKey } from '../../../../src-main/vault/crypto/secret-key.ts';
import { identityToRecipient } from 'age-encryption';
import { bech32 } from '@scure/base';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const keyBytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

describe('aead', () => {
  it('opens what it sealed, and nothing else', () => {
    const sealed = seal(keyBytes(1), utf8('place'), utf8('text'));
    expect(sealed).toHaveLength(4 + sealOverheadBytes);
    expect(open(keyBytes(1), utf8('place'), sealed)).toEqual(utf8('text'));
    expect(open(keyBytes(2), utf8('place'), sealed)).toBeNull();
    expect(open(keyBytes(1), utf8('elsewhere'), sealed)).toBeNull();
    for (let i = 0; i < sealed.length; i++) {
      const spoilt = sealed.slice();
      spoilt[i] = (spoilt[i] ?? 0) ^ 1;
      expect(open(keyBytes(1), utf8('place'), spoilt)).toBeNull();
      expect(open(keyBytes(1), utf8('place'), sealed.subarray(0, i))).toBeNull();
    }
  });

  it('never seals the same text to the same bytes', () => {
    const made = Array.from({ length: 100 }, () => hex(seal(keyBytes(1), utf8(''), utf8('text'))));
    expect(new Set(made).size).toBe(100);
  });
});

describe('SecretKey', () => {
  it('prints its role alone, does not serialise, and is gone once destroyed', () => {
    const bytes = keyBytes(7);
    const key = SecretKey.adopt('dek', bytes);
    for (const shown of [String(key), inspect(key), inspect({ key }, { depth: 5 })]) {
      expect(shown).toContain('dek');
      expect(shown).not.toContain('7');
    }
    expect(() => JSON.stringify({ key })).toThrow('must not be serialised');
    expect(JSON.stringify(structuredClone(Object.assign({}, key)))).not.toContain('7');
    const lent = key.use((its) => its);
    key.destroy();
    expect(lent.every((byte) => byte === 0)).toBe(true);
    expect(() => key.use((b) => b)).toThrow('destroyed');
  });
});

describe('passphrases', () => {
  it('are the same bytes in every form of the same text', () => {
    const forms = ['é', 'e\u0301'].map((text) => hex(normalisedPassphrase(utf8(text))));
    expect(new Set(forms).size).toBe(1);
    expect(normalisedPassphrase(utf8('ＡＢＣ１２３　ﬁ'))).toEqual(utf8('ABC123 fi'));
    expect(normalisedPassphrase(utf8('密码'))).toEqual(utf8('密码'));
    expect(normalisedPassphrase(utf8(' two  spaces '))).toEqual(utf8(' two  spaces '));
  });

  it('must be text', () => {
    expect(() => normalisedPassphrase(new Uint8Array([0xff, 0xfe]))).toThrow('passphrase/empty');
  });

  it('become other keys with another salt, cost or key file', async () => {
    const salt = new Uint8Array(16);
    const derive = async (...[pass, s, kdf, file]: Parameters<typeof deriveKek>) =>
      (await deriveKek(pass, s, kdf, file)).use(hex);
    const keys = [
      await derive(utf8('passphrase'), salt, kdfFloor, null),
      await derive(utf8('passphrase2'), salt, kdfFloor, null),
      await derive(utf8('passphrase'), new Uint8Array(16).fill(1), kdfFloor, null),
      await derive(utf8('passphrase'), salt, { ...kdfFloor, passes: 4 }, null),
      await derive(utf8('passphrase'), salt, kdfFloor, keyBytes(0)),
      await derive(utf8('passphrase'), salt, kdfFloor, keyBytes(1)),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(await derive(utf8('passphrase'), salt, kdfFloor, null)).toBe(keys[0]);
  });

  it('are never run through parameters out of range', async () => {
    expect(() => {
      assertKdfRange({ ...kdfCeiling, passes: mostPasses(kdfCeiling.memoryKiB) });
      assertKdfRange({ ...kdfCeiling, memoryKiB: kdfFloor.memoryKiB });
    }).not.toThrow();
    for (const wrong of [
      { ...kdfFloor, memoryKiB: kdfFloor.memoryKiB - 1 },
      { ...kdfFloor, passes: 0 },
      { ...kdfFloor, lanes: 1 },
      { ...kdfCeiling, memoryKiB: 2 ** 40 },
      { ...kdfCeiling, passes: mostPasses(kdfCeiling.memoryKiB) + 1 },
      { ...kdfFloor, passes: 3.5 },
      { ...kdfFloor, passes: Number.NaN },
    ])
      await expect(deriveKek(utf8('p'), new Uint8Array(16), wrong, null)).rejects.toThrow(
        'vault/kdf-out-of-range',
      );
  });
});

describe('sealed values', () => {
  const place = { vaultId: 'v', customerId: 'c', fieldId: 'f', version: 1 };
  const restricted = SecretKey.adopt('compartment-restricted', keyBytes(3));
  const confidential = SecretKey.adopt('compartment-confidential', keyBytes(3));

  it('open at their place and version alone', () => {
    const key = newRecordKey();
    const sealed = sealValue(key, place, utf8('secret'));
    expect(openValue(key, place, sealed)).toEqual(utf8('secret'));
    for (const other of [{ vaultId: 'w' }, { customerId: 'd' }, { fieldId: 'g' }, { version: 2 }])
      expect(() => openValue(key, { ...place, ...other }, sealed)).toThrow('vault/damaged');
    expect(() => openValue(newRecordKey(), place, sealed)).toThrow('vault/damaged');
    expect(() => openValue(key, place, new Uint8Array())).toThrow('vault/damaged');
  });

  it('have keys that belong to one customer and one compartment', () => {
    const key = newRecordKey();
    const wrapped = wrapRecordKey(restricted, place, key);
    expect(unwrapRecordKey(restricted, place, wrapped).use(hex)).toBe(key.use(hex));
    expect(() => unwrapRecordKey(confidential, place, wrapped)).toThrow('vault/damaged');
    expect(() => unwrapRecordKey(restricted, { ...place, customerId: 'd' }, wrapped)).toThrow(
      'vault/damaged',
    );
  });

  it('are found by tokens that only the compartment can make', () => {
    const index = deriveBlindIndexKey(restricted);
    const other = deriveBlindIndexKey(SecretKey.adopt('compartment-restricted', keyBytes(4)));
    expect(blindToken(index, 'a')).toHaveLength(16);
    expect(blindToken(index, 'a')).toEqual(blindToken(index, 'a'));
    expect(blindToken(index, 'a')).not.toEqual(blindToken(index, 'b'));
    expect(blindToken(index, 'a')).not.toEqual(blindToken(other, 'a'));
  });
});

describe('identities', () => {
  it('sign, and only for what was signed', () => {
    const key = newSigningKey();
    const signature = sign(key, utf8('heads'));
    expect(isSignatureOf(signingPublicKey(key), utf8('heads'), signature)).toBe(true);
    expect(isSignatureOf(signingPublicKey(key), utf8('tails'), signature)).toBe(false);
    expect(isSignatureOf(signingPublicKey(newSigningKey()), utf8('heads'), signature)).toBe(false);
    expect(isSignatureOf(signingPublicKey(key), utf8('heads'), new Uint8Array(64))).toBe(false);
    expect(isSignatureOf(new Uint8Array(3), utf8('heads'), signature)).toBe(false);
  });

  it('have the recipient that the age library gives them, and open what was sealed to it', async () => {
    const identity = newAgeIdentity();
    const text = identity.use((scalar) => bech32.encodeFromBytes('AGE-SECRET-KEY-', scalar).toUpperCase());
    expect(ageRecipient(identity)).toBe(await identityToRecipient(text));
    const sealed = await sealTo(ageRecipient(identity), utf8('note'));
    expect(await openSealedTo(identity, sealed)).toEqual(utf8('note'));
    expect(await openSealedTo(newAgeIdentity(), sealed)).toBeNull();
    expect(await openSealedTo(identity, sealed.subarray(0, sealed.length - 1))).toBeNull();
    expect(await openSealedTo(identity, utf8('nothing of the kind'))).toBeNull();
  });
});

describe('ids and comparing', () => {
  it('compares whole values', () => {
    expect(equalInConstantTime(keyBytes(1), keyBytes(1))).toBe(true);
    expect(equalInConstantTime(keyBytes(1), keyBytes(2))).toBe(false);
    expect(equalInConstantTime(keyBytes(1), new Uint8Array(31).fill(1))).toBe(false);
  });
});
