/** The codes that any call may give. Each feature's file adds its own. */
export const commonErrors = [
  'bridge/unknown-call',
  'bridge/bad-input',
  'bridge/refused-sender',
  'vault/locked',
  'vault/busy',
  'vault/disk-full',
  'vault/read-only',
  /** It is not as it was seen last, and was opened to look at. */
  'vault/only-looked-at',
  'vault/no-permission',
  'vault/io-failed',
  'vault/damaged',
  'vault/replaced',
  /** Pages of the database are not those that the last session left. */
  'vault/pages-differ',
  'access/not-allowed',
  'access/no-key',
  'access/step-up-needed',
  'file/not-granted',
  'file/missing',
  'file/no-permission',
  'file/write-protected',
  'file/not-a-file',
  'file/is-a-link',
  'file/is-a-folder',
  'file/exists',
  /** Nothing is written into a vault's folder but what the vault is made of. */
  'file/in-a-vault',
  'file/folder-missing',
  'file/in-use',
  'file/too-many-open',
  'file/name-too-long',
  'file/name-unusable',
  'file/path-too-long',
  'internal',
] as const;
export type CommonErrorCode = (typeof commonErrors)[number];
