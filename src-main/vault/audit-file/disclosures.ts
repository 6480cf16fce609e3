/** What an audit file discloses of the journal's entries, held against their lines as those come. */
import { createHash } from 'node:crypto';
import { decryptFile } from '../bundle/age-file.ts';
import { linesOf, type ReadingOptions } from '../bundle/read-parts.ts';
import { readTar } from '../bundle/tar.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';
import { commitmentTo } from '../log/line.ts';
import { commitmentIn } from './line.ts';
import { auditRules, names } from './parts.ts';

interface Disclosed {
  readonly seq: number;
  readonly text: string;
}

const wrong = (): VaultError => new VaultError('audit-file/damaged', { part: names.disclosed });
const shape = /^\{"seq":([1-9][0-9]{0,14}),"disclosed":(\["[A-Za-z0-9_-]{22}",.*\])\}$/;

function parse(line: string): Disclosed {
  const [, seq, text] = shape.exec(line) ?? [];
  if (seq === undefined || text === undefined) throw wrong();
  try {
    outsideJson(text);
  } catch (error) {
    throw error instanceof SyntaxError ? wrong() : error;
  }
  return { seq: Number(seq), text };
}

/** Reads the part beside the first reading of the file: it need not wait in memory for the lines. @param sha256 what the first reading found */
async function* disclosedIn(options: ReadingOptions, sha256: string): AsyncGenerator<Disclosed, undefined> {
  const { path, credential } = options;
  const file = await decryptFile(path, credential);
  for await (const { name, chunks } of readTar(file.plain, file.size, auditRules)) {
    if (name !== names.disclosed) continue;
    const hash = createHash('sha256');
    const hashed = async function* () {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    for await (const line of linesOf(hashed())) yield parse(line);
    if (hash.digest('hex') !== sha256) throw wrong();
    return;
  }
}

/** Compares one after the other, in the order of the journal. */
export class Disclosures {
  readonly #source: AsyncGenerator<Disclosed, undefined>;
  #next: Disclosed | null | undefined;
  #count = 0;

  constructor(options: ReadingOptions, sha256: string) {
    this.#source = disclosedIn(options, sha256);
  }

  get count(): number {
    return this.#count;
  }

  async #peek(): Promise<Disclosed | null> {
    if (this.#next === undefined) {
      const { value } = await this.#source.next();
      this.#next = value ?? null;
    }
    return this.#next;
  }

  /** @param before the `seq` before the first line. @throws VaultError audit-file/damaged */
  async compare(lines: readonly string[], before: number): Promise<void> {
    let last = before;
    for (let next = await this.#peek(); next !== null; next = await this.#peek()) {
      if (next.seq <= last) throw wrong();
      const line = lines[next.seq - before - 1];
      if (line === undefined) return;
      if (commitmentIn(line) !== commitmentTo(next.text)) throw wrong();
      this.#count += 1;
      last = next.seq;
      this.#next = undefined;
    }
  }

  /** That nothing is left that no line was for. @throws VaultError audit-file/damaged */
  async end(): Promise<void> {
    if ((await this.#peek()) !== null) throw wrong();
  }

  /** Gives the file back. */
  async close(): Promise<void> {
    await this.#source.return(undefined);
  }
}
