/**
 * Signed notes and checkpoints as C2SP has them (signed-note, tlog-checkpoint, tlog-cosignature), Ed25519 only: a text that
 * says how far a log has come, and signatures that anyone can check.
 */
import { base64 } from '@scure/base';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import type { TreeHead } from './merkle.ts';

/** Of a log's own note, and of a witness's word that it saw this note. */
const types = { note: 0x01, cosignature: 0x04 } as const;
type SignatureType = keyof typeof types;

/** `— name base64`, as it stands in a note. */
interface SignatureLine {
  readonly name: string;
  /** Key id (4 bytes), for a cosignature the time (8 bytes), signature (64 bytes). */
  readonly bytes: Uint8Array;
}

const signatureBytes = { note: 4 + 64, cosignature: 4 + 8 + 64 } as const satisfies Record<
  SignatureType,
  number
>;
const timeAt = 4;

export interface Checkpoint extends TreeHead {
  /** Names the vault and the copy. */
  readonly origin: string;
}

export interface SignedNote {
  /** The text that is signed, with the line feed at its end. */
  readonly body: string;
  readonly signatures: readonly SignatureLine[];
}

const maxNoteCharacters = 16_384;
const maxSignatures = 32;

export const originOf = (vaultId: string, copyId: string): string => `coffer.invalid/${vaultId}/${copyId}`;
export const keyNameOf = (personId: string): string => `coffer.invalid/person/${personId}`;

const originPattern = /^coffer\.invalid\/([0-9a-hjkmnp-tv-z]{26})\/([0-9a-hjkmnp-tv-z]{26})$/;
const keyNamePattern = /^coffer\.invalid\/person\/([0-9a-hjkmnp-tv-z]{26})$/;

/** An origin's two ids; `null` for one that no vault has. */
export function vaultOf(origin: string): { readonly vaultId: string; readonly copyId: string } | null {
  const [, vaultId, copyId] = originPattern.exec(origin) ?? [];
  return vaultId === undefined || copyId === undefined ? null : { vaultId, copyId };
}

/** Whose key a name is of; `null` for a name of another kind. */
export const personOfKey = (name: string): string | null => keyNamePattern.exec(name)?.[1] ?? null;

function keyId(name: string, type: SignatureType, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(types[type]), publicKey)).subarray(0, 4);
}

export function checkpointBody({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${String(size)}\n${base64.encode(root)}\n`;
}

/** As it stands in a note, with its line feed. */
export function signatureText({ name, bytes }: SignatureLine): string {
  return `— ${name} ${base64.encode(bytes)}\n`;
}

function noteText({ body, signatures }: SignedNote): string {
  return `${body}\n${signatures.map(signatureText).join('')}`;
}

/** @returns the note: body, empty line, signature */
export function signCheckpoint(checkpoint: Checkpoint, personId: string, key: SigningKey): string {
  const body = checkpointBody(checkpoint);
  const name = keyNameOf(personId);
  const signature = sign(key, utf8ToBytes(body));
  const bytes = concatBytes(keyId(name, 'note', signingPublicKey(key)), signature);
  return noteText({ body, signatures: [{ name, bytes }] });
}

const cosigned = (body: string, seconds: number): Uint8Array =>
  utf8ToBytes(`cosignature/v1\ntime ${String(seconds)}\n${body}`);

function timeBytes(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(seconds));
  return bytes;
}

/** The signature line by which somebody says that this was the largest tree they had seen then, and that it extends all they saw before. */
export function cosign(body: string, seconds: number, personId: string, key: SigningKey): string {
  const name = keyNameOf(personId);
  const bytes = concatBytes(
    keyId(name, 'cosignature', signingPublicKey(key)),
    timeBytes(seconds),
    sign(key, cosigned(body, seconds)),
  );
  return signatureText({ name, bytes });
}

const signaturePattern = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;

function signatureLine(line: string): SignatureLine | null {
  const [, name, text] = signaturePattern.exec(line) ?? [];
  if (name === undefined || text === undefined || text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, 'base64');
  // A base64 text has one form, and a signature more than its key id.
  return bytes.length < 5 || bytes.toString('base64') !== text ? null : { name, bytes };
}

const lineFeed = 0x0a;

/** As a note may hold it: well-formed, and of the control characters the line feed alone. */
function isPlain(text: string): boolean {
  if (!text.isWellFormed()) return false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== lineFeed) return false;
  }
  return true;
}

/** The note with the first signature, its author's; `null` for what is no signed note. */
export function withoutWitnesses(text: string): string | null {
  const note = parseNote(text);
  return note === null ? null : noteText({ ...note, signatures: note.signatures.slice(0, 1) });
}

/** @returns `null` for what is no signed note. Nothing of it is verified. */
export function parseNote(text: string): SignedNote | null {
  if (text.length > maxNoteCharacters || !isPlain(text)) return null;
  const end = text.lastIndexOf('\n\n');
  if (end < 0 || !text.endsWith('\n')) return null;
  const lines = text.slice(end + 2, -1).split('\n');
  if (lines.length > maxSignatures) return null;
  const signatures = lines.map(signatureLine);
  return signatures.every((line) => line !== null) ? { body: text.slice(0, end + 1), signatures } : null;
}

const bodyPattern = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/;

/** @returns `null` for a body that is not a checkpoint's, one with further lines included */
export function parseCheckpoint(body: string): Checkpoint | null {
  const [, origin, size, rootText] = bodyPattern.exec(body) ?? [];
  if (origin === undefined || size === undefined || rootText === undefined) return null;
  const root = Buffer.from(rootText, 'base64');
  if (root.length !== 32 || root.toString('base64') !== rootText || Number(size) > Number.MAX_SAFE_INTEGER)
    return null;
  return { origin, size: Number(size), root };
}

/** The checkpoint of a signed note; `null` for what is none. Nothing of it is verified. */
export function checkpointIn(note: string): Checkpoint | null {
  const read = parseNote(note);
  return read === null ? null : parseCheckpoint(read.body);
}

/** Whose note it is by what it says; `null` where it names no person. */
export function allegedAuthor({ signatures }: SignedNote): string | null {
  const own = signatures.find(({ bytes }) => bytes.length === signatureBytes.note);
  return own === undefined ? null : personOfKey(own.name);
}

/** Who cosigned a note by what it says, and when, in seconds since 1970. */
export function allegedWitnesses({ signatures }: SignedNote): { personId: string; seconds: number }[] {
  return signatures.flatMap(({ name, bytes }) => {
    const personId = personOfKey(name);
    if (personId === null || bytes.length !== signatureBytes.cosignature) return [];
    return [{ personId, seconds: timeIn(bytes) }];
  });
}

const timeIn = (bytes: Uint8Array): number => Number(Buffer.from(bytes).readBigUInt64BE(timeAt));

/** Whether that person has signed the note with that key. Signatures of others are passed over. */
export function isSignedBy(
  { body, signatures }: SignedNote,
  personId: string,
  publicKey: Uint8Array,
): boolean {
  const name = keyNameOf(personId);
  const id = keyId(name, 'note', publicKey);
  return signatures.some(
    ({ name: given, bytes }) =>
      given === name &&
      bytes.length === signatureBytes.note &&
      Buffer.compare(bytes.subarray(0, 4), id) === 0 &&
      isSignatureOf(publicKey, utf8ToBytes(body), bytes.subarray(4)),
  );
}

/** When that person cosigned the note with that key, in seconds since 1970; `null` when they did not. */
export function cosignedAt(
  { body, signatures }: SignedNote,
  personId: string,
  publicKey: Uint8Array,
): number | null {
  const name = keyNameOf(personId);
  const id = keyId(name, 'cosignature', publicKey);
  for (const { name: given, bytes } of signatures) {
    if (given !== name || bytes.length !== signatureBytes.cosignature) continue;
    if (Buffer.compare(bytes.subarray(0, 4), id) !== 0) continue;
    const seconds = timeIn(bytes);
    if (isSignatureOf(publicKey, cosigned(body, seconds), bytes.subarray(12))) return seconds;
  }
  return null;
}

/** The note with one more signature line. */
export function withSignature(note: string, line: string): string {
  return note.includes(line) ? note : note + line;
}
