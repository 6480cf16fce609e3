/** What a passphrase needs beside it: this computer, a key file, and what a role demands. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InputOf } from '../../../../src-preload/contract/index.ts';
import { takeVault } from './take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

const own = 'lantern meadow quartz harbour';
let bench: Bench;
let made: Awaited<ReturnType<typeof takeVault>>;

beforeEach(async () => {
  bench = makeBench();
  made = await takeVault(bench);
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
});
afterEach(() => {
  bench.remove();
});

const current = () => bytes(goodPassphrase);
const unlock = (more: Partial<InputOf<'vault/unlock'>> = {}) =>
  bench.code('vault/unlock', { vault: made.vault, passphrase: current(), ...more });
const slot = async () =>
  (await bench.call('keys/list')).slots.find(({ kind }) => kind === 'passphrase') ?? { needsDevice: null };

describe('this computer', () => {
  it('is refused where the system keeps no secrets, and nothing is changed', async () => {
    const before = contentOf(made.path).get('keyring.json');
    expect(await bench.code('keys/add-device', { current: current() })).toBe('keys/no-key-store');
    expect(contentOf(made.path).get('keyring.json')).toBe(before);
  });

  it('is needed from then on: elsewhere the passphrase opens nothing, and the recovery key does', async () => {
    bench.keyStore = new Map();
    expect(await bench.code('keys/add-device', { current: bytes('wrong one') })).toBe(
      'vault/wrong-passphrase',
    );
    await bench.call('keys/add-device', { current: current() });
    expect(await slot()).toMatchObject({ needsDevice: true, needsKeyFile: false });
    await bench.engine.prepareLock();
    expect(await unlock()).toBeNull();
    await bench.engine.prepareLock();

    const here = bench.keyStore;
    bench.keyStore = null;
    expect(await unlock()).toBe('vault/device-needed');
    // Another computer has a key store, too, with something else in it.
    bench.keyStore = new Map([[made.vaultId, new Uint8Array(32).fill(7)]]);
    expect(await unlock()).toBe('vault/wrong-passphrase');
    const recover = {
      vault: made.vault,
      recoveryKey: bytes(made.recoveryKey),
      newPassphrase: bytes(own),
    };
    expect(await bench.code('vault/recover', recover)).toBeNull();
    // What is set by recovering is not bound to the computer that is gone.
    expect(await slot()).toMatchObject({ needsDevice: false });
    await bench.engine.prepareLock();
    bench.keyStore = here;
    expect(await unlock({ passphrase: bytes(own) })).toBeNull();
  });

  it('gives its secret for as long as it is worked with: afterwards nothing of it is in memory', async () => {
    bench.keyStore = new Map();
    await bench.call('keys/add-device', { current: current() });
    await bench.call('keys/change-passphrase', { current: current(), next: bytes(own) });
    expect(await bench.code('keys/remove-device', { current: current() })).toBe('vault/wrong-passphrase');
    await bench.engine.prepareLock();
    expect(await unlock()).toBe('vault/wrong-passphrase');
    expect(await unlock({ passphrase: bytes(own) })).toBeNull();
    await bench.call('keys/remove-device', { current: bytes(own) });
    expect(bench.lent.length).toBeGreaterThan(5);
    expect(bench.lent.filter((secret) => secret.some((byte) => byte !== 0))).toEqual([]);
  });

  it('goes together with a key file, and each can be taken away again', async () => {
    bench.keyStore = new Map();
    const file = bench.ticket(join(bench.folder, 'stick.key'));
    await bench.call('keys/add-key-file', { current: current(), keyFile: { create: file } });
    await bench.call('keys/add-device', { current: current() });
    expect(await slot()).toMatchObject({ needsDevice: true, needsKeyFile: true });
    await bench.engine.prepareLock();
    expect(await unlock()).toBe('vault/key-file-needed');
    expect(await unlock({ keyFile: file })).toBeNull();
    await bench.call('keys/change-passphrase', { current: current(), next: bytes(own), keyFile: file });
    expect(await slot()).toMatchObject({ needsDevice: true, needsKeyFile: true });
    await bench.call('keys/remove-device', { current: bytes(own), keyFile: file });
    expect(await slot()).toMatchObject({ needsDevice: false, needsKeyFile: true });
    await bench.engine.prepareLock();
    bench.keyStore = null;
    expect(await unlock({ passphrase: bytes(own), keyFile: file })).toBeNull();
  });
});

describe('what a role demands', () => {
  const demand = (roleId: string, factors: { keyFile: boolean; device: boolean }) =>
    bench.call('roles/set-factors', { roleId, factors });

  it('is set up at the next unlock, and the vault does not open before', async () => {
    await demand('owner', { keyFile: true, device: true });
    await bench.engine.prepareLock();
    const slots = (): unknown =>
      // Written by the app.
      (JSON.parse(readFileSync(join(made.path, 'keyring.json'), 'utf8')) as { slots: unknown }).slots;
    const before = slots();
    const reply = await bench.engine.handle('vault/unlock', { vault: made.vault, passphrase: current() });
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'vault/factors-needed', details: { keyFile: true, device: true } },
    });
    const path = join(bench.folder, 'stick.key');
    const keyFile = { create: bench.ticket(path) };
    expect(await unlock({ addFactors: { keyFile } })).toBe('vault/factors-needed');
    // No key store: nothing is half done, and no key file lies about that nothing needs.
    expect(await unlock({ addFactors: { keyFile, device: true } })).toBe('keys/no-key-store');
    expect(existsSync(path)).toBe(false);
    expect(slots()).toEqual(before);
    bench.keyStore = new Map();
    expect(await unlock({ addFactors: { keyFile, device: true } })).toBeNull();
    expect(await slot()).toMatchObject({ needsDevice: true, needsKeyFile: true });
    const { entries } = await bench.call('journal/list', {});
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['key-file-added', 'device-added']),
    );
    await bench.engine.prepareLock();
    expect(await unlock()).toBe('vault/key-file-needed');
    expect(await unlock({ keyFile: keyFile.create })).toBeNull();
  });

  it('cannot be taken away by whoever has the role', async () => {
    bench.keyStore = new Map();
    const file = bench.ticket(join(bench.folder, 'stick.key'));
    await bench.call('keys/add-key-file', { current: current(), keyFile: { create: file } });
    await bench.call('keys/add-device', { current: current() });
    await demand('owner', { keyFile: true, device: true });
    const proof = () => ({ current: current(), keyFile: file });
    expect(await bench.code('keys/remove-key-file', proof())).toBe('keys/required-by-role');
    expect(await bench.code('keys/remove-device', proof())).toBe('keys/required-by-role');
    await demand('owner', { keyFile: false, device: false });
    expect(await bench.code('keys/remove-device', proof())).toBeNull();
  });

  it('comes with the own passphrase of somebody who was invited', async () => {
    await demand('member', { keyFile: true, device: false });
    const { oneTimePassphrase } = await bench.call('people/invite', {
      name: 'Mei',
      roleId: 'member',
      language: 'en',
    });
    await bench.engine.prepareLock();
    const mei = { person: { name: 'Mei' }, passphrase: bytes(oneTimePassphrase ?? '') };
    expect(await unlock(mei)).toBe('vault/new-passphrase-needed');
    const again = () => ({ ...mei, passphrase: bytes(oneTimePassphrase ?? ''), newPassphrase: bytes(own) });
    expect(await unlock(again())).toBe('vault/factors-needed');
    const file = bench.ticket(join(bench.folder, 'mei.key'));
    expect(await unlock({ ...again(), addFactors: { keyFile: { create: file } } })).toBeNull();
    await bench.engine.prepareLock();
    const mine = { person: { name: 'Mei' }, passphrase: bytes(own) };
    expect(await unlock(mine)).toBe('vault/key-file-needed');
    expect(await unlock({ ...mine, passphrase: bytes(own), keyFile: file })).toBeNull();
    // The founder's role demands nothing.
    await bench.engine.prepareLock();
    expect(await unlock({ person: { name: '李雷' } })).toBeNull();
  });

  it('is told with the role, and does not lock out whoever has lost the rest', async () => {
    const { roles } = await demand('auditor', { keyFile: true, device: false });
    expect(roles.find(({ id }) => id === 'auditor')?.factors).toEqual({ keyFile: true, device: false });
    await demand('owner', { keyFile: true, device: false });
    await bench.engine.prepareLock();
    const recover = {
      vault: made.vault,
      recoveryKey: bytes(made.recoveryKey),
      newPassphrase: bytes(own),
    };
    expect(await bench.code('vault/recover', recover)).toBeNull();
    await bench.engine.prepareLock();
    expect(await unlock({ passphrase: bytes(own) })).toBe('vault/factors-needed');
  });
});
