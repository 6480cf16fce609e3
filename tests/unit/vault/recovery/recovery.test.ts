import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeVault } from '../session/take-vault.ts';
import {
  bytes,
  contentOf,
  goodPassphrase,
  makeBench,
  makeVault,
  type Bench,
} from '../session/vault-fixture.ts';

const dayMs = 86_400_000;
const next = 'harbour lantern quartz meadow';
const names = ['王芳', 'Ann Lee', '张伟'];

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

const current = () => bytes(goodPassphrase);
const split = (withKit = false, needed = 2) =>
  bench.call('recovery/split', { current: current(), needed, names, withKit });
const texts = (made: Awaited<ReturnType<typeof split>>): string[] => made.shares.map(({ text }) => text);
const recoverWith = (shares: readonly string[]) =>
  bench.code('recovery/recover-with-shares', {
    vault: bench.ticket(path),
    shares: shares.map(bytes),
    newPassphrase: bytes(next),
  });
const recoverWithKey = (key: string) =>
  bench.code('vault/recover', {
    vault: bench.ticket(path),
    recoveryKey: bytes(key),
    newPassphrase: bytes(next),
  });
const unlock = (passphrase: string) =>
  bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(passphrase) });
const notices = async (): Promise<string[]> =>
  ((await bench.call('vault/state')).session?.notices ?? []).map(({ code }) => code);
const journal = async () =>
  (await bench.call('journal/list', { count: 10 })).entries
    .map(({ action, details }) => ({ action, details }))
    // That this was read is there as well.
    .filter(({ action }) => action !== 'log-read');

describe('splitting the kit', () => {
  it('ends the key before, and any two of three shares set a new passphrase', async () => {
    const made = await split();
    expect(made.recoveryKey).toBeNull();
    expect(made.shares.map(({ name, number }) => [number, name])).toEqual([
      [1, '王芳'],
      [2, 'Ann Lee'],
      [3, '张伟'],
    ]);
    const [a = '', , c = ''] = texts(made);
    bench = bench.restart();
    expect(await recoverWithKey(recoveryKey)).toBe('vault/wrong-recovery-key');
    expect(await recoverWith([c])).toBe('recovery/too-few-shares');
    expect(await recoverWith([c, c])).toBe('recovery/share-twice');
    expect(await recoverWith([c, a])).toBeNull();
    expect((await journal()).map(({ action }) => action)).toContain('recovered');
    bench = bench.restart();
    expect(await unlock(goodPassphrase)).toBe('vault/wrong-passphrase');
    expect(await unlock(next)).toBeNull();
  });

  it('gives the whole key too where that is wanted', async () => {
    const { recoveryKey: whole } = await split(true);
    expect((await bench.call('recovery/status')).split?.withKit).toBe(true);
    bench = bench.restart();
    expect(await recoverWithKey(whole ?? '')).toBeNull();
  });

  it('wants the passphrase first, and changes nothing without it', async () => {
    const before = contentOf(path).get('keyring.json');
    expect(
      await bench.code('recovery/split', { current: bytes('guess'), needed: 2, names, withKit: false }),
    ).toBe('vault/wrong-passphrase');
    expect(contentOf(path).get('keyring.json')).toBe(before);
    expect(await bench.call('recovery/status')).toMatchObject({ split: null });
  });

  it('refuses more needed than there are, one person twice, and too many', async () => {
    const code = (needed: number, among: string[]) =>
      bench.code('recovery/split', { current: current(), needed, names: among, withKit: false });
    expect(await code(4, names)).toBe('bridge/bad-input');
    expect(await code(2, ['Ann', ' Ann '])).toBe('bridge/bad-input');
    expect(await code(1, names)).toBe('bridge/bad-input');
    expect(
      await code(
        2,
        Array.from({ length: 11 }, (_, at) => `p${at}`),
      ),
    ).toBe('bridge/bad-input');
  });

  it('is remembered inside the vault, and nowhere in the keyring', async () => {
    bench.clock += 5000;
    const { setId, madeAt } = await split();
    expect(madeAt).toBe(bench.clock);
    const expected = { madeAt, setId, needed: 2, names, withKit: false };
    expect((await bench.call('recovery/status')).split).toEqual(expected);
    const keyring = readFileSync(join(path, 'keyring.json'), 'utf8');
    for (const secret of [setId, ...names]) expect(keyring).not.toContain(secret);
    bench = bench.restart();
    await unlock(goodPassphrase);
    expect((await bench.call('recovery/status')).split).toEqual(expected);
    expect((await bench.call('vault/verify')).findings).toEqual([]);
    expect((await journal()).find(({ action }) => action === 'recovery-split')?.details).toEqual({
      needed: 2,
      shares: 3,
    });
  });

  it('is forgotten when a whole key takes its place', async () => {
    const [a = '', b = ''] = texts(await split());
    bench.clock += 1000;
    await bench.call('keys/new-recovery-key', { current: current() });
    expect((await bench.call('recovery/status')).split).toBeNull();
    bench = bench.restart();
    expect(await recoverWith([a, b])).toBe('recovery/shares-of-another-vault');
  });

  it('is confirmed by groups of every sheet', async () => {
    const made = await split(true);
    const groupsOf = (text: string) => text.split('-');
    const answer = (number: number, text: string) => ({
      number,
      positions: [2, 13],
      groups: [groupsOf(text)[2]?.toLowerCase() ?? '', ` ${groupsOf(text)[13] ?? ''}`],
    });
    const shares = made.shares.map(({ number, text }) => answer(number, text));
    const kitGroups = groupsOf(made.recoveryKey ?? '');
    const kit = { positions: [0, 8], groups: [kitGroups[0] ?? '', kitGroups[8] ?? ''] };
    const confirm = (typed: typeof shares, whole: typeof kit | null) =>
      bench.call('recovery/confirm-split', { shares: typed, kit: whole });
    expect(await confirm(shares.slice(1), kit)).toEqual({ wrong: [1] });
    expect(await confirm(shares, null)).toEqual({ wrong: [0] });
    const swapped = shares.map((share, at) => ({ ...share, number: [1, 3, 2][at] ?? 0 }));
    expect(await confirm(swapped, kit)).toEqual({ wrong: [2, 3] });
    const repeated = shares.map(({ number, groups: [group = ''] }) => ({
      number,
      positions: [2, 2],
      groups: [group, group],
    }));
    expect(await confirm(repeated, kit)).toEqual({ wrong: [1, 2, 3] });
    expect((await bench.call('recovery/status')).isConfirmed).toBe(false);
    expect(await notices()).toContain('recovery-kit-unconfirmed');
    expect(await confirm(shares, kit)).toEqual({ wrong: [] });
    expect((await bench.call('recovery/status')).isConfirmed).toBe(true);
    expect((await bench.call('keys/list')).recoveryConfirmed).toBe(true);
    expect(await notices()).not.toContain('recovery-kit-unconfirmed');
    expect(await bench.code('recovery/confirm-split', { shares, kit })).toBe('keys/nothing-to-confirm');
  });
});

describe('shares as they are typed', () => {
  it('are looked at one by one, with no vault open', async () => {
    const made = await split();
    const [text = ''] = texts(made);
    bench = bench.restart();
    const check = (share: string) => bench.engine.handle('recovery/check-share', { share: bytes(share) });
    expect(await check(text.toLowerCase())).toEqual({
      ok: true,
      value: { setId: made.setId, needed: 2, of: 3, number: 1 },
    });
    expect(await check(text.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X')))).toEqual({
      ok: false,
      error: { code: 'recovery/bad-share', details: { reason: 'checksum' } },
    });
  });

  it('of another vault are told as such, and count as a failed attempt', async () => {
    const [a = '', b = ''] = texts(await split());
    const other = makeBench();
    try {
      const { path: otherPath } = await makeVault(other);
      const its = await other.call('recovery/split', {
        current: current(),
        needed: 2,
        names,
        withKit: false,
      });
      expect(otherPath).not.toBe(path);
      bench = bench.restart();
      expect(await recoverWith([a, its.shares[1]?.text ?? ''])).toBe('recovery/other-set');
      expect(await recoverWith(its.shares.map(({ text }) => text))).toBe('recovery/shares-of-another-vault');
      expect(await recoverWith([a, b])).toBeNull();
      expect(await notices()).toContain('failed-unlocks');
    } finally {
      other.remove();
    }
  });
});

describe('the drill', () => {
  it('opens the slot with the key, changes neither slot nor passphrase, and is journalled', async () => {
    const before = readFileSync(join(path, 'keyring.json'), 'utf8');
    bench.clock += 3 * dayMs;
    expect(await bench.call('recovery/check-kit', { recoveryKey: bytes(recoveryKey.toLowerCase()) })).toEqual(
      {
        checkedAt: bench.clock,
      },
    );
    expect(readFileSync(join(path, 'keyring.json'), 'utf8')).toBe(before);
    expect((await journal())[0]).toEqual({ action: 'recovery-checked', details: { with: 'recovery' } });
    expect(await bench.call('recovery/status')).toMatchObject({ checkedAt: bench.clock, isConfirmed: true });
    bench = bench.restart();
    expect(await unlock(goodPassphrase)).toBeNull();
    expect((await bench.call('recovery/status')).checkedAt).toBe(bench.clock);
    expect((await bench.call('vault/verify')).findings).toEqual([]);
  });

  it('works with shares as well', async () => {
    const [, b = '', c = ''] = texts(await split());
    const check = (shares: string[]) => bench.code('recovery/check-kit', { shares: shares.map(bytes) });
    expect(await check([b])).toBe('recovery/too-few-shares');
    expect(await check([b, c])).toBeNull();
    expect((await journal())[0]).toEqual({ action: 'recovery-checked', details: { with: 'shares' } });
  });

  it('says no to a key that was replaced, and journals that', async () => {
    await bench.call('keys/new-recovery-key', { current: current() });
    expect(await bench.code('recovery/check-kit', { recoveryKey: bytes(recoveryKey) })).toBe(
      'vault/wrong-recovery-key',
    );
    expect((await journal())[0]).toEqual({ action: 'recovery-check-failed', details: { with: 'recovery' } });
    expect((await bench.call('recovery/status')).checkedAt).toBeNull();
  });

  it('does not count for the key that is made after it', async () => {
    await bench.call('recovery/check-kit', { recoveryKey: bytes(recoveryKey) });
    bench.clock += 1000;
    await bench.call('keys/new-recovery-key', { current: current() });
    expect(await bench.call('recovery/status')).toMatchObject({ checkedAt: null, isConfirmed: false });
    expect(await notices()).toContain('recovery-kit-unconfirmed');
  });

  it('tells a mistyped key before anything is tried, without a line in the journal', async () => {
    const [before] = await journal();
    const slip = recoveryKey.replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X'));
    expect(await bench.code('recovery/check-kit', { recoveryKey: bytes(slip) })).toBe(
      'vault/wrong-recovery-key',
    );
    expect((await journal())[0]).toEqual(before);
  });
});
