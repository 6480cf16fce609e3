/**
 * Erasing customers: first the tombstone and an entry of the journal, so that what was decided is known; then everything at once; then what SQLite
 * keeps of deleted rows. What a crash cuts off, the next opening goes on with (docs/file-format.md, section 21).
 */
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { assertNothingLeaves } from '../leaving-now.ts';
import { nameOfPerson } from '../people/names.ts';
import type { PolicyVault } from '../policy/policies.ts';
import { beginMergingAll, mergeSome } from '../search/segments.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb, Store, WriteTx } from '../store/store.ts';
import { whenWritable } from '../when-writable.ts';
import { destroyCustomers, handedOver, type ErasedRow } from './destroy.ts';
import { countingErasures, type Judge } from './judge.ts';
import {
  begunErasures,
  dropTombstone,
  fileTombstone,
  forgetGaps,
  gapsOf,
  isFiled,
  type BegunErasure,
} from './ledger.ts';
import { marksOf } from './marks.ts';
import { customerHash, mostMarks, parseTombstone, signTombstone, type Tombstone } from './tombstone.ts';

/** What is needed of a vault to have customers erased. */
export type ErasingVault = PolicyVault;

const erasing = { kind: 'edit', label: 'erasing' } as const;
const compacting = { kind: 'edit', label: 'search-merge' } as const;
/** Set while deleted words may still be in the search index or the write-ahead log. */
const leftoversKey = 'erasureLeftovers';

export interface Erased {
  /** Of the erasure. */
  readonly id: string;
  readonly customers: number;
  readonly changes: number;
  readonly journalEntries: number;
}

/** Which customers of this vault tombstones mean, by their hashes. Looks at each customer. */
function meant(db: ReadDb, hashes: ReadonlySet<string>): Map<string, ErasedRow> {
  const found = new Map<string, ErasedRow>();
  if (hashes.size === 0) return found;
  for (const { row, id } of db.iterate<ErasedRow>('SELECT row, id FROM customer')) {
    const hash = customerHash(id);
    if (hashes.has(hash)) found.set(hash, { row, id });
  }
  return found;
}

const among = (customers: readonly string[], found: ReadonlyMap<string, ErasedRow>): ErasedRow[] =>
  customers.flatMap((hash) => found.get(hash) ?? []);

/** Files a tombstone: with it, it is decided. */
export function decide(
  tx: WriteTx,
  { store }: Pick<ErasingVault, 'store'>,
  tombstone: Tombstone,
  document: string,
  customers: readonly ErasedRow[],
): void {
  fileTombstone(tx, tombstone, document);
  const subjects = customers.map(({ row }) => row);
  store.journal('erasing', { erasure: tombstone.id, customers: tombstone.customers.length }, subjects);
}

function destroy(store: Store, id: string, customers: readonly ErasedRow[]): Erased {
  return store.write(erasing, (tx) => {
    const handed = handedOver(
      tx,
      customers.map(({ row }) => row),
    );
    // What somebody noted beforehand as gone with it is not of it, and is found.
    forgetGaps(tx, id);
    destroyCustomers(tx, id, customers);
    for (const topic of ['customers', 'tags', 'conflicts', 'undo'] as const) tx.touch(topic);
    tx.run('UPDATE erasure SET done_at = ?, handed = ? WHERE id = ?', tx.now, JSON.stringify(handed), id);
    putMeta(tx, leftoversKey, '1');
    const { changes, entries: journalEntries, gaps } = gapsOf(tx, id);
    const said = { erasure: id, customers: customers.length, changes, journalEntries };
    store.journal('erased', { ...said, gaps });
    return { id, customers: customers.length, changes, journalEntries };
  });
}

/**
 * Takes deleted words out of the search index, and what was written out of the write-ahead log, where an erasure left any.
 * @param emptyLog copies the log into the database file and empties it @throws VaultError vault/locked, and what `emptyLog` throws
 */
export async function clearLeftovers(store: Store, emptyLog: () => void | Promise<void>): Promise<void> {
  await whenWritable({ store });
  if (!hasLeftovers(store.db)) return;
  store.write(compacting, beginMergingAll);
  do await whenWritable({ store });
  while (store.write(compacting, mergeSome));
  await emptyLog();
  await whenWritable({ store });
  store.write(erasing, (tx) => {
    tx.run('DELETE FROM meta WHERE key = ?', leftoversKey);
  });
}

/** Whether something of who was erased may still be in the search index or the write-ahead log. */
export function hasLeftovers(db: ReadDb): boolean {
  return metaOf(db, leftoversKey) !== undefined;
}

export interface Finished {
  /** So many customers are gone. */
  readonly customers: number;
  /** So many tombstones do not count: nothing was done by them. */
  readonly refused: number;
}

/** A tombstone that does not count is evidence, in the log: nobody is kept out by it, nor does it count once its signer may erase. */
function refuse(vault: ErasingVault, { id, person }: BegunErasure): void {
  vault.store.write(erasing, (tx) => {
    dropTombstone(tx, id);
    vault.store.journal('erasure-refused', { erasure: id, by: nameOfPerson(vault, person) });
  });
}

/** Erasures that are not done, by whether they count. */
function begunBy(db: ReadDb, judge: Judge) {
  const begun = begunErasures(db);
  const counting = begun.length === 0 ? new Set<string>() : countingErasures(db, judge);
  const { right = [], wrong = [] } = Object.groupBy(begun, ({ id }) =>
    counting.has(id) ? 'right' : 'wrong',
  );
  return { right, wrong };
}

/** How many erasures are begun that do not count. */
export function countRefused(db: ReadDb, judge: Judge): number {
  return begunBy(db, judge).wrong.length;
}

/** Does what was decided by somebody who may and is not done: after a crash, or where tombstones came from elsewhere. */
export function finishErasures(vault: ErasingVault, judge: Judge): Finished {
  const { store } = vault;
  const { right, wrong } = begunBy(store.db, judge);
  for (const each of wrong) refuse(vault, each);
  const begun = right.map(({ id, document }) => ({
    id,
    customers: parseTombstone(document)?.body.customers ?? [],
  }));
  const found = meant(store.db, new Set(begun.flatMap(({ customers }) => customers)));
  const customers = begun.reduce(
    (sum, { id, customers: hashes }) => sum + destroy(store, id, among(hashes, found)).customers,
    0,
  );
  return { customers, refused: wrong.length };
}

/**
 * Files tombstones from elsewhere, those that are not here yet and count, and does what they say, but for {@link clearLeftovers}.
 * @param judge gives `null` for one that does not count @returns how many customers are gone by them
 * @throws VaultError vault/busy while something leaves the vault
 */
export function heedTombstones(vault: ErasingVault, documents: readonly string[], judge: Judge): number {
  const { store } = vault;
  const news = documents.flatMap((document) => {
    const tombstone = judge(document);
    return tombstone === null || isFiled(store.db, tombstone.id) ? [] : [{ tombstone, document }];
  });
  if (news.length === 0) return 0;
  assertNothingLeaves(store);
  const found = meant(store.db, new Set(news.flatMap(({ tombstone }) => tombstone.customers)));
  store.write(erasing, (tx) => {
    for (const { tombstone, document } of news)
      decide(tx, vault, tombstone, document, among(tombstone.customers, found));
  });
  return finishErasures(vault, judge).customers;
}

/**
 * Erases customers, who must be there, but for {@link clearLeftovers}. Cannot be taken back by anything.
 * @param forgetsNumbers keeps nothing by which they would be recognised in a file
 * @throws VaultError vault/busy while something long is written, or leaves the vault
 */
export function eraseCustomers(
  vault: OpenVault,
  customers: readonly ErasedRow[],
  forgetsNumbers = false,
): Erased {
  const { store, vaultId, personId, keys } = vault;
  assertNothingLeaves(store);
  const id = newId();
  store.write(erasing, (tx) => {
    const hashes = customers.map((each) => customerHash(each.id)).sort();
    const numbers = forgetsNumbers ? [] : customers.flatMap((each) => marksOf(vault, tx, each));
    const marks = [...new Set(numbers)].sort().slice(0, mostMarks);
    const said = { vault: vaultId, id, at: tx.now, person: personId, customers: hashes, marks };
    const document = signTombstone(said, keys.signingKey);
    const read = parseTombstone(document);
    if (read === null) throw new Error('a tombstone that cannot be read');
    decide(tx, vault, read.body, document, customers);
  });
  return destroy(store, id, customers);
}
