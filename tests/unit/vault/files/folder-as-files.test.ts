/**
 * A vault's folder is input, also as a file system: whatever lies in the place of a file there, nothing outside of the folder is
 * read or changed, nothing is waited for, memory stays what it is, and what is wrong has a code of its own.
 */
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VaultError } from '../../../../src-main/vault/errors.ts';
import { takeVault } from '../session/take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { canMakeDevices, layInPlace, makeOutside, oddKinds, type OddKind } from './odd-files.ts';

const wrongPassphrase = 'not the passphrase at all';
const names = [
  'keyring.json',
  'keyring.json.prev',
  'records.db',
  'records.db-wal',
  'records.db-shm',
  'records.db-journal',
  'records.db.next',
  'attempts.log',
  'open.lease',
] as const;
/** The database takes these for its own by their names: another name of another file is that file (docs/threat-model.md). */
const ofTheDatabase: readonly string[] = names.filter((name) => name.startsWith('records.db'));

let template: Bench;
let vaultOnDisk: string;
let hasDevices: boolean;
beforeAll(async () => {
  template = makeBench();
  hasDevices = canMakeDevices(template.folder);
  vaultOnDisk = (await takeVault(template)).path;
  await template.engine.prepareLock();
});
afterAll(() => {
  template.remove();
});

let bench: Bench;
let path: string;
let outside: string;
let before: Map<string, string>;
let letGo: () => void;
beforeEach(() => {
  bench = makeBench(undefined, new Map(template.seen));
  path = join(bench.folder, 'Acme.coffer');
  cpSync(vaultOnDisk, path, { recursive: true });
  outside = makeOutside(bench.folder);
  before = contentOf(outside);
  letGo = () => undefined;
});
afterEach(() => {
  letGo();
  bench.remove();
});

const open = (passphrase: string): Promise<string | null> =>
  bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(passphrase), acceptOlder: true });
const lockCode = (): Promise<string | null> =>
  bench.engine.prepareLock().then(
    () => null,
    (error: unknown) => (error instanceof VaultError ? error.code : 'internal'),
  );

const isLinux = process.platform === 'linux';
const mostKiB = (): number =>
  isLinux
    ? Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
    : process.resourceUsage().maxRSS;
/** @returns by how much memory has grown at its highest since then, in KiB */
function watchMemory(): () => number {
  // From now on: the highest that it was before would hide what comes (proc(5), where the system has that).
  if (isLinux) writeFileSync('/proc/self/clear_refs', '5');
  const before = mostKiB();
  return () => mostKiB() - before;
}

function expectNothingElse(codes: Readonly<Record<string, string | null>>, grownKiB: () => number): void {
  expect(Object.values(codes)).not.toContain('internal');
  expect(bench.incidents).toEqual([]);
  expect(contentOf(outside)).toEqual(before);
  // Argon2id takes 64 MiB; a gigabyte of zeros read whole, or a device that never ends, takes more.
  expect(grownKiB()).toBeLessThan(300 * 1024);
}

const cells = names.flatMap((name) => oddKinds.map((kind) => [name, kind] as const));
const sensible = ([name, kind]: readonly [string, OddKind]): boolean =>
  kind !== 'a second name of another file' || !ofTheDatabase.includes(name);

describe.skipIf(process.platform === 'win32').each(cells.filter(sensible))('%s is %s', (name, kind) => {
  it('when the vault is opened', async ({ skip }) => {
    skip(kind === 'a device' && !hasDevices, 'this place does not let us make devices');
    letGo = layInPlace(join(path, name), kind, outside);
    const grownKiB = watchMemory();
    const wrong = await open(wrongPassphrase);
    expect(wrong).not.toBeNull();
    const right = await open(goodPassphrase);
    const codes: Record<string, string | null> = { wrong, right };
    if (right === null) {
      codes['verify'] = await bench.code('vault/verify');
      codes['backup'] = await bench.code('backups/make');
      codes['lock'] = await lockCode();
    }
    expectNothingElse(codes, grownKiB);
  });

  it('while it is open', async ({ skip }) => {
    skip(kind === 'a device' && !hasDevices, 'this place does not let us make devices');
    expect(await open(goodPassphrase)).toBeNull();
    letGo = layInPlace(join(path, name), kind, outside);
    const grownKiB = watchMemory();
    const codes = {
      verify: await bench.code('vault/verify'),
      backup: await bench.code('backups/make'),
      lock: await lockCode(),
    };
    expectNothingElse(codes, grownKiB);
  });
});

describe.skipIf(process.platform === 'win32')('links in the folder', () => {
  const link = (name: string): void => {
    letGo = layInPlace(join(path, name), 'a link to another file', outside);
  };

  it.each(['keyring.json', 'records.db', 'records.db-wal'])('%s is refused as one', async (name) => {
    link(name);
    expect(await open(goodPassphrase)).toBe('file/is-a-link');
  });

  it('a failed attempt is noted in a file of ours, in place of the link', async () => {
    link('attempts.log');
    expect(await open(wrongPassphrase)).toBe('vault/wrong-passphrase');
    expect(lstatSync(join(path, 'attempts.log')).isFile()).toBe(true);
    expect(await open(goodPassphrase)).toBeNull();
    expect((await bench.call('vault/state')).session?.notices).toContainEqual({
      code: 'failed-unlocks',
      count: 1,
    });
    expect(contentOf(outside)).toEqual(before);
  });

  it('a link under the name that a new keyring was written to is let alone', async () => {
    expect(await open(goodPassphrase)).toBeNull();
    for (const name of ['keyring.json.new', 'keyring.json.prev.new']) link(name);
    expect(await lockCode()).toBeNull();
    expect(contentOf(outside)).toEqual(before);
    expect(lstatSync(join(path, 'keyring.json')).isFile()).toBe(true);
  });

  it('the folder itself may be reached by one', async () => {
    const real = join(bench.folder, 'elsewhere');
    mkdirSync(real);
    renameSync(path, join(real, 'Acme.coffer'));
    symlinkSync(join(real, 'Acme.coffer'), path);
    expect(await open(goodPassphrase)).toBeNull();
    expect(await bench.code('backups/make')).toBeNull();
    expect(await lockCode()).toBeNull();
    expect(await open(goodPassphrase)).toBeNull();
  });
});

it('a rollback journal that somebody laid there is not played back', async () => {
  // https://www.sqlite.org/fileformat2.html#the_rollback_journal: that the database had one page of 4096 bytes, and no page of it.
  const magic = Buffer.from('d9d505f920a163d7', 'hex');
  const [noPages, nonce, pagesBefore, sectorBytes, pageBytes] = [0, 0, 1, 512, 4096];
  const journal = Buffer.alloc(sectorBytes);
  magic.copy(journal);
  for (const [at, value] of [noPages, nonce, pagesBefore, sectorBytes, pageBytes].entries())
    journal.writeUInt32BE(value, magic.length + 4 * at);
  writeFileSync(join(path, 'records.db-journal'), journal);
  expect(await open(goodPassphrase)).toBeNull();
  expect((await bench.call('vault/verify')).findings).toEqual([]);
  expect(readdirSync(path)).not.toContain('records.db-journal');
});

describe.skipIf(process.platform === 'win32')('a folder that was replaced while it was open', () => {
  async function expectUntouched(replacement: string): Promise<void> {
    const there = contentOf(replacement);
    expect(
      await bench.code('keys/change-passphrase', {
        current: bytes(goodPassphrase),
        next: bytes('harbour lantern quartz meadow'),
      }),
    ).toBe('vault/replaced');
    expect(await lockCode()).toBe('vault/replaced');
    expect(contentOf(replacement)).toEqual(there);
  }

  it('by a link: nothing is written through it', async () => {
    writeFileSync(join(outside, 'keyring.json'), 'of another program');
    expect(await open(goodPassphrase)).toBeNull();
    renameSync(path, join(bench.folder, 'moved'));
    symlinkSync(outside, path);
    await expectUntouched(outside);
  });

  it('by another folder: nothing is written there', async () => {
    expect(await open(goodPassphrase)).toBeNull();
    renameSync(path, join(bench.folder, 'moved'));
    mkdirSync(path);
    writeFileSync(join(path, 'keyring.json'), 'of another program');
    await expectUntouched(path);
  });
});

it('what a crash left of a file that was being written is removed at the next opening', async () => {
  const left = '.coffer-0123456789ab.part';
  writeFileSync(join(path, left), readFileSync(join(path, 'keyring.json')));
  expect(await open(wrongPassphrase)).toBe('vault/wrong-passphrase');
  expect(readdirSync(path)).toContain(left);
  expect(await open(goodPassphrase)).toBeNull();
  expect(readdirSync(path)).not.toContain(left);
});

it.skipIf(process.platform === 'win32').each(['a link to another file', 'a pipe'] as const)(
  'a backup is not put back whose database is %s',
  async (kind) => {
    expect(await open(goodPassphrase)).toBeNull();
    const { id } = await bench.call('backups/make');
    const { folder } = await bench.call('backups/list');
    letGo = layInPlace(join(folder, id, 'records.db'), kind, outside);
    const place = bench.ticket(join(bench.folder, 'Again.coffer'));
    expect(await bench.code('backups/restore-as', { id, place })).toBe('backup/damaged');
    expect(contentOf(outside)).toEqual(before);
  },
);
