import type { LockReason } from '../src-preload/contract/host.ts';
import { msBetween, type Moment } from '../src-preload/contract/moment.ts';
import type { LockPolicy } from '../src-preload/contract/upkeep.ts';
import type { SystemSignal } from './dbus-signals.ts';

export interface Verdict {
  /** Why to lock now; `null` to stay open. */
  readonly lock: LockReason | null;
  /** Seconds to the idle lock in its last minute. */
  readonly countdown: number | null;
}

type Happening = SystemSignal | 'clock-jumped';

const countdownMs = 60_000;
/** Ticks come every second. A longer gap means that the machine slept, whether or not the system said so. */
const sleptAfterMs = 20_000;
const clockToleranceMs = 5000;
const staysOpen: Verdict = { lock: null, countdown: null };

/** What a happening means under the policy. */
function reasonOf(happening: Happening, policy: LockPolicy): LockReason | null {
  if (happening === 'screen-lock') return policy.screenLock ? happening : null;
  if (happening === 'user-switch') return policy.userSwitch ? happening : null;
  if (happening === 'suspend') return policy.suspend ? happening : null;
  return happening;
}

/**
 * Decides when an open vault locks, by whichever clock has gone further: a deadline that passed while the machine slept has
 * passed, and one that passed while the clock was set back has, too.
 * Hears everything, with a vault open or not: opening takes a second, and what happens in it counts.
 * Knows nothing of timers or windows; `tick` is to be called every second and after every resume.
 */
export class AutoLock {
  /** `null` while no vault is open. */
  #policy: LockPolicy | null = null;
  #lastActivity: Moment;
  #outOfSightSince: Moment | null = null;
  #lastTick: Moment;
  /** What happened last, and when by the wall clock. What was before somebody asked to open the vault is forgotten then. */
  readonly #happened = new Map<Happening, number>();

  constructor(now: Moment) {
    this.#lastActivity = now;
    this.#lastTick = now;
  }

  get policy(): LockPolicy | null {
    return this.#policy;
  }

  setPolicy(policy: LockPolicy): void {
    if (this.#policy !== null) this.#policy = policy;
  }

  /** Somebody asks for a vault to be opened; `inputAt` is when, by the wall clock, they pressed the key, which they did at an unlocked screen. */
  asked(inputAt: number, now: Moment): void {
    for (const [happening, at] of this.#happened) {
      // A time ahead of now is one of a clock that was set since.
      if (at < inputAt || at > now.wall) this.#happened.delete(happening);
    }
  }

  /** The vault is open from now on; says whether it must not stay so. */
  opened(policy: LockPolicy, now: Moment): Verdict {
    this.#policy = policy;
    this.#lastActivity = now;
    for (const happening of this.#happened.keys()) {
      const lock = reasonOf(happening, policy);
      if (lock !== null) return { lock, countdown: null };
    }
    return this.#deadlines(policy, now);
  }

  closed(): void {
    this.#policy = null;
  }

  /** A key, a click or a movement in one of our windows. */
  activity(now: Moment): void {
    this.#lastActivity = now;
  }

  outOfSight(isOutOfSight: boolean, now: Moment): void {
    this.#outOfSightSince = isOutOfSight ? (this.#outOfSightSince ?? now) : null;
  }

  onSystem(signal: SystemSignal, now: Moment): LockReason | null {
    return this.#note(signal, now);
  }

  tick(now: Moment): Verdict {
    const last = this.#lastTick;
    this.#lastTick = now;
    // A clock set back may hide a sleep.
    const lock =
      now.wall - last.wall < -clockToleranceMs
        ? this.#note('clock-jumped', now)
        : msBetween(last, now) > sleptAfterMs
          ? this.#note('suspend', now)
          : null;
    if (lock !== null) return { lock, countdown: null };
    return this.#policy === null ? staysOpen : this.#deadlines(this.#policy, now);
  }

  #note(happening: Happening, now: Moment): LockReason | null {
    this.#happened.set(happening, now.wall);
    return this.#policy === null ? null : reasonOf(happening, this.#policy);
  }

  #deadlines({ idle, minimised }: LockPolicy, now: Moment): Verdict {
    if (
      minimised.on &&
      this.#outOfSightSince !== null &&
      msBetween(this.#outOfSightSince, now) >= minimised.minutes * 60_000
    ) {
      return { lock: 'minimised', countdown: null };
    }
    if (!idle.on) return staysOpen;
    const left = idle.minutes * 60_000 - msBetween(this.#lastActivity, now);
    if (left <= 0) return { lock: 'idle', countdown: null };
    return { lock: null, countdown: left <= countdownMs ? Math.ceil(left / 1000) : null };
  }
}
