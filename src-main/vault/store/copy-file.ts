/** Copying a whole database under another key, in a thread where there is one: it takes a while and answers nothing meanwhile. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { SecretKey, type Dek } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import { copyUnderNewKey, openConnection, type Cipher, type DatabaseFile } from './open.ts';

/** What a thread is started with. The two keys lie in shared memory, which both sides overwrite. */
export interface CopyOrder {
  readonly file: string;
  readonly cipher: Cipher;
  readonly target: string;
  readonly keys: SharedArrayBuffer;
}

export type CopyOutcome =
  { readonly isCopied: true } | { readonly isCopied: false; readonly code: ErrorCode };

/** Copies a database that nothing has open. @throws VaultError vault/disk-full and the like; nothing is left at `target` then */
export function copyDatabaseFile(source: DatabaseFile, target: string, newDek: Dek): void {
  const connection = openConnection(source, false);
  try {
    copyUnderNewKey(connection, source, target, newDek);
  } finally {
    connection.close();
  }
}

/** Does what the order says. @throws as {@link copyDatabaseFile} */
export function carryOut({ file, cipher, target, keys }: CopyOrder): void {
  const shared = new Uint8Array(keys);
  using dek = SecretKey.adopt('dek', shared.slice(0, 32));
  using newDek = SecretKey.adopt('dek', shared.slice(32, 64));
  shared.fill(0);
  copyDatabaseFile({ file, cipher, dek }, target, newDek);
}

const lookEveryMs = 200;

/**
 * Copies in a thread and tells how large the copy is meanwhile.
 * @param module runs `serveCopy`; with `null` the copy is made in this thread, without a word until it is done
 * @throws VaultError vault/disk-full and the like; nothing is left at `target` then
 */
export async function copyDatabaseBeside(
  module: URL | null,
  source: DatabaseFile,
  target: string,
  newDek: Dek,
  onBytes: (bytes: number) => void,
): Promise<void> {
  if (module === null) {
    copyDatabaseFile(source, target, newDek);
    return;
  }
  const shared = new Uint8Array(new SharedArrayBuffer(64));
  source.dek.use((bytes) => {
    shared.set(bytes);
  });
  newDek.use((bytes) => {
    shared.set(bytes, 32);
  });
  const order: CopyOrder = { file: source.file, cipher: source.cipher, target, keys: shared.buffer };
  const worker = new Worker(module, { workerData: order });
  const timer = setInterval(() => {
    void stat(target).then(
      ({ size }) => {
        onBytes(size);
      },
      // Not there yet, or taken away again.
      () => undefined,
    );
  }, lookEveryMs);
  try {
    const outcome = await new Promise<CopyOutcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new Error('the copying thread ended before its work did'));
      });
    });
    if (!outcome.isCopied) throw new VaultError(outcome.code);
  } finally {
    clearInterval(timer);
    shared.fill(0);
    await worker.terminate();
  }
}
