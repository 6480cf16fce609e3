import { VaultError } from '../errors.ts';

/** What a failed file operation means to a person; errors that are no file's come back as they were. */
export function fileError(error: unknown): unknown {
  if (error instanceof VaultError || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new VaultError('vault/disk-full', {}, error);
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new VaultError('vault/read-only', {}, error);
    case 'ENOENT':
    case 'ENOTDIR':
      return new VaultError('file/missing', {}, error);
    case 'EIO':
    case 'EBADF':
    case 'EISDIR':
    case 'EBUSY':
    case 'EMFILE':
      return new VaultError('vault/io-failed', {}, error);
    default:
      return error;
  }
}
