import { statSync } from 'node:fs';
import type { BrowserWindow, PowerMonitor } from 'electron';
import type { LockReason } from '../src-preload/contract/host.ts';
import type { Moment } from '../src-preload/contract/moment.ts';
import type { LockPolicy } from '../src-preload/contract/upkeep.ts';
import { AutoLock } from './auto-lock.ts';
import { listenOnDbus, type SystemSignal } from './dbus-signals.ts';

export interface Triggers {
  readonly screenLock: boolean;
  readonly userSwitch: boolean;
  readonly suspend: boolean;
}

const now = (): Moment => ({ wall: Date.now(), steady: performance.now() });

/** Joins the system's events, the window and the clock to the lock rules. One for the app; armed while a vault is open. */
export class LockTriggers {
  readonly #lock: (reason: LockReason) => void;
  readonly #showCountdown: (seconds: number | null) => void;
  readonly #rules = new AutoLock(now());
  #window: BrowserWindow | null = null;
  #keyFile: string | null = null;
  #countdown: number | null = null;
  #buses = new Set<'system' | 'session'>();
  #isListening = false;

  constructor(
    powerMonitor: Pick<PowerMonitor, 'on'>,
    lock: (reason: LockReason) => void,
    showCountdown: (seconds: number | null) => void,
  ) {
    this.#lock = lock;
    this.#showCountdown = showCountdown;
    const onSystem = (signal: SystemSignal): void => {
      this.#onSystem(signal);
    };
    powerMonitor.on('suspend', () => {
      onSystem('suspend');
    });
    powerMonitor.on('lock-screen', () => {
      onSystem('screen-lock');
    });
    powerMonitor.on('user-did-resign-active', () => {
      onSystem('user-switch');
    });
    powerMonitor.on('shutdown', () => {
      onSystem('shutdown');
    });
    // Before anything is painted again: deadlines may have passed in the meantime.
    powerMonitor.on('resume', () => {
      onSystem('suspend');
      this.#tick();
    });
    powerMonitor.on('unlock-screen', () => {
      this.#tick();
    });
    setInterval(() => {
      this.#tick();
    }, 1000);
    setInterval(() => {
      this.#checkKeyFile();
    }, 2000);
  }

  /** Listens to the system's own signals, where Electron does not pass them on. The first window is painted sooner without. */
  listen(): void {
    if (this.#isListening || process.platform !== 'linux') return;
    this.#isListening = true;
    void listenOnDbus(
      (signal) => {
        this.#onSystem(signal);
      },
      (bus) => {
        this.#buses.add(bus);
      },
    );
  }

  #onSystem(signal: SystemSignal): void {
    this.#apply(this.#rules.onSystem(signal, now()));
  }

  /** Which triggers this system can report. */
  get available(): Triggers {
    if (process.platform !== 'linux') return { screenLock: true, userSwitch: true, suspend: true };
    return { screenLock: this.#buses.size > 0, userSwitch: this.#buses.has('system'), suspend: true };
  }

  /** A vault is about to be opened, for whoever made an input at that time. */
  asked(inputAt: number): void {
    this.#rules.asked(inputAt, now());
  }

  /** The vault is open. What makes it lock may be so already: the screen locked meanwhile, the window out of sight. */
  arm(policy: LockPolicy, keyFile: string | null): void {
    const at = now();
    const window = this.#window;
    if (window !== null && !window.isDestroyed())
      this.#rules.outOfSight(window.isMinimized() || !window.isVisible(), at);
    this.#keyFile = keyFile;
    const verdict = this.#rules.opened(policy, at);
    this.#count(verdict.countdown);
    this.#apply(verdict.lock);
    this.#checkKeyFile();
  }

  disarm(): void {
    this.#rules.closed();
    this.#keyFile = null;
    this.#count(null);
  }

  get isArmed(): boolean {
    return this.#rules.policy !== null;
  }

  setPolicy(policy: LockPolicy): void {
    this.#rules.setPolicy(policy);
  }

  activity(): void {
    this.#rules.activity(now());
    if (this.#countdown !== null) this.#tick();
  }

  /** Whether closing the window locks; otherwise the vault stays open behind it. */
  get locksOnLastWindowClosed(): boolean {
    return this.#rules.policy?.lastWindowClosed ?? false;
  }

  follow(window: BrowserWindow): void {
    this.#window = window;
    const tell = (isOutOfSight: boolean) => () => {
      if (this.#window === window) this.#rules.outOfSight(isOutOfSight, now());
    };
    window.on('minimize', tell(true));
    window.on('hide', tell(true));
    window.on('restore', tell(false));
    window.on('show', tell(false));
  }

  #tick(): void {
    const verdict = this.#rules.tick(now());
    this.#count(verdict.countdown);
    this.#apply(verdict.lock);
  }

  #count(seconds: number | null): void {
    if (seconds === this.#countdown) return;
    this.#countdown = seconds;
    this.#showCountdown(seconds);
  }

  #checkKeyFile(): void {
    if (this.#keyFile === null || this.#rules.policy?.keyFileRemoved !== true) return;
    if (statSync(this.#keyFile, { throwIfNoEntry: false }) === undefined) this.#apply('key-file-removed');
  }

  #apply(reason: LockReason | null): void {
    if (reason !== null) this.#lock(reason);
  }
}
