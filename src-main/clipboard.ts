import { createHash } from 'node:crypto';
import { clipboard } from 'electron';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface OlderClipboard {
  clear(name: 'selection'): void;
}

/** `selection` is missing in older Electrons, whose one clipboard object takes the name of the other. */
function clearSelection(selection: Electron.Clipboard | undefined): void {
  if (selection === undefined) (clipboard as unknown as OlderClipboard).clear('selection');
  else selection.clear();
}

/** Copies text and takes it off the clipboard again. Only its hash is kept, to know whether it is still ours. */
export class TimedClipboard {
  #copied: string | null = null;
  #timer: NodeJS.Timeout | null = null;

  copy(text: string, clearAfterSeconds: number): void {
    void clipboard.writeText(text);
    this.#copied = digest(text);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.clear();
    }, clearAfterSeconds * 1000);
  }

  /** At a lock: also what was merely selected, which X11 keeps for the middle mouse button after its window is gone. */
  async clearAll(): Promise<void> {
    if (process.platform === 'linux') clearSelection(clipboard.selection);
    await this.clear();
  }

  /** Clears the clipboard if it still holds what was copied here. Locking goes on when that fails. */
  async clear(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const copied = this.#copied;
    this.#copied = null;
    // Newer Electrons answer with a promise, older ones at once.
    if (copied === null) return;
    try {
      if (digest(await clipboard.readText()) === copied) clipboard.clear();
    } catch (error) {
      process.stderr.write(`the clipboard was not cleared: ${error instanceof Error ? error.name : ''}\n`);
    }
  }
}
