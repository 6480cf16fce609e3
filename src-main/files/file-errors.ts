/** What the system says went wrong with a file, as the codes that both languages have words for. */
import type { ErrorCode } from '../../src-preload/contract/index.ts';

/**
 * What lies in a file's place is none that may be opened, or no longer the one it was. It looks like an error of the system, so
 * that whoever handles those handles it too. `ELOOP`: a link; `EISDIR`: a folder; `NOT_A_FILE`: a pipe, a device, a socket;
 * `REPLACED`: another than before. Or it is no place for a file to be written: `IN_A_VAULT`, `NO_FOLDER`.
 */
export class WrongFile extends Error {
  readonly code: 'ELOOP' | 'EISDIR' | 'NOT_A_FILE' | 'REPLACED' | 'IN_A_VAULT' | 'NO_FOLDER';
  readonly syscall = 'open';

  constructor(code: WrongFile['code']) {
    super(code);
    this.name = 'WrongFile';
    this.code = code;
  }
}

/** What is true wherever the file lies; then what is said of the vault's own folder, and of any other place. */
const codes: Readonly<
  Record<string, ErrorCode | { readonly vault: ErrorCode; readonly outside: ErrorCode }>
> = {
  ENOSPC: 'vault/disk-full',
  EDQUOT: 'vault/disk-full',
  EFBIG: 'vault/disk-full',
  EROFS: { vault: 'vault/read-only', outside: 'file/write-protected' },
  EACCES: { vault: 'vault/no-permission', outside: 'file/no-permission' },
  EPERM: { vault: 'vault/no-permission', outside: 'file/no-permission' },
  EIO: 'vault/io-failed',
  ENODEV: 'vault/io-failed',
  ENXIO: 'vault/io-failed',
  ESTALE: 'vault/io-failed',
  EMFILE: 'file/too-many-open',
  ENFILE: 'file/too-many-open',
  EBUSY: 'file/in-use',
  ETXTBSY: 'file/in-use',
  ENOENT: 'file/missing',
  ENOTDIR: 'file/missing',
  ELOOP: 'file/is-a-link',
  EISDIR: 'file/is-a-folder',
  ERR_FS_EISDIR: 'file/is-a-folder',
  NOT_A_FILE: 'file/not-a-file',
  REPLACED: 'vault/replaced',
  IN_A_VAULT: 'file/in-a-vault',
  NO_FOLDER: 'file/folder-missing',
  EEXIST: 'file/exists',
  ENOTEMPTY: 'file/exists',
  ENAMETOOLONG: 'file/name-too-long',
  EINVAL: 'file/name-unusable',
  EILSEQ: 'file/name-unusable',
};

/** The system's name for what went wrong with a file, e.g. `ENOENT`; `null` for any other error. */
export function fileErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The contract's code for what the system says. `outside`: of what is no part of a vault. */
export function codeForFileError(systemCode: string, where: 'vault' | 'outside'): ErrorCode {
  const found = codes[systemCode] ?? 'vault/io-failed';
  return typeof found === 'string' ? found : found[where];
}
