/**
 * Failed attempts to open the vault, noted beside the keyring and sealed to the vault's own age identity, so that the
 * next one who opens it hears of them. Best effort: the keyring and the database are not touched by failing.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { base64 } from '@scure/base';
import { WrongFile } from '../../files/file-errors.ts';
import { readFile } from '../../files/open-file.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { openSealedTo, sealTo } from '../crypto/identity.ts';
import type { AgeIdentity } from '../crypto/secret-key.ts';
import { fileErrorCode } from '../errors.ts';
import { outsideJson } from '../json.ts';
import type { SlotKind } from './keyring.ts';

export const attemptsName = 'attempts.log';
/** A guesser must not be able to fill the disk. */
const maxAttemptsBytes = 64 * 1024;

export interface FailedAttempt {
  readonly at: number;
  readonly kind: SlotKind;
}

/** What is noted so far, or `null` where it is more than is ours. Anything but a file is nothing that was noted, and is replaced. */
async function readNotes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path, maxAttemptsBytes * 2, 'refused');
  } catch (error) {
    if (error instanceof WrongFile || fileErrorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Adds a line, where that is possible: a folder that cannot be written to is no reason for another error. */
export async function noteFailedAttempt(
  folder: string,
  recipient: string,
  attempt: FailedAttempt,
): Promise<void> {
  const path = join(folder, attemptsName);
  try {
    const before = await readNotes(path);
    if (before === null || before.length >= maxAttemptsBytes) return;
    const sealed = await sealTo(recipient, new TextEncoder().encode(JSON.stringify(attempt)));
    const line = `${base64.encode(sealed)}\n`;
    // Whole and anew: what is appended to may be a second name of another file.
    await replaceFile(path, (file) => file.writeFile(Buffer.concat([before, Buffer.from(line)])));
  } catch (error) {
    // The wrong passphrase is what the person must hear about, not that noting it failed.
    if (!(error instanceof Error)) throw error;
  }
}

function parseAttempt(plain: Uint8Array): FailedAttempt | null {
  try {
    const value: unknown = outsideJson(new TextDecoder().decode(plain));
    if (typeof value !== 'object' || value === null || !('at' in value) || !('kind' in value)) return null;
    if (typeof value.at !== 'number' || !Number.isSafeInteger(value.at)) return null;
    return { at: value.at, kind: value.kind === 'recovery' ? 'recovery' : 'passphrase' };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function decodeLine(line: string): Uint8Array | null {
  try {
    return base64.decode(line);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** The attempts noted since the last opening. Lines that are not ours or not whole are passed over. */
export async function readFailedAttempts(folder: string, identity: AgeIdentity): Promise<FailedAttempt[]> {
  let text: string;
  try {
    text = (await readNotes(join(folder, attemptsName)))?.toString('utf8') ?? '';
  } catch (error) {
    if (fileErrorCode(error) !== null) return [];
    throw error;
  }
  const attempts: FailedAttempt[] = [];
  for (const line of text.split('\n')) {
    const sealed = line === '' ? null : decodeLine(line);
    const plain = sealed === null ? null : await openSealedTo(identity, sealed);
    const attempt = plain === null ? null : parseAttempt(plain);
    if (attempt !== null) attempts.push(attempt);
  }
  return attempts;
}

/** Once they stand in the journal. */
export async function forgetFailedAttempts(folder: string): Promise<void> {
  await rm(join(folder, attemptsName), { force: true }).catch((error: unknown) => {
    // They would be journalled once more at the next opening; no reason to fail this one.
    if (fileErrorCode(error) === null) throw error;
  });
}
