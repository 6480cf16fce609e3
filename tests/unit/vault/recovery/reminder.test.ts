import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../../../src-main/vault/engine.ts';
import { anyPurpose } from '../../any-purpose.ts';
import { bytes, goodPassphrase, makeBench, makeVault, type Bench } from '../session/vault-fixture.ts';

const dayMs = 86_400_000;

let bench: Bench;
let path: string;
let recoveryKey: string;
beforeEach(async () => {
  bench = makeBench();
  ({ path, recoveryKey } = await makeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
});
afterEach(() => {
  bench.remove();
});

const current = () => bytes(goodPassphrase);
const unlock = () => bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: current() });
const recover = (key: string) =>
  bench.code('vault/recover', {
    vault: bench.ticket(path),
    recoveryKey: bytes(key),
    newPassphrase: bytes('harbour lantern quartz meadow'),
  });
const notices = async (): Promise<string[]> =>
  ((await bench.call('vault/state')).session?.notices ?? []).map(({ code }) => code);

describe('the reminder', () => {
  async function reopenAfter(days: number): Promise<string[]> {
    bench.clock += days * dayMs;
    bench = bench.restart();
    expect(await unlock()).toBeNull();
    return notices();
  }

  beforeEach(async () => {
    const groups = recoveryKey.split('-');
    await bench.call('keys/confirm-recovery', { positions: [0, 1], groups: groups.slice(0, 2) });
  });

  it('comes half a year after the kit was made, goes with the drill, and comes again half a year later', async () => {
    expect(await reopenAfter(180)).not.toContain('recovery-drill-due');
    expect(await reopenAfter(4)).toContain('recovery-drill-due');
    expect((await bench.call('recovery/status')).isCheckDue).toBe(true);
    await bench.call('recovery/check-kit', { recoveryKey: bytes(recoveryKey) });
    expect(await notices()).not.toContain('recovery-drill-due');
    expect(bench.events).toContain('changed/notices');
    expect(await reopenAfter(180)).not.toContain('recovery-drill-due');
    expect(await reopenAfter(4)).toContain('recovery-drill-due');
  });

  it('goes when the kit is made anew, and when it was used', async () => {
    expect(await reopenAfter(200)).toContain('recovery-drill-due');
    const made = await bench.call('keys/new-recovery-key', { current: current() });
    expect(await notices()).not.toContain('recovery-drill-due');
    bench.clock += 200 * dayMs;
    bench = bench.restart();
    expect(await recover(made.recoveryKey)).toBeNull();
    expect(await notices()).not.toContain('recovery-drill-due');
  });

  it('is not put off by a check that a wrong clock dated far ahead', async () => {
    bench.clock += 5000 * dayMs;
    await bench.call('recovery/check-kit', { recoveryKey: bytes(recoveryKey) });
    bench.clock -= 4700 * dayMs;
    bench = bench.restart();
    expect(await unlock()).toBeNull();
    expect(await notices()).toContain('recovery-drill-due');
  });
});

it('there is nothing to check or to be reminded of in a sample', async () => {
  const place = join(bench.folder, 'Sample.coffer');
  const engine = createEngine({
    now: () => bench.clock,
    emit: () => undefined,
    files: anyPurpose(() => place),
    deviceId: '0123456789abcdefghjkmnpqrs',
    onControl: () => undefined,
    lastSeen: () => null,
    sampleCount: 5,
  });
  try {
    const ticket = '0'.repeat(32);
    const made = await engine.handle('vault/create-sample', { place: ticket, language: 'en' });
    expect(made).toMatchObject({ ok: true, value: { notices: [] } });
    bench.clock += 400 * dayMs;
    const none = { madeAt: null, checkedAt: null, isConfirmed: true, isCheckDue: false, split: null };
    expect(await engine.handle('recovery/status', undefined)).toEqual({ ok: true, value: none });
    expect(await engine.handle('recovery/check-kit', { recoveryKey: bytes(recoveryKey) })).toMatchObject({
      error: { code: 'vault/no-such-slot' },
    });
  } finally {
    engine.close();
  }
});
