import type { ErrorCode } from '../../src-preload/contract/index.ts';
import type { ErrorDetails } from '../../src-preload/contract/define.ts';
import { codeForFileError, fileErrorCode } from '../files/file-errors.ts';

export { fileErrorCode };

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

/**
 * Puts an error of the file system into the contract's words, whichever it is; any other error is given back as it is.
 * `where`: `outside` for what is no part of a vault.
 */
export function fromFileError(error: unknown, where: 'vault' | 'outside' = 'vault'): unknown {
  const systemCode = fileErrorCode(error);
  if (systemCode === null) return error;
  return new VaultError(codeForFileError(systemCode, where), { system: systemCode }, error);
}
