/** Files and folders that a person chose, and what for. The window speaks of them by tickets and never sees a path. Pure. */
import { z } from 'zod';

/** What a file is dropped on the window for. It is read and never written. */
export const droppedPurposes = ['import', 'attachment', 'bundle', 'card', 'receipt', 'invitation'] as const;
/** What a file is picked for; it is read and never written. */
export const filePurposes = [
  ...droppedPurposes,
  'key-file',
  'time-stamp',
  'certificate',
  'audit',
  'note',
] as const;
/** What a file is saved as. */
export const savePurposes = [
  'export-csv',
  'export-vcard',
  'export-xlsx',
  'export-sheet',
  'import-report',
  'key-file',
  'recovery-kit',
  'attachment',
  'bundle',
  'card',
  'receipt',
  'posture',
  'invitation',
  'audit',
  'proof',
  'evidence',
  'time-stamp-query',
] as const;
/** What only the command line reads. */
type CommandPurpose = 'age-identity';
/** What becomes of a folder that is not there yet. */
export const placePurposes = ['vault', 'kit', 'restored'] as const;

export type DroppedPurpose = (typeof droppedPurposes)[number];
export type FilePurpose = (typeof filePurposes)[number];
export type SavePurpose = (typeof savePurposes)[number];
export type PlacePurpose = (typeof placePurposes)[number];

type ReadPurpose = 'open-vault' | `read-${FilePurpose | CommandPurpose}`;
type WritePurpose = `save-${SavePurpose}` | `place-${PlacePurpose}` | 'place-sample' | 'backup-folder';
/** What a ticket is good for; nothing else takes it. */
export type Purpose = ReadPurpose | WritePurpose;

function isForWriting(purpose: Purpose): boolean {
  return purpose !== 'open-vault' && !purpose.startsWith('read-');
}

/** A ticket in the input of a call, with what that call takes it for. Only a schema makes one. */
export class Asked {
  readonly ticket: string;
  readonly purposes: readonly Purpose[];
  /** A ticket for writing is good for the one thing that was confirmed. */
  readonly isForOneUse: boolean;

  constructor(ticket: string, purposes: readonly Purpose[], isForOneUse: boolean) {
    this.ticket = ticket;
    this.purposes = purposes;
    this.isForOneUse = isForOneUse;
  }
}

/** An opaque handle for a file or folder that the person chose; only the host knows the path. */
export const ticketText = z.string().regex(/^[0-9a-f]{32}$/);

/** A ticket in a call's input, and all that it may be for. */
export function ticket(...purposes: readonly [Purpose, ...Purpose[]]) {
  const isForOneUse = purposes.some(isForWriting);
  return ticketText.transform((text) => new Asked(text, purposes, isForOneUse));
}

/** Names what was saved, or is about to be; nothing is written by it. */
export function namedTicket(...purposes: readonly [WritePurpose, ...WritePurpose[]]) {
  return ticketText.transform((text) => new Asked(text, purposes, false));
}

function findAsked(value: unknown, found: Asked[]): Asked[] {
  if (value instanceof Asked) found.push(value);
  else if (Array.isArray(value)) for (const each of value) findAsked(each, found);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
    for (const each of Object.values(value)) findAsked(each, found);
  return found;
}

/** The paths behind the tickets of one process. */
export class GrantedFiles {
  readonly #granted = new Map<string, { readonly path: string; readonly purpose: Purpose }>();
  /** Tickets for one use that a call has now, or that were good for one. */
  readonly #taken = new Set<string>();

  grant(name: string, path: string, purpose: Purpose): void {
    this.#granted.set(name, { path, purpose });
  }

  /** `null`: nothing was granted by that name, or not for this. */
  path({ ticket: name, purposes }: Asked): string | null {
    const granted = this.#granted.get(name);
    return granted !== undefined && purposes.includes(granted.purpose) ? granted.path : null;
  }

  /**
   * Asks for every ticket in the parsed input of a call, before the call is answered.
   * @returns to be called when the call fails: it may then be asked again. `null`: one of them is not granted for that
   */
  take(input: unknown): (() => void) | null {
    const asked = findAsked(input, []);
    const once = asked.filter(({ isForOneUse }) => isForOneUse).map(({ ticket: name }) => name);
    if (asked.some((each) => this.path(each) === null) || once.some((name) => this.#taken.has(name)))
      return null;
    for (const name of once) this.#taken.add(name);
    return () => {
      for (const name of once) this.#taken.delete(name);
    };
  }

  /** All there are, to tell another process. */
  *entries(): Iterable<readonly [ticket: string, path: string, purpose: Purpose]> {
    for (const [name, { path, purpose }] of this.#granted) yield [name, path, purpose];
  }

  /** What was granted in one session is not granted in the next. */
  clear(): void {
    this.#granted.clear();
    this.#taken.clear();
  }
}
