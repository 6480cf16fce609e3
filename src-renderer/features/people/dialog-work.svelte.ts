import { textOf } from '../../vault.ts';

/** The work of a dialog's main button: one at a time, and what went wrong stays in the dialog. */
export class DialogWork {
  #isBusy = $state(false);
  #error = $state<string | null>(null);

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): string | null {
    return this.#error;
  }

  /** Whether `work` went through. It ends early by giving `false`, e.g. where the person thought better of it. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    this.#error = null;
    try {
      return (await work()) !== false;
    } catch (error) {
      this.#error = textOf(error);
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}
