/** The names of what lies in a bundle's tar, and how long each may be; docs/file-format.md, section 12. */

export const names = {
  readme: 'README.txt',
  manifest: 'manifest.json',
  fields: 'fields.json',
  roster: 'roster.json',
  records: 'records.ndjson',
  sums: 'SHA256SUMS',
  signature: 'SHA256SUMS.minisig',
} as const;
export type PartName = (typeof names)[keyof typeof names];

const mebibyte = 1024 * 1024;

/** Bytes at most. What is read into memory as a whole is small; records and attachments are streamed. */
export const mostBytes: Readonly<Record<PartName, number>> = {
  'README.txt': mebibyte,
  'manifest.json': mebibyte,
  'fields.json': 16 * mebibyte,
  'roster.json': mebibyte,
  'records.ndjson': 64 * 1024 * mebibyte,
  SHA256SUMS: 32 * mebibyte,
  'SHA256SUMS.minisig': 4096,
};
/** What need not be there. */
export const optionalParts: ReadonlySet<string> = new Set([names.roster]);
/** A line of `records.ndjson`, in bytes. */
export const mostLineBytes = 64 * mebibyte;
/** One attachment, in bytes. */
const mostAttachmentBytes = 4 * 1024 * mebibyte;
export const mostAttachments = 200_000;

/** `attachments/<SHA-256 in hexadecimal>`. */
export const attachmentName = /^attachments\/([0-9a-f]{64})$/;

export function isPartName(name: string): name is PartName {
  return Object.hasOwn(mostBytes, name);
}

/** Bytes that the file of this name has at most; `null` for a name that no bundle has. */
export function mostBytesOf(name: string): number | null {
  if (isPartName(name)) return mostBytes[name];
  return attachmentName.test(name) ? mostAttachmentBytes : null;
}

/** One line of `SHA256SUMS`, as coreutils write and check it. */
export function sumLine(sha256: string, name: string): string {
  return `${sha256}  ${name}\n`;
}
