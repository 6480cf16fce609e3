/**
 * A file that is kept open to read in it for as long as something else has it open, too: closing any descriptor of a file lets go
 * of every lock that this process has on it (fcntl(2)), those of a database included.
 */
import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { assertFileOrNothing } from './open-file.ts';
import { WrongFile } from './file-errors.ts';

const readLater = promisify(read);
const isWindows = process.platform === 'win32';
const flags = constants.O_RDONLY | (isWindows ? 0 : constants.O_NONBLOCK | constants.O_NOFOLLOW);

export class HeldFile {
  readonly #descriptor: number;
  #isReleased = false;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** @returns `null` where there is none @throws WrongFile, and the system's errors */
  static openIfThere(path: string): HeldFile | null {
    const before = assertFileOrNothing(path);
    if (before === null) return null;
    const descriptor = openSync(path, flags);
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    const held = new HeldFile(descriptor);
    if (`${String(dev)}:${String(ino)}` === before) return held;
    held.release();
    throw new WrongFile('REPLACED');
  }

  /** In bytes. */
  get size(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** Fills `bytes` from there on. @returns how many there were */
  readSync(bytes: Uint8Array, at: number): number {
    return readSync(this.#descriptor, bytes, 0, bytes.length, at);
  }

  /** As {@link readSync}, by another thread. What was asked for before the file was released is worth nothing after. */
  async read(bytes: Uint8Array, at: number): Promise<number> {
    if (this.#isReleased) throw new Error('the file was released');
    return (await readLater(this.#descriptor, bytes, 0, bytes.length, at)).bytesRead;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    closeSync(this.#descriptor);
  }
}
