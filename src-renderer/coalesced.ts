/** Work that runs one at a time. Asked for while it runs, it runs once more afterwards, however often it was asked for. */
export class Coalesced {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves, or rejects as the work does, when a run is over that began no earlier than this call. */
  run(): Promise<void> {
    if (this.#running === null) {
      this.#running = this.#work().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    const again = (): Promise<void> => {
      this.#next = null;
      return this.run();
    };
    this.#next ??= this.#running.then(again, again);
    return this.#next;
  }

  /** Resolves when all is done that was asked for until now. */
  settled(): Promise<void> {
    return this.#next ?? this.#running ?? Promise.resolve();
  }
}
