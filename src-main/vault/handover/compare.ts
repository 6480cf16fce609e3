/** Whether identity cards, the ledger with who went along, and field kits are what the change log last said of them. */
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { inCanonicalForm, jsonBy } from '../json-by-schema.ts';
import type { ReadDb } from '../store/db.ts';
import { loggedCard, type CardRow } from './cards.ts';
import { lineOfCustomer, loggedEntry, notedEntry, type LedgerRow } from './ledger.ts';

type Entity = 'card' | 'ledger' | 'kit';

const lastWord = `SELECT c.value, b.at FROM change c JOIN batch b ON b.row = c.batch
  WHERE c.entity_id = ? AND c.entity = ? AND c.field = '*' ORDER BY c.seq DESC LIMIT 1`;

const ofCustomers = z.object({ customersHash: z.string() });

/** A row as the change log has it. */
interface Row {
  /** When it was made, where the log's batch says that, too. */
  readonly at: number | null;
  /** @param said what the log says of it. @returns `null` where the row has no form */
  readonly logged: (said: string | null) => string | null;
}

interface KitRow {
  readonly id: string;
  readonly made_at: number;
  readonly label: string;
  readonly person: string;
  readonly person_name: string;
  readonly customers: number;
  readonly returned_at: number | null;
}

const rowsAtOnce = 2000;

/** The hash over who went along, by the ledger's rows. `strays`: of no entry or no customer. */
function* customersOfEntries(
  db: ReadDb,
): Generator<void, { readonly hashes: ReadonlyMap<number, string>; readonly strays: number }, void> {
  const open = new Map<number, Hash>(
    db.all<{ row: number }>('SELECT row FROM ledger').map(({ row }) => [row, createHash('sha256')]),
  );
  let strays = 0;
  let last = { customer: Number.MIN_SAFE_INTEGER, ledger: 0 };
  for (;;) {
    const page = db.all<{ customer: number; ledger: number; id: string | null }>(
      `SELECT l.customer, l.ledger, c.id FROM ledger_customer l LEFT JOIN customer c ON c.row = l.customer
       WHERE (l.customer, l.ledger) > (?, ?) ORDER BY l.customer, l.ledger LIMIT ?`,
      last.customer,
      last.ledger,
      rowsAtOnce,
    );
    for (const { ledger, id } of page) {
      const hash = open.get(ledger);
      if (hash === undefined || id === null) strays += 1;
      else hash.update(lineOfCustomer(id));
    }
    last = page.at(-1) ?? last;
    if (page.length < rowsAtOnce)
      return { hashes: new Map([...open].map(([row, hash]) => [row, hash.digest('hex')])), strays };
    yield;
  }
}

/** Entries with which somebody went along who was erased since: who else did cannot be told by the hash any more. */
function entriesOfErased(db: ReadDb): ReadonlySet<string> {
  return new Set(
    db
      .all<{ id: string }>(
        "SELECT j.value AS id FROM erasure e, json_each(CASE WHEN json_valid(e.handed) THEN e.handed ELSE '[]' END) j",
      )
      .map(({ id }) => id),
  );
}

function ledgerRows(db: ReadDb, hashes: ReadonlyMap<number, string>): Map<string, Row> {
  const erased = entriesOfErased(db);
  return new Map(
    db.all<LedgerRow>('SELECT * FROM ledger').map((row): [string, Row] => [
      row.id,
      {
        at: row.at,
        logged: (said) => {
          const known = said === null ? null : jsonBy(ofCustomers, said);
          const noted = notedEntry(row);
          const hash = erased.has(row.id) ? known?.customersHash : hashes.get(row.row);
          return noted === null ? null : JSON.stringify(loggedEntry(noted, hash ?? ''));
        },
      },
    ]),
  );
}

/** When a kit came back last, by what was received from who works in it. */
const returned = `SELECT max(l.at) FROM ledger l, json_each(CASE WHEN json_valid(l.people) THEN l.people ELSE '[]' END) p
  WHERE l.direction = 'received' AND l.kind = 'kit-changes' AND p.type = 'object' AND p.value ->> 'personId' = ?`;

function kitRows(db: ReadDb): Map<string, Row> {
  return new Map(
    db.all<KitRow>('SELECT * FROM kit').map((row): [string, Row] => {
      const { label, person, person_name: personName, customers } = row;
      const at = db.value<number | null>(returned, person) ?? null;
      const isRight = row.returned_at === at;
      const logged = isRight ? JSON.stringify({ label, person, personName, customers }) : 'null';
      return [row.id, { at: row.made_at, logged: () => logged }];
    }),
  );
}

/** Yields after some rows. @returns how many rows differ, are missing or were never logged */
export function* differingHandOver(db: ReadDb): Generator<void, number, void> {
  const { hashes, strays } = yield* customersOfEntries(db);
  const there: Readonly<Record<Entity, Map<string, Row>>> = {
    card: new Map(
      db
        .all<CardRow>('SELECT * FROM card')
        .map((row): [string, Row] => [row.person, { at: null, logged: () => loggedCard(row) }]),
    ),
    ledger: ledgerRows(db, hashes),
    kit: kitRows(db),
  };
  const logged = db.all<{ entity: Entity; id: string }>(
    "SELECT DISTINCT entity, entity_id AS id FROM change WHERE entity IN ('card', 'ledger', 'kit') AND field = '*'",
  );
  let differing = strays;
  for (const { entity, id } of logged) {
    const said = db.get<{ value: string | null; at: number }>(lastWord, id, entity);
    const value = said?.value ?? null;
    const row = there[entity].get(id);
    there[entity].delete(id);
    const is = row?.logged(value) ?? null;
    const isAsSaid =
      value === null
        ? row === undefined
        : is !== null && inCanonicalForm(value) !== null && inCanonicalForm(value) === inCanonicalForm(is);
    const isRight = isAsSaid && ((row?.at ?? null) === null || row?.at === said?.at);
    if (!isRight) differing += 1;
    yield;
  }
  return differing + there.card.size + there.ledger.size + there.kit.size;
}
