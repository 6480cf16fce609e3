/**
 * A note beside the database that some device has the vault open. The database's own lock holds on one machine; on a
 * network or synchronised folder, where such locks do not reach, this note is what the other machine sees.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { holdFolder } from '../../files/held-folder.ts';
import { readFileSync } from '../../files/open-file.ts';
import { replaceFileSync } from '../../files/replace-file.ts';
import { fileErrorCode, fromFileError, VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';

export const leaseName = 'open.lease';
const refreshMs = 30_000;
/** A device that has not said so for this long has gone, whatever became of it. */
const staleMs = 3 * refreshMs;
/** A note has some hundred bytes. */
const maxNoteBytes = 4096;
const noteShape = z.object({ device: z.string(), at: z.number() });

export interface Lease {
  /**
   * To be called before anything is written into the vault's folder by its path. @throws VaultError vault/replaced where the path
   * leads to another folder than the one that was opened, file/missing
   */
  assertSameFolder(): void;
  /** Takes the note away; where the end was none in order, it stays for whoever opens the vault next. */
  release(isInOrder: boolean): void;
}

interface Who {
  readonly deviceId: string;
  readonly now: () => number;
}

function read(path: string): z.infer<typeof noteShape> | null {
  try {
    const bytes = readFileSync(path, maxNoteBytes, 'refused');
    if (bytes === null) return null;
    const parsed = noteShape.safeParse(outsideJson(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    // Not there, not readable or not ours: nobody is known to have the vault open.
    if (error instanceof SyntaxError || fileErrorCode(error) !== null) return null;
    throw error;
  }
}

/** Whether the note there is this device's own: one that it has not taken away. */
export function isLeasedBy(folder: string, deviceId: string): boolean {
  return read(join(folder, leaseName))?.device === deviceId;
}

/** @throws VaultError vault/in-use when another device noted so in the last minute and a half */
export function assertNotLeased(folder: string, { deviceId, now }: Who): void {
  const note = read(join(folder, leaseName));
  if (note === null || note.device === deviceId) return;
  if (Math.abs(now() - note.at) < staleMs) throw new VaultError('vault/in-use', { elsewhere: true });
}

/** Whether somebody's note lies there: whoever had the vault open did not end in order. */
export function isLeaseLeft(folder: string): boolean {
  return read(join(folder, leaseName)) !== null;
}

/** Holds the folder, and notes that this device has the vault open, again and again until released. Best effort: the disk may be full. */
export function takeLease(folder: string, { deviceId, now }: Who): Lease {
  const path = join(folder, leaseName);
  const held = holdFolder(folder);
  const attempt = (change: () => void): void => {
    try {
      held.assertSame();
      change();
    } catch (error) {
      // The note is a courtesy to other devices; this one's work does not hang on it.
      if (fileErrorCode(error) === null) throw error;
    }
  };
  const note = (): void => {
    attempt(() => {
      replaceFileSync(path, `${JSON.stringify({ device: deviceId, at: now() })}\n`, false);
    });
  };
  note();
  const timer = setInterval(note, refreshMs).unref();
  return {
    assertSameFolder: () => {
      try {
        held.assertSame();
      } catch (error) {
        throw fromFileError(error);
      }
    },
    release: (isInOrder) => {
      clearInterval(timer);
      attempt(() => {
        if (isInOrder && read(path)?.device === deviceId) rmSync(path, { force: true });
      });
      held.release();
    },
  };
}
