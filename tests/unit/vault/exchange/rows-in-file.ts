import { openFile, rowsOf } from '../../../../src-main/vault/exchange/import/open.ts';
import type { SourceRow } from '../../../../src-main/vault/exchange/source.ts';
import { collected } from './collected.ts';

/** The rows of a file as an import reads them, the heading row first. */
export async function rowsInFile(path: string): Promise<SourceRow[]> {
  return (await collected(rowsOf(await openFile(path))())).flat();
}
