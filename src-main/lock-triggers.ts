import { statSync } from 'node:fs';
import { powerMonitor, type BrowserWindow } from 'electron';
import type { LockReason } from '../src-preload/contract/host.ts';
import type { LockPolicy } from '../src-preload/contract/upkeep.ts';
import { AutoLock } from './auto-lock.ts';
import { listenOnDbus, type SystemSignal } from './dbus-signals.ts';

export interface Triggers {
  readonly screenLock: boolean;
  readonly userSwitch: boolean;
  readonly suspend: boolean;
}

/** Joins the system's events and the clock to the lock rules. One for the app; armed while a vault is open. */
export class LockTriggers {
  readonly #lock: (reason: LockReason) => void;
  readonly #showCountdown: (seconds: number | null) => void;
  #rules: AutoLock | null = null;
  #keyFile: string | null = null;
  #countdown: number | null = null;
  #buses = new Set<'system' | 'session'>();
  #isListening = false;

  constructor(lock: (reason: LockReason) => void, showCountdown: (seconds: number | null) => void) {
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
    this.#apply(this.#rules?.onSystem(signal) ?? null);
  }

  /** Which triggers this system can report. */
  get available(): Triggers {
    if (process.platform !== 'linux') return { screenLock: true, userSwitch: true, suspend: true };
    return { screenLock: this.#buses.size > 0, userSwitch: this.#buses.has('system'), suspend: true };
  }

  arm(policy: LockPolicy, keyFile: string | null): void {
    this.#rules = new AutoLock(policy, Date.now());
    this.#keyFile = keyFile;
  }

  disarm(): void {
    this.#rules = null;
    this.#keyFile = null;
    this.#count(null);
  }

  get isArmed(): boolean {
    return this.#rules !== null;
  }

  setPolicy(policy: LockPolicy): void {
    this.#rules?.setPolicy(policy);
  }

  activity(): void {
    this.#rules?.activity(Date.now());
    if (this.#countdown !== null) this.#tick();
  }

  /** Whether closing the window locks; otherwise the vault stays open behind it. */
  get locksOnLastWindowClosed(): boolean {
    return this.#rules?.policy.lastWindowClosed ?? false;
  }

  follow(window: BrowserWindow): void {
    const tell = (isMinimised: boolean) => () => {
      this.#rules?.minimised(isMinimised, Date.now());
    };
    window.on('minimize', tell(true));
    window.on('hide', tell(true));
    window.on('restore', tell(false));
    window.on('show', tell(false));
  }

  #tick(): void {
    if (this.#rules === null) return;
    const verdict = this.#rules.tick(Date.now());
    this.#count(verdict.countdown);
    this.#apply(verdict.lock);
  }

  #count(seconds: number | null): void {
    if (seconds === this.#countdown) return;
    this.#countdown = seconds;
    this.#showCountdown(seconds);
  }

  #checkKeyFile(): void {
    if (this.#rules === null || this.#keyFile === null || !this.#rules.policy.keyFileRemoved) return;
    if (statSync(this.#keyFile, { throwIfNoEntry: false }) === undefined) this.#apply('key-file-removed');
  }

  #apply(reason: LockReason | null): void {
    if (reason !== null) this.#lock(reason);
  }
}
