import type { ErrorOf, HostCallName } from '../src-preload/contract/index.ts';

/** A refusal of the host that a person can meet. */
export class HostError extends Error {
  readonly code: ErrorOf<HostCallName>;

  constructor(code: ErrorOf<HostCallName>, cause?: unknown) {
    super(code, { cause });
    this.name = 'HostError';
    this.code = code;
  }
}
