import type { LockReason } from '../src-preload/contract/host.ts';
import type { LockPolicy } from '../src-preload/contract/upkeep.ts';

export interface Verdict {
  /** Why to lock now; `null` to stay open. */
  readonly lock: LockReason | null;
  /** Seconds to the idle lock in its last minute. */
  readonly countdown: number | null;
}

const countdownMs = 60_000;
/** Ticks come every second. A longer gap means that the machine slept, whether or not the system said so. */
const sleptAfterMs = 20_000;
const clockToleranceMs = 5000;

/**
 * Decides when an open vault locks, on wall-clock time: a deadline that passed while the machine slept has passed.
 * Knows nothing of timers or windows; `tick` is to be called every second and after every resume.
 */
export class AutoLock {
  #policy: LockPolicy;
  #lastActivity: number;
  #minimisedSince: number | null = null;
  #lastTick: number;

  constructor(policy: LockPolicy, now: number) {
    this.#policy = policy;
    this.#lastActivity = now;
    this.#lastTick = now;
  }

  get policy(): LockPolicy {
    return this.#policy;
  }

  setPolicy(policy: LockPolicy): void {
    this.#policy = policy;
  }

  /** A key, a click or a movement in one of our windows. */
  activity(now: number): void {
    this.#lastActivity = now;
  }

  minimised(isMinimised: boolean, now: number): void {
    this.#minimisedSince = isMinimised ? (this.#minimisedSince ?? now) : null;
  }

  /** What an event of the system means under the policy. */
  onSystem(event: 'screen-lock' | 'user-switch' | 'suspend' | 'shutdown'): LockReason | null {
    if (event === 'shutdown') return 'shutdown';
    if (event === 'screen-lock') return this.#policy.screenLock ? event : null;
    if (event === 'user-switch') return this.#policy.userSwitch ? event : null;
    return this.#policy.suspend ? event : null;
  }

  tick(now: number): Verdict {
    const since = now - this.#lastTick;
    this.#lastTick = now;
    // A clock set back would stretch every deadline.
    if (since < -clockToleranceMs) return { lock: 'clock-jumped', countdown: null };
    if (since > sleptAfterMs && this.#policy.suspend) return { lock: 'suspend', countdown: null };
    const { idle, minimised } = this.#policy;
    if (
      minimised.on &&
      this.#minimisedSince !== null &&
      now - this.#minimisedSince >= minimised.minutes * 60_000
    ) {
      return { lock: 'minimised', countdown: null };
    }
    if (!idle.on) return { lock: null, countdown: null };
    const left = this.#lastActivity + idle.minutes * 60_000 - now;
    if (left <= 0) return { lock: 'idle', countdown: null };
    return { lock: null, countdown: left <= countdownMs ? Math.ceil(left / 1000) : null };
  }
}
