import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeVault } from './take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, makeVault, type Bench } from './vault-fixture.ts';

let bench: Bench;
let path: string;
let recoveryKey: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path, recoveryKey } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
});
afterEach(() => {
  bench.remove();
});

async function reopen(passphrase: string, keyFile?: string): Promise<string | null> {
  bench = bench.restart();
  return bench.code('vault/unlock', {
    vault: bench.ticket(path),
    passphrase: bytes(passphrase),
    ...(keyFile === undefined ? {} : { keyFile: bench.ticket(keyFile) }),
  });
}
const current = () => bytes(goodPassphrase);
const next = 'harbour lantern quartz meadow';

describe('keys/change-passphrase', () => {
  it('takes the new one and not the old one, also from the keyring before', async () => {
    await bench.call('keys/change-passphrase', { current: current(), next: bytes(next) });
    expect(readFileSync(join(path, 'keyring.json'))).toEqual(readFileSync(join(path, 'keyring.json.prev')));
    expect(await reopen(goodPassphrase)).toBe('vault/wrong-passphrase');
    expect(await reopen(next)).toBeNull();
  });

  it('wants the right passphrase first and changes nothing without it', async () => {
    const before = contentOf(path).get('keyring.json');
    expect(await bench.code('keys/change-passphrase', { current: bytes('guess'), next: bytes(next) })).toBe(
      'vault/wrong-passphrase',
    );
    expect(contentOf(path).get('keyring.json')).toBe(before);
    const { entries } = await bench.call('journal/list', {});
    expect(entries[0]).toMatchObject({ action: 'step-up-failed', details: { with: 'passphrase' } });
  });

  it.each([
    ['   ', 'passphrase/empty'],
    ['短密码', 'passphrase/too-short'],
    ['Xq4!', 'passphrase/too-short'],
    ['password1', 'passphrase/too-weak'],
    ['qwertyuiop', 'passphrase/too-weak'],
    ['我爱你我爱你', 'passphrase/too-weak'],
    ['x1'.repeat(501), 'passphrase/too-long'],
  ])('refuses %j', async (weak, code) => {
    expect(await bench.code('keys/change-passphrase', { current: current(), next: bytes(weak) })).toBe(code);
  });

  it('keeps id, label and creation of the slot', async () => {
    const [before] = (await bench.call('keys/list')).slots;
    bench.clock += 5000;
    const [after] = (await bench.call('keys/change-passphrase', { current: current(), next: bytes(next) }))
      .slots;
    expect(after).toEqual({ ...before, changedAt: bench.clock });
  });
});

describe('key files', () => {
  const makeFile = () => join(bench.folder, 'stick', 'acme.key');
  beforeEach(() => {
    mkdirSync(join(bench.folder, 'stick'));
  });
  const add = (file: string) =>
    bench.call('keys/add-key-file', { current: current(), keyFile: { create: bench.ticket(file) } });

  it('wants a new key file from then on', async () => {
    const { slots } = await add(makeFile());
    expect(slots.find((slot) => slot.kind === 'passphrase')?.needsKeyFile).toBe(true);
    expect(await reopen(goodPassphrase)).toBe('vault/key-file-needed');
    expect(await reopen(goodPassphrase, makeFile())).toBeNull();
    expect(bench.controls).toContainEqual(
      expect.objectContaining({ type: 'opened', keyFilePath: makeFile() }),
    );
  });

  it('reads its own file whatever became of the line ends', async () => {
    await add(makeFile());
    writeFileSync(makeFile(), readFileSync(makeFile(), 'utf8').replaceAll('\n', '\r\n'));
    expect(await reopen(goodPassphrase, makeFile())).toBeNull();
  });

  it('tells a key file of another vault, a missing one and a spoilt one', async () => {
    await add(makeFile());
    const spoil = (edit: (text: string) => string): string => {
      const file = join(bench.folder, 'spoilt.key');
      writeFileSync(file, edit(readFileSync(makeFile(), 'utf8')));
      return file;
    };
    const otherVault = spoil((text) => text.replace(/vault .*/, `vault ${'0'.repeat(26)}`));
    expect(await reopen(goodPassphrase, otherVault)).toBe('vault/wrong-key-file');
    expect(await reopen(goodPassphrase, join(bench.folder, 'none.key'))).toBe('vault/wrong-key-file');
    expect(
      await reopen(
        goodPassphrase,
        spoil((text) => text.slice(0, 60)),
      ),
    ).toBe('keys/key-file-unusable');
    const otherKey = spoil((text) => text.replace(/key ../, 'key 00').replace(/(key 00)../, '$100'));
    expect(await reopen(goodPassphrase, otherKey)).toBe('vault/wrong-passphrase');
  });

  it('takes any file that is there, and refuses what would not serve', async () => {
    const photo = join(bench.folder, 'photo.jpg');
    writeFileSync(photo, new Uint8Array(300_000).fill(7));
    const use = (file: string) =>
      bench.code('keys/add-key-file', { current: current(), keyFile: { use: bench.ticket(file) } });
    const empty = join(bench.folder, 'empty');
    writeFileSync(empty, '');
    const huge = join(bench.folder, 'huge');
    writeFileSync(huge, new Uint8Array(1024 * 1024 + 1));
    writeFileSync(join(path, 'inside.key'), 'x');
    expect(await use(empty)).toBe('keys/key-file-unusable');
    expect(await use(huge)).toBe('keys/key-file-unusable');
    expect(await use(join(path, 'inside.key'))).toBe('keys/key-file-in-vault');
    expect(await use(photo)).toBeNull();
    expect(await reopen(goodPassphrase, photo)).toBeNull();
    writeFileSync(photo, new Uint8Array(300_000).fill(8));
    expect(await reopen(goodPassphrase, photo)).toBe('vault/wrong-passphrase');
  });

  it('never writes over a file, and makes none when the passphrase was wrong', async () => {
    expect(
      await bench.code('keys/add-key-file', {
        current: bytes('a wrong passphrase'),
        keyFile: { create: bench.ticket(makeFile()) },
      }),
    ).toBe('vault/wrong-passphrase');
    expect(existsSync(makeFile())).toBe(false);
    writeFileSync(makeFile(), 'something dear');
    expect(
      await bench.code('keys/add-key-file', {
        current: current(),
        keyFile: { create: bench.ticket(makeFile()) },
      }),
    ).toBe('keys/key-file-unusable');
    expect(readFileSync(makeFile(), 'utf8')).toBe('something dear');
  });

  it('can be taken away again', async () => {
    await add(makeFile());
    await bench.call('keys/remove-key-file', { current: current(), keyFile: bench.ticket(makeFile()) });
    expect(await reopen(goodPassphrase)).toBeNull();
  });

  it('belongs to the new vault when it was asked for at creation', async () => {
    bench.remove();
    bench = makeBench();
    const file = join(bench.folder, 'first.key');
    ({ path } = await makeVault(bench, { keyFile: file }));
    expect(readFileSync(file, 'utf8')).toMatch(/^coffer-key-file 1\nvault [0-9a-z]{26}\nkey [0-9a-f]{64}\n$/);
    expect(await reopen(goodPassphrase)).toBe('vault/key-file-needed');
    expect(await reopen(goodPassphrase, file)).toBeNull();
  });
});

describe('recovery key', () => {
  const recover = (key: string) =>
    bench.code('vault/recover', {
      vault: bench.ticket(path),
      recoveryKey: bytes(key),
      newPassphrase: bytes(next),
    });

  /** Groups are asked for only when the key was just shown. */
  const justMade = async () => {
    bench.remove();
    bench = makeBench();
    ({ path, recoveryKey } = await makeVault(bench));
  };

  it('is confirmed by typing groups back', async () => {
    await justMade();
    const groups = recoveryKey.split('-');
    const confirm = (typed: string[]) =>
      bench.call('keys/confirm-recovery', { positions: [1, 7], groups: typed });
    expect(await confirm([groups[1] ?? '', '0000'])).toEqual({ confirmed: false });
    expect((await bench.call('keys/list')).recoveryConfirmed).toBe(false);
    expect(await confirm([(groups[1] ?? '').toLowerCase(), ` ${groups[7] ?? ''} `])).toEqual({
      confirmed: true,
    });
    expect((await bench.call('keys/list')).recoveryConfirmed).toBe(true);
    expect(await bench.code('keys/confirm-recovery', { positions: [0, 1], groups: ['A', 'B'] })).toBe(
      'keys/nothing-to-confirm',
    );
  });

  it('counts a group once', async () => {
    await justMade();
    const group = recoveryKey.split('-')[0] ?? '';
    expect(await bench.call('keys/confirm-recovery', { positions: [0, 0], groups: [group, group] })).toEqual({
      confirmed: false,
    });
  });

  it('can be made anew, which ends the old one', async () => {
    const fresh = await bench.call('keys/new-recovery-key', { current: current() });
    expect(fresh.recoveryKey).not.toBe(recoveryKey);
    bench = bench.restart();
    expect(await recover(recoveryKey)).toBe('vault/wrong-recovery-key');
    expect(await recover(fresh.recoveryKey)).toBeNull();
  });
});
