/**
 * Lines of the two logs, and what they commit to; docs/file-format.md, section 7. A line is what is hashed into the tree and
 * shown to outsiders: it holds no customer's data. The rest of an entry is its body, which the line commits to by a hash
 * over a random salt and the body, so that both can be destroyed and the line stays.
 */
import { hash as nodeHash, randomFillSync } from 'node:crypto';

/** 16 bytes. */
export type Salt = Uint8Array;

const saltBytes = 16;
const pool = Buffer.alloc(saltBytes * 1024);
let used = pool.length;

/** A new one for each entry; asks the system for many at a time. */
export function newSalt(): Salt {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const salt = Buffer.from(pool.subarray(used, used + saltBytes));
  // What the pool forgets cannot be found in memory later.
  pool.fill(0, used, used + saltBytes);
  used += saltBytes;
  return salt;
}

const saltText = (salt: Salt): string => Buffer.from(salt).toString('base64url');

/** What is shown of an entry to have its line's commitment checked. @param body JSON */
export function disclosure(salt: Salt, body: string): string {
  return `["${saltText(salt)}",${body}]`;
}

/** SHA-256 of a disclosure, 64 hexadecimal digits. */
export function commitmentTo(disclosed: string): string {
  return nodeHash('sha256', disclosed, 'hex');
}

/** The body of a change: JSON, in which what was set and what was there stand as they are stored, and are left out where they are NULL. */
export function changeBody(change: {
  readonly field: string;
  readonly entityId: string;
  readonly oldValue: string | null;
  readonly value: string | null;
}): string {
  const old = change.oldValue === null ? '' : `,"old":${change.oldValue}`;
  const value = change.value === null ? '' : `,"value":${change.value}`;
  return `{"field":${JSON.stringify(change.field)},"id":${JSON.stringify(change.entityId)}${old}${value}}`;
}

/** What all lines of a batch have in common. */
export interface LineAuthor {
  readonly device: string;
  readonly person: string;
}

/** Makes the lines of one batch's changes. */
export function changeLines(
  batch: { readonly id: string; readonly kind: string },
  author: LineAuthor,
): (time: { readonly at: number; readonly tick: number }, entity: string, commitment: string) => string {
  const [id, kind] = [JSON.stringify(batch.id), JSON.stringify(batch.kind)];
  const [device, person] = [JSON.stringify(author.device), JSON.stringify(author.person)];
  return ({ at, tick }, entity, commitment) =>
    `{"at":${String(at)},"batch":${id},"commit":"${commitment}","device":${device},"entity":${JSON.stringify(entity)},"kind":${kind},"person":${person},"tick":${String(tick)},"v":1}`;
}

export interface JournalLine extends LineAuthor {
  readonly at: number;
  readonly action: string;
  readonly session: string;
  /** Canonical JSON of what a checkpoint says in its line, `null` for every other action. */
  readonly checkpoint: string | null;
}

export function journalLine(entry: JournalLine, commitment: string): string {
  const checkpoint = entry.checkpoint === null ? '' : `"checkpoint":${entry.checkpoint},`;
  return `{"action":${JSON.stringify(entry.action)},"at":${String(entry.at)},${checkpoint}"commit":"${commitment}","device":${JSON.stringify(entry.device)},"person":${JSON.stringify(entry.person)},"session":${JSON.stringify(entry.session)},"v":1}`;
}

/** The leaf's text for one customer of an entry. */
export function subjectText(salt: Salt, customerId: string): string {
  return disclosure(salt, JSON.stringify(customerId));
}
