/**
 * What leaves the vault in a form that others can read: an entry with everybody whom it is about is on the disk before the first byte is outside, and
 * one with the result follows. An end that is missing says that nobody here knows how it ended.
 */
import { setImmediate } from 'node:timers/promises';
import type { JournalAction, JournalDetails, NotedEntry } from '../../../src-preload/contract/journal.ts';
import type { OpenVault } from '../context.ts';
import { newId } from '../crypto/id.ts';
import { VaultError } from '../errors.ts';
import { leavesNow } from '../leaving-now.ts';
import { addCheckpoint } from '../upkeep/checkpoints.ts';
import { flushLooks, journalEntry, rowsOfIds } from './noting.ts';

/** So many customers stand in one entry: more of them are told in several, and other calls get their turn in between. */
const customersInEntry = 2000;

type Kind = 'export' | 'print' | 'attachment' | 'bundle' | 'audit' | 'kit';
type Begins<K extends Kind> = Omit<JournalDetails<`${K}-begins`>, 'run' | 'part' | 'parts'>;
type Ends<K extends Kind> = Omit<JournalDetails<`${K}-ends`>, 'run' | 'result' | 'code'>;

/** Nothing for a customer who was erased while other calls had their turn. */
function rowsThere({ store }: OpenVault, row: number): number[] {
  return store.db.value('SELECT 1 FROM customer WHERE row = ?', row) === undefined ? [] : [row];
}

/**
 * Writes one thing about many customers, by their rows or their ids.
 * @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function journalInParts(
  vault: OpenVault,
  { action, details }: NotedEntry,
  customers: readonly number[] | readonly string[],
): Promise<void> {
  const parts = Math.max(1, Math.ceil(customers.length / customersInEntry));
  for (let part = 0; part < parts; part++) {
    if (part > 0) await setImmediate();
    if (vault.store.isClosed) throw new VaultError('vault/locked');
    const some = customers.slice(part * customersInEntry, (part + 1) * customersInEntry);
    const rows = some.flatMap((each) =>
      typeof each === 'number' ? rowsThere(vault, each) : rowsOfIds(vault, [each]),
    );
    const told = parts === 1 ? details : { ...details, part: part + 1, parts };
    journalEntry(vault, entryOf(action, told), rows);
  }
}

/** An entry of an action, whose details are as its type has them: the compiler does not follow an action that is put together. */
function entryOf(action: JournalAction, details: object): NotedEntry {
  return { action, details } as unknown as NotedEntry;
}

/** What cannot be noted for good is not given out. @throws VaultError vault/busy while a long write runs, which would take the entry along */
export function assertNotable({ store }: OpenVault): void {
  if (store.isLongWriteRunning) throw new VaultError('vault/busy');
}

async function begin<K extends Kind>(
  vault: OpenVault,
  kind: K,
  about: Begins<K>,
  rows: readonly number[],
): Promise<string> {
  assertNotable(vault);
  flushLooks(vault);
  const run = newId();
  await journalInParts(vault, entryOf(`${kind}-begins`, { run, ...about }), rows);
  assertNotable(vault);
  addCheckpoint(vault);
  return run;
}

function end(vault: OpenVault, kind: Kind, details: object): void {
  const { store } = vault;
  if (store.isClosed) return;
  try {
    journalEntry(vault, entryOf(`${kind}-ends`, details), []);
  } catch (error) {
    // Nothing can be noted any more: the beginning stands without an end.
    if (!(error instanceof VaultError)) throw error;
  }
}

/**
 * Does what lets something out, between its two entries.
 * @param work gives its result and what the last entry says of it
 * @throws VaultError vault/busy, what the disk has to say, and what `work` throws
 */
export async function leaves<K extends Exclude<Kind, 'print'>, T>(
  vault: OpenVault,
  kind: K,
  {
    begins,
    rows,
    ends,
  }: { readonly begins: Begins<K>; readonly rows: readonly number[]; readonly ends: Ends<K> },
  work: () => Promise<{ readonly result: T; readonly ends?: Partial<Ends<K>> }>,
): Promise<T> {
  using _ = leavesNow(vault.store);
  const run = await begin(vault, kind, begins, rows);
  try {
    const done = await work();
    end(vault, kind, { run, result: 'done', ...ends, ...done.ends });
    return done.result;
  } catch (error) {
    const code = error instanceof VaultError ? error.code : 'internal';
    end(vault, kind, { run, result: code.endsWith('/cancelled') ? 'cancelled' : 'failed', ...ends, code });
    throw error;
  }
}

/** Sheets that were given to the window to print, by their run: the names of their files. */
const printing = new WeakMap<OpenVault, Map<string, string | null>>();

/** The window prints: its word is what is known of the end. @returns the run */
export async function beginPrinting(
  vault: OpenVault,
  about: Begins<'print'>,
  rows: readonly number[],
): Promise<string> {
  const run = await begin(vault, 'print', about, rows);
  const known = printing.get(vault) ?? new Map<string, string | null>();
  printing.set(vault, known.set(run, about.fileName ?? null));
  return run;
}

/** Only what began here ends, and once. */
export function endPrinting(
  vault: OpenVault,
  run: string,
  {
    result,
    sha256,
  }: { readonly result: JournalDetails<'print-ends'>['result']; readonly sha256: string | null },
): void {
  const known = printing.get(vault);
  const fileName = known?.get(run);
  if (fileName === undefined) return;
  known?.delete(run);
  end(vault, 'print', {
    run,
    result,
    ...(fileName === null ? {} : { fileName }),
    ...(sha256 === null ? {} : { sha256 }),
  });
}
