/** One line of `records.ndjson`: a customer's cells with their stamps (docs/file-format.md, section 14). */
import { JsonTooLarge, outsideJson } from '../json.ts';
import { compareTimes, type LogicalTime } from '../store/hlc.ts';
import { LineError, readCellOfLine, type Place, type ReadCell } from './cell-kinds.ts';
import { lineShape, type SeenTuples, type StampTuple } from './line-shape.ts';
import { compareStamps, withSeen, type Seen, type Stamp } from './stamp.ts';
import type { CellState } from './stamps.ts';

/** Most cells of a customer. */
const mostCells = 100_000;
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
  try {
    return outsideJson(text);
  } catch (error) {
    if (error instanceof JsonTooLarge) throw new LineError('too-long');
    if (error instanceof SyntaxError) throw new LineError('not-json');
    throw error;
  }
}

const noSeen: SeenTuples = {};

/** `own`: what is seen by the stamp alone. */
function seenOf(stamp: Stamp, own: Seen, given: SeenTuples): Seen {
  let seen = own;
  for (const from in given) {
    const [at, tick] = given[from] ?? [0, 0];
    const each = { at, tick, device: from, person: '' };
    // The value's own change is the last one of those that led to it.
    if (compareStamps(each, stamp) > 0) throw new LineError('bad-seen');
    seen = withSeen(seen, each);
  }
  return seen;
}

interface Stamped {
  readonly stamp: Stamp;
  readonly seen: Seen;
}

function stampedBy([at, tick, device, person]: StampTuple): Stamped {
  const stamp = { at, tick, device, person };
  return { stamp, seen: new Map([[device, stamp]]) };
}

/** Reads and checks a line, in terms of this vault's fields and tags. @throws LineError */
export function parseRecordLine(text: string, place: Place): IncomingRecord {
  const { id, cells: given, stamps, seen } = lineShape(parseJson(text));
  const names = Object.keys(given);
  if (names.length > mostCells) throw new LineError('too-long');
  for (const name in stamps)
    if (name !== '*' && !Object.hasOwn(given, name)) throw new LineError('bad-stamp');
  for (const name in seen) if (!Object.hasOwn(given, name)) throw new LineError('bad-seen');
  const usual = Object.hasOwn(stamps, '*') && stamps['*'] !== undefined ? stampedBy(stamps['*']) : null;
  const stampedOf = (name: string): Stamped => {
    const own = Object.hasOwn(stamps, name) ? stamps[name] : undefined;
    const stamped = own === undefined ? usual : stampedBy(own);
    if (stamped === null) throw new LineError('bad-stamp');
    return stamped;
  };
  const cells = new Map<string, IncomingCell>();
  for (const name of names) {
    const { cell, json, edit } = readCellOfLine(name, given[name], place);
    const { stamp, seen: own } = stampedOf(name);
    if (cells.has(cell)) throw new LineError('given-twice');
    const others = Object.hasOwn(seen, name) ? seen[name] : undefined;
    cells.set(cell, { cell, json, edit, stamp, seen: seenOf(stamp, own, others ?? noSeen) });
  }
  if (names.length === 0) throw new LineError('bad-shape');
  const base = (usual ?? stampedOf(names[0] ?? '*')).stamp;
  return { id, base, cells, latest: latestOf(base, cells.values()) };
}

/** The latest time that a line speaks of. */
export function latestOf(base: Stamp, cells: Iterable<IncomingCell>): LogicalTime {
  let latest: LogicalTime = base;
  for (const { stamp } of cells) if (compareTimes(stamp, latest) > 0) latest = stamp;
  return latest;
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
