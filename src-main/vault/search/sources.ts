/**
 * Where the rows of a list come from. Each source gives customers' rows in its order, a few at a time, and can be told
 * to stop: no single step of it takes long, whatever is looked for.
 */
import type { ReadDb, SqlValue } from '../store/store.ts';
import type { Condition } from './conditions.ts';
import { gramQuery } from './grams.ts';
import { whichCustomers, type Order, type Walk } from './order.ts';
import type { WantedText } from './wanted.ts';

export interface Source {
  /** The next rows, at most `limit`: fewer when there are no more, or when `isTimeUp` said so. */
  next(limit: number, isTimeUp?: () => boolean): number[];
  readonly isDone: boolean;
}

const never = (): boolean => false;

interface Where {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export function whereAll(conditions: readonly Condition[]): Where {
  return {
    sql: conditions.map((condition) => ` AND ${condition.sql}`).join(''),
    params: conditions.flatMap((condition) => condition.params),
  };
}

/** The tests on `customer c` as a column `hit`: rows that fail are passed over here, where one can stop in between. */
function hitColumn(conditions: readonly Condition[]): Where {
  if (conditions.length === 0) return { sql: '1 AS hit', params: [] };
  const { sql, params } = whereAll(conditions);
  return { sql: `CASE WHEN 1${sql} THEN 1 ELSE 0 END AS hit`, params };
}

interface Candidate {
  readonly row: number;
  readonly hit: 0 | 1;
}

/** How often to look at the clock, in rows. */
const glance = 32;

function scan<C extends Candidate>(
  candidates: Iterable<C>,
  limit: number,
  isTimeUp: () => boolean,
): { rows: number[]; last: C | null; isEnded: boolean } {
  const rows: number[] = [];
  let last: C | null = null;
  let looked = 0;
  for (const candidate of candidates) {
    last = candidate;
    if (candidate.hit === 1) rows.push(candidate.row);
    looked += 1;
    if (rows.length >= limit || (looked % glance === 0 && isTimeUp())) return { rows, last, isEnded: false };
  }
  return { rows, last, isEnded: true };
}

/** A source of stretches: `stretch` gives the next few rows, or `null` when there are no more. */
function stretches(stretch: (limit: number, isTimeUp: () => boolean) => number[] | null): Source {
  let isDone = false;
  return {
    get isDone() {
      return isDone;
    },
    next: (limit, isTimeUp = never) => {
      const found: number[] = [];
      while (found.length < limit) {
        const rows = stretch(limit - found.length, isTimeUp);
        if (rows === null) {
          isDone = true;
          break;
        }
        for (const row of rows) found.push(row);
        if (isTimeUp()) break;
      }
      return found;
    },
  };
}

/** Walks an index in order, from one key to the next. */
export function walkSource(db: ReadDb, order: Order, conditions: readonly Condition[]): Source {
  let walkIndex = 0;
  let last: (Candidate & { readonly key: SqlValue }) | null = null;

  function sqlOf(walk: Walk): Where {
    const compare = order.descending ? '<' : '>';
    const direction = order.descending ? 'DESC' : 'ASC';
    const after = last === null ? '' : ` AND (${walk.key}, c.row) ${compare} (?, ?)`;
    const hit = hitColumn(walk.only === undefined ? conditions : [walk.only, ...conditions]);
    return {
      sql: `SELECT ${walk.key} AS key, c.row AS row, ${hit.sql} FROM ${walk.from}${after}
            ORDER BY ${walk.key} ${direction}, c.row ${direction}`,
      params: [...hit.params, ...walk.params, ...(last === null ? [] : [last.key, last.row])],
    };
  }

  return stretches((limit, isTimeUp) => {
    const walk = order.walks[walkIndex];
    if (walk === undefined) return null;
    const { sql, params } = sqlOf(walk);
    const found = scan(db.iterate<Candidate & { readonly key: SqlValue }>(sql, ...params), limit, isTimeUp);
    last = found.last ?? last;
    if (found.isEnded) {
      walkIndex += 1;
      last = null;
    }
    return found.rows;
  });
}

/** Customers whose name begins so, as written, in pinyin or by initials. */
export function nameSource(
  db: ReadDb,
  start: string,
  bin: boolean,
  conditions: readonly Condition[],
): Source {
  const hit = hitColumn([whichCustomers(bin), ...conditions]);
  let last: { readonly key: string; readonly row: number } = { key: start, row: -1 };
  // The greatest text that begins with `start`.
  const end = `${start}\u{10ffff}`;
  let isEnded = false;
  return stretches((limit, isTimeUp) => {
    if (isEnded) return null;
    const found = scan(
      db.iterate<Candidate & { readonly key: string }>(
        `SELECT n.key AS key, n.customer AS row, ${hit.sql} FROM name_lookup n CROSS JOIN customer c ON c.row = n.customer
         WHERE (n.key, n.customer) > (?, ?) AND n.key <= ? ORDER BY n.key, n.customer`,
        ...hit.params,
        last.key,
        last.row,
        end,
      ),
      limit,
      isTimeUp,
    );
    last = found.last ?? last;
    ({ isEnded } = found);
    return found.rows;
  });
}

/** So many customers are looked through at once: the index cannot be stopped between two matches. */
const reach = 65_536;

/** Customers with all the words of one of the ways anywhere in their text, in the order in which they were added. */
export function textSource(
  db: ReadDb,
  ways: WantedText['ways'],
  bin: boolean,
  conditions: readonly Condition[],
): Source {
  const match = ways
    .map((words) => `(${words.map((word) => `(${gramQuery(word)})`).join(' AND ')})`)
    .join(' OR ');
  // Up to three characters the index is exact; beyond, trigrams may lie apart.
  const isExact = ways.every((words) => words.every((word) => [...word].length <= 3));
  const customer = whereAll([whichCustomers(bin), ...conditions]);
  const isWanted = {
    sql: `EXISTS (SELECT 1 FROM customer c WHERE c.row = search.rowid${customer.sql})`,
    params: customer.params,
  };
  // The text first: most of what trigrams find in vain is then never read as a customer.
  const hit = hitColumn(isExact ? [isWanted] : [containsWords(ways, 'search.rowid'), isWanted]);
  const end = db.value<number>('SELECT max(row) FROM customer') ?? 0;
  let last = 0;
  return stretches((limit, isTimeUp) => {
    if (last >= end) return null;
    const upTo = last + reach;
    const found = scan(
      db.iterate<Candidate>(
        `SELECT search.rowid AS row, ${hit.sql} FROM search WHERE search MATCH ? AND search.rowid > ? AND search.rowid <= ? ORDER BY search.rowid`,
        ...hit.params,
        match,
        last,
        upTo,
      ),
      limit,
      isTimeUp,
    );
    last = found.isEnded ? upTo : (found.last?.row ?? upTo);
    return found.rows;
  });
}

/** That the normalised text of a customer has all the words of one of the ways in it. */
export function containsWords(ways: WantedText['ways'], row: 'c.row' | 'search.rowid' = 'c.row'): Condition {
  return {
    sql: `EXISTS (SELECT 1 FROM search_text s WHERE s.customer = ${row} AND (${ways.map((words) => words.map(() => 'instr(s.text, ?) > 0').join(' AND ')).join(' OR ')}))`,
    params: ways.flat(),
  };
}

/** The values of a deleted field stay, for an undo, and are not found. */
const inKnownField = 'b.field IN (SELECT row FROM field WHERE deleted_at IS NULL)';

/** That a customer has a sealed value of which the whole, or a whole word, is what was typed. */
export function hasSealed(tokens: readonly Uint8Array[]): Condition {
  return {
    sql: `EXISTS (SELECT 1 FROM blind_index b WHERE b.customer = c.row AND b.token IN (${tokens.map(() => '?').join()}) AND ${inKnownField})`,
    params: tokens,
  };
}

/** The customers of {@link hasSealed}. */
export function sealedSource(
  db: ReadDb,
  tokens: readonly Uint8Array[],
  bin: boolean,
  conditions: readonly Condition[],
): Source {
  const hit = hitColumn([whichCustomers(bin), ...conditions]);
  const pending = [...tokens];
  let last = 0;
  return stretches((limit, isTimeUp) => {
    const token = pending[0];
    if (token === undefined) return null;
    const found = scan(
      db.iterate<Candidate>(
        `SELECT DISTINCT b.customer AS row, ${hit.sql} FROM blind_index b CROSS JOIN customer c ON c.row = b.customer
         WHERE b.token = ? AND b.customer > ? AND ${inKnownField} ORDER BY b.customer`,
        ...hit.params,
        token,
        last,
      ),
      limit,
      isTimeUp,
    );
    last = found.last?.row ?? last;
    if (found.isEnded) {
      pending.shift();
      last = 0;
    }
    return found.rows;
  });
}

/** A list worked out beforehand. */
export function fixedSource(rows: readonly number[]): Source {
  let given = 0;
  return stretches((limit) => {
    if (given >= rows.length) return null;
    const part = rows.slice(given, given + limit);
    given += part.length;
    return part;
  });
}

/** One source after the other, each customer once. */
export function chained(sources: readonly Source[]): Source {
  const seen = new Set<number>();
  const left = [...sources];
  return stretches((limit, isTimeUp) => {
    const source = left[0];
    if (source === undefined) return null;
    const rows = source.next(limit, isTimeUp).filter((row) => !seen.has(row) && seen.add(row));
    if (source.isDone) left.shift();
    return rows;
  });
}

/** Takes up to `most` rows of `from` and gives them `sorted`; with more of them, what `otherwise` gives. */
export function sortedOr(
  from: Source,
  most: number,
  sorted: (rows: readonly number[]) => readonly number[],
  otherwise: () => Source,
): Source {
  const taken: number[] = [];
  let settled: Source | null = null;
  return stretches((limit, isTimeUp) => {
    if (settled === null) {
      for (const row of from.next(most + 1 - taken.length, isTimeUp)) taken.push(row);
      if (taken.length > most) settled = otherwise();
      else if (from.isDone) settled = fixedSource(sorted(taken));
      else return [];
    }
    const rows = settled.next(limit, isTimeUp);
    return rows.length === 0 && settled.isDone ? null : rows;
  });
}
