import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Something that must not be found, under a name that a failure may print. */
export interface Needle {
  readonly name: string;
  readonly text: string;
}

interface Pattern {
  readonly label: string;
  readonly bytes: Buffer;
}

export interface Find {
  readonly place: string;
  readonly what: string;
}

const encodings = ['utf8', 'utf16le'] as const;
const chunkBytes = 8 * 1024 * 1024;

function patternsOf(needles: readonly Needle[]): Pattern[] {
  return needles.flatMap(({ name, text }) =>
    encodings.map((encoding) => ({ label: `${name} (${encoding})`, bytes: Buffer.from(text, encoding) })),
  );
}

/**
 * Reads `length` bytes from `start` on in overlapping pieces and looks for each pattern.
 * @param read gives the bytes read, 0 where nothing can be read
 */
function searchPieces(
  patterns: readonly Pattern[],
  start: number,
  length: number,
  read: (into: Buffer, at: number, bytes: number) => number,
  found: (label: string) => void,
): void {
  const overlap = Math.max(...patterns.map(({ bytes }) => bytes.length)) - 1;
  const buffer = Buffer.allocUnsafe(Math.min(length, chunkBytes + overlap));
  for (let at = start; at < start + length; at += chunkBytes) {
    const got = read(buffer, at, Math.min(buffer.length, start + length - at));
    const piece = buffer.subarray(0, Math.max(0, got));
    for (const { label, bytes } of patterns) if (piece.includes(bytes)) found(label);
  }
  // The scan must not find its own leavings in the next round.
  buffer.fill(0);
}

interface Region {
  readonly start: number;
  readonly length: number;
  readonly permissions: string;
  readonly file: string;
}

function regionsOf(pid: number): Region[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^([0-9a-f]+)-([0-9a-f]+) (\S+) (\S+ \S+ \S+)\s*(.*)$/.exec(line);
      if (match === null) return [];
      const [, from = '', to = '', permissions = '', identity = '', path = ''] = match;
      const start = Number.parseInt(from, 16);
      return [
        { start, length: Number.parseInt(to, 16) - start, permissions, file: `${identity} ${path}`.trim() },
      ];
    });
}

function isWorthReading({ permissions, file }: Region, programs: Set<string>): boolean {
  if (!permissions.startsWith('r') || /\[(vvar|vsyscall|vvar_vclock)\]$/.test(file)) return false;
  // The text of a program on disk is the same in each process; once is enough.
  if (permissions[1] === 'w' || !file.includes('/')) return true;
  if (programs.has(file)) return false;
  programs.add(file);
  return true;
}

/** Looks through all readable memory of processes, by `/proc/PID/mem`. Processes that end meanwhile hold nothing. */
export function searchMemory(
  processes: readonly { pid: number; name: string }[],
  needles: readonly Needle[],
): { found: Find[]; bytesRead: number } {
  const patterns = patternsOf(needles);
  const found: Find[] = [];
  const programs = new Set<string>();
  let bytesRead = 0;
  for (const { pid, name } of processes) {
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    try {
      for (const region of regionsOf(pid).filter((each) => isWorthReading(each, programs))) {
        const read = (into: Buffer, at: number, bytes: number): number => {
          try {
            const got = readSync(memory, into, 0, bytes, at);
            bytesRead += got;
            return got;
          } catch (error) {
            // A page that was given back since the map was read, or a device's.
            if (
              error instanceof Error &&
              'code' in error &&
              (error.code === 'EIO' || error.code === 'EFAULT')
            )
              return 0;
            throw error;
          }
        };
        searchPieces(patterns, region.start, region.length, read, (what) => {
          found.push({
            place: `${name} ${pid} ${region.permissions} ${region.file} ${region.start.toString(16)}`,
            what,
          });
        });
      }
    } finally {
      closeSync(memory);
    }
  }
  return { found, bytesRead };
}

/** Every file below a folder, hidden ones too. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Looks through files, and through their names. */
export function searchFiles(files: readonly string[], needles: readonly Needle[]): Find[] {
  const patterns = patternsOf(needles);
  const found: Find[] = [];
  for (const file of files) {
    for (const { name, text } of needles)
      if (file.includes(text)) found.push({ place: file, what: `${name} (in its name)` });
    const open = openSync(file, 'r');
    try {
      searchPieces(
        patterns,
        0,
        statSync(file).size,
        (into, at, bytes) => readSync(open, into, 0, bytes, at),
        (what) => {
          found.push({ place: file, what });
        },
      );
    } finally {
      closeSync(open);
    }
  }
  return found;
}
