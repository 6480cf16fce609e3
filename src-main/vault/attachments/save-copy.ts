/** Writing content out of the vault, as a file that anyone can read. */
import { writeNewFile, type NewFile } from '../new-file.ts';
import type { BlobContent } from './content.ts';

/**
 * Writes content into a new file, which is in its place once all of it was read and checked.
 * @returns its SHA-256, in hexadecimal
 * @throws VaultError vault/damaged and what {@link writeNewFile} throws; whatever `step` throws
 */
export async function saveCopy(
  content: BlobContent,
  to: NewFile,
  step: (doneBytes: number) => void,
): Promise<string> {
  return writeNewFile(to, async (file) => {
    let done = 0;
    for (const chunk of content.chunks()) {
      await file.writeFile(chunk);
      done += chunk.length;
      step(done);
    }
  });
}
