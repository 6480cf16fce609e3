/** A short message at the window's foot. It goes by itself unless it reports a failure. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'info' | 'success' | 'danger';
  readonly action: { readonly label: string; readonly run: () => void } | undefined;
}

const shownForMs = { info: 6000, success: 5000, danger: 12_000 };

class Toasts {
  #shown = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  /** Shows a message; at most four at a time. Returns its id. */
  show(toast: { text: string; kind?: Toast['kind']; action?: { label: string; run: () => void } }): number {
    const id = this.#nextId++;
    const kind = toast.kind ?? 'info';
    this.#shown = [...this.#shown.slice(-3), { id, text: toast.text, kind, action: toast.action }];
    this.#start(id, shownForMs[kind]);
    return id;
  }

  dismiss(id: number): void {
    this.hold(id);
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }

  /** Takes back what is offered to be undone: after another change it would undo that one. */
  retractOffers(): void {
    for (const toast of this.#shown) if (toast.action !== undefined) this.dismiss(toast.id);
  }

  /** Stops the clock while the pointer or the focus is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  release(id: number): void {
    if (this.#shown.some((toast) => toast.id === id)) this.#start(id, 3000);
  }

  #start(id: number, ms: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), ms),
    );
  }
}

export const toasts = new Toasts();
