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
