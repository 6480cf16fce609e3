/**
 * Every context string: what a derived key or an associated datum is for (docs/file-format.md, section 3). Two
 * purposes never share one, so that nothing made for one place is accepted in another.
 */
export const contexts = {
  slotKey: 'coffer/v1/slot-key',
  slotCommitment: 'coffer/v1/slot-commitment',
  slotBundle: 'coffer/v1/key-bundle',
  factors: 'coffer/v1/factors',
  keyringMac: 'coffer/v1/keyring-mac',
  databaseKey: 'coffer/v1/database-key',
  attempts: 'coffer/v1/attempts',
  roster: 'coffer/v1/roster',
  rosterSignature: 'coffer/v1/roster-signature',
  administrator: 'coffer/v1/administrator',
  vaultKeyCommitment: 'coffer/v1/vault-key-commitment',
  vaultKeyClaim: 'coffer/v1/vault-key-claim',
  personName: 'coffer/v1/person-name',
  recordKey: 'coffer/v1/record-key',
  sealedValue: 'coffer/v1/sealed-value',
  blindIndex: 'coffer/v1/blind-index',
  blobHash: 'coffer/v1/blob-hash',
  blobKey: 'coffer/v1/blob-key',
  blobChunk: 'coffer/v1/blob-chunk',
  keyFile: 'coffer/v1/key-file',
  recoveryChecksum: 'coffer/v1/recovery-checksum',
  recoveryShare: 'coffer/v1/recovery-share',
  checkpoint: 'coffer/v1/checkpoint',
  cardFingerprint: 'coffer/v1/card-fingerprint',
  receipt: 'coffer/v1/receipt',
  origin: 'coffer/v1/origin',
  stepUpRecovery: 'coffer/v1/step-up-recovery',
} as const;
