/** Work that closes the vault: meanwhile nothing else is answered. */
import { setTimeout as wait } from 'node:timers/promises';
import { VaultError } from '../errors.ts';

/** What the vault is closed for. */
export interface Leaving {
  /** The reason that `vault/busy` gives. */
  readonly why: 'rotation';
  /** That are to be written. */
  readonly bytes: number;
}

/**
 * Runs `work` once no other call is being answered; calls that come meanwhile are refused with `vault/busy`. `work` calls
 * `forget` when it has closed the vault.
 * @throws VaultError vault/busy when other calls do not come to an end; what `work` throws
 */
export type Leave = <T>(leaving: Leaving, work: (forget: () => void) => Promise<T>) => Promise<T>;

/** Calls that are being answered, and the one kind of work that wants to be alone. */
export interface Calls {
  readonly leaving: Leaving | null;
  /** Answers a call. @throws VaultError vault/busy while the vault is left */
  answer<T>(call: () => T | Promise<T>): Promise<T>;
  readonly leave: Leave;
  /** Resolves when the vault is no longer left, however that ended. */
  readonly settled: () => Promise<void>;
}

const patienceMs = 2000;
const lookEveryMs = 20;

/** @param forget lets go of the session, whose vault was closed */
export function countCalls(forget: () => void): Calls {
  let running = 0;
  let leaving: Leaving | null = null;
  let done: Promise<unknown> = Promise.resolve();

  /** The call that leaves is one of those running. */
  const aloneOrBusy = async (): Promise<void> => {
    for (const end = performance.now() + patienceMs; running > 1;) {
      if (performance.now() > end) throw new VaultError('vault/busy');
      await wait(lookEveryMs);
    }
  };

  return {
    get leaving() {
      return leaving;
    },
    async answer(call) {
      if (leaving !== null) throw new VaultError('vault/busy', { reason: leaving.why });
      running += 1;
      try {
        return await call();
      } finally {
        running -= 1;
      }
    },
    async leave(next, work) {
      if (leaving !== null) throw new VaultError('vault/busy', { reason: leaving.why });
      leaving = next;
      const whole = aloneOrBusy().then(() => work(forget));
      done = whole.catch(() => undefined);
      try {
        return await whole;
      } finally {
        leaving = null;
      }
    },
    settled: async () => {
      await done;
    },
  };
}
