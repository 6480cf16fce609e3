/** Writing content out of the vault, as a file that anyone can read. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fromFileError } from '../errors.ts';
import type { BlobContent } from './content.ts';

/**
 * Writes content into a new file beside `path`, and puts it in its place once all of it was read, checked and is on disk:
 * whoever looks sees the old file or the whole new one.
 * @throws VaultError vault/disk-full, vault/read-only, vault/io-failed, file/missing, vault/damaged; whatever `step` throws
 */
export async function saveCopy(
  content: BlobContent,
  path: string,
  step: (doneBytes: number) => void,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      let done = 0;
      for await (const chunk of content.stream()) {
        await file.writeFile(chunk);
        done += chunk.length;
        step(done);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw fromFileError(error);
  }
}
