/** An old keyring with today's database, and another copy in the place of one that this device saw. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { readKeyring } from '../../../../src-main/vault/keyring/format/read-keyring.ts';
import { saveKeyringForgettingPrevious } from '../../../../src-main/vault/keyring/keyring-file.ts';
import { openKeys } from '../keyring/opened-vault.ts';
import { takeVault } from './take-vault.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

const nextPassphrase = 'granite lantern whistle meadow';
let bench: Bench;
let path: string;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 5 } });
  await bench.engine.prepareLock();
});
afterEach(() => {
  bench.remove();
});

const file = (): string => join(path, 'keyring.json');
const unlock = (passphrase = goodPassphrase, more: object = {}) =>
  bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(passphrase), ...more });
const notices = async () => (await bench.call('vault/state')).session?.notices.map(({ code }) => code) ?? [];
function onAnotherDevice(): void {
  bench.engine.close();
  bench = makeBench(bench.folder, new Map());
}

describe('a keyring of before a passphrase was replaced, with today’s database', () => {
  it('is told on a computer that never saw the vault, and the replaced passphrase opens nothing without a word', async () => {
    const old = readFileSync(file());
    expect(await unlock()).toBeNull();
    await bench.call('keys/change-passphrase', {
      current: bytes(goodPassphrase),
      next: bytes(nextPassphrase),
    });
    await bench.engine.prepareLock();
    writeFileSync(file(), old);
    rmSync(`${file()}.prev`);
    onAnotherDevice();
    expect(await unlock(goodPassphrase)).toBe('vault/older-copy');
    // Whoever knows why goes on, as a copy of its own, which is not told of again.
    expect(await unlock(goodPassphrase, { acceptOlder: true })).toBeNull();
    await bench.engine.prepareLock();
    onAnotherDevice();
    expect(await unlock(goodPassphrase)).toBeNull();
    expect(await notices()).not.toContain('copy-accepted');
  });

  it('says nothing where the last opening was cut off before the keyring was written', async () => {
    expect(await unlock()).toBeNull();
    bench.engine.close();
    onAnotherDevice();
    bench.clock += 3_600_000;
    expect(await unlock()).toBeNull();
  });
});

describe('another copy in the place of one that this device saw', () => {
  /** As somebody with a program of their own, so that nothing is compared. */
  async function renameCopy(): Promise<void> {
    const { alleged } = readKeyring(readFileSync(file()));
    const { vaultKey } = await openKeys(alleged);
    await saveKeyringForgettingPrevious(path, { ...alleged, copyId: newId() }, vaultKey);
  }

  it('is told, once, and nowhere else', async () => {
    await renameCopy();
    const elsewhere = join(bench.folder, 'Elsewhere.coffer');
    cpSync(path, elsewhere, { recursive: true });
    expect(await unlock()).toBeNull();
    expect(await notices()).toContain('unknown-copy');
    await bench.engine.prepareLock();
    expect(await unlock()).toBeNull();
    expect(await notices()).not.toContain('unknown-copy');
    await bench.engine.prepareLock();
    bench.seen.clear();
    const vault = bench.ticket(elsewhere);
    const session = await bench.call('vault/unlock', { vault, passphrase: bytes(goodPassphrase) });
    expect(session.notices.map(({ code }) => code)).not.toContain('unknown-copy');
  });

  it('is not told of a backup that this device put there itself', async () => {
    expect(await unlock()).toBeNull();
    const { id } = await bench.call('backups/make');
    await bench.call('backups/restore-over', { id });
    expect(await unlock()).toBeNull();
    expect(await notices()).not.toContain('unknown-copy');
  });
});
