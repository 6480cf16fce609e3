import { describe, expect, test } from 'vitest';
import { safeLockPolicy, type LockPolicy } from '../../../src-preload/contract/upkeep.ts';
import { AutoLock } from '../../../src-main/auto-lock.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/** Ticks every second from `from` to `to`; the first reason to lock, and when. */
function run(rules: AutoLock, from: number, to: number): { at: number; lock: string } | null {
  for (let at = from; at <= to; at += 1000) {
    const { lock } = rules.tick(at);
    if (lock !== null) return { at, lock };
  }
  return null;
}

function withPolicy(change: Partial<LockPolicy>): AutoLock {
  return new AutoLock({ ...safeLockPolicy, ...change }, start);
}

describe('idle', () => {
  test('locks after the set minutes without input, not before', () => {
    const rules = withPolicy({ idle: { on: true, minutes: 2 } });
    expect(run(rules, start, start + 2 * minute - 1000)).toBeNull();
    expect(rules.tick(start + 2 * minute).lock).toBe('idle');
  });

  test('input starts the time anew', () => {
    const rules = withPolicy({ idle: { on: true, minutes: 2 } });
    run(rules, start, start + minute);
    rules.activity(start + minute);
    expect(run(rules, start + minute, start + 3 * minute - 1000)).toBeNull();
    expect(run(rules, start + 3 * minute, start + 4 * minute)).toEqual({
      at: start + 3 * minute,
      lock: 'idle',
    });
  });

  test('counts down in the last minute only', () => {
    const rules = withPolicy({ idle: { on: true, minutes: 2 } });
    expect(run(rules, start, start + 59_000)).toBeNull();
    expect(rules.tick(start + 59_000).countdown).toBeNull();
    expect(rules.tick(start + 60_000).countdown).toBe(60);
    expect(rules.tick(start + 75_500).countdown).toBe(45);
  });

  test('switched off it does not lock by itself', () => {
    const rules = withPolicy({ idle: { on: false, minutes: 1 }, minimised: { on: false, minutes: 1 } });
    expect(run(rules, start, start + 120 * minute)).toBeNull();
  });
});

describe('the clock', () => {
  test('a gap between ticks means that the machine slept', () => {
    const rules = withPolicy({});
    rules.tick(start);
    expect(rules.tick(start + 10 * minute).lock).toBe('suspend');
  });

  test('without locking at sleep, an idle deadline that passed during it still has passed', () => {
    const rules = withPolicy({ suspend: false, idle: { on: true, minutes: 5 } });
    rules.tick(start);
    expect(rules.tick(start + 3 * minute).lock).toBeNull();
    expect(rules.tick(start + 9 * minute).lock).toBe('idle');
  });

  test('a clock set back locks, since it would stretch every deadline', () => {
    const rules = withPolicy({});
    rules.tick(start + minute);
    expect(rules.tick(start).lock).toBe('clock-jumped');
  });
});

describe('minimised', () => {
  test('locks when the window was away for long enough', () => {
    const rules = withPolicy({ minimised: { on: true, minutes: 1 }, idle: { on: false, minutes: 60 } });
    rules.minimised(true, start);
    rules.minimised(true, start + 30_000);
    expect(run(rules, start, start + 2 * minute)).toEqual({ at: start + minute, lock: 'minimised' });
  });

  test('coming back in time stays open', () => {
    const rules = withPolicy({ minimised: { on: true, minutes: 1 }, idle: { on: false, minutes: 60 } });
    rules.minimised(true, start);
    run(rules, start, start + 50_000);
    rules.minimised(false, start + 50_000);
    expect(run(rules, start + 50_000, start + 10 * minute)).toBeNull();
  });
});

test('system events lock as the policy says; a shutdown always does', () => {
  const all = withPolicy({});
  expect(
    (['screen-lock', 'user-switch', 'suspend', 'shutdown'] as const).map((event) => all.onSystem(event)),
  ).toEqual(['screen-lock', 'user-switch', 'suspend', 'shutdown']);
  const none = withPolicy({ screenLock: false, userSwitch: false, suspend: false });
  expect(
    (['screen-lock', 'user-switch', 'suspend', 'shutdown'] as const).map((event) => none.onSystem(event)),
  ).toEqual([null, null, null, 'shutdown']);
});
