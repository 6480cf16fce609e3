/**
 * Whether the pages of an open database are those that the last session left. A sum over them lies in the keyring; nothing but `copyLog` changes the
 * file, so that the sum is carried on from one copying to the next without looking at the whole of it. docs/file-format.md, D-7 to D-9.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { HeldFile } from '../../files/held-file.ts';
import { derivePageSumKey } from '../crypto/derive.ts';
import type { Dek, PageSumKey } from '../crypto/secret-key.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { databaseName } from '../keyring/keyring-file.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { openPageSum, sealPageSum } from '../keyring/page-sum.ts';
import { frameBytes, readLoggedPages, type LoggedPages } from '../store/logged-pages.ts';
import { addSums, isSameSum, PageSums, subtractSums, type PageSum } from '../store/page-sum.ts';
import type { Store } from '../store/store.ts';

/** `unknown`: nothing says what they should be. */
export type PagesFound = 'same' | 'differing' | 'unknown';

/** How an open vault's pages are known to be. */
export interface PagesState {
  /** `null` until it is known. */
  standing: 'same' | 'differing' | null;
  /** Once it is known, or known that it will not be. @throws VaultError vault/io-failed, vault/damaged, vault/locked */
  settled: Promise<void>;
}

export interface PagesManner {
  /** Whether the keyring is the newest one: what an earlier one says is no longer so. */
  readonly isKeyringCurrent: boolean;
  readonly isReadOnly: boolean;
  /** Whether there was a write-ahead log when the database was opened. */
  readonly hadLog: boolean;
  /** Whether the last one who had it open did not end in order, and may have been unable to say what the file is like. */
  readonly wasLeft: boolean;
}

/** Of a vault that nothing happened to. */
export const ownPages: PagesManner = {
  isKeyringCurrent: true,
  isReadOnly: false,
  hadLog: false,
  wasLeft: false,
};

/** From this many pages in the write-ahead log on it is copied into the file: SQLite's own default. */
const pagesToCopy = 1000;

function* upTo(numbers: ReadonlySet<number>, from: number, to: number): Generator<number> {
  yield* numbers;
  for (let page = from + 1; page <= to; page += 1) if (!numbers.has(page)) yield page;
}

function holdDatabase(path: string): HeldFile {
  try {
    const file = HeldFile.openIfThere(path);
    if (file === null) throw new VaultError('vault/database-missing');
    return file;
  } catch (error) {
    throw fromFileError(error);
  }
}

export class Pages {
  readonly #path: string;
  readonly #file: HeldFile;
  readonly #key: PageSumKey;
  readonly #sums: PageSums;
  /** What the pages come to if they are those that were left. */
  #expected: PageSum | null;
  /** What they do come to, once all of them were looked at. */
  #found: PageSum | null = null;
  #isCopying = false;
  #isGivenUp = false;
  #isComparing = false;
  #comparison: Promise<PagesFound | null> | null = null;
  /** Nothing copies. */
  readonly isReadOnly: boolean;
  readonly hadLog: boolean;
  readonly #wasLeft: boolean;
  readonly state: PagesState = { standing: null, settled: Promise.resolve() };

  /**
   * Of a database that is open already. To be released once it is closed, not before.
   * @throws VaultError vault/keyring-edited, vault/database-missing
   */
  constructor(folder: string, { vaultId, database }: Keyring, dek: Dek, manner: PagesManner) {
    this.#path = join(folder, databaseName);
    this.isReadOnly = manner.isReadOnly;
    this.hadLog = manner.hadLog;
    this.#wasLeft = manner.wasLeft;
    this.#expected = manner.isKeyringCurrent ? openPageSum(dek, vaultId, database) : null;
    this.#file = holdDatabase(this.#path);
    this.#key = derivePageSumKey(dek);
    this.#sums = new PageSums(this.#file, database.cipher, this.#key);
  }

  /** As the keyring is to have it from now on. */
  sealed(vaultId: string, databaseId: string, dek: Dek): Uint8Array | null {
    if (this.#isCopying || this.#expected === null) return null;
    return sealPageSum(dek, vaultId, databaseId, this.#expected);
  }

  /** Looks at every page, once. @returns `null` when it was given up meanwhile @throws VaultError vault/io-failed */
  compare(): Promise<PagesFound | null> {
    this.#comparison ??= this.#compare();
    return this.#comparison;
  }

  async #compare(): Promise<PagesFound | null> {
    try {
      this.#isComparing = true;
      this.#found = await this.#sums.ofAll(() => this.#isGivenUp);
    } catch (error) {
      // Of a file that was closed meanwhile.
      if (this.#isGivenUp) return null;
      throw fromFileError(error);
    } finally {
      this.#isComparing = false;
    }
    if (this.#found === null) return null;
    if (this.#expected === null) return 'unknown';
    if (isSameSum(this.#expected, this.#found)) return 'same';
    return this.#wasLeft ? 'unknown' : 'differing';
  }

  /** From now on the pages as they were found are those that are expected: what they hold was compared otherwise. */
  accept(): void {
    if (this.#found !== null) this.#expected = this.#found;
  }

  /** Whether the write-ahead log is to be copied while people work. */
  get isCopyDue(): boolean {
    if (this.#isComparing) return false;
    try {
      return lstatSync(`${this.#path}-wal`).size >= pagesToCopy * frameBytes;
    } catch (error) {
      if (fileErrorCode(error) === null) throw error;
      return false;
    }
  }

  /**
   * Copies the write-ahead log into the file and empties it. A comparison that is under way is given up.
   * @param note writes the keyring, with what `sealed` gives: `null`, until it is written again with the sum of after
   * @returns whether there was anything to copy
   * @throws VaultError vault/disk-full and the like; vault/busy while rows are being read
   */
  copyLog(store: Store, note: () => void): boolean {
    try {
      const logged = readLoggedPages(this.#path);
      if (logged.numbers.size === 0) return false;
      this.#isGivenUp = true;
      this.#isCopying = true;
      note();
      this.#carryOver(logged, () => {
        store.checkpoint();
      });
      this.#isCopying = false;
      return true;
    } catch (error) {
      throw fromFileError(error);
    }
  }

  #carryOver({ numbers, pages }: LoggedPages, copy: () => void): void {
    const before = this.#sums.pages;
    const old = this.#sums.of(upTo(numbers, pages ?? before, before));
    try {
      copy();
    } finally {
      // However much was copied: what the file has now counts.
      const now = this.#sums.of(upTo(numbers, before, this.#sums.pages));
      const carry = (sum: PageSum): PageSum => addSums(subtractSums(sum, old), now);
      this.#expected &&= carry(this.#expected);
      this.#found &&= carry(this.#found);
    }
  }

  /** The comparison is worth nothing any more once the file is closed. */
  release(): void {
    this.#isGivenUp = true;
    this.#file.release();
    this.#key.destroy();
  }
}
