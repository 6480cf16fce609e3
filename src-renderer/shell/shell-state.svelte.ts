import { toasts } from '../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../vault.ts';
import { step } from './undo.ts';

/** What the frame around the screens shows and does while a vault is open. */
export class ShellState {
  #secondsLeft = $state<number | null>(null);
  #undoable = $state<string | null>(null);
  #redoable = $state<string | null>(null);
  #isPaletteOpen = $state(false);
  #areShortcutsOpen = $state(false);

  /** Seconds to the idle lock, in its last minute. */
  get secondsLeft(): number | null {
    return this.#secondsLeft;
  }

  /** The vault's word for what would be undone; `null` when there is nothing. */
  get undoable(): string | null {
    return this.#undoable;
  }

  get redoable(): string | null {
    return this.#redoable;
  }

  get isPaletteOpen(): boolean {
    return this.#isPaletteOpen;
  }

  set isPaletteOpen(next: boolean) {
    this.#isPaletteOpen = next;
  }

  get areShortcutsOpen(): boolean {
    return this.#areShortcutsOpen;
  }

  set areShortcutsOpen(next: boolean) {
    this.#areShortcutsOpen = next;
  }

  /** Listens until the returned function is called. */
  start(): () => void {
    const ends = [
      on('host/countdown', ({ seconds }) => {
        this.#secondsLeft = seconds;
      }),
      on('changed/undo', () => void this.#loadUndo()),
    ];
    void this.#loadUndo();
    return () => {
      for (const end of ends) end();
    };
  }

  undo(): Promise<void> {
    return step('undo/undo');
  }

  redo(): Promise<void> {
    return step('undo/redo');
  }

  async lock(): Promise<void> {
    try {
      await call('host/lock');
    } catch (error) {
      toasts.show({ text: textOf(error), kind: 'danger' });
    }
  }

  async #loadUndo(): Promise<void> {
    try {
      const state = await call('undo/state');
      this.#undoable = state.undo;
      this.#redoable = state.redo;
    } catch (error) {
      // The vault is being locked: this window is about to go.
      if (!(error instanceof CallError && error.code === 'vault/locked')) throw error;
    }
  }
}
