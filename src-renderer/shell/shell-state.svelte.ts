import { toasts } from '../ui/toasts.svelte.ts';
import { call, CallError, on, textOf } from '../vault.ts';
import { step } from './undo.ts';

/** What the frame around the screens shows and does while a vault is open. */
export class ShellState {
  #secondsLeft = $state<number | null>(null);
  #canUndo = $state(false);
  #canRedo = $state(false);
  #isPaletteOpen = $state(false);
  #areShortcutsOpen = $state(false);

  /** Seconds to the idle lock, in its last minute. */
  get secondsLeft(): number | null {
    return this.#secondsLeft;
  }

  get canUndo(): boolean {
    return this.#canUndo;
  }

  get canRedo(): boolean {
    return this.#canRedo;
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
      this.#canUndo = state.undo !== null;
      this.#canRedo = state.redo !== null;
    } catch (error) {
      // The vault is being locked: this window is about to go.
      if (!(error instanceof CallError && error.code === 'vault/locked')) throw error;
    }
  }
}
