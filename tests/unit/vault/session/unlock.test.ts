import {
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeVault } from './take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, makeVault, type Bench } from './vault-fixture.ts';

let bench: Bench;
beforeEach(() => {
  bench = makeBench();
});
afterEach(() => {
  bench.remove();
});

async function closedVault(more: Parameters<typeof makeVault>[1] = {}) {
  const made = await (more.passphrase === undefined && more.keyFile === undefined
    ? takeVault(bench)
    : makeVault(bench, more));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  bench = bench.restart();
  return { ...made, vault: bench.ticket(made.path) };
}
const unlock = (vault: string, passphrase = goodPassphrase, more: object = {}) =>
  bench.code('vault/unlock', { vault, passphrase: bytes(passphrase), ...more });

describe('vault/unlock', () => {
  it('opens with the passphrase and says what it opened', async () => {
    const { vault, vaultId, path } = await closedVault();
    const session = await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase) });
    expect(session).toMatchObject({ vaultId, name: 'Acme', personName: '李雷', isSample: false });
    expect(session.notices).toEqual([{ code: 'recovery-kit-unconfirmed', count: 1 }]);
    expect(bench.controls).toContainEqual(
      expect.objectContaining({ type: 'opened', vaultId, folder: path, name: 'Acme', keyFilePath: null }),
    );
    expect((await bench.call('vault/state')).session).toEqual(session);
  });

  it('takes one unlocked vault at a time', async () => {
    const { vault } = await closedVault();
    expect(await unlock(vault)).toBeNull();
    expect(await unlock(vault)).toBe('vault/busy');
  });

  it('wipes the passphrase that it was given, right or wrong', async () => {
    const { vault } = await closedVault();
    const typed = bytes('not the passphrase');
    expect(await bench.code('vault/unlock', { vault, passphrase: typed })).toBe('vault/wrong-passphrase');
    expect(typed.every((byte) => byte === 0)).toBe(true);
  });

  it('changes neither keyring nor database by failing, and tells of the attempts once', async () => {
    const { vault, path } = await closedVault();
    const before = contentOf(path);
    for (const wrong of ['one wrong phrase', 'another wrong one'])
      expect(await unlock(vault, wrong)).toBe('vault/wrong-passphrase');
    const after = contentOf(path);
    expect(after.delete('attempts.log')).toBe(true);
    expect(after).toEqual(before);

    const attempts = readFileSync(join(path, 'attempts.log'), 'utf8');
    expect(attempts).not.toContain('wrong');
    expect(
      (await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase) })).notices,
    ).toContainEqual({
      code: 'failed-unlocks',
      count: 2,
    });
    const { entries } = await bench.call('journal/list', {});
    expect(entries.map((entry) => entry.action)).toEqual([
      'unlocked',
      'unlock-failed',
      'unlock-failed',
      'locked',
      'settings-changed',
      'unlocked',
      'created',
    ]);
    expect(existsSync(join(path, 'attempts.log'))).toBe(false);
  });

  it('says when a folder is no vault, or the vault lacks a part', async () => {
    const { vault, path } = await closedVault();
    mkdirSync(join(bench.folder, 'empty.coffer'));
    expect(await unlock(bench.ticket(join(bench.folder, 'empty.coffer')))).toBe('vault/not-a-vault');
    expect(await unlock(bench.ticket(join(bench.folder, 'absent.coffer')))).toBe('vault/not-a-vault');
    expect(await unlock('f'.repeat(32))).toBe('file/not-granted');
    renameSync(join(path, 'records.db'), join(bench.folder, 'moved.db'));
    expect(await unlock(vault)).toBe('vault/database-missing');
    renameSync(join(bench.folder, 'moved.db'), join(path, 'records.db'));
    rmSync(join(path, 'keyring.json'));
    rmSync(join(path, 'keyring.json.prev'));
    expect(await unlock(vault)).toBe('vault/keyring-damaged');
  });

  it('refuses a vault that is open elsewhere', async () => {
    const { path } = await closedVault();
    const other = makeBench(bench.folder, new Map());
    await other.call('vault/unlock', { vault: other.ticket(path), passphrase: bytes(goodPassphrase) });
    expect(await unlock(bench.ticket(path))).toBe('vault/in-use');
    other.engine.close();
    expect(await unlock(bench.ticket(path))).toBeNull();
  });

  it('refuses a vault that another device says it has open, until that is long ago', async () => {
    const { path } = await closedVault();
    const lease = join(path, 'open.lease');
    expect(existsSync(lease)).toBe(false);
    writeFileSync(lease, JSON.stringify({ device: 'another', at: bench.clock - 60_000 }));
    expect(await unlock(bench.ticket(path))).toBe('vault/in-use');
    bench.clock += 60_000;
    expect(await unlock(bench.ticket(path))).toBeNull();
    expect(readFileSync(lease, 'utf8')).toContain('0123456789abcdefghjkmnpqrs');
    bench.engine.close();
    expect(existsSync(lease)).toBe(false);
  });

  it('notices an older copy put back, and opens it only when told to', async () => {
    const { vault, path } = await closedVault();
    cpSync(path, join(bench.folder, 'older'), { recursive: true });
    expect(await unlock(vault)).toBeNull();
    await bench.call('settings/set', { clipboardSeconds: 33 });
    await bench.engine.prepareLock();
    bench = bench.restart();
    rmSync(path, { recursive: true });
    renameSync(join(bench.folder, 'older'), path);
    const again = bench.ticket(path);
    const before = contentOf(path);
    expect(await unlock(again)).toBe('vault/older-copy');
    expect(contentOf(path)).toEqual(before);
    const opened = await bench.call('vault/unlock', {
      vault: again,
      passphrase: bytes(goodPassphrase),
      acceptOlder: true,
    });
    expect(opened.notices).toContainEqual({ code: 'copy-accepted', count: 1 });
    const { entries } = await bench.call('journal/list', {});
    expect(entries.map((entry) => entry.action)).toContain('copy-accepted');
    await bench.engine.prepareLock();
    bench = bench.restart();
    expect(await unlock(bench.ticket(path))).toBeNull();
  });

  it('notices another line of history', async () => {
    const { vault, path } = await closedVault();
    cpSync(path, join(bench.folder, 'twin'), { recursive: true });
    expect(await unlock(vault)).toBeNull();
    await bench.call('settings/set', { clipboardSeconds: 33 });
    await bench.engine.prepareLock();
    const elsewhere = makeBench(bench.folder, new Map());
    const twin = elsewhere.ticket(join(bench.folder, 'twin'));
    await elsewhere.call('vault/unlock', { vault: twin, passphrase: bytes(goodPassphrase) });
    await elsewhere.call('settings/set', { clipboardSeconds: 44 });
    await elsewhere.call('settings/set', { clipboardSeconds: 55 });
    await elsewhere.engine.prepareLock();
    bench = bench.restart();
    rmSync(path, { recursive: true });
    renameSync(join(bench.folder, 'twin'), path);
    expect(await unlock(bench.ticket(path))).toBe('vault/diverged-copy');
  });

  it('notices a database older than its own keyring', async () => {
    const { vault, path } = await closedVault();
    copyFileSync(join(path, 'records.db'), join(bench.folder, 'old.db'));
    expect(await unlock(vault)).toBeNull();
    await bench.call('settings/set', { clipboardSeconds: 33 });
    await bench.engine.prepareLock();
    copyFileSync(join(bench.folder, 'old.db'), join(path, 'records.db'));
    // A device that never saw this vault: the keyring alone must tell.
    const elsewhere = makeBench(bench.folder, new Map());
    expect(
      await elsewhere.code('vault/unlock', {
        vault: elsewhere.ticket(path),
        passphrase: bytes(goodPassphrase),
      }),
    ).toBe('vault/older-copy');
    elsewhere.engine.close();
  });

  it('refuses the database of another vault', async () => {
    const { vault, path } = await closedVault();
    const other = makeBench();
    const stranger = await makeVault(other);
    await other.engine.prepareLock();
    copyFileSync(join(stranger.path, 'records.db'), join(path, 'records.db'));
    expect(await unlock(vault)).toBe('vault/database-damaged');
    other.remove();
  });

  it('accepts the same text however it was typed: composed or not, full width or not', async () => {
    const { vault, path } = await closedVault({ passphrase: 'Café ＡＢＣ 密码 orbit 🗝️' });
    expect(await unlock(vault, 'Cafe\u0301 ABC 密码 orbit 🗝️')).toBeNull();
    bench = bench.restart();
    expect(await unlock(bench.ticket(path), 'Cafe ABC 密码 orbit 🗝️')).toBe('vault/wrong-passphrase');
  });

  it('takes passphrases of up to 1,000 characters, each of which counts', async () => {
    const long = Array.from({ length: 1000 }, (_, i) =>
      String.fromCodePoint(0x4e00 + ((i * 37) % 5000)),
    ).join('');
    const { vault, path } = await closedVault({ passphrase: long });
    expect(await unlock(vault, long)).toBeNull();
    bench = bench.restart();
    expect(await unlock(bench.ticket(path), `${long.slice(0, -1)}啊`)).toBe('vault/wrong-passphrase');
  });

  it('makes the slot again when this machine would now choose stronger parameters', async () => {
    const { vault, path } = await closedVault();
    bench.tuned = { memoryKiB: 96 * 1024, passes: 3, lanes: 4, milliseconds: 1000 };
    await bench.call('vault/tune-kdf');
    const session = await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase) });
    expect(session.notices).toContainEqual({ code: 'kdf-upgraded', count: 1 });
    const { slots } = await bench.call('keys/list');
    expect(slots.find((slot) => slot.kind === 'passphrase')?.kdf.memoryKiB).toBe(96 * 1024);
    bench = bench.restart();
    const again = await bench.call('vault/unlock', {
      vault: bench.ticket(path),
      passphrase: bytes(goodPassphrase),
    });
    expect(again.notices.map((notice) => notice.code)).not.toContain('kdf-upgraded');
  });

  it('recovers every acknowledged change after the process ended without locking', async () => {
    const { path } = await closedVault();
    const vault = bench.ticket(path);
    expect(await unlock(vault)).toBeNull();
    await bench.call('settings/set', { clipboardSeconds: 77 });
    cpSync(path, join(bench.folder, 'Crashed.coffer'), { recursive: true });
    bench = bench.restart();
    const crashed = bench.ticket(join(bench.folder, 'Crashed.coffer'));
    const session = await bench.call('vault/unlock', { vault: crashed, passphrase: bytes(goodPassphrase) });
    expect(session.notices).toContainEqual({ code: 'interrupted-write-recovered', count: 1 });
    expect((await bench.call('settings/get')).clipboardSeconds).toBe(77);
  });

  it('says so on a device that never saw the vault where the log of a session that was cut off is gone', async () => {
    const { path } = await closedVault();
    expect(await unlock(bench.ticket(path))).toBeNull();
    await bench.call('settings/set', { clipboardSeconds: 77 });
    const crashed = join(bench.folder, 'Crashed.coffer');
    cpSync(path, crashed, { recursive: true });
    rmSync(join(crashed, 'records.db-wal'));
    bench = bench.restart();
    bench.seen.clear();
    bench.clock += 10 * 60_000;
    const session = await bench.call('vault/unlock', {
      vault: bench.ticket(crashed),
      passphrase: bytes(goodPassphrase),
    });
    expect(session.notices).toContainEqual({ code: 'log-missing', count: 1 });
    expect((await bench.call('settings/get')).clipboardSeconds).not.toBe(77);
    await bench.engine.prepareLock();
    const again = await bench.call('vault/unlock', {
      vault: bench.ticket(crashed),
      passphrase: bytes(goodPassphrase),
    });
    expect(again.notices.map(({ code }) => code)).not.toContain('log-missing');
  });
});

describe('vault/recover', () => {
  it('opens with the recovery key, however it is typed, and sets the new passphrase', async () => {
    const { vault, path, recoveryKey } = await closedVault();
    const typed = ` ${recoveryKey.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    const next = 'harbour lantern quartz meadow';
    await bench.call('vault/recover', { vault, recoveryKey: bytes(typed), newPassphrase: bytes(next) });
    bench = bench.restart();
    expect(await unlock(bench.ticket(path))).toBe('vault/wrong-passphrase');
    expect(await unlock(bench.ticket(path), next)).toBeNull();
  });

  it('refuses a wrong recovery key before and after the checksum, and changes nothing', async () => {
    const { vault, path, recoveryKey } = await closedVault();
    const before = contentOf(path);
    const newPassphrase = () => bytes('harbour lantern quartz meadow');
    const spoilt = recoveryKey.replace(/.$/, recoveryKey.endsWith('A') ? 'B' : 'A');
    for (const wrong of [spoilt, recoveryKey.slice(0, 20), 'nonsense'])
      expect(
        await bench.code('vault/recover', {
          vault,
          recoveryKey: bytes(wrong),
          newPassphrase: newPassphrase(),
        }),
      ).toBe('vault/wrong-recovery-key');
    expect(contentOf(path)).toEqual(before);
    const other = makeBench();
    const stranger = await makeVault(other);
    other.remove();
    expect(
      await bench.code('vault/recover', {
        vault,
        recoveryKey: bytes(stranger.recoveryKey),
        newPassphrase: newPassphrase(),
      }),
    ).toBe('vault/wrong-recovery-key');
    const after = contentOf(path);
    after.delete('attempts.log');
    expect(after).toEqual(before);
  });

  it('refuses a weak new passphrase before anything else', async () => {
    const { vault, recoveryKey } = await closedVault();
    expect(
      await bench.code('vault/recover', {
        vault,
        recoveryKey: bytes(recoveryKey),
        newPassphrase: bytes('password'),
      }),
    ).toBe('passphrase/too-weak');
  });
});
