/** Several files in one go: one progress, one cancel, one result, and a line that tells of it if a lock comes in between. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { attachmentNameFrom, type attachmentCalls } from '../../../src-preload/contract/attachments.ts';
import type { Output } from '../../../src-preload/contract/define.ts';
import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { noteProgress, noteWork } from '../store/unfinished-work.ts';
import { whenWritable } from '../when-writable.ts';
import { addAttachment } from './attachments.ts';
import { openSourceFile } from './source-file.ts';

type Outcome = Output<(typeof attachmentCalls)['attachments/add-files']>;

/** What is wrong with one file; the others may be right. */
const ofOneFile: ReadonlySet<ErrorCode> = new Set([
  'attachments/not-a-file',
  'attachments/too-large',
  'attachments/file-changed',
  'attachments/file-unreadable',
  'file/missing',
]);

export interface Adding {
  readonly customerId: string;
  readonly class: FieldClass;
  readonly checkIsOn: () => void;
  readonly onProgress: (doneBytes: number, items: { done: number; total: number }) => void;
}

/** The length of a file, 0 where there is none: that is told when its turn comes. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (fileErrorCode(error) === null) throw error;
    return 0;
  }
}

/** How many bytes all of the files are. */
export async function totalSize(paths: readonly string[]): Promise<number> {
  let total = 0;
  for (const path of paths) total += await sizeOf(path);
  return total;
}

/** @throws VaultError vault/locked when the vault was closed meanwhile; anything else that ends it early is in the outcome */
export async function addFiles(
  vault: OpenVault,
  paths: readonly string[],
  { customerId, class: fieldClass, checkIsOn, onProgress }: Adding,
): Promise<Outcome> {
  const { store } = vault;
  /** Those that are taken come first. */
  let names = paths.map((path) => attachmentNameFrom(basename(path)));
  const refused: Outcome['refused'] = [];
  let added = 0;
  let bytes = 0;
  await whenWritable(vault, checkIsOn);
  const noted = () => ({ kind: 'attaching', customerId, files: names }) as const;
  const line = store.unfinished.begin(noted(), paths.length);

  async function addOne(path: string): Promise<void> {
    await using source = await openSourceFile(path);
    const before = bytes;
    const items = { done: added + refused.length, total: paths.length };
    await addAttachment(vault, customerId, source, fieldClass, {
      checkIsOn,
      onProgress: (done) => {
        bytes = before + done;
        onProgress(bytes, items);
      },
      // With the file itself: what the line says is so, whenever it ends.
      onWritten: (tx) => {
        noteProgress(tx, line, added + 1);
      },
    });
    bytes = before + source.size;
    added += 1;
  }

  function refuse(error: VaultError): void {
    const [name = ''] = names.slice(added, added + 1);
    refused.push({ name, code: error.code, details: { ...error.details } });
    names = [...names.slice(0, added), ...names.slice(added + 1), name];
    store.write({ kind: 'edit', label: 'attachments/add-files' }, (tx) => {
      noteWork(tx, line, noted());
    });
  }

  let stoppedBy: Outcome['stoppedBy'] = null;
  for (const path of paths) {
    try {
      checkIsOn();
      await addOne(path);
    } catch (thrown) {
      const error = fromFileError(thrown, 'outside');
      // A line without an end: the next opening tells of it.
      if (!(error instanceof VaultError) || store.isClosed) throw error;
      if (ofOneFile.has(error.code)) {
        await whenWritable(vault);
        refuse(error);
        continue;
      }
      stoppedBy = { code: error.code, details: { ...error.details } };
      break;
    }
  }
  store.unfinished.end(line);
  return { added, refused, left: names.slice(added, names.length - refused.length), stoppedBy };
}
