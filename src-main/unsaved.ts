import type { UnsavedEdit } from '../src-preload/contract/unfinished.ts';

interface Kept {
  readonly at: number;
  readonly edits: UnsavedEdit[];
}

const nothing: Kept = { at: 0, edits: [] };

/**
 * What the window could not save at a lock, nor note in the vault because the disk was full: which fields and why, by
 * vault and person, until that person opens that vault again. In memory only.
 */
export class Unsaved {
  readonly #kept = new Map<string, Kept>();
  /** Whose vault is open, or was opened last. */
  #whose: string | null = null;

  opened(vaultId: string, personId: string): void {
    this.#whose = `${vaultId} ${personId}`;
  }

  /** At the lock of the vault that was opened last. */
  keep(edits: readonly UnsavedEdit[], at: number): void {
    if (this.#whose !== null && edits.length > 0) this.#kept.set(this.#whose, { at, edits: [...edits] });
    this.#whose = null;
  }

  /** Of the vault that is open; given once. */
  take(): Kept {
    const kept = this.#whose === null ? undefined : this.#kept.get(this.#whose);
    if (this.#whose !== null) this.#kept.delete(this.#whose);
    return kept ?? nothing;
  }
}
