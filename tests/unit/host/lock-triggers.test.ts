/** What locks, in each state in which it can happen: before a vault is asked for, while it opens, and with it open. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow, PowerMonitor } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LockTriggers } from '../../../src-main/lock-triggers.ts';
import { safeLockPolicy, type LockPolicy } from '../../../src-preload/contract/upkeep.ts';

const start = Date.UTC(2026, 0, 1);
const second = 1000;
const minute = 60_000;

/** A window as far as the triggers look at it. */
class Window extends EventEmitter {
  isAway = false;
  isMinimised = false;

  isVisible = (): boolean => !this.isAway;
  isMinimized = (): boolean => this.isMinimised;
  isDestroyed = (): boolean => false;

  go(how: 'hide' | 'minimize' | 'show' | 'restore'): void {
    if (how === 'hide' || how === 'show') this.isAway = how === 'hide';
    else this.isMinimised = how === 'minimize';
    this.emit(how);
  }
}

let folder: string;
let keyFile: string;
let system: EventEmitter;
let window: Window;
let triggers: LockTriggers;
let locks: string[];
let countdowns: (number | null)[];

/** The window of the app, as its type says. */
const follow = (next: Window): void => {
  triggers.follow(next as unknown as BrowserWindow);
};

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  folder = mkdtempSync(join(tmpdir(), 'coffer-triggers-'));
  keyFile = join(folder, 'stick.key');
  writeFileSync(keyFile, 'key');
  system = new EventEmitter();
  locks = [];
  countdowns = [];
  triggers = new LockTriggers(
    system as unknown as PowerMonitor,
    (reason) => {
      locks.push(reason);
      triggers.disarm();
    },
    (seconds) => countdowns.push(seconds),
  );
  window = new Window();
  follow(window);
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const pass = (ms: number): void => {
  vi.advanceTimersByTime(ms);
};

/** The machine sleeps: the clock goes on and nothing runs. */
const sleep = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

const ask = (): void => {
  triggers.asked(Date.now());
};

function open(change: Partial<LockPolicy> = {}): void {
  triggers.arm({ ...safeLockPolicy, minimised: { on: true, minutes: 0 }, ...change }, keyFile);
}

interface Trigger {
  readonly happen: () => void;
  readonly why: string;
  readonly off: Partial<LockPolicy> | null;
  /** It goes on until this ends it; what has none is over when it has happened. */
  readonly end?: () => void;
}

const triggersByName: Readonly<Record<string, Trigger>> = {
  'the screen is locked': {
    happen: () => system.emit('lock-screen'),
    why: 'screen-lock',
    off: { screenLock: false },
  },
  'the user is switched': {
    happen: () => system.emit('user-did-resign-active'),
    why: 'user-switch',
    off: { userSwitch: false },
  },
  'the machine is put to sleep': {
    happen: () => system.emit('suspend'),
    why: 'suspend',
    off: { suspend: false },
  },
  'the machine wakes': { happen: () => system.emit('resume'), why: 'suspend', off: { suspend: false } },
  'the machine slept and nobody said so': {
    happen: () => {
      sleep(2 * minute);
      pass(second);
    },
    why: 'suspend',
    off: { suspend: false },
  },
  'the clock is set back': {
    happen: () => {
      sleep(-2 * minute);
      pass(second);
    },
    why: 'clock-jumped',
    off: null,
  },
  'the machine shuts down': { happen: () => system.emit('shutdown'), why: 'shutdown', off: null },
  'the window is hidden': {
    happen: () => {
      window.go('hide');
    },
    why: 'minimised',
    off: { minimised: { on: false, minutes: 0 } },
    end: () => {
      window.go('show');
    },
  },
  'the window is minimised': {
    happen: () => {
      window.go('minimize');
    },
    why: 'minimised',
    off: { minimised: { on: false, minutes: 0 } },
    end: () => {
      window.go('restore');
    },
  },
  'the key file is taken away': {
    happen: () => {
      rmSync(keyFile);
    },
    why: 'key-file-removed',
    off: { keyFileRemoved: false },
    end: () => {
      writeFileSync(keyFile, 'key');
    },
  },
};

describe.each(Object.entries(triggersByName))('%s', (_name, { happen, why, off, end }) => {
  test('while the vault is open: it locks', () => {
    ask();
    open();
    pass(second);
    happen();
    pass(3 * second);
    expect(locks).toEqual([why]);
  });

  test('between the key press and the open vault: it locks as soon as it is open', () => {
    ask();
    pass(20);
    happen();
    pass(300);
    open();
    pass(0);
    expect(locks).toEqual([why]);
  });

  test('in the moment of the key press, before anybody has heard of it', () => {
    const pressedAt = Date.now() - 1;
    happen();
    // A clock that is set back in the very moment of a key press cannot be told from one that was so before.
    if (why === 'clock-jumped') return;
    triggers.asked(pressedAt);
    pass(300);
    open();
    expect(locks).toEqual([why]);
  });

  test('before the vault was asked for and over by then: it stays open', () => {
    happen();
    pass(minute);
    end?.();
    pass(minute);
    ask();
    pass(300);
    open();
    pass(30 * second);
    expect(locks).toEqual([]);
  });

  test('locked out of an earlier opening, and asked for again: it stays open', () => {
    ask();
    happen();
    open();
    expect(locks).toEqual([why]);
    end?.();
    pass(second);
    ask();
    open();
    pass(30 * second);
    expect(locks).toEqual([why]);
  });

  test.runIf(off !== null)('switched off it does not lock, in either state', () => {
    const change = off ?? {};
    ask();
    happen();
    open(change);
    pass(3 * second);
    expect(locks).toEqual([]);
    end?.();
    happen();
    pass(3 * second);
    expect(locks).toEqual([]);
  });
});

test('an unlock that takes longer than the idle time opens all the same', () => {
  ask();
  pass(3 * minute);
  open({ idle: { on: true, minutes: 1 } });
  expect(locks).toEqual([]);
  pass(minute);
  expect(locks).toEqual(['idle']);
});

test('a window that takes the place of another is looked at itself', () => {
  window.go('hide');
  const next = new Window();
  follow(next);
  window.emit('hide');
  ask();
  open();
  pass(minute);
  expect(locks).toEqual([]);
  next.isMinimised = true;
  triggers.disarm();
  ask();
  open();
  expect(locks).toEqual(['minimised']);
});

test('nothing is counted down and nothing locks when no vault is open', () => {
  system.emit('lock-screen');
  window.go('hide');
  pass(30 * minute);
  expect(locks).toEqual([]);
  expect(countdowns).toEqual([]);
});
