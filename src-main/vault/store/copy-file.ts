/**
 * A whole database again under another key, in a thread where there is one: the file is copied as it lies, then the
 * database's own cipher writes every page of the copy anew. (Copying by `VACUUM INTO` and changing the key afterwards
 * would encrypt everything twice.)
 */
import { stat, type FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { copyFileSync, openFile } from '../../files/open-file.ts';
import { SecretKey, type Dek } from '../crypto/secret-key.ts';
import { fileErrorCode, VaultError } from '../errors.ts';
import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import { rekeyCopy, type Cipher, type DatabaseFile } from './open.ts';
import { pageBytes } from './page-sum.ts';
import { mappingErrors } from './sql-errors.ts';

/** What a thread is started with. The two keys lie in shared memory, which both sides overwrite. */
export interface CopyOrder {
  readonly file: string;
  readonly cipher: Cipher;
  readonly target: string;
  readonly keys: SharedArrayBuffer;
}

/** What a thread says: that the file is copied and will be let alone from now on, and in the end how it went. */
export type CopyNews =
  | { readonly at: 'copied' }
  | { readonly at: 'done' }
  | { readonly at: 'failed'; readonly code: ErrorCode };

/** What becomes known while a database is copied. */
export interface CopyWatch {
  /** The source was read to its end: what it holds is in the copy, and its file is not touched again. @throws to give up */
  readonly onCopied: () => Promise<void> | void;
  /** How much is copied; from `onCopied` on, how much of it is encrypted anew. */
  readonly onBytes: (bytes: number) => void;
}

function copyAsItLies({ file, target }: CopyOrder): void {
  mappingErrors(() => {
    copyFileSync(file, target);
  });
}

function encryptAnew({ target, cipher, keys }: CopyOrder): void {
  const shared = new Uint8Array(keys);
  using dek = SecretKey.adopt('dek', shared.slice(0, 32));
  using newDek = SecretKey.adopt('dek', shared.slice(32, 64));
  shared.fill(0);
  rekeyCopy({ file: target, cipher, dek }, newDek);
}

/** Does what the order says. @param say hears of `copied` @throws VaultError vault/disk-full and the like */
export function carryOut(order: CopyOrder, say: (news: CopyNews) => void): void {
  copyAsItLies(order);
  say({ at: 'copied' });
  encryptAnew(order);
}

const lookEveryMs = 250;
/** Of the end of every page, which is new with each writing (page-sum.ts); so much of it is enough to tell. */
const sealBytes = 32;

/** Whether the page has been written under the new key: its seal is another one than the source's. */
async function isAnew(source: FileHandle, copy: FileHandle, page: number): Promise<boolean> {
  const at = page * pageBytes - sealBytes;
  const [before, after] = await Promise.all(
    [source, copy].map((file) => file.read(new Uint8Array(sealBytes), 0, sealBytes, at)),
  );
  return Buffer.compare(before?.buffer ?? new Uint8Array(), after?.buffer ?? new Uint8Array()) !== 0;
}

/**
 * How many pages of the copy lie under the new key. They are written from the first to the last (the first one alone
 * waits for the end), so the place where pages begin to be as they were is found by halving.
 */
async function pagesAnew(source: FileHandle, copy: FileHandle, pages: number, from: number): Promise<number> {
  let [low, high] = [from, pages];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (middle > 1 && (await isAnew(source, copy, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Looks how far the copy is, again and again. */
function follow(source: FileHandle, size: number, target: string, onBytes: CopyWatch['onBytes']) {
  let isCopied = false;
  let pages = 0;
  let looking = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  const tellCopied = (bytes: number): void => {
    // It may be the next thing that is told of by now.
    if (!isCopied) onBytes(Math.min(size, bytes));
  };
  const look = async (): Promise<void> => {
    if (!isCopied) {
      tellCopied((await stat(target)).size);
      return;
    }
    const copy = await openFile(target, 'refused');
    try {
      pages = await pagesAnew(source, copy, Math.floor(size / pageBytes), pages);
    } finally {
      await copy.close();
    }
    onBytes(pages * pageBytes);
  };
  const lookIfThere = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      // Not there yet, or taken away again; how far it is then shows at the next look.
      if (fileErrorCode(error) === null) failure = { error };
    }
  };
  const timer = setInterval(() => {
    looking = looking.then(lookIfThere);
  }, lookEveryMs);
  return {
    copied: () => {
      isCopied = true;
    },
    end: async () => {
      clearInterval(timer);
      await looking;
      if (failure !== null) throw failure.error;
    },
  };
}

async function copyInThread(module: URL, order: CopyOrder, onCopied: () => Promise<void>): Promise<void> {
  const worker = new Worker(module, { workerData: order });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (news: CopyNews) => {
        if (news.at === 'copied') onCopied().catch(reject);
        else if (news.at === 'done') resolve();
        else reject(new VaultError(news.code));
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new Error('the copying thread ended before its work did'));
      });
    });
  } finally {
    await worker.terminate();
  }
}

/**
 * Copies a database that nothing has open and nobody changes.
 * @param module runs `serveCopy`; with `null` the copy is made in this thread, without a word until it is done
 * @param source a handle of the file, to compare with; stays open
 * @throws VaultError vault/disk-full and the like, and what `onCopied` throws; `target` is the caller's to remove then
 */
export async function copyDatabaseBeside(
  module: URL | null,
  { handle, ...source }: DatabaseFile & { readonly handle: FileHandle },
  target: string,
  newDek: Dek,
  { onCopied, onBytes }: CopyWatch,
): Promise<void> {
  const { size } = await handle.stat();
  const shared = new Uint8Array(new SharedArrayBuffer(64));
  source.dek.use((bytes) => {
    shared.set(bytes);
  });
  newDek.use((bytes) => {
    shared.set(bytes, 32);
  });
  const order: CopyOrder = { file: source.file, cipher: source.cipher, target, keys: shared.buffer };
  const following = follow(handle, size, target, onBytes);
  try {
    if (module === null) {
      copyAsItLies(order);
      await onCopied();
      encryptAnew(order);
    } else {
      await copyInThread(module, order, async () => {
        following.copied();
        await onCopied();
      });
    }
  } finally {
    shared.fill(0);
    await following.end();
  }
}
