/** Whoever holds the database key can write whatever they like into any table: verifying finds it in each, or the table says why not. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedSchema } from '../../../../src-main/vault/store/expected-schema.ts';
import type { TableName } from '../../../../src-main/vault/store/schema.ts';
import type { SqlWriter } from '../../../../src-main/vault/store/db.ts';
import { tableChecks } from '../../../../src-main/vault/upkeep/table-checks.ts';
import { bytes, goodPassphrase, makeBench, type Bench } from '../session/vault-fixture.ts';
import { fillEveryTable } from './every-table.ts';
import { withOwnProgram } from './own-program.ts';

let bench: Bench;
let path: string;
let kept: string;
beforeAll(async () => {
  bench = makeBench();
  path = await fillEveryTable(bench);
  kept = join(bench.folder, 'kept');
  cpSync(path, kept, { recursive: true });
}, 120_000);
afterAll(() => {
  bench.remove();
});

/** On a device that never saw the vault, after somebody's own program wrote into it. */
async function verifiedAfter(...works: ((db: SqlWriter) => void)[]) {
  rmSync(path, { recursive: true });
  cpSync(kept, path, { recursive: true });
  bench = bench.restart();
  bench.seen.clear();
  await withOwnProgram(
    path,
    () => bench.clock,
    ...works.map(
      (work) =>
        ({ store }: { store: Parameters<Parameters<typeof withOwnProgram>[2]>[0]['store'] }) => {
          store.write({ kind: 'edit', label: 'search-merge' }, (tx) => {
            tx.run('PRAGMA defer_foreign_keys=ON');
            work(tx);
          });
        },
    ),
  );
  const opening = { vault: bench.ticket(path), passphrase: bytes(goodPassphrase) };
  const { notices } = await bench.call('vault/unlock', opening);
  const { findings } = await bench.call('vault/verify');
  // What the opening put back it found itself, and said.
  const isPutBack = notices.some(({ code }) => code === 'people-restored');
  return { findings: isPutBack ? [...findings, { code: 'verify/policy', count: 1 }] : findings };
}

const codes = async (...works: ((db: SqlWriter) => void)[]): Promise<string[]> =>
  (await verifiedAfter(...works)).findings.map(({ code }) => code);

/** Tables that make up the full-text index, and are written through it. */
const isShadow = (name: string): boolean => /^search_(data|idx|docsize|config|content)$/.test(name);

/** As in sqlite_schema of a new database. */
const schema = JSON.parse(expectedSchema()) as (string | null)[][];
const tables = schema
  .filter(([type, name]) => type === 'table' && !isShadow(name ?? ''))
  .map(([, name]) => name ?? '');

/** What a change of one row is, and what taking one out is. By itself: `UPDATE` of a column, `DELETE` of a row. */
const changes: Readonly<Record<TableName, readonly [changed: string, removed: string]>> = {
  meta: [
    "UPDATE meta SET value = json_set(value, '$.made', json('[]')) WHERE key = 'backups'",
    "DELETE FROM meta WHERE key = 'sealKeptAt'",
  ],
  person: ["UPDATE person SET name = 'Mallory'", 'DELETE FROM person'],
  person_key: ["UPDATE person_key SET signing_public = x'00'", 'DELETE FROM person_key'],
  setting: [
    "UPDATE setting SET value = '{}' WHERE key GLOB 'organisation:*'",
    "DELETE FROM setting WHERE key GLOB 'organisation:*'",
  ],
  batch: ["UPDATE batch SET person = 'mallory' WHERE row = 2", 'UPDATE batch SET undone_by = NULL'],
  change: ['UPDATE change SET value = \'"x"\' WHERE seq = 3', 'DELETE FROM change WHERE seq = 5'],
  journal: ["UPDATE journal SET action = 'verified' WHERE seq = 2", 'DELETE FROM journal WHERE seq = 2'],
  subject: ['UPDATE subject SET customer = 1 WHERE customer <> 1', 'DELETE FROM subject'],
  tree_node: [
    "INSERT INTO tree_node (log, level, number, hash) VALUES ('change', 8, 0, x'00') ON CONFLICT DO UPDATE SET hash = x'00'",
    "INSERT INTO tree_node (log, level, number, hash) VALUES ('journal', 8, 0, x'00') ON CONFLICT DO UPDATE SET hash = x'00'",
  ],
  checkpoint: [
    'UPDATE checkpoint SET vouched_at = 1893456000000 WHERE journal_size = (SELECT max(journal_size) FROM checkpoint)',
    'DELETE FROM checkpoint WHERE journal_size = (SELECT min(journal_size) FROM checkpoint)',
  ],
  time_stamp: ['UPDATE time_stamp SET journal_size = 1', 'DELETE FROM time_stamp'],
  witnessed: ['UPDATE witnessed SET size = 1', 'DELETE FROM witnessed'],
  customer: [
    "UPDATE customer SET name_key = 'zzz' WHERE row = 1",
    'UPDATE customer SET restricted_key = NULL',
  ],
  customer_count: ['UPDATE customer_count SET customers = 7', 'DELETE FROM customer_count'],
  contact: ["UPDATE contact SET note = 'x'", 'DELETE FROM contact'],
  point: ["UPDATE point SET lookup = '8613800138000'", 'DELETE FROM point'],
  section: ["UPDATE section SET name = 'x'", 'DELETE FROM section'],
  field: ["UPDATE field SET currency = 'USD'", 'DELETE FROM field_value; DELETE FROM field'],
  field_value: [
    "UPDATE field_value SET key = 'x' WHERE key IS NOT NULL",
    'DELETE FROM field_value WHERE version > 0',
  ],
  blind_index: ['UPDATE blind_index SET customer = customer + 1', 'DELETE FROM blind_index'],
  tag: ["UPDATE tag SET name = 'x'", 'DELETE FROM tag'],
  customer_tag: ['UPDATE customer_tag SET customer = 4711', 'DELETE FROM customer_tag'],
  saved_view: ["UPDATE saved_view SET name = 'x'", 'DELETE FROM saved_view'],
  name_lookup: [
    "UPDATE name_lookup SET key = 'x' WHERE customer = 1 AND key = (SELECT max(key) FROM name_lookup WHERE customer = 1)",
    'DELETE FROM name_lookup WHERE customer = 1',
  ],
  search_text: ["UPDATE search_text SET text = text || 'x'", 'DELETE FROM search_text WHERE customer = 1'],
  search: [
    "INSERT OR REPLACE INTO search (rowid, grams) VALUES (1, 'x')",
    'DELETE FROM search WHERE rowid = 1',
  ],
  merged: ["UPDATE merged SET person = 'mallory'", 'DELETE FROM merged'],
  seen: ["UPDATE seen SET person = 'mallory'", 'DELETE FROM seen'],
  conflict: [
    "UPDATE conflict SET won = CASE won WHEN 'mine' THEN 'theirs' ELSE 'mine' END",
    "UPDATE conflict SET cell = 'name'",
  ],
  mapped: ["UPDATE mapped SET ours = 'x'", 'DELETE FROM mapped'],
  author: ["UPDATE author SET name = 'x'", 'DELETE FROM author'],
  clock: ['UPDATE clock SET tick = tick + 1', 'DELETE FROM clock'],
  attachment: ["UPDATE attachment SET name = 'x'", 'DELETE FROM attachment'],
  blob: [
    'UPDATE blob SET unused_since = 1',
    'DELETE FROM blob_key; DELETE FROM blob_chunk; DELETE FROM blob',
  ],
  blob_chunk: ["UPDATE blob_chunk SET bytes = x'00'", 'DELETE FROM blob_chunk'],
  blob_key: ["UPDATE blob_key SET wrapped = x'00'", 'DELETE FROM blob_key'],
  card: [
    'UPDATE card SET added_at = added_at + 1',
    "INSERT INTO card (person, name, organisation, signing_key, recipient, added_at) SELECT 'x', name, '', signing_key, recipient, 1 FROM card LIMIT 1",
  ],
  ledger: ['UPDATE ledger SET at = at + 1', 'DELETE FROM receipt; DELETE FROM ledger'],
  ledger_customer: [
    'DELETE FROM ledger_customer WHERE customer = 1 AND ledger = (SELECT max(ledger) FROM ledger_customer WHERE customer = 1)',
    "UPDATE erasure SET handed = '[]'; DELETE FROM ledger_customer",
  ],
  receipt: ["UPDATE receipt SET name = 'x'", 'DELETE FROM receipt'],
  posture: ["UPDATE posture SET body = replace(body, 'aegis', 'chacha20')", 'DELETE FROM posture'],
  kit: ['UPDATE kit SET returned_at = NULL', 'DELETE FROM kit'],
  erasure: [
    'UPDATE erasure SET at = at + 1',
    'DELETE FROM erased_entry; DELETE FROM erased_customer; DELETE FROM erased_mark; DELETE FROM erasure',
  ],
  erased_customer: ["UPDATE erased_customer SET hash = x'00'", 'DELETE FROM erased_customer'],
  erased_mark: ["UPDATE erased_mark SET mark = x'00'", 'DELETE FROM erased_mark'],
  erased_entry: ['UPDATE erased_entry SET seq = seq + 1', 'DELETE FROM erased_entry'],
  unfinished_work: ["UPDATE unfinished_work SET device = 'x'", 'DELETE FROM unfinished_work'],
};

it('knows every table of the schema, and no other', () => {
  expect(tables.length).toBeGreaterThan(40);
  expect(Object.keys(tableChecks).sort()).toEqual([...tables].sort());
});

it('finds nothing where nobody did anything', async () => {
  expect((await verifiedAfter(() => undefined)).findings).toEqual([]);
}, 30_000);

describe('a search index that differs', () => {
  it.each([
    'DELETE FROM search WHERE rowid = 1',
    "INSERT INTO name_lookup (key, customer) VALUES ('', 1)",
    "UPDATE search_text SET text = '', name_keys = ''",
  ])(
    'is built anew: %s',
    async (sql) => {
      const found = await codes((db) => {
        db.run(sql);
      });
      expect(found).toEqual(['verify/search']);
      expect((await bench.call('vault/verify')).findings).toEqual([]);
      const { rows } = await bench.call('customers/window', { query: { text: '海风' }, start: 0, count: 5 });
      expect(rows.map(({ name }) => name)).toEqual(['海风']);
    },
    30_000,
  );

  it('stays as it is where the records are not as they were logged', async () => {
    const found = await codes((db) => {
      db.run("UPDATE customer SET notes = 'forged' WHERE row = 1");
    });
    expect(found).toEqual(['verify/tables', 'verify/search-differs']);
  }, 30_000);
});

describe.each(tables as TableName[])('%s', (table) => {
  const check = tableChecks[table];
  const wanted: readonly string[] = 'why' in check ? [] : check;

  it.each(changes[table])(
    `${wanted.length === 0 ? 'is exempt' : 'is found out'}: %s`,
    async (sql) => {
      let before = 0;
      let changed = 0;
      const found = await codes((db) => {
        before = db.value<number>('SELECT total_changes()') ?? 0;
        for (const one of sql.split('; ')) db.run(one);
        changed = (db.value<number>('SELECT total_changes()') ?? 0) - before;
      });
      // A change of nothing would prove nothing.
      expect(changed).toBeGreaterThan(0);
      if (wanted.length === 0) expect(found).toEqual([]);
      else expect(found.filter((code) => wanted.includes(code))).not.toEqual([]);
    },
    30_000,
  );
});
