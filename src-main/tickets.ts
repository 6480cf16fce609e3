import { randomBytes } from 'node:crypto';

/** Paths that the person chose, behind random names. The window knows the names only. */
export class Tickets {
  readonly #paths = new Map<string, string>();
  readonly #onGrant: (ticket: string, path: string) => void;

  /** `onGrant` hears of each new ticket, to tell the vault process. */
  constructor(onGrant: (ticket: string, path: string) => void) {
    this.#onGrant = onGrant;
  }

  /** A new ticket (32 hexadecimal digits) for a path. */
  grant(path: string): string {
    const ticket = randomBytes(16).toString('hex');
    this.#paths.set(ticket, path);
    this.#onGrant(ticket, path);
    return ticket;
  }

  path(ticket: string): string | null {
    return this.#paths.get(ticket) ?? null;
  }

  /** All there are, for a vault process that starts later. */
  entries(): Iterable<[string, string]> {
    return this.#paths.entries();
  }

  /** At a lock: what was granted in one session is not granted in the next. */
  clear(): void {
    this.#paths.clear();
  }
}
