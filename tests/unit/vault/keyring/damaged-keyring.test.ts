import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalBytes,
  canonicalText,
  type CanonicalValue,
} from '../../../../src-main/vault/crypto/canonical.ts';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { timesAsked } from '../../../remembered-argon2.ts';
import { bytes, contentOf, goodPassphrase, makeBench, makeVault } from '../session/vault-fixture.ts';
import { makeClosedVault, writeKeyringText, type ClosedVault } from './opened-vault.ts';

let made: ClosedVault;
beforeAll(async () => {
  made = await makeClosedVault();
});
afterAll(() => {
  made.bench.remove();
});

type Members = Record<string, CanonicalValue>;
type Slots = Members[];

/** The file as somebody would write it who knows the format but no key: edited, with the checksum made to fit. */
function forged(edit: (members: Members) => void): string {
  const { checksum: _checksum, ...members } = JSON.parse(new TextDecoder().decode(made.file)) as Members;
  edit(members);
  return `${canonicalText({ ...members, checksum: bytesToHex(sha256(canonicalBytes(members))) })}\n`;
}
const slotsOf = (members: Members): Slots => members['slots'] as Slots;
function slotAt(members: Members, index: number): Members {
  const slot = slotsOf(members)[index];
  if (slot === undefined) throw new Error('no such slot');
  return slot;
}
function personAt(members: Members, index: number): Members {
  const person = (members['people'] as Members[])[index];
  if (person === undefined) throw new Error('no such person');
  return person;
}
const kdfOf = (members: Members): Members => slotAt(members, 0)['kdf'] as Members;

/** The code with which the real engine refuses a vault with that keyring; nothing may be written. */
async function codeFor(content: string | Uint8Array, passphrase = goodPassphrase): Promise<string | null> {
  const folder = made.copy();
  writeKeyringText(folder, content);
  const before = contentOf(folder);
  const bench = makeBench(made.bench.folder, new Map());
  const code = await bench.code('vault/unlock', {
    vault: bench.ticket(folder),
    passphrase: bytes(passphrase),
  });
  bench.engine.close();
  const after = contentOf(folder);
  after.delete('attempts.log');
  if (code !== null) expect(after).toEqual(before);
  expect(bench.incidents).toEqual([]);
  return code;
}

function codeOfReading(content: Uint8Array): string | null {
  try {
    readKeyring(content);
    return null;
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
}

describe('a damaged keyring', () => {
  it('is refused whichever byte is flipped', () => {
    const codes = new Map<string | null, number>();
    for (let i = 0; i < made.file.length; i++)
      for (const flip of [0x01, 0x20, 0x80]) {
        const content = made.file.slice();
        content[i] = (content[i] ?? 0) ^ flip;
        const code = codeOfReading(content);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    expect([...codes.keys()]).toEqual(['vault/keyring-damaged']);
  });

  it('is refused wherever it is cut, and with anything added', () => {
    for (let length = 0; length < made.file.length - 1; length++)
      expect(codeOfReading(made.file.subarray(0, length))).toBe('vault/keyring-damaged');
    for (const more of ['x', '{}', '\0'])
      expect(codeOfReading(Buffer.concat([made.file, bytes(more)]))).toBe('vault/keyring-damaged');
  });

  it('is refused by the engine with that code, before Argon2id runs and without a trace', async () => {
    for (const at of [0, 5, 300, 900, made.file.length - 2]) {
      const content = made.file.slice();
      content[at] = (content[at] ?? 0) ^ 1;
      expect(await codeFor(content)).toBe('vault/keyring-damaged');
    }
    expect(await codeFor(made.file.subarray(0, 700))).toBe('vault/keyring-damaged');
    expect(await codeFor('')).toBe('vault/keyring-damaged');
    expect(await codeFor('x'.repeat(1024 * 1024 + 1))).toBe('vault/keyring-damaged');
    expect(await codeFor('['.repeat(500_000))).toBe('vault/keyring-damaged');
  });

  it.each([
    ['an unknown member', (m: Members) => void (m['more'] = 1)],
    ['an unknown member of a slot', (m: Members) => void (slotAt(m, 0)['more'] = 1)],
    [
      'a missing member',
      (m: Members) => {
        delete m['auditRecipient'];
      },
    ],
    ['no slot', (m: Members) => void (m['slots'] = [])],
    ['a slot twice', (m: Members) => void slotsOf(m).push(slotAt(m, 0))],
    ['a short salt', (m: Members) => void (kdfOf(m)['salt'] = 'AAAA')],
    ['another algorithm', (m: Members) => void (kdfOf(m)['algorithm'] = 'argon2i')],
    ['a number as text', (m: Members) => void (m['generation'] = '2')],
    ['generation nought', (m: Members) => void (m['generation'] = 0)],
    ['version nought', (m: Members) => void (m['version'] = 0)],
    ['another format', (m: Members) => void (m['format'] = 'coffer-notes')],
    ['a cipher that is none', (m: Members) => void ((m['database'] as Members)['cipher'] = 'rc4')],
    ['loose base64', (m: Members) => void (m['mac'] = `${(m['mac'] as string).slice(0, 42)}B=`)],
  ])('is refused with %s, though the checksum fits', (_what, edit) => {
    expect(codeOfReading(bytes(forged(edit)))).toBe('vault/keyring-edited');
  });

  it('is refused in any other spelling of the same content', () => {
    const text = new TextDecoder().decode(made.file);
    const members = JSON.parse(text) as Members;
    const reordered = Object.fromEntries(Object.entries(members).reverse());
    expect(codeOfReading(bytes(`\ufeff${text}`))).toBe('vault/keyring-damaged');
    for (const other of [
      text.slice(0, -1),
      `${text}\n`,
      `${text} `,
      JSON.stringify(members, null, 2),
      `${JSON.stringify(reordered)}\n`,
      text.replace('"generation":', '"generation":1,"generation":'),
      text.replace('"coffer-keyring"', '"\\u0063offer-keyring"'),
      text.replace('"version":1}', '"version":1.0}'),
    ]) {
      expect(other).not.toBe(text);
      expect(codeOfReading(bytes(other))).toBe('vault/keyring-edited');
    }
  });

  it('is told from one of a later version', () => {
    expect(codeOfReading(bytes(forged((m) => void (m['version'] = 2))))).toBe('vault/from-newer-app');
  });
});

describe('an edited keyring, with the checksum made to fit', () => {
  it.each([
    ['the label', (m: Members) => void (slotAt(m, 0)['label'] = 'Not mine')],
    ['the creation time', (m: Members) => void (slotAt(m, 0)['createdAt'] = 1)],
    ['the other slot’s label', (m: Members) => void (slotAt(m, 1)['label'] = 'Not mine')],
    ['the order of slots', (m: Members) => void slotsOf(m).reverse()],
    ['the generation', (m: Members) => void (m['generation'] = 900)],
    ['that it is a sample', (m: Members) => void (m['isSample'] = true)],
    ['that the kit is safe', (m: Members) => void (personAt(m, 0)['recoveryConfirmed'] = true)],
    ['a person’s name', (m: Members) => void (personAt(m, 0)['name'] = 'Somebody else')],
    ['that the passphrase must change', (m: Members) => void (slotAt(m, 0)['mustChange'] = true)],
    [
      'the roster',
      (m: Members) => {
        const roster = Buffer.from(m['roster'] as string, 'base64');
        roster[100] = (roster[100] ?? 0) ^ 1;
        m['roster'] = roster.toString('base64');
      },
    ],
    [
      'a grant',
      (m: Members) => {
        const grant = Buffer.from(personAt(m, 0)['grant'] as string, 'base64');
        grant[grant.length - 20] = (grant[grant.length - 20] ?? 0) ^ 1;
        personAt(m, 0)['grant'] = grant.toString('base64');
      },
    ],
    ['the copy’s id', (m: Members) => void (m['copyId'] = '0'.repeat(26))],
    ['the cipher', (m: Members) => void ((m['database'] as Members)['cipher'] = 'chacha20')],
    [
      'the database’s header',
      (m: Members) => void ((m['database'] as Members)['header'] = Buffer.alloc(24).toString('base64')),
    ],
    [
      'the log’s head',
      (m: Members) => void (((m['database'] as Members)['changeHead'] as Members)['size'] = 0),
    ],
    ['the MAC', (m: Members) => void (m['mac'] = Buffer.alloc(32).toString('base64'))],
    ['a slot taken away', (m: Members) => void slotsOf(m).pop()],
  ])('is refused as edited: %s', async (_what, edit) => {
    expect(await codeFor(forged(edit))).toBe('vault/keyring-edited');
  });

  it('gives no way in through stronger or weaker parameters', async () => {
    // Another cost makes another key, exactly as another passphrase does.
    expect(await codeFor(forged((m) => void (kdfOf(m)['passes'] = 4)))).toBe('vault/wrong-passphrase');
    for (const [part, value] of [
      ['memoryKiB', 65_535],
      ['memoryKiB', 1024 * 1024 + 1],
      ['passes', 2],
      ['passes', 21],
      ['lanes', 3],
      ['lanes', 17],
      ['memoryKiB', Number.MAX_SAFE_INTEGER],
    ] as const)
      expect(await codeFor(forged((m) => void (kdfOf(m)[part] = value)))).toBe('vault/kdf-out-of-range');
  });

  it('costs nothing before it is known to be ours', async () => {
    const dearest = { memoryKiB: 1024 * 1024, passes: 8 };
    /** Slots of the one person beside the right one, before it or behind it. */
    const beside = (count: number, kdf: object, isFirst = true) =>
      forged((m) => {
        const [own = {}] = slotsOf(m);
        const more = Array.from({ length: count }, (_, n) => ({
          ...own,
          id: String(n).padStart(26, '0'),
          kdf: { ...(own['kdf'] as Members), ...kdf },
        }));
        slotsOf(m).splice(isFirst ? 0 : 1, 0, ...more);
      });
    const before = timesAsked();
    for (const [file, code] of [
      [beside(498, { memoryKiB: 2 * 1024 * 1024, passes: 20 }), 'vault/kdf-out-of-range'],
      [beside(1, { ...dearest, passes: 9 }, false), 'vault/kdf-out-of-range'],
      [beside(498, {}), 'vault/too-many-slots'],
      [beside(8, {}, false), 'vault/too-many-slots'],
      [beside(4, dearest, false), 'vault/too-many-slots'],
    ] as const)
      expect(await codeFor(file)).toBe(code);
    expect(timesAsked()).toBe(before);
    // As many as eight people have, each tried in turn.
    expect(await codeFor(beside(7, {}, false))).toBe('vault/keyring-edited');
    expect(timesAsked()).toBe(before + 1);
  });

  it('does not open a slot of another vault, nor one under another id', async () => {
    const other = makeBench();
    await makeVault(other);
    await other.engine.prepareLock();
    const stranger = JSON.parse(contentText(other.folder)) as Members;
    expect(await codeFor(forged((m) => void (slotsOf(m)[0] = slotAt(stranger, 0))))).toBe(
      'vault/keyring-edited',
    );
    expect(await codeFor(forged((m) => void (slotAt(m, 0)['id'] = '0'.repeat(26))))).toBe(
      'vault/keyring-edited',
    );
    // The sealed parts of the two slots exchanged.
    expect(
      await codeFor(
        forged((m) => {
          const [a = {}, b = {}] = slotsOf(m);
          [a['sealed'], b['sealed']] = [b['sealed'] ?? '', a['sealed'] ?? ''];
        }),
      ),
    ).toBe('vault/keyring-edited');
    other.remove();
  });

  it.each([
    ['another generation', (m: Members) => void (m['generation'] = 900)],
    ['no MAC', (m: Members) => void delete m['mac']],
    ['an unknown member', (m: Members) => void (m['more'] = 1)],
    ['a slot twice', (m: Members) => void slotsOf(m).push(slotAt(m, 0))],
    ['another algorithm', (m: Members) => void (kdfOf(m)['algorithm'] = 'argon2i')],
  ])('is not passed over for the keyring before it: %s', async (_what, edit) => {
    const folder = made.copy();
    const bench = makeBench(made.bench.folder, new Map());
    writeFileSync(`${folder}/keyring.json.prev`, made.file);
    writeKeyringText(folder, forged(edit));
    const before = contentOf(folder);
    expect(
      await bench.code('vault/unlock', { vault: bench.ticket(folder), passphrase: bytes(goodPassphrase) }),
    ).toBe('vault/keyring-edited');
    expect(contentOf(folder)).toEqual(before);
  });
});

function contentText(folder: string): string {
  const entry = [...contentOf(folder)].find(([name]) => name.endsWith('keyring.json'));
  return Buffer.from(entry?.[1] ?? '', 'base64').toString();
}
