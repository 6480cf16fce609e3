/** What a person hands to the app from outside, and in which order it is taken. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { OpenedKind } from '../src-preload/contract/host.ts';
import { vaultSuffix } from './files/vault-name.ts';

const kinds: Readonly<Record<string, OpenedKind>> = {
  '.coffer-bundle': 'bundle',
  '.coffer-card': 'card',
  '.coffer-receipt': 'receipt',
  '.coffer-invitation': 'invitation',
  '.csv': 'table',
  '.tsv': 'table',
  '.txt': 'table',
  '.xlsx': 'table',
  '.vcf': 'table',
};

export interface OpenedFile {
  readonly id: number;
  readonly path: string;
  readonly kind: OpenedKind;
}

/** A path for what it stands for: who opens a file in a vault's folder means the vault. */
function meant(path: string): Omit<OpenedFile, 'id'> {
  if (!existsSync(path)) return { path, kind: 'missing' };
  const inVault = [path, dirname(path)].find((each) => each.toLowerCase().endsWith(vaultSuffix));
  if (inVault !== undefined && statSync(inVault).isDirectory()) return { path: inVault, kind: 'vault' };
  return { path, kind: kinds[extname(path).toLowerCase()] ?? 'other' };
}

/**
 * The files among the words of a command line, which begins with the program.
 * @param folder where it was given: paths may be relative
 * @param program where the program's own script lies, which is a word of a program that runs from source
 */
export function filesAmong(
  argv: readonly string[],
  folder: string,
  program: string,
): readonly Omit<OpenedFile, 'id'>[] {
  return argv
    .slice(1)
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => resolve(folder, word))
    .filter((path) => path !== program && !(dirname(path) === program && /\.[cm]?js$/.test(path)))
    .map(meant);
}

/** Files wait here, outside any window, until a person takes or drops them: neither a lock nor another file loses one. */
export class OpenedQueue {
  #waiting: readonly OpenedFile[] = [];
  #lastId = 0;

  get waiting(): readonly { readonly id: number; readonly name: string; readonly kind: OpenedKind }[] {
    return this.#waiting.map(({ id, path, kind }) => ({ id, name: basename(path), kind }));
  }

  /** One that waits already keeps its place. */
  add(files: readonly Omit<OpenedFile, 'id'>[]): void {
    for (const file of files) {
      if (this.#waiting.some(({ path }) => path === file.path)) continue;
      this.#lastId += 1;
      this.#waiting = [...this.#waiting, { id: this.#lastId, ...file }];
    }
  }

  /** What is open need not wait. */
  forget(path: string): void {
    this.#waiting = this.#waiting.filter((each) => each.path !== path);
  }

  /** Gives a file out once. */
  take(id: number): OpenedFile | null {
    const file = this.#waiting.find((each) => each.id === id) ?? null;
    this.#waiting = this.#waiting.filter((each) => each !== file);
    return file;
  }
}
