/** Files that are written to their end, or not at all. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { newFile } from '../../files/open-file.ts';
import { fromFileError } from '../errors.ts';

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Puts what comes into a new file, down to the disk. Nothing is left of it when that fails. */
export async function writeFileWhole(path: string, source: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await newFile(path);
    try {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        // All of it: one write may take less.
        await file.appendFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { path, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(path, { force: true });
    throw fromFileError(error, 'outside');
  }
}
