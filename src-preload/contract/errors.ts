/** The codes that any call may give. Each feature's file adds its own. */
export const commonErrors = [
  'bridge/unknown-call',
  'bridge/bad-input',
  'bridge/refused-sender',
  'vault/locked',
  'vault/busy',
  'vault/disk-full',
  'vault/read-only',
  'vault/io-failed',
  'vault/damaged',
  'access/not-allowed',
  'access/no-key',
  'access/step-up-needed',
  'file/not-granted',
  'file/missing',
  'internal',
] as const;
export type CommonErrorCode = (typeof commonErrors)[number];
