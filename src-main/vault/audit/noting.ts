/** What the journal is told of looks: gathered for each vault, and written before anything leaves it. */
import type { ParsedInput } from '../../../src-preload/contract/define.ts';
import type { VaultCallName, VaultCalls } from '../../../src-preload/contract/index.ts';
import type { JournalAction, NotedEntry } from '../../../src-preload/contract/journal.ts';
import { noted } from '../access/noted.ts';
import type { OpenVault } from '../context.ts';
import { VaultError } from '../errors.ts';
import { Gathering, type Gathered, type Look } from './gathering.ts';

const gatherings = new WeakMap<OpenVault, Gathering>();

/** The rows of customers by their ids, in that order; those that are not there are left out. */
export function rowsOfIds({ store: { db } }: OpenVault, ids: readonly string[]): number[] {
  return ids.flatMap((id) => db.value<number>('SELECT row FROM customer WHERE id = ?', id) ?? []);
}

/** Writes an entry of any action about customers by their rows. */
export function journalEntry(
  { store }: Pick<OpenVault, 'store'>,
  { action, details }: NotedEntry,
  rows: readonly number[],
): void {
  // The details of an entry are those of its action, by its type.
  (store.journal as (action: JournalAction, details: object, subjects: readonly number[]) => void)(
    action,
    details,
    rows,
  );
}

/** Writes an entry about customers by their ids, as far as they are there. */
export function noteEntry(vault: OpenVault, entry: NotedEntry, ids: readonly string[]): void {
  journalEntry(vault, entry, rowsOfIds(vault, ids));
}

function write(vault: OpenVault, gathered: readonly Gathered[]): void {
  const { store } = vault;
  const all = (): void => {
    for (const { entry, customers } of gathered) noteEntry(vault, entry, customers);
  };
  // While a long write runs, entries go along with it.
  if (store.isLongWriteRunning) all();
  else store.write({ kind: 'edit', label: 'looks' }, all);
}

function gatheringOf(vault: OpenVault): Gathering {
  const known = gatherings.get(vault);
  if (known !== undefined) return known;
  const gathering = new Gathering({
    moment: vault.moment,
    write: (gathered) => {
      write(vault, gathered);
    },
    flushIn: (ms) => {
      setTimeout(() => {
        flushQuietly(vault, gathering);
      }, ms).unref();
    },
  });
  gatherings.set(vault, gathering);
  return gathering;
}

function flushQuietly({ store }: OpenVault, gathering: Gathering): void {
  if (store.isClosed) return;
  try {
    gathering.flush();
  } catch (error) {
    // A full disk, say: what waits is tried again, and at the lock.
    if (!(error instanceof VaultError)) throw error;
  }
}

/** Notes a look, which is written within two seconds. */
export function noteLook(vault: OpenVault, look: Look): void {
  gatheringOf(vault).note(look);
}

/** Writes what waits now. @throws VaultError vault/disk-full and the like */
export function flushLooks(vault: OpenVault): void {
  gatherings.get(vault)?.flush();
}

/** Writes what waits, as far as that is possible: before a vault is closed in a hurry. */
export function flushLooksIfPossible(vault: OpenVault): void {
  const gathering = gatherings.get(vault);
  if (gathering !== undefined) flushQuietly(vault, gathering);
}

/** Notes what an answer shows, by the table of calls. */
export function noteAnswer<N extends VaultCallName>(
  vault: OpenVault,
  call: N,
  answer: unknown,
  input: ParsedInput<VaultCalls[N]>,
): void {
  const about = noted[call];
  if (typeof about !== 'function') return;
  // The handler's answer has the type of its call's output.
  const look = about(answer as never, input, vault);
  if (look !== null) noteLook(vault, look);
}
