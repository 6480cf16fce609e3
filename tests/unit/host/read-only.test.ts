/** What `--read-only` promises: of a vault, of what lies beside it and of what this computer remembers, not a byte or a time changes. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../../../src-main/cli/exit-codes.ts';
import { commands, runCommandLine } from '../../../src-main/cli/run.ts';
import { canMount } from '../../small-disk.ts';
import { stateOf } from '../../state-of.ts';
import { newFolder } from '../temporary.ts';
import { addCustomer, introduce, make } from '../vault/handover/kit.ts';
import { takeVault } from '../vault/session/take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../vault/session/vault-fixture.ts';

/** Made once: a vault at rest, the same as a crash leaves it with one customer more, and a bundle and an audit file for its owner. */
let kept: string;
/** What a computer remembers that has seen the second of these. */
let device: object;
/** Where a test works: `place` with the vault in it, `home`, and `tmp` for temporary files. */
let root: string;
let place: string;
let vault: string;
let bench: Bench;

const name = 'Acme.coffer';
const threads = { importThread: null, copyThread: null };
const pageBytes = 4096;

beforeAll(async () => {
  kept = newFolder('read-only');
  const [own, other] = [makeBench(), makeBench()];
  try {
    const { path } = await takeVault(own);
    await takeVault(other, 'Other');
    await addCustomer(other, 'Birch');
    const recipientIds = [await introduce(own, other)];
    await make(other, join(kept, 'for-acme.coffer-bundle'), { recipientIds });
    await other.call('audit-file/export', {
      jobId: recipientIds[0] ?? '',
      recipientIds,
      reason: 'Audit',
      save: other.ticket(join(kept, 'for-acme.coffer-audit')),
    });
    await addCustomer(own, 'Alder');
    await own.engine.prepareLock();
    // Of another generation than the one before it.
    await own.call('vault/unlock', { vault: own.ticket(path), passphrase: bytes(goodPassphrase) });
    await own.engine.prepareLock();
    cpSync(path, join(kept, 'at-rest', name), { recursive: true });
    await own.call('vault/unlock', { vault: own.ticket(path), passphrase: bytes(goodPassphrase) });
    await addCustomer(own, 'Cedar');
    cpSync(path, join(kept, 'crashed', name), { recursive: true });
    own.engine.close();
    device = {
      deviceId: 'another',
      preferences: { language: 'system', theme: 'system', contentProtection: true },
      recent: [],
      seen: Object.fromEntries(own.seen),
      bounds: null,
    };
  } finally {
    own.remove();
    other.remove();
  }
});
afterAll(() => {
  rmSync(kept, { recursive: true });
});

beforeEach(() => {
  root = newFolder('read-only');
  place = join(root, 'place');
  vault = join(place, name);
  for (const folder of ['place', 'home/Coffer', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  vi.stubEnv('XDG_CONFIG_HOME', join(root, 'home'));
  vi.stubEnv('TMPDIR', join(root, 'tmp'));
  bench = makeBench(join(root, 'bench'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  bench.engine.close();
  rmSync(root, { recursive: true });
});

interface Answer {
  readonly code: number;
  readonly json: ReturnType<typeof JSON.parse>;
  readonly err: string;
}

async function run(words: readonly string[], passphrase = goodPassphrase): Promise<Answer> {
  const secret = join(root, 'secret');
  writeFileSync(secret, `${passphrase}\n`);
  const fd = openSync(secret, 'r');
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const listeners = process.stdout.listeners('error');
  try {
    const argv = [...words, '--json', '--passphrase-fd', String(fd)];
    const code = await runCommandLine(argv, threads);
    return { code, json: JSON.parse(out.mock.calls.join('')), err: err.mock.calls.join('') };
  } finally {
    out.mockRestore();
    err.mockRestore();
    closeSync(fd);
    rmSync(secret);
    // A process runs one command, and ends with it.
    for (const each of process.stdout.listeners('error'))
      if (!listeners.includes(each)) process.stdout.off('error', each as () => void);
  }
}

/** The words of each command that only looks. */
const looking = (): Record<string, string[]> => ({
  'unlock-check': ['unlock-check', vault],
  search: ['search', vault, 'e'],
  verify: ['verify', vault],
  'bundle verify': ['bundle', 'verify', vault, join(kept, 'for-acme.coffer-bundle')],
  'audit verify': ['audit', 'verify', join(kept, 'for-acme.coffer-audit'), '--vault', vault],
  'card show': ['card', 'show', vault],
});
const names = Object.keys(commands).filter((each) => commands[each]?.looks === true);

/** Runs a command with the flag, and expects that nothing has changed by it. */
async function look(command: string, more: readonly string[] = [], passphrase?: string): Promise<Answer> {
  const before = [stateOf(place), stateOf(join(root, 'home'))];
  const answer = await run([...(looking()[command] ?? []), '--read-only', ...more], passphrase);
  expect([stateOf(place), stateOf(join(root, 'home'))]).toEqual(before);
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  expect(answer.json).toMatchObject({ readOnly: true, notChecked: ['writing'] });
  expect(answer.err).toBe('');
  return answer;
}

const put = (which: 'at-rest' | 'crashed'): void => {
  cpSync(join(kept, which, name), vault, { recursive: true });
};
const damage = (file: string, at: number): void => {
  const path = join(vault, file);
  const content = readFileSync(path);
  content[at] = (content[at] ?? 0) ^ 1;
  writeFileSync(path, content);
};

it('answers as without the flag, which shows that these tests see what is written', async () => {
  put('at-rest');
  const { json } = await look('verify');
  // Of what it writes itself an opening says that it is not signed yet.
  const { readOnly: _, notChecked: __, unsigned: ___, journalEntries, notices, ...answer } = json;
  const before = [stateOf(place), stateOf(join(root, 'home'))];
  const usual = await run(looking()['verify'] ?? []);
  const after = [stateOf(place), stateOf(join(root, 'home'))];
  for (const [at, state] of after.entries()) expect(state).not.toEqual(before[at]);
  expect(usual.json).toMatchObject(answer);
  // A line that the vault was opened, and another where that made its key slot dearer, as it may on any machine.
  expect(usual.json.journalEntries).toBeGreaterThan(Number(journalEntries));
  expect(usual.json.notices).toEqual(expect.arrayContaining(notices as unknown[]));
});

it('has words here for every command that only looks', () => {
  expect(Object.keys(looking()).sort()).toEqual([...names].sort());
});

describe.each(names)('%s --read-only', (command) => {
  it('writes nothing of a vault at rest', async () => {
    put('at-rest');
    expect((await look(command)).code).toBe(exitCodes.ok);
  });

  it('sees what a crash left in the log, and leaves it there', async () => {
    put('crashed');
    expect(existsSync(join(vault, 'records.db-wal'))).toBe(true);
    const { code, json } = await look(command);
    expect(code).toBe(exitCodes.ok);
    if (command === 'unlock-check' || command === 'verify') {
      expect(json.customers).toBe(2);
      expect(json.notices).toContainEqual({ code: 'interrupted-write-recovered', count: 1 });
    }
    if (command === 'search') expect(json.total).toBe(2);
  });

  it('goes by the keyring before one that is damaged, says so, and mends neither', async () => {
    put('at-rest');
    writeFileSync(join(vault, 'keyring.json'), '{');
    const { code, json } = await look(command);
    expect(code).toBe(exitCodes.ok);
    if ('notices' in json) expect(json.notices).toContainEqual({ code: 'previous-keyring-used', count: 1 });
  });

  it('does not note a wrong passphrase', async () => {
    put('at-rest');
    const { code } = await look(command, [], 'quite another passphrase');
    expect(code).toBe(exitCodes.wrongCredential);
  });

  it.each([1, 2, 9])('leaves a damaged page %i as it is', async (page) => {
    put('at-rest');
    damage('records.db', (page - 1) * pageBytes + 500);
    const { code } = await look(command);
    if (command === 'verify' || page === 1) expect(code).toBe(exitCodes.damaged);
  });

  it('goes by the database under new keys where a crash left it in its first place', async () => {
    put('at-rest');
    renameSync(join(vault, 'records.db'), join(vault, 'records.db.next'));
    writeFileSync(join(vault, 'records.db'), new Uint8Array(3 * pageBytes));
    writeFileSync(join(vault, 'records.db-wal'), new Uint8Array(100));
    const { code } = await look(command);
    expect(code).toBe(exitCodes.ok);
  });

  it('says that the vault is open elsewhere, and waits for nobody', async () => {
    put('at-rest');
    await bench.call('vault/unlock', { vault: bench.ticket(vault), passphrase: bytes(goodPassphrase) });
    const { code, json } = await look(command);
    expect(code).toBe(exitCodes.refused);
    expect(json.error.code).toBe('vault/in-use');
  });

  it('looks at an older copy than was seen here, and remembers nothing of that; without the flag it is refused', async () => {
    put('at-rest');
    writeFileSync(join(root, 'home', 'Coffer', 'device.json'), JSON.stringify(device));
    const { code, json } = await look(command);
    expect(code).toBe(exitCodes.ok);
    if ('notices' in json) expect(json.notices).toContainEqual({ code: 'looking-at-older', count: 1 });
    const file = join(root, 'evidence.txt');
    const refused = await run([...(looking()[command] ?? []), '--evidence', file]);
    expect(refused.code).toBe(exitCodes.refused);
    expect(refused.json.error).toMatchObject({
      code: 'vault/older-copy',
      message: expect.stringContaining('--read-only') as string,
    });
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/-----BEGIN SEEN NOTE-----\ncoffer\.invalid\//);
    // Who remembers keeps it, too.
    const [kept = ''] = readdirSync(join(root, 'home', 'Coffer', 'evidence'));
    expect(readFileSync(join(root, 'home', 'Coffer', 'evidence', kept), 'utf8')).toBe(text);
  });

  it.skipIf(!canMount)('works where nothing can be written', async () => {
    put('crashed');
    const folders = [place, join(root, 'home')];
    for (const folder of folders) {
      execFileSync('mount', ['--bind', folder, folder]);
      execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    }
    try {
      expect((await look(command)).code).toBe(exitCodes.ok);
    } finally {
      for (const folder of folders) execFileSync('umount', [folder]);
    }
  });
});

it.skipIf(process.platform === 'win32')(
  'says that there is a link in the place of the database',
  async () => {
    put('at-rest');
    renameSync(join(vault, 'records.db'), join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(vault, 'records.db'));
    const { code, json } = await look('unlock-check');
    expect(json.error.code).toBe('file/is-a-link');
    expect(code).toBe(exitCodes.notFound);
  },
);

it.each(Object.keys(commands).filter((each) => !names.includes(each)))(
  '%s, which writes, does not take the flag',
  async (command) => {
    put('at-rest');
    const before = [stateOf(place), stateOf(join(root, 'home'))];
    const { code, json } = await run([...command.split(' '), vault, 'x', '--read-only']);
    expect(code).toBe(exitCodes.usage);
    expect(json.error.code).toBe('usage/not-read-only');
    expect([stateOf(place), stateOf(join(root, 'home'))]).toEqual(before);
  },
);
