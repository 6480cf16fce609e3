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
  readonly #wantedSize: number | null;
  #frontier: Frontier = emptyFrontier;
  #parts = 0;
  #lastLine = '';
  #rootBefore: Hash | null = null;

  /** @param wantedSize the root at that size is kept */
  constructor(log: LogName, wantedSize: number | null) {
    this.#log = log;
    this.#wantedSize = wantedSize;
    if (wantedSize === 0) this.#rootBefore = rootOf(emptyFrontier);
  }

  get head(): TreeHead {
    return headOf(this.#frontier);
  }

  get parts(): number {
    return this.#parts;
  }

  get lastLine(): string {
    return this.#lastLine;
  }

  /** At the wanted size; `null` where the log does not reach it. */
  get rootBefore(): Hash | null {
    return this.#rootBefore;
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
    this.#lastLine = lines.at(-1) ?? this.#lastLine;
    return { lines, before, sha256 };
  }

  #append(leaves: readonly Hash[]): void {
    const until = this.#wantedSize === null ? -1 : this.#wantedSize - this.#frontier.size;
    const isWithin = until > 0 && until <= leaves.length;
    const first = isWithin ? leaves.slice(0, until) : leaves;
    this.#frontier = append(this.#frontier, first, () => undefined);
    if (!isWithin) return;
    this.#rootBefore = rootOf(this.#frontier);
    this.#frontier = append(this.#frontier, leaves.slice(until), () => undefined);
  }
}
