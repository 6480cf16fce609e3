import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { clipboard } from 'electron';
import { writeOverFreed } from './freed-memory.ts';

/** Hashed out of a buffer that is overwritten: Node's own copy of a string would lie where it was. */
function digest(text: string): string {
  const bytes = Buffer.alloc(Buffer.byteLength(text));
  bytes.write(text);
  const hash = createHash('sha256').update(bytes).digest('hex');
  bytes.fill(0);
  return hash;
}

/** `selection` is missing in older Electrons, whose one clipboard object takes the name of the other. */
function clearSelection(selection: Electron.Clipboard | undefined): void {
  if (selection === undefined) (clipboard as unknown as OlderClipboard).clear('selection');
  else selection.clear();
}

interface OlderClipboard {
  clear(name: 'selection'): void;
}

/** More than both halves of V8's space for what is new. */
const newSpaceBytes = 64 * 1024 * 1024;

/** Has V8 collect what it let go of, and write over it: what is old when it is swept, what is new by what is newer. */
function collectAndOverwrite(): void {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--clear-free-memory');
  // The context has a `gc` for as long as the flag is set.
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
  for (let bytes = 0; bytes < newSpaceBytes; bytes += 8 * 1024) Array.from({ length: 1024 }, () => 0);
  collect();
}

interface Length {
  readonly units: number;
  readonly bytes: number;
}

interface Copied extends Length {
  readonly digest: string;
}

/**
 * Copies text and takes it off the clipboard again. Only its hash is kept, to know whether it is still ours, and its length: on
 * Linux this process serves the clipboard out of its own memory, and what it frees of that it does not overwrite.
 */
export class TimedClipboard {
  #copied: Copied | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Of what was copied since the last lock. */
  readonly #lengths = new Map<string, Length>();

  async copy(text: string, clearAfterSeconds: number): Promise<void> {
    const before = this.#copied;
    const [units, bytes] = [text.length, Buffer.byteLength(text)];
    this.#copied = { digest: digest(text), units, bytes };
    this.#lengths.set(`${units} ${bytes}`, { units, bytes });
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.clear();
    }, clearAfterSeconds * 1000);
    // Newer Electrons answer with a promise, older ones at once.
    await clipboard.writeText(text);
    // At once: what else gets such a piece next may keep it, and not fill it.
    writeOverFreed(units, bytes);
    if (before !== null) writeOverFreed(before.units, before.bytes);
  }

  /** At a lock: also what was merely selected, which X11 keeps for the middle mouse button after its window is gone. */
  async clearAll(): Promise<void> {
    if (process.platform === 'linux') clearSelection(clipboard.selection);
    await this.clear();
    if (this.#lengths.size === 0) return;
    for (const { units, bytes } of this.#lengths.values()) writeOverFreed(units, bytes);
    this.#lengths.clear();
    collectAndOverwrite();
  }

  /** Clears the clipboard if it still holds what was copied here. Locking goes on when that fails. */
  async clear(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const copied = this.#copied;
    this.#copied = null;
    if (copied === null) return;
    try {
      if (digest(await clipboard.readText()) === copied.digest) clipboard.clear();
    } catch (error) {
      process.stderr.write(`the clipboard was not cleared: ${error instanceof Error ? error.name : ''}\n`);
    }
    writeOverFreed(copied.units, copied.bytes);
  }
}
