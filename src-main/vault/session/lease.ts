/**
 * A note beside the database that some device has the vault open. The database's own lock holds on one machine; on a
 * network or synchronised folder, where such locks do not reach, this note is what the other machine sees.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fileErrorCode, VaultError } from '../errors.ts';

export const leaseName = 'open.lease';
const refreshMs = 30_000;
/** A device that has not said so for this long has gone, whatever became of it. */
const staleMs = 3 * refreshMs;
const noteShape = z.object({ device: z.string(), at: z.number() });

export interface Lease {
  /** Takes the note away. */
  release(): void;
}

interface Who {
  readonly deviceId: string;
  readonly now: () => number;
}

function read(path: string): z.infer<typeof noteShape> | null {
  try {
    const parsed = noteShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    // Not there, not readable or not ours: nobody is known to have the vault open.
    if (error instanceof SyntaxError || fileErrorCode(error) !== null) return null;
    throw error;
  }
}

/** @throws VaultError vault/in-use when another device noted so in the last minute and a half */
export function assertNotLeased(folder: string, { deviceId, now }: Who): void {
  const note = read(join(folder, leaseName));
  if (note === null || note.device === deviceId) return;
  if (Math.abs(now() - note.at) < staleMs) throw new VaultError('vault/in-use', { elsewhere: true });
}

/** Notes that this device has the vault open, again and again until released. Best effort: the disk may be full. */
export function takeLease(folder: string, { deviceId, now }: Who): Lease {
  const path = join(folder, leaseName);
  const attempt = (change: () => void): void => {
    try {
      change();
    } catch (error) {
      // The note is a courtesy to other devices; this one's work does not hang on it.
      if (fileErrorCode(error) === null) throw error;
    }
  };
  const note = (): void => {
    attempt(() => {
      writeFileSync(path, `${JSON.stringify({ device: deviceId, at: now() })}\n`, { mode: 0o600 });
    });
  };
  note();
  const timer = setInterval(note, refreshMs).unref();
  return {
    release: () => {
      clearInterval(timer);
      attempt(() => {
        if (read(path)?.device === deviceId) rmSync(path, { force: true });
      });
    },
  };
}
