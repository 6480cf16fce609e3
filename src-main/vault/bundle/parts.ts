/** The names of what lies in a bundle's tar, and how long each may be; docs/file-format.md, section 12. */
import { mostJsonLength } from '../json.ts';
import type { TarRules } from './tar.ts';

export const names = {
  readme: 'README.txt',
  manifest: 'manifest.json',
  fields: 'fields.json',
  roster: 'roster.json',
  erasures: 'erasures.json',
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
  'erasures.json': 16 * mebibyte,
  'records.ndjson': 64 * 1024 * mebibyte,
  SHA256SUMS: 32 * mebibyte,
  'SHA256SUMS.minisig': 4096,
};
/** What need not be there. */
export const optionalParts: ReadonlySet<string> = new Set([names.roster, names.erasures]);
/** A line of `records.ndjson`, in bytes; `json.ts` says what it may hold. */
export const mostLineBytes = mostJsonLength;
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

export const bundleRules: TarRules = {
  mostBytesOf,
  folders: ['attachments'],
  mostFiles: mostAttachments + Object.keys(mostBytes).length,
};
