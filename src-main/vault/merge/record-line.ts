/** One line of `records.ndjson`: a customer's cells with their stamps (docs/file-format.md, section 14). */
import { z } from 'zod';
import { id } from '../../../src-preload/contract/define.ts';
import { compareTimes, type LogicalTime } from '../store/hlc.ts';
import { LineError, readCellOfLine, type Place, type ReadCell } from './cell-kinds.ts';
import { addSeen, compareStamps, type CellState, type Seen, type Stamp } from './stamps.ts';

/** Longest line, in UTF-16 units; and most cells of a customer. */
const mostCharacters = 64 * 1024 * 1024;
const mostCells = 100_000;
/** No clock ticks that often within a millisecond; above it, ticks could run out of integers. */
const mostTicks = 1_000_000_000;

const time = { at: z.number().int().nonnegative(), tick: z.number().int().nonnegative().max(mostTicks) };
const device = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const stamps = z.record(z.string().max(100), z.tuple([time.at, time.tick, device, id]));
const seens = z.record(z.string().max(100), z.record(device, z.tuple([time.at, time.tick])));

const shape = z.strictObject({
  id,
  cells: z.record(z.string().max(100), z.unknown()),
  stamps: z.unknown(),
  seen: z.unknown().optional(),
});

export interface IncomingCell extends ReadCell {
  readonly stamp: Stamp;
  /** With the stamp itself. */
  readonly seen: Seen;
}

export interface IncomingRecord {
  readonly id: string;
  /** The stamp of every cell that has none of its own. */
  readonly base: Stamp;
  /** By the cell in this vault. */
  readonly cells: ReadonlyMap<string, IncomingCell>;
  /** The latest time that the line speaks of. */
  readonly latest: LogicalTime;
}

function parseJson(text: string): unknown {
  if (text.length > mostCharacters) throw new LineError('too-long');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new LineError('not-json');
    throw error;
  }
}

function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  problem: 'bad-shape' | 'bad-stamp' | 'bad-seen',
): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new LineError(problem);
  return result.data;
}

const noSeen: Readonly<Record<string, readonly [number, number]>> = {};

function seenOf(stamp: Stamp, given: Readonly<Record<string, readonly [number, number]>>): Seen {
  const seen = new Map([[stamp.device, stamp]]);
  for (const [from, [at, tick]] of Object.entries(given)) {
    const each = { at, tick, device: from, person: '' };
    // The value's own change is the last one of those that led to it.
    if (compareStamps(each, stamp) > 0) throw new LineError('bad-seen');
    addSeen(seen, each);
  }
  return seen;
}

/** Reads and checks a line, in terms of this vault's fields and tags. @throws LineError */
export function parseRecordLine(text: string, place: Place): IncomingRecord {
  const line = checked(shape, parseJson(text), 'bad-shape');
  const given = checked(stamps, line.stamps, 'bad-stamp');
  const seen = checked(seens, line.seen ?? {}, 'bad-seen');
  const names = Object.keys(line.cells);
  if (names.length > mostCells) throw new LineError('too-long');
  for (const name of Object.keys(given))
    if (name !== '*' && !Object.hasOwn(line.cells, name)) throw new LineError('bad-stamp');
  for (const name of Object.keys(seen)) if (!Object.hasOwn(line.cells, name)) throw new LineError('bad-seen');
  const stampOf = (name: string): Stamp => {
    const tuple = (Object.hasOwn(given, name) ? given[name] : undefined) ?? given['*'];
    if (tuple === undefined) throw new LineError('bad-stamp');
    const [at, tick, from, person] = tuple;
    return { at, tick, device: from, person };
  };
  const cells = new Map<string, IncomingCell>();
  let latest: LogicalTime = { at: 0, tick: 0 };
  for (const name of names) {
    const read = readCellOfLine(name, line.cells[name], place);
    const stamp = stampOf(name);
    if (cells.has(read.cell)) throw new LineError('given-twice');
    cells.set(read.cell, {
      ...read,
      stamp,
      seen: seenOf(stamp, (Object.hasOwn(seen, name) ? seen[name] : undefined) ?? noSeen),
    });
    if (compareTimes(stamp, latest) > 0) latest = stamp;
  }
  if (names.length === 0) throw new LineError('bad-shape');
  const base = stampOf(given['*'] === undefined ? (names[0] ?? '*') : '*');
  if (compareTimes(base, latest) > 0) latest = base;
  return { id: line.id, base, cells, latest };
}

const tuple = ({ at, tick, device: from, person }: Stamp): string =>
  `[${String(at)},${String(tick)},${JSON.stringify(from)},${JSON.stringify(person)}]`;

/** A line's text as it is put together, cell by cell. */
export class LineText {
  readonly #base: Stamp;
  #cells = '';
  #stamps: string;
  #seen = '';

  constructor(base: Stamp) {
    this.#base = base;
    this.#stamps = `"*":${tuple(base)}`;
  }

  /** `json`: plain. `stamp`: the latest of what was seen. */
  add(cell: string, json: string, stamp: Stamp, { seen }: Pick<CellState, 'seen'>): void {
    const name = JSON.stringify(cell);
    this.#cells += `${this.#cells === '' ? '' : ','}${name}:${json}`;
    const { at, tick, device: from } = this.#base;
    if (stamp.at !== at || stamp.tick !== tick || stamp.device !== from)
      this.#stamps += `,${name}:${tuple(stamp)}`;
    if (seen.size === 1) return;
    const others = [...seen.values()]
      .filter((each) => each.device !== stamp.device)
      .map((each) => `${JSON.stringify(each.device)}:[${String(each.at)},${String(each.tick)}]`);
    this.#seen += `${this.#seen === '' ? '' : ','}${name}:{${others.join(',')}}`;
  }

  /** With its line feed. */
  end(id: string): string {
    const seen = this.#seen === '' ? '' : `,"seen":{${this.#seen}}`;
    return `{"id":${JSON.stringify(id)},"cells":{${this.#cells}},"stamps":{${this.#stamps}}${seen}}\n`;
  }
}
