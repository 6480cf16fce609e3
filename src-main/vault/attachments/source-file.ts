/** A file that is being taken in: what it is, and its bytes, as long as it stays what it was. */
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { attachmentNameFrom, maxAttachmentBytes } from '../../../src-preload/contract/attachments.ts';
import { openFile } from '../../files/open-file.ts';
import { WrongFile } from '../../files/file-errors.ts';
import { fileErrorCode, VaultError } from '../errors.ts';
import { mediaTypeOf } from './media-type.ts';

const readBytes = 256 * 1024;
const headBytes = 64;

export interface SourceFile extends AsyncDisposable {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /**
   * The file's bytes; a piece is valid until the next is asked for.
   * @throws VaultError attachments/file-changed, attachments/file-unreadable
   */
  readonly pieces: () => AsyncGenerator<Uint8Array, void, undefined>;
}

function unreadable(error: unknown): unknown {
  if (error instanceof WrongFile) return new VaultError('attachments/not-a-file', {}, error);
  const system = fileErrorCode(error);
  if (system === null) return error;
  if (system === 'ENOENT' || system === 'ENOTDIR') return new VaultError('file/missing', { system }, error);
  return new VaultError('attachments/file-unreadable', { system }, error);
}

/** Reads into the buffer until it is full or the file ends. */
async function fill(file: FileHandle, buffer: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/**
 * Opens a file to be taken in. @throws VaultError attachments/not-a-file, attachments/too-large,
 * attachments/file-unreadable, file/missing
 */
export async function openSourceFile(path: string): Promise<SourceFile> {
  let file: FileHandle | null = null;
  try {
    file = await openFile(path, 'followed');
    const opened = file;
    const before = await opened.stat({ bigint: true });
    const size = Number(before.size);
    if (size > maxAttachmentBytes)
      throw new VaultError('attachments/too-large', { sizeBytes: size, limitBytes: maxAttachmentBytes });
    const head = new Uint8Array(headBytes);
    const name = attachmentNameFrom(basename(path));
    const mediaType = mediaTypeOf(name, head.subarray(0, await fill(opened, head, 0)));
    return {
      name,
      mediaType,
      size,
      async *pieces() {
        const buffer = new Uint8Array(readBytes);
        try {
          for (let position = 0; ;) {
            const length = await fill(opened, buffer, position);
            position += length;
            if (position > size) throw new VaultError('attachments/file-changed');
            if (length > 0) yield buffer.subarray(0, length);
            if (length < buffer.length) break;
          }
          const after = await opened.stat({ bigint: true });
          if (after.size !== before.size || after.mtimeNs !== before.mtimeNs)
            throw new VaultError('attachments/file-changed');
        } catch (error) {
          throw unreadable(error);
        } finally {
          buffer.fill(0);
        }
      },
      [Symbol.asyncDispose]: () => opened.close(),
    };
  } catch (error) {
    await file?.close();
    throw unreadable(error);
  }
}
