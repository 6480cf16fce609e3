import type { LogicalTime } from '../store/store.ts';

/** When, where and by whom a change was made. */
export interface Stamp extends LogicalTime {
  readonly device: string;
  /** A person's id; empty where only the change itself is known of. */
  readonly person: string;
}

/** Of each device the last change that led to a value. */
export type Seen = ReadonlyMap<string, Stamp>;

/** Negative when `one` was set before `other`. */
export function compareStamps(one: Stamp, other: Stamp): number {
  return (
    one.at - other.at ||
    one.tick - other.tick ||
    (one.device < other.device ? -1 : Number(one.device > other.device))
  );
}

/** Whether the change of that stamp led to where `seen` was seen. */
export function covers(seen: Seen, stamp: Stamp): boolean {
  const last = seen.get(stamp.device);
  return last !== undefined && compareStamps(stamp, last) <= 0;
}

export const noneSeen: Seen = new Map();

/** What was seen, and a stamp besides. What is given stays as it is: cells share it. */
export function withSeen(seen: Seen, stamp: Stamp): Seen {
  return covers(seen, stamp) ? seen : new Map(seen).set(stamp.device, stamp);
}

/** The stamp that a value has: the last of all that were seen. */
export function latest(seen: Seen): Stamp {
  let last: Stamp | undefined;
  for (const stamp of seen.values()) if (last === undefined || compareStamps(stamp, last) > 0) last = stamp;
  if (last === undefined) throw new Error('a cell without a change');
  return last;
}
