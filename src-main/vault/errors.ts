import type { ErrorCode } from '../../src-preload/contract/index.ts';
import type { ErrorDetails } from '../../src-preload/contract/define.ts';

/** A failure that a person can meet. It crosses the bridge as `{ code, details }`; the window puts it into words. */
export class VaultError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, { cause });
    this.name = 'VaultError';
    this.code = code;
    this.details = details;
  }
}

const fileErrors: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'vault/disk-full',
  EDQUOT: 'vault/disk-full',
  EFBIG: 'vault/disk-full',
  EROFS: 'vault/read-only',
  EACCES: 'vault/read-only',
  EPERM: 'vault/read-only',
  EIO: 'vault/io-failed',
  ENODEV: 'vault/io-failed',
  ENXIO: 'vault/io-failed',
  ESTALE: 'vault/io-failed',
  EMFILE: 'vault/io-failed',
  ENFILE: 'vault/io-failed',
  EBUSY: 'vault/busy',
  ENOENT: 'file/missing',
  ENOTDIR: 'file/missing',
};

/** The system's name for what went wrong with a file, e.g. `ENOENT`; `null` for any other error. */
export function fileErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Puts an error of the file system into the contract's words; any other error is given back as it is. */
export function fromFileError(error: unknown): unknown {
  const systemCode = fileErrorCode(error);
  const code = systemCode === null ? undefined : fileErrors[systemCode];
  return code === undefined ? error : new VaultError(code, { system: systemCode }, error);
}
