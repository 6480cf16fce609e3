/** The keyring before: used where the newest one is missing or damaged, never in silence, and not to get behind what this device saw. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeVault } from './take-vault.ts';
import { bytes, contentOf, goodPassphrase, makeBench, type Bench } from './vault-fixture.ts';

const ownDevice = '0123456789abcdefghjkmnpqrs';
let bench: Bench;
let path: string;

beforeEach(async () => {
  bench = makeBench();
  ({ path } = await takeVault(bench));
  await bench.call('settings/set', { backups: { on: false, keep: 1 } });
  await bench.engine.prepareLock();
  bench = bench.restart();
});
afterEach(() => {
  bench.remove();
});

const unlock = (more: object = {}) =>
  bench.code('vault/unlock', { vault: bench.ticket(path), passphrase: bytes(goodPassphrase), ...more });
const notices = async () => {
  const { session } = await bench.call('vault/state');
  return session?.notices.map(({ code }) => code) ?? [];
};
const fallbacks = async () => {
  const { entries } = await bench.call('journal/list', {});
  return entries.filter(({ action }) => action === 'keyring-fallback').map(({ details }) => details);
};
const harm = {
  deleted: () => rmSync(join(path, 'keyring.json')),
  damaged: () => writeFileSync(join(path, 'keyring.json'), '{"format":"coffer-keyr'),
} as const;
const traces = {
  'the note that this device has it open': () =>
    writeFileSync(join(path, 'open.lease'), `${JSON.stringify({ device: ownDevice, at: bench.clock })}\n`),
  'a file that was being written': () =>
    writeFileSync(join(path, '.coffer-0123456789ab.part'), '{"format":"coffer-keyr'),
} as const;

describe.each(Object.keys(harm) as (keyof typeof harm)[])('with keyring.json %s', (how) => {
  it('the one before is older than what this device saw, where nothing was cut off', async () => {
    harm[how]();
    const before = contentOf(path);
    expect(await unlock()).toBe('vault/older-copy');
    expect(contentOf(path)).toEqual(before);
    expect(await unlock({ acceptOlder: true })).toBeNull();
    expect(await notices()).toEqual(expect.arrayContaining(['previous-keyring-used', 'copy-accepted']));
    expect(await fallbacks()).toEqual([{ cutOff: false }]);
  });

  it.each(Object.keys(traces) as (keyof typeof traces)[])(
    'the one before is used and mended after a crash that left %s; the window and the journal say so',
    async (trace) => {
      harm[how]();
      traces[trace]();
      expect(await unlock()).toBeNull();
      expect(await notices()).toContain('previous-keyring-used');
      expect(await fallbacks()).toEqual([{ cutOff: true }]);
      await bench.engine.prepareLock();
      bench = bench.restart();
      expect(await unlock()).toBeNull();
      expect(await notices()).not.toContain('previous-keyring-used');
      expect(await fallbacks()).toHaveLength(1);
    },
  );

  it('another device, which saw nothing, says so and notes it', async () => {
    harm[how]();
    const other = makeBench(bench.folder, new Map());
    const reply = await other.call('vault/unlock', {
      vault: other.ticket(path),
      passphrase: bytes(goodPassphrase),
    });
    expect(reply.notices).toContainEqual({ code: 'previous-keyring-used', count: 1 });
    const { entries } = await other.call('journal/list', {});
    expect(entries.map(({ action }) => action)).toContain('keyring-fallback');
    other.engine.close();
  });
});

it('a keyring two generations back is older in any case', async () => {
  traces['the note that this device has it open']();
  const [[copyId, state]] = [...bench.seen] as [[string, NonNullable<ReturnType<typeof bench.seen.get>>]];
  bench.seen.set(copyId, { ...state, generation: state.generation + 1 });
  harm.deleted();
  expect(await unlock()).toBe('vault/older-copy');
});
