/** Reading a log out of its parts: the tree over its lines, and where it stood before. */
import type { ByteSource } from '../bundle/age-payload.ts';
import { takeLines } from '../bundle/read-parts.ts';
import { VaultError } from '../errors.ts';
import {
  append,
  emptyFrontier,
  headOf,
  leafHash,
  rootOf,
  type Frontier,
  type Hash,
  type TreeHead,
} from '../log/merkle.ts';
import type { LogName } from '../store/log-tree.ts';
import { linesPerPart, mostLineBytes, nameOfPart } from './parts.ts';

export class LogReader {
  readonly #log: LogName;
  readonly #wanted = new Set<number>();
  readonly #rootsAt = new Map<number, Hash>();
  #frontier: Frontier = emptyFrontier;
  #parts = 0;
  #firstLine = '';
  #lastLine = '';

  constructor(log: LogName) {
    this.#log = log;
  }

  /** Keeps the root at that size. To be said before the log is read. */
  want(size: number): void {
    this.#wanted.add(size);
    if (size === 0) this.#rootsAt.set(0, rootOf(emptyFrontier));
  }

  get head(): TreeHead {
    return headOf(this.#frontier);
  }

  get parts(): number {
    return this.#parts;
  }

  get firstLine(): string {
    return this.#firstLine;
  }

  get lastLine(): string {
    return this.#lastLine;
  }

  /** At a size that was wanted; `null` where the log does not reach it. */
  rootAt(size: number): Hash | null {
    return this.#rootsAt.get(size) ?? null;
  }

  /**
   * Takes the next part.
   * @returns its lines, the `seq` before the first of them, and its SHA-256
   * @throws VaultError audit-file/damaged for one that is not the next, or not of 256 lines before the last
   */
  async take(
    number: number,
    chunks: ByteSource,
  ): Promise<{ lines: string[]; before: number; sha256: string }> {
    const before = this.#frontier.size;
    const name = nameOfPart({ log: this.#log, number });
    const damaged = (): VaultError => new VaultError('audit-file/damaged', { part: name });
    if (number !== this.#parts || before !== number * linesPerPart) throw damaged();
    const lines: string[] = [];
    const { sha256 } = await takeLines(chunks, (line) => {
      if (lines.length === linesPerPart || line.length > mostLineBytes) throw damaged();
      lines.push(line);
    });
    this.#append(lines.map(leafHash));
    this.#parts += 1;
    if (number === 0) this.#firstLine = lines[0] ?? '';
    this.#lastLine = lines.at(-1) ?? this.#lastLine;
    return { lines, before, sha256 };
  }

  #append(leaves: readonly Hash[]): void {
    const before = this.#frontier.size;
    const within = [...this.#wanted].filter((size) => size > before && size <= before + leaves.length);
    let done = 0;
    for (const size of within.toSorted((one, other) => one - other)) {
      this.#frontier = append(this.#frontier, leaves.slice(done, size - before), () => undefined);
      this.#rootsAt.set(size, rootOf(this.#frontier));
      done = size - before;
    }
    this.#frontier = append(this.#frontier, leaves.slice(done), () => undefined);
  }
}
