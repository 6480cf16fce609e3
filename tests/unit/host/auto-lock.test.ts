import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Moment } from '../../../src-preload/contract/moment.ts';
import { safeLockPolicy, type LockPolicy } from '../../../src-preload/contract/upkeep.ts';
import { AutoLock } from '../../../src-main/auto-lock.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/** When both clocks go on together. */
const both = (wall: number): Moment => ({ wall, steady: wall - start });

/** Ticks every second from `from` to `to`; the first reason to lock, and when. */
function run(rules: AutoLock, from: number, to: number): { at: number; lock: string } | null {
  for (let at = from; at <= to; at += 1000) {
    const { lock } = rules.tick(both(at));
    if (lock !== null) return { at, lock };
  }
  return null;
}

function withPolicy(change: Partial<LockPolicy>): AutoLock {
  const rules = new AutoLock(both(start));
  rules.opened({ ...safeLockPolicy, ...change }, both(start));
  return rules;
}

describe('idle', () => {
  test('locks after the set minutes without input, not before', () => {
    const rules = withPolicy({ idle: { on: true, minutes: 2 } });
    expect(run(rules, start, start + 2 * minute - 1000)).toBeNull();
    expect(rules.tick(both(start + 2 * minute)).lock).toBe('idle');
  });

  test('input starts the time anew', () => {
    const rules = withPolicy({ idle: { on: true, minutes: 2 } });
    run(rules, start, start + minute);
    rules.activity(both(start + minute));
    expect(run(rules, start + minute, start + 3 * minute - 1000)).toBeNull();
    expect(run(rules, start + 3 * minute, start + 4 * minute)).toEqual({
      at: start + 3 * minute,
      lock: 'idle',
    });
  });

  test('counts down in the last minute only', () => {
    const rules = withPolicy({ idle: { on: true, minutes: 2 } });
    expect(run(rules, start, start + 59_000)).toBeNull();
    expect(rules.tick(both(start + 59_000)).countdown).toBeNull();
    expect(rules.tick(both(start + 60_000)).countdown).toBe(60);
    expect(rules.tick(both(start + 75_500)).countdown).toBe(45);
  });

  test('switched off it does not lock by itself', () => {
    const rules = withPolicy({ idle: { on: false, minutes: 1 }, minimised: { on: false, minutes: 1 } });
    expect(run(rules, start, start + 120 * minute)).toBeNull();
  });
});

describe('the clock', () => {
  test('a gap between ticks means that the machine slept', () => {
    const rules = withPolicy({});
    rules.tick(both(start));
    expect(rules.tick(both(start + 10 * minute)).lock).toBe('suspend');
  });

  test('without locking at sleep, an idle deadline that passed during it still has passed', () => {
    const rules = withPolicy({ suspend: false, idle: { on: true, minutes: 5 } });
    rules.tick(both(start));
    expect(rules.tick(both(start + 3 * minute)).lock).toBeNull();
    expect(rules.tick(both(start + 9 * minute)).lock).toBe('idle');
  });

  test('a clock set back locks, since it may hide a sleep', () => {
    const rules = withPolicy({});
    rules.tick(both(start + minute));
    expect(rules.tick(both(start)).lock).toBe('clock-jumped');
  });
});

test('what locks after two minutes does so by the clock that has gone further, however the other goes', () => {
  const off = { on: false, minutes: 2 };
  const on = { on: true, minutes: 2 };
  const never = { suspend: false, idle: off, minimised: off };
  // Seconds from tick to tick: a clock may be set back a little each time, and only the steady one stands still in a sleep.
  const steps = fc.array(
    fc.oneof(
      fc.record({ wall: fc.integer({ min: -5, max: 1 }), steady: fc.constant(1) }),
      fc.record({ wall: fc.integer({ min: 1, max: 100 }), steady: fc.constant(0) }),
    ),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, fc.constantFrom('idle', 'minimised'), (all, what) => {
      const rules = withPolicy({ ...never, [what]: on });
      rules.outOfSight(true, both(start));
      let { wall, steady } = both(start);
      for (const step of all) {
        wall += step.wall * 1000;
        steady += step.steady * 1000;
        const isOver = wall - start >= 2 * minute || steady >= 2 * minute;
        expect(rules.tick({ wall, steady }).lock).toBe(isOver ? what : null);
        if (isOver) return;
      }
    }),
  );
});

describe('minimised', () => {
  test('locks when the window was away for long enough', () => {
    const rules = withPolicy({ minimised: { on: true, minutes: 1 }, idle: { on: false, minutes: 60 } });
    rules.outOfSight(true, both(start));
    rules.outOfSight(true, both(start + 30_000));
    expect(run(rules, start, start + 2 * minute)).toEqual({ at: start + minute, lock: 'minimised' });
  });

  test('coming back in time stays open', () => {
    const rules = withPolicy({ minimised: { on: true, minutes: 1 }, idle: { on: false, minutes: 60 } });
    rules.outOfSight(true, both(start));
    run(rules, start, start + 50_000);
    rules.outOfSight(false, both(start + 50_000));
    expect(run(rules, start + 50_000, start + 10 * minute)).toBeNull();
  });
});

const signals = ['screen-lock', 'user-switch', 'suspend', 'shutdown'] as const;

test('system events lock as the policy says; a shutdown always does', () => {
  const all = withPolicy({});
  expect(signals.map((signal) => all.onSystem(signal, both(start)))).toEqual([...signals]);
  const none = withPolicy({ screenLock: false, userSwitch: false, suspend: false });
  expect(signals.map((signal) => none.onSystem(signal, both(start)))).toEqual([null, null, null, 'shutdown']);
});
