/**
 * Writes `format-1.json` anew: values of every step of docs/file-format.md, made by the app itself. To be run by hand
 * (`node tests/vectors/make-vectors.ts`) when a version of the format is added; what was released stays as it is.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { seal } from '../../src-main/vault/crypto/aead.ts';
import { canonicalText, type CanonicalValue } from '../../src-main/vault/crypto/canonical.ts';
import { contexts } from '../../src-main/vault/crypto/contexts.ts';
import { deriveAttemptsIdentity, deriveBytes } from '../../src-main/vault/crypto/derive.ts';
import { deriveErasedMarkKey, erasedMark } from '../../src-main/vault/crypto/erased-mark.ts';
import { ageRecipient, signingPublicKey } from '../../src-main/vault/crypto/identity.ts';
import { kdfFloor } from '../../src-main/vault/crypto/argon2-cost.ts';
import { deriveKek } from '../../src-main/vault/crypto/kdf.ts';
import {
  blindToken,
  deriveBlindIndexKey,
  sealValue,
  wrapRecordKey,
} from '../../src-main/vault/crypto/sealed-value.ts';
import { SecretKey } from '../../src-main/vault/crypto/secret-key.ts';
import { newDatabaseKey, wrapDatabaseKey } from '../../src-main/vault/keyring/database-key.ts';
import { writeKeyring } from '../../src-main/vault/keyring/format/v1/write.ts';
import { sealGrant } from '../../src-main/vault/keyring/grant.ts';
import { signKeyClaim, type WholeKeys } from '../../src-main/vault/keyring/key-claim.ts';
import { nameTag } from '../../src-main/vault/keyring/person-name.ts';
import { certifyAdministrator, signRoster } from '../../src-main/vault/keyring/roster.ts';
import { rosterOf, rosterText, sealRoster } from '../../src-main/vault/keyring/roster-seal.ts';
import { joined } from '../../src-main/vault/keyring/rosters.ts';
import { encodeKeyBundle, type KeyBundle } from '../../src-main/vault/keyring/key-bundle.ts';
import { keyFileSecret, newKeyFileText } from '../../src-main/vault/keyring/key-file.ts';
import { newRecoveryKey, recoveryCredential } from '../../src-main/vault/keyring/recovery-key.ts';
import { makeSlot } from '../../src-main/vault/keyring/slots.ts';
import { changeBody, changeLines, commitmentTo, disclosure, journalLine, subjectText } from '../../src-main/vault/log/line.ts';
import { append, consistencyProof, emptyFrontier, headOf, inclusionProof, leafHash, parentHash, rootOf, type NodeSource } from '../../src-main/vault/log/merkle.ts';
import { cosign, originOf, parseNote, signCheckpoint, withSignature } from '../../src-main/vault/log/note.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const counted = (from: number, length = 32): Uint8Array => Uint8Array.from({ length }, (_, i) => (from + i) % 256);
const vaultId = '01jz0000000000000000000000';
const personId = '01jz0000000000000000000001';
const customerId = '01jz0000000000000000000002';
const fieldId = '01jz0000000000000000000003';

const canonical: CanonicalValue[] = [
  { b: 1, a: [true, null, -7], ä: 'é"\\/\n\u0001', '￿': 0, '😀': 9_007_199_254_740_991 },
  [],
  {},
  '密码',
];
const derived = [contexts.slotKey, contexts.keyringMac, contexts.blindIndex].map((context) => ({
  key: hex(counted(1)),
  context,
  out: hex(deriveBytes(counted(1), context)),
}));
const ownKeyFile = newKeyFileText(vaultId);
const keyFiles = [ownKeyFile, ownKeyFile.replaceAll('\n', '\r\n'), 'any other file\n'].map((text) => ({
  text,
  secret: hex(keyFileSecret(utf8(text), vaultId)),
}));

async function kek(passphrase: string, secret: Uint8Array | null) {
  const salt = counted(100, 16);
  const key = await deriveKek(utf8(passphrase), salt, kdfFloor, secret);
  return {
    passphrase,
    kdf: { ...kdfFloor, salt: base64.encode(salt) },
    keyFile: secret === null ? null : hex(secret),
    kek: key.use(hex),
  };
}
const keks = [
  await kek('orbit velvet canyon mustard', null),
  await kek('Café ＡＢＣ 密码 🗝️', null),
  await kek('Cafe\u0301 ABC 密码 🗝️', null),
  await kek('orbit velvet canyon mustard', counted(200)),
];

const recoveryKey = newRecoveryKey();
const recovery = [
  recoveryKey,
  recoveryKey.toLowerCase().replaceAll('-', ' '),
  recoveryKey.replaceAll('0', 'o').replaceAll('1', 'l'),
].map((typed) => ({ typed, characters: new TextDecoder().decode(recoveryCredential(utf8(typed))) }));

const signingKey = SecretKey.adopt('signing', counted(130));
const bundle: KeyBundle = {
  personId,
  rootKey: signingPublicKey(signingKey),
  signingKey,
  ageIdentity: SecretKey.adopt('age-identity', counted(170)),
};
const keys: WholeKeys = {
  vaultKey: SecretKey.adopt('vault', counted(10)),
  compartments: {
    confidential: SecretKey.adopt('compartment-confidential', counted(50)),
    restricted: SecretKey.adopt('compartment-restricted', counted(90)),
  },
};
const { rootKey, ageIdentity } = bundle;
const publicKey = base64.encode(rootKey);
const signed = signRoster(
  {
    version: 1,
    vaultId,
    seq: 1,
    at: 1_767_000_000_000,
    administrators: [],
    people: [
      {
        id: personId,
        name: '李雷',
        role: 'owner',
        status: 'active',
        signingKey: publicKey,
        recipient: ageRecipient(ageIdentity),
        since: 1_767_000_000_000,
        by: personId,
        setIn: { name: 1, role: 1, status: 1, keys: 1 },
        pauses: [],
        pastKeys: [],
      },
    ],
    roles: [],
  },
  signingKey,
);
const roster = rosterOf([signed], signKeyClaim(vaultId, keys, { administrators: [], roster: 1, key: signingKey }));

// Two administrators apart: the founder ends an account, the other one changes its role and suspends somebody; both make somebody's keys anew.
const [second, third, fourth] = [210, 220, 230].map((from, index) => {
  const key = SecretKey.adopt('signing', counted(from));
  const person = {
    ...(signed.body.people[0] ?? never()),
    id: `01jz000000000000000000000${String.fromCharCode(97 + index)}`,
    name: ['韩梅梅', 'Zoë', 'Bob'][index] ?? '',
    role: index === 0 ? ('owner' as const) : ('member' as const),
    signingKey: base64.encode(signingPublicKey(key)),
    setIn: { name: 2, role: 2, status: 2, keys: 2 },
  };
  return { key, person };
});
function never(): never {
  throw new Error('somebody is missing');
}
if (second === undefined || third === undefined || fourth === undefined) never();
const { signedBy: _, ...first } = signed.body;
const about = { person: second.person.id, signingKey: second.person.signingKey, setIn: 2, assignment: { role: 'owner', setIn: 2, rulesSetIn: 0 } } as const;
const before = {
  ...first,
  seq: 2,
  administrators: [certifyAdministrator(vaultId, about, signingKey)],
  people: [...first.people, second.person, third.person, fourth.person],
};
const change = (id: string, more: object, part: 'role' | 'status' | 'keys', seq: number) => (people: typeof before.people) =>
  people.map((person) => (person.id === id ? { ...person, ...more, setIn: { ...person.setIn, [part]: seq } } : person));
const ended = { status: 'removed', since: 1_767_000_002_000, by: personId } as const;
const suspended = { status: 'suspended', since: 1_767_000_001_000, by: second.person.id } as const;
const madeAnew = (from: number, until: number) => ({
  signingKey: base64.encode(signingPublicKey(SecretKey.adopt('signing', counted(from)))),
  pastKeys: [{ signingKey: fourth.person.signingKey, until }],
});
const byFounder = signRoster(
  {
    ...before,
    seq: 3,
    at: ended.since,
    people: change(fourth.person.id, madeAnew(240, ended.since), 'keys', 3)(change(third.person.id, ended, 'status', 3)(before.people)),
  },
  signingKey,
);
const bySecond = signRoster(
  {
    ...before,
    seq: 4,
    at: suspended.since,
    people: change(third.person.id, { role: 'manager' }, 'role', 4)(
      change(third.person.id, suspended, 'status', 3)(
        change(fourth.person.id, madeAnew(250, suspended.since), 'keys', 3)(change(fourth.person.id, suspended, 'status', 4)(before.people)),
      ),
    ),
  },
  second.key,
);
const slotPlan = { person: personId, mustChange: false, label: '', createdAt: 1_767_000_000_000, changedAt: 1_767_000_000_001, kdf: kdfFloor };
const passphrase = 'orbit velvet canyon mustard';
const secret = keyFileSecret(utf8(ownKeyFile), vaultId);
const slots = [
  await makeSlot(
    vaultId,
    { ...slotPlan, id: '01jz0000000000000000000004', kind: 'passphrase' },
    { passphrase: utf8(passphrase), keyFileSecret: secret, deviceSecret: counted(77) },
    bundle,
  ),
  await makeSlot(
    vaultId,
    { ...slotPlan, id: '01jz0000000000000000000005', kind: 'recovery' },
    { passphrase: recoveryCredential(utf8(recoveryKey)), keyFileSecret: null, deviceSecret: null },
    bundle,
  ),
];
const database = { id: '01jz0000000000000000000006', cipher: 'aegis' } as const;
const head = { size: 3, root: counted(33) };
const keyring = writeKeyring(
  {
    vaultId,
    copyId: '01jz0000000000000000000007',
    generation: 2,
    isSample: false,
    auditRecipient: ageRecipient(deriveAttemptsIdentity(keys.vaultKey)),
    database: {
      ...database,
      wrappedKey: wrapDatabaseKey(keys.vaultKey, vaultId, database, newDatabaseKey()),
      header: counted(66, 24),
      pages: counted(99, 72),
      changeHead: head,
      journalHead: head,
    },
    people: [
      {
        person: personId,
        name: '李雷',
        nameTag: nameTag(vaultId, '李雷'),
        grant: await sealGrant(ageRecipient(ageIdentity), { vaultId, personId }, keys),
        witness: null,
        recoveryConfirmed: true,
      },
    ],
    roster: sealRoster(roster, keys.vaultKey),
    slots,
  },
  keys.vaultKey,
);

const restrictedKey = SecretKey.adopt('compartment-restricted', counted(90));
const recordKey = SecretKey.adopt('record', counted(5));
const place = { vaultId, customerId, fieldId, version: 2 };
const text = '"身份证 11010119900307"';

const author = { device: '01jz0000000000000000000010', person: personId };
const salt = counted(1, 16);
const logged = { field: 'name', entityId: customerId, oldValue: null, value: '"李雷"' };
const changed = disclosure(salt, changeBody(logged));
const looked = disclosure(salt, '{"subjects":{"count":1,"root":"00"}}');
const lines = [
  changeLines({ id: '01jz0000000000000000000011', kind: 'edit' }, author)({ at: 1_767_000_000_000, tick: 0 }, 'customer', commitmentTo(changed)),
  journalLine(
    { ...author, at: 1_767_000_000_001, action: 'opened', session: '01jz0000000000000000000012', checkpoint: null },
    commitmentTo(looked),
  ),
  journalLine(
    {
      ...author,
      at: 1_767_000_000_002,
      action: 'checkpoint',
      session: '01jz0000000000000000000012',
      checkpoint: canonicalText({ changes: 1, changesRoot: hex(counted(33)), changesSince: 0, journalSince: 0, policy: { roster: 1 } }),
    },
    commitmentTo(disclosure(salt, '{}')),
  ),
];
/** Seven leaves, so that trees of every shape up to it are there. */
const leaves = [...lines, 'd', 'e', 'f', 'g'].map(leafHash);
const node: NodeSource = (level, number) =>
  level === 0 ? (leaves[number] ?? new Uint8Array(32)) : parentHash(node(level - 1, number * 2), node(level - 1, number * 2 + 1));
const grown = append(emptyFrontier, leaves, () => undefined);
const origin = originOf(vaultId, '01jz0000000000000000000007');
const note = signCheckpoint({ origin, ...headOf(grown) }, personId, signingKey);
const witnessed = withSignature(note, cosign(parseNote(note)?.body ?? '', 1_767_000_060, personId, signingKey));

const vectors = {
  canonical: canonical.map((value) => ({ value, text: canonicalText(value) })),
  derive: derived,
  seal: [{ key: hex(counted(1)), associated: 'place', plain: 'text', sealed: base64.encode(seal(counted(1), utf8('place'), utf8('text'))) }],
  keyFiles,
  keks,
  recovery,
  keyring: {
    text: new TextDecoder().decode(keyring),
    passphrase,
    keyFile: ownKeyFile,
    recoveryKey,
    deviceSecret: hex(counted(77)),
    bundle: hex(encodeKeyBundle(bundle)),
    vaultKey: hex(counted(10)),
    confidentialKey: hex(counted(50)),
    restrictedKey: hex(counted(90)),
    roster: rosterText(roster),
  },
  rosters: {
    vaultId,
    rootKey: publicKey,
    before: rosterText({ signed: [signRoster(before, signingKey)] }),
    apart: rosterText({ signed: [byFounder, bySecond] }),
    together: joined([byFounder, bySecond]).people.map(({ id, status, since, by, pauses, signingKey: key, pastKeys }) => ({ id, status, since, by, pauses, signingKey: key, pastKeys })),
  },
  sealedValue: {
    compartmentKey: hex(counted(90)),
    compartment: 'restricted',
    ...place,
    recordKey: hex(counted(5)),
    wrapped: base64.encode(wrapRecordKey(restrictedKey, place, recordKey)),
    text,
    sealed: base64.encode(sealValue(recordKey, place, utf8(text))),
  },
  blindIndex: ['11010119900307', '李雷'].map((normalised) => ({
    compartmentKey: hex(counted(90)),
    text: normalised,
    token: hex(blindToken(deriveBlindIndexKey(restrictedKey), normalised)),
  })),
  erasedMarks: (
    [
      ['vault', keys.vaultKey, 'phone', '8613900001234'],
      ['vault', keys.vaultKey, 'email', 'li.wei@example.com'],
      ['compartment-restricted', restrictedKey, 'id-number', '11010119900307'],
    ] as const
  ).map(([of, outer, kind, number]) => ({
    key: outer.use(hex),
    of,
    kind,
    text: number,
    mark: hex(erasedMark(deriveErasedMarkKey(outer), kind, number)),
  })),
  log: {
    disclosures: [
      { salt: hex(salt), ...logged, text: changed, commitment: commitmentTo(changed) },
      { salt: hex(salt), text: looked, commitment: commitmentTo(looked) },
      { salt: hex(salt), customer: customerId, text: subjectText(salt, customerId) },
    ],
    lines,
    leaves: leaves.map(hex),
    roots: leaves.map((_, index) => hex(rootOf(append(emptyFrontier, leaves.slice(0, index + 1), () => undefined)))),
    inclusion: leaves.map((_, index) => inclusionProof(node, index, leaves.length).map(hex)),
    consistency: leaves.map((_, index) => consistencyProof(node, index + 1, leaves.length).map(hex)),
    signingKey: publicKey,
    note,
    witnessed,
  },
};
writeFileSync(join(import.meta.dirname, 'format-1.json'), `${JSON.stringify(vectors, null, 2)}\n`);
