import { randomBytes } from 'node:crypto';
import { GrantedFiles, type Purpose } from '../src-preload/contract/tickets.ts';

/** Paths that the person chose, behind random names. The window knows the names only. */
export class Tickets extends GrantedFiles {
  readonly #onGrant: (ticket: string, path: string, purpose: Purpose) => void;

  /** `onGrant` hears of each new ticket, to tell the vault process where there is one. */
  constructor(onGrant: (ticket: string, path: string, purpose: Purpose) => void = () => undefined) {
    super();
    this.#onGrant = onGrant;
  }

  /** A new ticket (32 hexadecimal digits) for a path, good for that purpose only. */
  give(path: string, purpose: Purpose): string {
    const ticket = randomBytes(16).toString('hex');
    this.grant(ticket, path, purpose);
    this.#onGrant(ticket, path, purpose);
    return ticket;
  }
}
