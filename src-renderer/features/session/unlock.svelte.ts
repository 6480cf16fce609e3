import type { Picked } from '../../../src-preload/contract/host.ts';
import { isNotAsSeen, type Session } from '../../../src-preload/contract/session.ts';
import { call, CallError, secret, textOf } from '../../vault.ts';
import { MissingFactors } from './missing-factors.svelte.ts';
import { NewPassphrase } from './new-passphrase.svelte.ts';
import { erasedIn, type OlderCode } from './older.ts';
import { PersonChoice } from './person-choice.svelte.ts';

const keyFileCodes = ['vault/key-file-needed', 'vault/wrong-key-file'];
const damageCodes = [
  'vault/keyring-damaged',
  'vault/keyring-edited',
  'vault/database-damaged',
  'vault/database-missing',
  'vault/damaged',
  'vault/kdf-out-of-range',
  'vault/too-many-slots',
];

/** Opening one vault with a person's passphrase. */
export class Unlock {
  readonly vault: Picked;
  readonly who = new PersonChoice();
  /** What takes the place of a passphrase that was made for one use. */
  readonly own = new NewPassphrase();
  #name = $state('');
  #passphrase = $state('');
  #keyFile = $state.raw<Picked | null>(null);
  #wasKeyFileMissed = $state(false);
  #wasInspected = $state(false);
  #choosesOwn = $state(false);
  #missing = $state.raw<MissingFactors | null>(null);
  #isBusy = $state(false);
  #cancelling = new AbortController();
  #error = $state<string | null>(null);
  #errorCode = $state('');
  #older = $state<OlderCode | null>(null);
  #erasedSince = $state(0);
  #attempts = $state(0);

  constructor(vault: Picked) {
    this.vault = vault;
    this.#name = vault.name;
  }

  get name(): string {
    return this.#name;
  }

  get passphrase(): string {
    return this.#passphrase;
  }

  set passphrase(next: string) {
    this.#passphrase = next;
  }

  get keyFile(): Picked | null {
    return this.#keyFile;
  }

  set keyFile(next: Picked | null) {
    this.#keyFile = next;
    // What was said of the one before does not hold for this one.
    if (!keyFileCodes.includes(this.#errorCode)) return;
    this.#error = null;
    this.#errorCode = '';
  }

  get needsKeyFile(): boolean {
    const own = this.who.slots.filter((slot) => slot.kind === 'passphrase');
    return this.#wasKeyFileMissed || (own.length > 0 && own.every((slot) => slot.needsKeyFile));
  }

  get hasRecovery(): boolean {
    return !this.#wasInspected || this.who.slots.some((slot) => slot.kind === 'recovery');
  }

  /** Whether the passphrase opened for the one time it does, and the person now chooses an own one. */
  get choosesOwn(): boolean {
    return this.#choosesOwn;
  }

  /** Factors that are to be set up before the vault opens. */
  get missing(): MissingFactors | null {
    return this.#missing;
  }

  get canOpen(): boolean {
    return this.#passphrase !== '' && this.who.isMade;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): string | null {
    return this.#error;
  }

  /** Whether the vault's files are what is wrong, so that a backup is the way out. */
  get isDamaged(): boolean {
    return damageCodes.includes(this.#errorCode);
  }

  /** Set when the vault or its list of people is older, or went its own way: the person decides. */
  get older(): OlderCode | null {
    return this.#older;
  }

  /** So many customers are in an {@link older} copy who were erased since. */
  get erasedSince(): number {
    return this.#erasedSince;
  }

  /** Counts failures, so that the same words twice are still said twice. */
  get attempts(): number {
    return this.#attempts;
  }

  async inspect(): Promise<void> {
    try {
      const found = await call('vault/inspect', { vault: this.vault.ticket });
      this.#name = found.name;
      this.who.take(found);
      this.#wasInspected = true;
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * Opens the vault. `null` when it did not open; {@link error} or {@link older} says why.
   * @param how one that is not as it was seen last: only to look at it, or to use it from now on
   */
  async open(how?: 'look' | 'accept'): Promise<Session | null> {
    if (this.#isBusy || !this.canOpen) return null;
    if (this.#choosesOwn && !this.own.check()) return null;
    this.#isBusy = true;
    const { signal } = (this.#cancelling = new AbortController());
    this.#error = null;
    this.#errorCode = '';
    try {
      const session = await call('vault/unlock', {
        vault: this.vault.ticket,
        ...this.who.input(),
        passphrase: secret(this.#passphrase),
        ...(this.#choosesOwn ? { newPassphrase: this.own.bytes() } : {}),
        ...(this.#missing ? { addFactors: this.#missing.added() } : {}),
        ...(this.#keyFile ? { keyFile: this.#keyFile.ticket } : {}),
        acceptOlder: how === 'accept',
        readOnly: how === 'look',
      });
      // One that opened all the same is being locked. What was typed stays, to be tried again.
      if (signal.aborted) return null;
      this.dispose();
      this.#older = null;
      return session;
    } catch (error) {
      this.#older = null;
      if (!signal.aborted) this.#failed(error);
      return null;
    } finally {
      this.#isBusy = false;
    }
  }

  /** Ends the opening that is under way: {@link open} gives `null`. What was typed stays. */
  async cancel(): Promise<void> {
    if (!this.#isBusy || this.#cancelling.signal.aborted) return;
    this.#cancelling.abort();
    await call('host/cancel-opening');
  }

  leaveOlder(): void {
    this.#older = null;
    this.leaveOwn();
  }

  /** Back to the first passphrase. */
  leaveOwn(): void {
    this.#choosesOwn = false;
    this.#missing = null;
    this.#error = null;
    this.dispose();
  }

  /** Drops what was typed. */
  dispose(): void {
    this.#passphrase = '';
    this.own.clear();
  }

  #failed(error: unknown): void {
    this.#attempts += 1;
    if (error instanceof CallError) {
      this.#errorCode = error.code;
      if (isNotAsSeen(error.code)) {
        this.#older = error.code;
        this.#erasedSince = erasedIn(error);
        return;
      }
      if (error.code === 'vault/new-passphrase-needed') {
        this.#choosesOwn = true;
        return;
      }
      if (error.code === 'vault/factors-needed') {
        const { keyFile, device } = error.details;
        this.#missing = new MissingFactors({ keyFile: keyFile === true, device: device === true });
        return;
      }
      if (keyFileCodes.includes(error.code)) this.#wasKeyFileMissed = true;
    }
    this.#error = textOf(error);
  }
}
