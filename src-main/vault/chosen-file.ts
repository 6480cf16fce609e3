import type { ErrorCode } from '../../src-preload/contract/index.ts';
import { readFile } from '../files/open-file.ts';
import { fromFileError, VaultError } from './errors.ts';

/** The whole of a small file that a person chose. @throws VaultError `tooLong` for one of more than `mostBytes`; file/missing and the like */
export async function readChosen(path: string, mostBytes: number, tooLong: ErrorCode): Promise<Buffer> {
  try {
    const bytes = await readFile(path, mostBytes, 'followed');
    if (bytes === null) throw new VaultError(tooLong);
    return bytes;
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}
