/** The shape of a record line. Checked by hand: schemas took as long as merging, and a bundle has a line a customer. */
import { LineError, type LineProblem } from './cell-kinds.ts';

/** At, tick, device, person. */
export type StampTuple = readonly [at: number, tick: number, device: string, person: string];
/** By device. */
export type SeenTuples = Readonly<Record<string, readonly [at: number, tick: number]>>;

export interface LineShape {
  readonly id: string;
  readonly cells: Readonly<Record<string, unknown>>;
  readonly stamps: Readonly<Record<string, StampTuple>>;
  readonly seen: Readonly<Record<string, SeenTuples>>;
}

/** No clock ticks that often within a millisecond; above it, ticks could run out of integers. */
const mostTicks = 1_000_000_000;
/** Longest name of a cell, in UTF-16 units. */
const mostNameLength = 100;
const idPattern = /^[0-9a-hjkmnp-tv-z]{26}$/;
const devicePattern = /^[\x21-\x7e]{1,100}$/;
const memberNames: ReadonlySet<string> = new Set(['id', 'cells', 'stamps', 'seen']);
const nothing: Readonly<Record<string, never>> = {};

function recordOf(value: unknown, problem: LineProblem): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new LineError(problem);
  return value as Readonly<Record<string, unknown>>;
}

const isTime = (at: unknown, tick: unknown): boolean =>
  Number.isSafeInteger(at) &&
  Number(at) >= 0 &&
  Number.isSafeInteger(tick) &&
  Number(tick) >= 0 &&
  Number(tick) <= mostTicks;

const isId = (value: unknown): boolean => typeof value === 'string' && idPattern.test(value);
const isDevice = (value: unknown): boolean => typeof value === 'string' && devicePattern.test(value);

function isStamp(value: unknown): value is StampTuple {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [at, tick, device, person] = value as readonly unknown[];
  return isTime(at, tick) && isDevice(device) && isId(person);
}

function stampsIn(value: unknown): Readonly<Record<string, StampTuple>> {
  const stamps = recordOf(value, 'bad-stamp');
  for (const name in stamps)
    if (name.length > mostNameLength || !isStamp(stamps[name])) throw new LineError('bad-stamp');
  // Each was looked at.
  return stamps as Readonly<Record<string, StampTuple>>;
}

function seenIn(value: unknown): Readonly<Record<string, SeenTuples>> {
  const seen = recordOf(value, 'bad-seen');
  for (const name in seen) {
    const devices = recordOf(seen[name], 'bad-seen');
    for (const device in devices) {
      const time = devices[device];
      const isWhole = Array.isArray(time) && time.length === 2 && isTime(time[0], time[1]);
      if (!isWhole || !isDevice(device)) throw new LineError('bad-seen');
    }
  }
  // Each was looked at.
  return seen as Readonly<Record<string, SeenTuples>>;
}

/** @param json what JSON made of a line @throws LineError */
export function lineShape(json: unknown): LineShape {
  const line = recordOf(json, 'bad-shape');
  for (const name in line) if (!memberNames.has(name)) throw new LineError('bad-shape');
  const { id } = line;
  const cells = recordOf(line['cells'], 'bad-shape');
  if (typeof id !== 'string' || !isId(id)) throw new LineError('bad-shape');
  for (const name in cells) if (name.length > mostNameLength) throw new LineError('bad-shape');
  const seen = line['seen'] === undefined ? nothing : seenIn(line['seen']);
  return { id, cells, stamps: stampsIn(line['stamps']), seen };
}
