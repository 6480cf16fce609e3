/**
 * What it means that no change is lost. What stood in a cell of any vault must afterwards, in every vault, stand there, be in its
 * history there, or be covered by what stands; and where what stands was set by somebody who did not know of it, a vault must have
 * noted the dispute. Who knew of what is kept here, beside the vaults, since their word is what is looked at.
 */
import { expect } from 'vitest';

/** A customer's cells, as `stateOf` has them. */
export type State = Readonly<
  Record<string, { readonly value: string | null; readonly stamp: string; readonly seen: readonly string[] }>
>;
/** Stamps by a customer's cell. */
export type Known = ReadonlyMap<string, ReadonlySet<string>>;

/** What one vault has of a customer. */
export interface Copy {
  readonly id: string;
  readonly state: State;
}

interface Stood {
  readonly place: string;
  readonly stamp: string;
  readonly value: string | null;
}

const placeOf = (id: string, cell: string): string => `${id} ${cell}`;
const deviceOf = (stamp: string): string => stamp.split(' ')[2] ?? '';
/** When somebody went into the bin is no matter of dispute. */
const valueIn = (cell: string, value: string | null): string | null =>
  cell === 'deleted' && value !== null ? 'in the bin' : value;

function isAtOrBefore(one: string, other: string): boolean {
  const [at = 0, tick = 0] = one.split(' ').map(Number);
  const [otherAt = 0, otherTick = 0] = other.split(' ').map(Number);
  return at < otherAt || (at === otherAt && tick <= otherTick);
}

export class Survival {
  readonly #known = new Map<number, Map<string, Set<string>>>();
  /** Of each change, the changes of its cell that its vault knew of when it was made. */
  readonly #past = new Map<string, ReadonlySet<string>>();
  readonly #values = new Map<string, Map<string, string | null>>();

  #knownTo(index: number): Map<string, Set<string>> {
    const known = this.#known.get(index) ?? new Map<string, Set<string>>();
    this.#known.set(index, known);
    return known;
  }

  /** To be told of a vault whenever something was done there. */
  observe(index: number, device: string, copies: readonly Copy[]): void {
    const known = this.#knownTo(index);
    for (const { id, state } of copies)
      for (const [cell, { value, stamp }] of Object.entries(state)) {
        const place = placeOf(id, cell);
        const before = known.get(place) ?? new Set();
        const change = `${place} ${stamp}`;
        if (deviceOf(stamp) === device && !this.#past.has(change)) this.#past.set(change, new Set(before));
        known.set(place, before.add(stamp));
        const values = this.#values.get(place) ?? new Map<string, string | null>();
        this.#values.set(place, values.set(stamp, valueIn(cell, value)));
      }
  }

  /** What a vault says when it hands something over. */
  said(index: number): Known {
    return new Map([...this.#knownTo(index)].map(([place, stamps]) => [place, new Set(stamps)]));
  }

  hear(index: number, said: Known): void {
    const known = this.#knownTo(index);
    for (const [place, stamps] of said) known.set(place, new Set([...(known.get(place) ?? []), ...stamps]));
  }

  /** What stands in vaults, without what does not count, and without customers whose creation does not, who go altogether. */
  standing(all: readonly Copy[], counts: (stamp: string) => boolean): Stood[] {
    return all.flatMap(({ id, state }) =>
      Object.entries(counts(state['created']?.stamp ?? '') ? state : {})
        .filter(([, { stamp }]) => counts(stamp))
        .map(([cell, { value, stamp }]) => ({
          place: placeOf(id, cell),
          stamp,
          value: valueIn(cell, value),
        })),
    );
  }

  /**
   * @param after every vault's copies @param logged whether a vault's history of a cell has a value
   * @param disputed stamps that a vault noted in a conflict, by place
   */
  expectNothingLost(
    before: readonly Stood[],
    after: readonly (readonly Copy[])[],
    logged: (index: number, place: string, value: string | null) => boolean,
    disputed: Known,
    counts: (stamp: string) => boolean,
  ): void {
    for (const { place, stamp, value } of before) {
      for (const [index, copies] of after.entries()) {
        const [id = '', cell = ''] = place.split(' ');
        const stands = copies.find((copy) => copy.id === id)?.state[cell];
        const isThere = stands !== undefined && valueIn(cell, stands.value) === value;
        const isCovered = stands?.seen.some((seen) => {
          const [device = '', ...time] = seen.split(' ');
          return device === deviceOf(stamp) && isAtOrBefore(stamp, time.join(' '));
        });
        expect(
          isThere || isCovered === true || logged(index, place, value),
          `${place} ${stamp} ${String(value)} is lost in vault ${index}`,
        ).toBe(true);
      }
      const [id = '', cell = ''] = place.split(' ');
      const last = after[0]?.find((copy) => copy.id === id)?.state[cell]?.stamp;
      const accounted = this.#accounted(place, last, [...(disputed.get(place) ?? [])].filter(counts));
      expect(accounted, `nobody was asked about ${place}: ${String(value)}`).toContain(stamp);
    }
  }

  /** Changes of a cell that whoever set what stands, or was asked, knew of. */
  #accounted(place: string, last: string | undefined, disputed: readonly string[]): ReadonlySet<string> {
    const values = this.#values.get(place) ?? new Map<string, string | null>();
    const accounted = new Set([...disputed, ...(last === undefined ? [] : [last])]);
    for (const stamp of accounted) {
      for (const known of this.#past.get(`${place} ${stamp}`) ?? []) accounted.add(known);
      for (const [other, value] of values)
        if (values.has(stamp) && value === values.get(stamp)) accounted.add(other);
    }
    return accounted;
  }
}
