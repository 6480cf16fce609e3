/**
 * Marks of the numbers that erased customers had: a file, a bundle or a person that brings one of them again is asked about, and nobody
 * is taken in unnoticed; docs/file-format.md, section 21.
 */
import { z } from 'zod';
import type { ErasedAgain } from '../../../src-preload/contract/exchange.ts';
import type { OpenVault } from '../context.ts';
import { erasedMark, type MarkedKind } from '../crypto/erased-mark.ts';
import type { ErasedMarkKey } from '../crypto/secret-key.ts';
import { lookupOf } from '../customers/phone.ts';
import { isOnesOwnNumber } from '../customers/placeholders.ts';
import { customerKeys, type CustomerRef } from '../customers/sealed.ts';
import { fieldOfCell, plainOrLocked } from '../customers/value-cells.ts';
import { VaultError } from '../errors.ts';
import { catalogOf } from '../fields/catalog.ts';
import { jsonBy } from '../json-by-schema.ts';
import { normalise } from '../search/normalise.ts';
import type { ReadDb } from '../store/store.ts';
import { cellsEver } from './cells-ever.ts';
import { allMarkKeys, markKeyOf } from './mark-keys.ts';
import { mostMarks } from './tombstone.ts';

/** By what somebody is known: in the forms in which equal ones are equal. */
export interface Numbers {
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** As they were written. */
  readonly idNumbers: Iterable<string>;
}

export const nobodyAgain: ErasedAgain = { count: 0, first: null, last: null };

/** With one more who was erased then. */
export function oneMore({ count, first, last }: ErasedAgain, at: number): ErasedAgain {
  return { count: count + 1, first: Math.min(first ?? at, at), last: Math.max(last ?? at, at) };
}

const reachable = z.object({ type: z.enum(['phone', 'email']), value: z.string() });

/** What somebody is known by in the cells of a line from elsewhere. Whatever text is an ID number counts as one. */
export function numbersIn(
  cells: Iterable<readonly [cell: string, value: unknown]>,
  country: string,
): Numbers {
  const numbers: { phones: string[]; emails: string[]; idNumbers: string[] } = {
    phones: [],
    emails: [],
    idNumbers: [],
  };
  for (const [cell, value] of cells) {
    if (cell.startsWith('value:') && typeof value === 'string' && isOnesOwnNumber(value))
      numbers.idNumbers.push(value);
    const point = cell.startsWith('point:') ? reachable.safeParse(value).data : undefined;
    if (point === undefined) continue;
    const lookup = lookupOf(point.type, point.value, country);
    if (lookup !== '') numbers[point.type === 'phone' ? 'phones' : 'emails'].push(lookup);
  }
  return numbers;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const sealed = z.object({ sealed: z.base64(), version: z.number() });

/** What a value says; `null` for what opens with no key that is held, and what somebody's own program wrote in another form: nobody is kept from being erased by it. */
function textIn(...given: Parameters<typeof plainOrLocked>): string | null {
  const json = given[4];
  if (json?.startsWith('{') === true && jsonBy(sealed, json) === null) return null;
  try {
    const read = plainOrLocked(...given);
    return read.locked || read.plain === null ? null : jsonBy(z.string(), read.plain);
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== 'vault/damaged') throw error;
    return null;
  }
}

/** Marks of every number that the customer has and had, in hexadecimal. Those of a class without a key here are left out. To be read before anything is destroyed. */
export function marksOf(vault: OpenVault, db: ReadDb, customer: CustomerRef): string[] {
  const marks = new Set<string>();
  const { country } = catalogOf(vault);
  using keys = customerKeys(vault, db, customer);
  const mark = (key: ErasedMarkKey | null, kind: MarkedKind, text: string): void => {
    if (key !== null && text !== '') marks.add(hexOf(erasedMark(key, kind, text)));
    key?.destroy();
  };
  for (const [cell, json] of cellsEver(db, customer.id, ['point:', 'value:'])) {
    const field = fieldOfCell(vault, cell);
    const point = cell.startsWith('point:') ? jsonBy(reachable, json) : null;
    if (point !== null)
      mark(markKeyOf(vault, 'public'), point.type, lookupOf(point.type, point.value, country));
    if (field?.type !== 'id-number') continue;
    const value = textIn(vault, keys, customer, field, json);
    if (value !== null && isOnesOwnNumber(value))
      mark(markKeyOf(vault, field.class), 'id-number', normalise(value));
  }
  return [...marks].sort().slice(0, mostMarks);
}

/** All marks that there are, and telling by them. */
export class ErasedMarks implements Disposable {
  readonly #db: ReadDb;
  readonly #times: ReadonlyMap<string, number>;
  readonly #keys: readonly ErasedMarkKey[];

  constructor(vault: Pick<OpenVault, 'vaultId' | 'keys'>, db: ReadDb) {
    this.#db = db;
    this.#times = new Map(
      db
        .all<{ mark: Uint8Array; at: number }>(
          'SELECT m.mark, max(e.at) AS at FROM erased_mark m JOIN erasure e ON e.id = m.erasure GROUP BY m.mark',
        )
        .map(({ mark, at }) => [hexOf(mark), at]),
    );
    this.#keys = this.#times.size === 0 ? [] : allMarkKeys(db, vault);
  }

  get isEmpty(): boolean {
    return this.#times.size === 0;
  }

  /**
   * When the customer was erased whose numbers these are, at last; `null` where no such one is known. A telephone number or an address that somebody who is
   * here has as well says nothing: families and offices share them.
   */
  erasedAt({ phones, emails, idNumbers }: Numbers): number | null {
    if (this.isEmpty) return null;
    let last: number | null = null;
    const ask = (kind: MarkedKind, text: string): void => {
      for (const key of this.#keys) {
        const at = this.#times.get(hexOf(erasedMark(key, kind, text)));
        if (at === undefined || (kind !== 'id-number' && this.#isSomebodys(text))) continue;
        last = Math.max(last ?? 0, at);
      }
    };
    for (const text of phones) ask('phone', text);
    for (const text of emails) ask('email', text);
    for (const text of idNumbers) ask('id-number', normalise(text));
    return last;
  }

  #isSomebodys(lookup: string): boolean {
    return this.#db.value('SELECT 1 FROM point WHERE lookup = ? LIMIT 1', lookup) !== undefined;
  }

  [Symbol.dispose](): void {
    for (const key of this.#keys) key.destroy();
  }
}
