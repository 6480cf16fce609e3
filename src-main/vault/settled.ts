import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileErrorCode, fromFileError } from './errors.ts';

/** The path with every link followed, also where its last parts are not there yet. */
export async function settled(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const above = dirname(path);
    if (fileErrorCode(error) !== 'ENOENT' || above === path) throw fromFileError(error, 'outside');
    return join(await settled(above), basename(path));
  }
}
