import { silenceLimitMs } from './control.ts';

/** How long a vault process may take to put everything on disk. */
const prepareLimitMs = 20_000;
/** A backup may take as much longer as a slow disk needs for its bytes, but no longer than the last of these. */
const backupBytesPerMs = 15_000;
const backupLimitMs = 10 * 60_000;

/**
 * How long a lock waits for the vault process, by what that says. One that runs says at once that it heard of the lock; one
 * that says nothing was stopped by somebody, and would keep its keys for as long as it is waited for.
 */
export class Patience {
  /** By the steady clock. */
  #endsAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopWaiting: (() => void) | null = null;

  /** Resolves when nothing more is to be waited for. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#stopWaiting = resolve;
      this.#extend(silenceLimitMs);
    });
  }

  /** The vault process heard of the lock. */
  heard(): void {
    this.#extend(prepareLimitMs);
  }

  /** It writes a backup of so many bytes, and answers nothing meanwhile, a lock neither. */
  backupBegan(bytes: number): void {
    this.#extend(prepareLimitMs + Math.min(bytes / backupBytesPerMs, backupLimitMs));
  }

  backupEnded(): void {
    this.#endsAt = 0;
    if (this.#stopWaiting !== null) this.#extend(prepareLimitMs);
  }

  /** It has put everything on disk, or has ended. */
  over(): void {
    this.#endsAt = 0;
    clearTimeout(this.#timer);
    this.#stopWaiting?.();
    this.#stopWaiting = null;
  }

  #extend(ms: number): void {
    const now = performance.now();
    this.#endsAt = Math.max(this.#endsAt, now + ms);
    if (this.#stopWaiting === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.over();
    }, this.#endsAt - now);
  }
}
