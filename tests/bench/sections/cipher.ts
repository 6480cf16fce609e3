/** What page encryption costs: the same work on the same rows, in turns, on plain SQLite, our cipher and SQLCipher's. */
import { gramQuery, grams } from '../../../src-main/vault/search/grams.ts';
import type { SqlWriter } from '../../../src-main/vault/store/db.ts';
import { median, millisecondsOf, seeded, type Figure, type Section } from '../kit/figures.ts';
import { sameRows, schemes, type Scheme } from '../kit/same-rows.ts';
import { sampleVault } from '../kit/vaults.ts';

const rounds = 15;
const mostRecords = 100_000;
const targetRatio = 1.15;

type Sql = SqlWriter & { readonly exec: (sql: string) => void };
interface Work {
  readonly what: string;
  readonly run: (sql: Sql, below: (limit: number) => number, round: number) => void;
}

/** A piece of what some customer can be found by: other words than the last ones, so other pages of the index. */
function pieceOf(sql: Sql, below: (limit: number) => number, records: number): string {
  const found =
    sql.value<string>('SELECT text FROM search_text WHERE customer = ?', 1 + below(records)) ?? '';
  const parts = found.split('\n');
  const characters = Array.from(parts[below(parts.length)] ?? '');
  const length = Math.min(characters.length, 2 + below(5));
  const from = below(characters.length - length + 1);
  return characters.slice(from, from + length).join('');
}

function readWhole(sql: Sql, row: number): void {
  sql.get('SELECT * FROM customer WHERE row = ?', row);
  sql.all('SELECT * FROM point WHERE customer = ?', row);
  sql.all('SELECT * FROM contact WHERE customer = ?', row);
  sql.all('SELECT * FROM field_value WHERE customer = ?', row);
  sql.all('SELECT tag FROM customer_tag WHERE customer = ?', row);
}

interface Main {
  readonly row: number;
  readonly name: string;
  readonly text: string;
}

function addCustomer(sql: Sql, like: number, id: string): void {
  const { lastInsertRowid: row } = sql.run(
    `INSERT INTO customer (id, kind, name, name_key, organisation, organisation_key, job_title, notes, created_at, updated_at)
     SELECT ?, kind, name, name_key, organisation, organisation_key, job_title, notes, created_at, updated_at
     FROM customer WHERE row = ?`,
    id,
    like,
  );
  sql.run(
    `INSERT INTO point (customer, id, contact, type, label, value, lookup, street, city, region, postal_code, country, position)
     SELECT ?, id, contact, type, label, value, lookup, street, city, region, postal_code, country, position
     FROM point WHERE customer = ?`,
    row,
    like,
  );
  const found = sql.get<Main>('SELECT customer AS row, text FROM search_text WHERE customer = ?', like);
  const text = found?.text ?? '';
  sql.run("INSERT INTO search_text (customer, text, name_keys) VALUES (?, ?, '')", row, text);
  sql.run('INSERT INTO search (rowid, grams) VALUES (?, ?)', row, grams(text.split('\n')));
}

function logEdit(sql: Sql, row: number, notes: string): void {
  sql.run('UPDATE customer SET notes = ? WHERE row = ?', notes, row);
  sql.run(
    `INSERT INTO change (batch, at, tick, device, person, entity, entity_id, field, old_value, value, hash)
     SELECT batch, at, tick, device, person, entity, entity_id, 'notes', NULL, ?, hash FROM change ORDER BY seq DESC LIMIT 1`,
    JSON.stringify(notes),
  );
}

const works = (records: number): readonly Work[] => [
  {
    what: 'reads: 2,000 customers anywhere, whole',
    run: (sql, below) => {
      for (let n = 0; n < 2000; n++) readWhole(sql, 1 + below(records));
    },
  },
  {
    what: 'reads: 100 windows of the list anywhere',
    run: (sql, below) => {
      for (let n = 0; n < 100; n++) {
        const key =
          sql.value<string>('SELECT name_key FROM customer WHERE row = ?', 1 + below(records)) ?? '';
        sql.all(
          `SELECT c.row, c.id, c.name, c.organisation, c.job_title FROM customer c INDEXED BY customer_by_name
           WHERE c.deleted_at IS NULL AND (c.name_key, c.row) > (?, 0) ORDER BY c.name_key, c.row LIMIT 50`,
          key,
        );
      }
    },
  },
  {
    what: 'searches: 200, first 50 of each',
    run: (sql, below) => {
      for (let n = 0; n < 200; n++) {
        const word = pieceOf(sql, below, records);
        if (word === '') continue;
        sql.all(
          `SELECT c.row, c.name FROM search CROSS JOIN customer c ON c.row = search.rowid
           WHERE search MATCH ? AND c.deleted_at IS NULL ORDER BY search.rowid LIMIT 50`,
          gramQuery(word),
        );
      }
    },
  },
  {
    what: 'writes: 200 edits, each committed',
    run: (sql, below, round) => {
      for (let n = 0; n < 200; n++) {
        sql.exec('BEGIN IMMEDIATE');
        logEdit(sql, 1 + below(records), `edit ${round} ${n}`);
        sql.exec('COMMIT');
      }
    },
  },
  {
    what: 'writes: 2,000 customers in one transaction, indexed',
    run: (sql, below, round) => {
      sql.exec('BEGIN IMMEDIATE');
      for (let n = 0; n < 2000; n++) addCustomer(sql, 1 + below(records), `added-${round}-${n}`);
      sql.exec('COMMIT');
    },
  },
];

/** The middle of the ratios of runs that stood side by side: load from elsewhere falls on both. */
function ratio(what: string, over: readonly number[], under: readonly number[], target: number): Figure {
  const ratios = over.map((ms, n) => ms / (under[n] ?? Number.NaN));
  return { what, value: median(ratios), unit: 'times', target, samples: ratios.length };
}

export const run: Section = async ({ records }) => {
  const size = Math.min(records, mostRecords);
  const { byScheme, remove } = await sameRows(await sampleVault(size));
  const figures: Figure[] = [];
  try {
    for (const work of works(size)) {
      const times: Record<Scheme, number[]> = { plain: [], aegis: [], sqlcipher: [] };
      for (let round = 0; round <= rounds; round++)
        for (let turn = 0; turn < schemes.length; turn++) {
          const scheme = schemes[(round + turn) % schemes.length] ?? 'plain';
          const ms = await millisecondsOf(() => {
            work.run(byScheme[scheme], seeded(round), round);
          });
          // The first round fills caches and compiles.
          if (round > 0) times[scheme].push(ms);
        }
      for (const scheme of schemes)
        figures.push({
          what: `${work.what}: ${scheme}`,
          value: median(times[scheme]),
          unit: 'ms',
          samples: rounds,
        });
      figures.push(ratio('    ours against plain', times.aegis, times.plain, targetRatio));
      figures.push(ratio('    ours against SQLCipher', times.aegis, times.sqlcipher, 1));
    }
  } finally {
    remove();
  }
  return figures;
};
