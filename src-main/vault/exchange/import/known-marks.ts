/**
 * What customers of the vault can be found again by, as far as an import has to ask: most numbers and names of a file are
 * nobody's yet, and knowing that spares a look into the tables for each of them.
 */
import type { ReadDb } from '../../store/store.ts';
import { nameKeysOf, untitledKey } from './same-name.ts';

/** A Bloom filter (Bloom, 1970): says "no" rightly always, and "maybe" wrongly for a few in a thousand. */
export interface KnownMarks {
  readonly mayHave: (mark: string) => boolean;
  readonly add: (mark: string) => void;
  /** Remembers the key of a name that has a title: nobody could ask for all titles that somebody may have. */
  readonly addName: (name: string, nameKey: string) => void;
  /** The keys under which somebody of that name is found, with a title or without one. */
  readonly nameKeys: (named: { readonly name: string; readonly nameKey: string }) => string[];
}

/** With three bits each, one in three hundred that are not there seems to be. */
const bitsForEach = 20;

/** A filter with room for so many marks; with more of them it is wrong more often. */
export function knownMarks(expected: number): KnownMarks {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1024, expected * bitsForEach)));
  const bits = new Uint32Array(size / 32);
  const last = size - 1;
  let one = 0;
  let other = 0;
  /** Two hashes, of which the three places are made (Kirsch and Mitzenmacher, 2006). */
  const hash = (mark: string): void => {
    one = 0x811c9dc5;
    other = mark.length;
    for (let i = 0; i < mark.length; i++) {
      const unit = mark.charCodeAt(i);
      one = Math.imul(one ^ unit, 0x01000193);
      other = Math.imul(other + unit, 0x9e3779b1) ^ (other >>> 15);
    }
    one ^= one >>> 15;
    other = (other ^ (other >>> 13)) | 1;
  };
  const titled = new Map<string, string>();
  const place = (n: number): number => (one + Math.imul(n, other)) & last;
  return {
    mayHave: (mark) => {
      hash(mark);
      for (let n = 0; n < 3; n++) {
        const at = place(n);
        if (((bits[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) return false;
      }
      return true;
    },
    add: (mark) => {
      hash(mark);
      for (let n = 0; n < 3; n++) {
        const at = place(n);
        bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31));
      }
    },
    addName: (name, nameKey) => {
      const bare = untitledKey(name);
      if (bare === null) return;
      const keys = titled.get(bare)?.split('\n') ?? [];
      if (!keys.includes(nameKey)) titled.set(bare, [...keys, nameKey].join('\n'));
    },
    nameKeys: (named) => {
      const own = nameKeysOf(named);
      return titled.size === 0
        ? own
        : [...new Set([...own, ...own.flatMap((key) => titled.get(key)?.split('\n') ?? [])])];
    },
  };
}

/** The mark of a name with its organisation. */
export function nameMark(nameKey: string, organisationKey: string): string {
  return `${nameKey}\n${organisationKey}`;
}

/** Adds what the customers of some rows have; those in the bin have it, too. */
function addMarksBetween(db: ReadDb, marks: KnownMarks, first: number, last: number): void {
  const names = db.all<{ name: string; name_key: string; organisation_key: string }>(
    'SELECT name, name_key, organisation_key FROM customer WHERE row BETWEEN ? AND ?',
    first,
    last,
  );
  for (const { name, name_key, organisation_key } of names) {
    marks.add(nameMark(name_key, organisation_key));
    marks.addName(name, name_key);
  }
  const lookups = db.all<{ lookup: string }>(
    "SELECT lookup FROM point WHERE customer BETWEEN ? AND ? AND lookup <> ''",
    first,
    last,
  );
  for (const { lookup } of lookups) marks.add(lookup);
}

/** Adds what a customer has that was changed. */
export function addMarksOf(db: ReadDb, marks: KnownMarks, row: number): void {
  addMarksBetween(db, marks, row, row);
}

/** Rows whose marks are read in one go. */
const rowsAtOnce = 500;

/** Adds what all customers have, up to the row `last`, and yields after some of them. */
export function* addAllMarks(db: ReadDb, marks: KnownMarks, last: number): Generator<void, void, void> {
  for (let first = 1; first <= last; first += rowsAtOnce) {
    addMarksBetween(db, marks, first, Math.min(last, first + rowsAtOnce - 1));
    yield;
  }
}
