/** Where the rows of a list come from. Each source gives customers' rows in its order, a few at a time. */
import type { ReadDb, SqlValue } from '../store/store.ts';
import { gramQuery } from './grams.ts';
import type { Condition } from './conditions.ts';
import { whichCustomers, type Order, type Walk } from './order.ts';

export interface Source {
  /** The next rows, at most `limit`; fewer mean that there are no more. */
  next(limit: number): number[];
}

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

/** That the normalised text of a customer has all the words in it. */
export function containsWords(words: readonly string[]): Condition {
  return {
    sql: `EXISTS (SELECT 1 FROM search_text s WHERE s.customer = c.row${words.map(() => ' AND instr(s.text, ?) > 0').join('')})`,
    params: words,
  };
}

/** Walks an index in order, from one key to the next. */
export function walkSource(db: ReadDb, order: Order, conditions: readonly Condition[]): Source {
  const where = whereAll(conditions);
  let walkIndex = 0;
  let last: { key: SqlValue; row: number } | null = null;

  function step(walk: Walk, limit: number): number[] {
    const compare = order.descending ? '<' : '>';
    const direction = order.descending ? 'DESC' : 'ASC';
    const after = last === null ? '' : ` AND (${walk.key}, c.row) ${compare} (?, ?)`;
    const rows: { key: SqlValue; row: number }[] = db.all(
      `SELECT ${walk.key} AS key, c.row AS row FROM ${walk.from}${after}${where.sql} ORDER BY ${walk.key} ${direction}, c.row ${direction} LIMIT ?`,
      ...walk.params,
      ...(last === null ? [] : [last.key, last.row]),
      ...where.params,
      limit,
    );
    last = rows.at(-1) ?? last;
    return rows.map(({ row }) => row);
  }

  return {
    next: (limit) => {
      const found: number[] = [];
      while (found.length < limit) {
        const walk = order.walks[walkIndex];
        if (walk === undefined) break;
        const wanted = limit - found.length;
        const rows = step(walk, wanted);
        found.push(...rows);
        if (rows.length < wanted) {
          walkIndex += 1;
          last = null;
        }
      }
      return found;
    },
  };
}

/** Customers whose name begins so, as written, in pinyin or by initials. */
export function nameSource(
  db: ReadDb,
  start: string,
  bin: boolean,
  conditions: readonly Condition[],
): Source {
  const where = whereAll(conditions);
  let last: { key: string; row: number } = { key: start, row: -1 };
  // The greatest text that begins with `start`.
  const end = `${start}\u{10ffff}`;
  return {
    next: (limit) => {
      const rows: { key: string; row: number }[] = db.all(
        `SELECT n.key AS key, n.customer AS row FROM name_lookup n CROSS JOIN customer c ON c.row = n.customer
         WHERE (n.key, n.customer) > (?, ?) AND n.key <= ? AND ${whichCustomers(bin)}${where.sql} ORDER BY n.key, n.customer LIMIT ?`,
        last.key,
        last.row,
        end,
        ...where.params,
        limit,
      );
      last = rows.at(-1) ?? last;
      return rows.map(({ row }) => row);
    },
  };
}

/** Customers with all the words anywhere in their text, in the order in which they were added. */
export function textSource(
  db: ReadDb,
  words: readonly string[],
  bin: boolean,
  conditions: readonly Condition[],
): Source {
  const match = words.map((word) => `(${gramQuery(word)})`).join(' AND ');
  // Up to three characters the index is exact; beyond, trigrams may lie apart.
  const long = words.filter((word) => [...word].length > 3);
  const where = whereAll(long.length === 0 ? conditions : [containsWords(long), ...conditions]);
  let last = 0;
  return {
    next: (limit) => {
      const rows: { row: number }[] = db.all(
        `SELECT search.rowid AS row FROM search CROSS JOIN customer c ON c.row = search.rowid
         WHERE search MATCH ? AND search.rowid > ? AND ${whichCustomers(bin)}${where.sql} ORDER BY search.rowid LIMIT ?`,
        match,
        last,
        ...where.params,
        limit,
      );
      last = rows.at(-1)?.row ?? last;
      return rows.map(({ row }) => row);
    },
  };
}

/** Customers with a sealed value of which the whole, or a whole word, is what was typed. */
export function sealedSource(
  db: ReadDb,
  tokens: readonly Uint8Array[],
  bin: boolean,
  conditions: readonly Condition[],
): Source {
  const where = whereAll(conditions);
  const pending = [...tokens];
  let last = 0;
  return {
    next: (limit) => {
      const found: number[] = [];
      while (found.length < limit) {
        const token = pending[0];
        if (token === undefined) break;
        const wanted = limit - found.length;
        const rows: { row: number }[] = db.all(
          `SELECT DISTINCT b.customer AS row FROM blind_index b CROSS JOIN customer c ON c.row = b.customer
           WHERE b.token = ? AND b.customer > ? AND ${whichCustomers(bin)}${where.sql} ORDER BY b.customer LIMIT ?`,
          token,
          last,
          ...where.params,
          wanted,
        );
        found.push(...rows.map(({ row }) => row));
        last = rows.at(-1)?.row ?? last;
        if (rows.length < wanted) {
          pending.shift();
          last = 0;
        }
      }
      return found;
    },
  };
}

/** A list worked out beforehand. */
export function fixedSource(rows: readonly number[]): Source {
  let given = 0;
  return {
    next: (limit) => {
      const part = rows.slice(given, given + limit);
      given += part.length;
      return part;
    },
  };
}

/** One source after the other, each customer once. */
export function chained(sources: readonly Source[]): Source {
  const seen = new Set<number>();
  const left = [...sources];
  return {
    next: (limit) => {
      const found: number[] = [];
      while (found.length < limit) {
        const source = left[0];
        if (source === undefined) break;
        const wanted = limit - found.length;
        const rows = source.next(wanted);
        for (const row of rows) {
          if (seen.has(row)) continue;
          seen.add(row);
          found.push(row);
        }
        if (rows.length < wanted) left.shift();
      }
      return found;
    },
  };
}
