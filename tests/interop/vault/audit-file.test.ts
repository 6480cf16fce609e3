/** Audit files against Debian's tools, by the words of their README, and against the second reader, which knows the page alone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ageIdentityText, newSigningKey } from '../../../src-main/vault/crypto/identity.ts';
import type { SigningKey } from '../../../src-main/vault/crypto/secret-key.ts';
import { minisignSign } from '../../../src-main/vault/bundle/minisign.ts';
import { parseCheckpoint, parseNote, signCheckpoint } from '../../../src-main/vault/log/note.ts';
import { openVault } from '../../../src-main/vault/session/open.ts';
import { surroundingsOf } from '../../unit/vault/access/team.ts';
import { addAuditor, auditor, exportFile, identityFile, partsIn } from '../../unit/vault/audit-file/kit.ts';
import { sha256 } from '../../unit/vault/bundle/kit.ts';
import { addCustomer } from '../../unit/vault/handover/kit.ts';
import {
  bytes,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../../unit/vault/session/vault-fixture.ts';
import { askReader, readerSays } from './python.ts';

let bench: Bench;
let other: Bench;
/** Of the vault's person, and of the note that an earlier file had. */
let signingKey: SigningKey;
let personId: string;
let earlier: Map<string, string>;
let parts: Map<string, string>;
let file: string;
let foreign: Map<string, string>;

interface Run {
  readonly status: number | null;
  readonly said: string;
}

function run(command: string, cwd: string): Run {
  const { status, stdout, stderr, error } = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
    cwd,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { status, said: `${stdout}${stderr}` };
}

beforeAll(async () => {
  bench = makeBench();
  other = makeBench();
  const { path } = await makeVault(bench);
  await addCustomer(bench, '王小芳');
  await addAuditor(bench);
  for (let n = 0; n < 260; n++)
    await bench.call('cards/check', { personId: auditor.card.personId, how: 'voice', note: String(n) });
  earlier = await partsIn(await exportFile(bench));
  await addCustomer(bench, 'Han Meimei');
  file = await exportFile(bench, 'everything');
  parts = await partsIn(file);
  await makeVault(other);
  await addAuditor(other);
  foreign = await partsIn(await exportFile(other));
  await bench.engine.prepareLock();
  // The vault's own person, who has the key to sign whatever they like.
  const { session } = await openVault(surroundingsOf(bench), {
    folder: path,
    kind: 'passphrase',
    personId: null,
    credential: bytes(goodPassphrase),
    keyFilePath: null,
    acceptOlder: false,
    hasNewPassphrase: false,
    addsFactors: { keyFile: false, device: false },
  });
  ({ signingKey } = session.vault.keys);
  ({ personId } = session.vault);
}, 120_000);
afterAll(() => {
  bench.remove();
  other.remove();
});

/** The numbered steps of the README's English half, with what each tells to do; then those of the Chinese one, which are the same. */
function steps(readme: string): Map<string, string> {
  const half = (text: string): [string, string][] =>
    [...text.matchAll(/^ {2}(\d)\. .*\n((?: {7}\S.*\n)+)/gm)].map(([, number = '', lines = '']) => [
      number,
      lines.replace(/^ {7}/gm, ''),
    ]);
  const [english = '', chinese = ''] = readme.split('-----------------------------------------');
  expect(half(chinese)).toEqual(half(english));
  return new Map(half(english));
}

/** Puts the parts into a folder as if they had been unpacked, and goes through steps 3 to 8. @returns the number of the first that fails */
function firstFailure(
  given: ReadonlyMap<string, string>,
  readme = given.get('README.txt') ?? '',
  before = '',
): string | null {
  const folder = join(bench.folder, 'unpacked');
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['', 'log', 'changes']) mkdirSync(join(folder, 'audit', name), { recursive: true });
  for (const [name, text] of given) writeFileSync(join(folder, 'audit', name), text);
  for (const [number, commands] of steps(readme)) {
    if (number < '3') continue;
    if (run(`${before} set -e; ${commands}`, join(folder, 'audit')).status !== 0) return number;
  }
  return null;
}

/** Makes sums and their signature anew, as the person of the vault can. */
function signed(given: ReadonlyMap<string, string>, key = signingKey): Map<string, string> {
  const copy = new Map([...given].filter(([name]) => !name.startsWith('SHA256SUMS')));
  const sums = [...copy].map(([name, text]) => `${sha256(text)}  ${name}\n`).join('');
  return copy
    .set('SHA256SUMS', sums)
    .set('SHA256SUMS.minisig', minisignSign(key, Buffer.from(sums), 'coffer-audit'));
}

const lastLog = (): string => [...parts.keys()].findLast((name) => name.startsWith('log/')) ?? '';
type Edit = (all: Map<string, string>) => void;
const inPart =
  (name: string, edit: (lines: string[]) => string[]): Edit =>
  (all) =>
    all.set(
      name,
      edit((all.get(name) ?? '').split('\n').slice(0, -1))
        .map((line) => `${line}\n`)
        .join(''),
    );
const first = 'log/000000.ndjson';

/** What may be done to a file; who has no key fails at 4, who signs the sums again at the step named. */
const tamperings: Readonly<Record<string, readonly [edit: Edit, step: string]>> = {
  'a line edited': [
    inPart(first, (lines) => lines.with(9, (lines[9] ?? '').replace('"at":1', '"at":2'))),
    '6',
  ],
  'a line dropped': [inPart(first, (lines) => lines.toSpliced(9, 1)), '6'],
  'a line put in': [inPart(first, (lines) => lines.toSpliced(9, 0, lines[3] ?? '')), '6'],
  'two lines exchanged': [
    inPart(first, (lines) => lines.with(9, lines[10] ?? '').with(10, lines[9] ?? '')),
    '6',
  ],
  'the tail cut': [(all) => inPart(lastLog(), (lines) => lines.slice(0, -4))(all), '6'],
  'a whole part gone': [(all) => all.delete(first), '6'],
  'as many lines, all others': [
    inPart(first, (lines) => lines.map((line) => line.replace('"v":1', '"v":2'))),
    '6',
  ],
  'a part of another vault': [(all) => all.set(first, foreign.get(first) ?? ''), '6'],
  'an older note': [(all) => all.set('checkpoint', earlier.get('checkpoint') ?? ''), '6'],
  'a note by another person': [
    (all) => {
      const checkpoint = parseCheckpoint(parseNote(all.get('checkpoint') ?? '')?.body ?? '');
      if (checkpoint === null) throw new Error('no note');
      all.set('checkpoint', signCheckpoint(checkpoint, personId, newSigningKey()));
    },
    '5',
  ],
  'a change edited': [
    inPart('changes/000000.ndjson', (lines) => lines.with(9, (lines[9] ?? '').replace('"at":1', '"at":2'))),
    '7',
  ],
  'what was disclosed edited': [
    inPart('disclosed.ndjson', (lines) => lines.map((line) => line.replace('voice', 'video'))),
    '8',
  ],
  'something put in beside what was disclosed': [
    inPart('disclosed.ndjson', (lines) => lines.with(9, (lines[9] ?? '').replace('{', '{"x":1,'))),
    '8',
  ],
};

describe('the README of an audit file', () => {
  it('opens and checks it with age, tar, minisign, sha256sum, openssl and python3, word for word', () => {
    const folder = join(bench.folder, 'by-hand');
    mkdirSync(folder);
    writeFileSync(join(folder, 'NAME.coffer-audit'), readFileSync(file));
    identityFile(folder);
    const commands = [...steps(parts.get('README.txt') ?? '').values()].join('\n');
    const { status, said } = run(`set -e; ${commands}`, folder);
    expect([status, status === 0 ? '' : said]).toEqual([0, '']);
    expect(said).toContain('Signature and comment signature verified');
    expect(said).toContain('Signature Verified Successfully');
    expect(said).toContain('"action":"checkpoint"');
    expect(said).toContain('Everything disclosed is what was committed to.');
    // The note that was kept: the command for it stands further in.
    const kept = join(folder, 'kept');
    const older = [...(parts.get('README.txt') ?? '').matchAll(/^ {9}(\S.*)$/gm)].slice(0, 2);
    const check = older.map(([, line = '']) => line.replace('OLD-NOTE', '../kept')).join('\n');
    writeFileSync(kept, earlier.get('checkpoint') ?? '');
    expect(run(`set -e; ${check}`, join(folder, 'audit')).status).toBe(0);
    writeFileSync(
      kept,
      (earlier.get('checkpoint') ?? '').replace(/^[A-Za-z0-9+/]{43}=$/m, `${'A'.repeat(43)}=`),
    );
    expect(run(`set -e; ${check}`, join(folder, 'audit')).status).not.toBe(0);
  });

  // Chinese and Japanese systems of some age have such locales; to make one needs Debian's `locales`.
  const locales = join(tmpdir(), `coffer-locales-${String(process.pid)}`);
  const made = ['zh_CN.GB18030', 'ja_JP.EUC-JP'].filter((locale) => {
    const [language = '', charset = ''] = locale.split('.');
    mkdirSync(locales, { recursive: true });
    return spawnSync('localedef', ['-i', language, '-f', charset, join(locales, locale)]).status === 0;
  });
  afterAll(() => {
    rmSync(locales, { recursive: true, force: true });
  });

  it('says the same in any locale', () => {
    // Whatever is compared with text beyond ASCII is compared byte by byte.
    const beyond = [...steps(parts.get('README.txt') ?? '').values()]
      .flatMap((commands) => commands.split('\n'))
      .filter((command) => /[^\x20-\x7e]/.test(command));
    expect(beyond).not.toEqual([]);
    for (const command of beyond) expect(command).toMatch(/^LC_ALL=C /);
    for (const locale of made)
      expect([locale, firstFailure(parts, undefined, `export LOCPATH=${locales} LC_ALL=${locale};`)]).toEqual(
        [locale, null],
      );
  });

  it('has a step that fails for everything that can be done to it', () => {
    expect(firstFailure(parts)).toBeNull();
    for (const [name, [edit, step]] of Object.entries(tamperings)) {
      const copy = new Map(parts);
      edit(copy);
      expect([
        name,
        [...copy].every(([part, text]) => parts.get(part) === text) && copy.size === parts.size,
      ]).toEqual([name, false]);
      // Without a key; with sums of one's own; by the vault's own person.
      expect([name, firstFailure(copy)]).toEqual([name, '4']);
      const sums = signed(copy).get('SHA256SUMS') ?? '';
      expect([name, firstFailure(new Map(copy).set('SHA256SUMS', sums))]).toEqual([name, '3']);
      expect([name, firstFailure(signed(copy))]).toEqual([name, step]);
    }
    expect(firstFailure(signed(parts, newSigningKey()))).toBe('3');
    expect(firstFailure(new Map(parts).set('log/more.ndjson', ''))).toBe('4');
  }, 240_000);
});

describe('the second reader', () => {
  const question = (path: string, more: object = {}) => ({
    file: readFileSync(path).toString('base64'),
    identity: ageIdentityText(auditor.identity),
    ...more,
  });

  it('reads and checks an audit file from the page alone', () => {
    const found = readerSays('audit-file', question(file, { note: earlier.get('checkpoint') })) as Record<
      string,
      unknown
    >;
    const lines = [...parts]
      .filter(([name]) => name.startsWith('log/'))
      .map(([, text]) => text.split('\n').length - 1);
    expect(found).toMatchObject({
      signer: { personId, name: '李雷' },
      entries: lines.reduce((sum, count) => sum + count, 0),
      disclosed: (parts.get('disclosed.ndjson') ?? '').split('\n').length - 1,
    });
    expect(askReader('audit-file', question(file, { note: foreign.get('checkpoint') }))).toMatchObject({
      number: 'J-9',
    });
    expect(askReader('audit-file', question(file, { signingKey: auditor.card.signingKey }))).toMatchObject({
      number: 'J-7',
    });
  });
});
