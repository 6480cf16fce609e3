/** Checks everything: every page, both logs and their trees, every signed checkpoint and whose the entries are, and each table against what proves it. */
import type { Output } from '../../../src-preload/contract/define.ts';
import type { VaultCalls } from '../../../src-preload/contract/index.ts';
import { damagedAttachments } from '../attachments/verify.ts';
import type { OpenVault } from '../context.ts';
import { compareWithLog } from '../customers/compare.ts';
import { rebuildSearch } from '../customers/rebuild-search.ts';
import { compareSealed } from '../customers/verify-keys.ts';
import { compareSearch } from '../customers/verify-search.ts';
import { differingErasures } from '../erasure/verify.ts';
import { VaultError } from '../errors.ts';
import { brokenLayoutRules } from '../fields/layout-rules.ts';
import { fieldsWithPlainValues, unsettledFields } from '../fields/settle-layout.ts';
import { differingHandOver } from '../handover/compare.ts';
import { falseOrganisations } from '../handover/own-organisation.ts';
import { unsettledCards } from '../handover/settle-cards.ts';
import { differingReceipts } from '../handover/verify-receipts.ts';
import { isHeardFalse } from '../merge/heard-people.ts';
import { differingConflicts } from '../merge/verify-conflicts.ts';
import { falseOrigins } from '../merge/verify-origins.ts';
import { isSignerStanding } from '../keyring/key-claim.ts';
import { pace, paced } from '../pace.ts';
import { unsettledPeople } from '../people/sync.ts';
import { differingPeople } from '../people/verify.ts';
import { unsettledPolicies } from '../policy/settle.ts';
import { differingStamps } from '../time-stamp/stamps.ts';
import { verifyChanges } from '../store/change-log.ts';
import type { ReadDb } from '../store/db.ts';
import { verifyJournal } from '../store/journal.ts';
import type { Store } from '../store/store.ts';
import { differingBatches } from '../store/verify-batches.ts';
import { checkAuthorship } from './authorship.ts';
import { readJournalled } from './journalled.ts';
import type { FindingCode } from './table-checks.ts';
import { differingNotes } from './verify-notes.ts';
import { differingPostures } from './verify-postures.ts';
import { falseWitnesses } from './verify-witnesses.ts';

type Verification = Output<VaultCalls['vault/verify']>;

/** Settings that are not what the log last said of them. */
function differingSettings(db: ReadDb): number {
  const logged = `SELECT entity_id, value FROM change WHERE value IS NOT NULL
    AND seq IN (SELECT max(seq) FROM change WHERE entity = 'setting' GROUP BY entity_id)`;
  const apart = (one: string, other: string): number =>
    db.value<number>(`SELECT count(*) FROM (${one} EXCEPT ${other})`) ?? 0;
  const stored = 'SELECT key, value FROM setting';
  return Math.max(apart(stored, logged), apart(logged, stored));
}

/** Others get their turn meanwhile. @throws VaultError vault/locked when the vault was closed */
async function inTurns<T>(store: Store, steps: Iterator<unknown, T>): Promise<T> {
  return paced(steps, pace(), () => {
    if (store.isClosed) throw new VaultError('vault/locked');
  });
}

interface Finding {
  readonly code: FindingCode;
  readonly count: number;
}
/** One of each code. */
const together = (findings: readonly Finding[]): Finding[] =>
  [...Map.groupBy(findings, ({ code }) => code)].map(([code, of]) => ({
    code,
    count: of.reduce((sum, { count }) => sum + count, 0),
  }));

const found = (code: FindingCode, count: number): Finding[] => (count > 0 ? [{ code, count }] : []);

/** Documents that do not count, and what the tables have otherwise than they were signed. */
function againstPolicies(vault: OpenVault): number {
  const { restored, unchecked } = unsettledCards(vault);
  const fields = unsettledFields(vault) + fieldsWithPlainValues(vault);
  const { db } = vault.store;
  const { body } = vault.access.roster;
  const heard = isHeardFalse(db, body) ? 1 : 0;
  const people = unsettledPeople(vault).length + falseOrganisations(db, vault.vaultId, body);
  return unsettledPolicies(vault).length + restored + unchecked + fields + heard + people;
}

/**
 * Whether everything is as the logs and what is signed say, and the logs as their trees do: what older pages would change. Not what takes as long as
 * an import to work out, and nothing rests on: what customers are found by, and what opens with keys. Others get their turn meanwhile. @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function compareContents(vault: OpenVault) {
  const { store, access } = vault;
  const { db } = store;
  const turns = <T>(steps: Iterator<unknown, T>): Promise<T> => inTurns(store, steps);
  const changes = await turns(verifyChanges(db));
  const journal = await turns(verifyJournal(db));
  const differing = (await turns(compareWithLog(store))).reduce((sum, { count }) => sum + count, 0);
  const batches = await turns(differingBatches(db));
  const handOver =
    (await turns(differingHandOver(db))) + (await turns(differingReceipts(db, access.roster.body.people)));
  const journalled = await turns(readJournalled(db));
  const postures = await turns(differingPostures(vault, journalled.backups));
  const erasures = await turns(differingErasures(db, access.roster.body));
  const isWhole = (log: typeof changes): boolean => log.brokenAt === null && log.isTreeRight;
  const tables =
    differing +
    batches +
    differingSettings(db) +
    differingPeople(db) +
    differingConflicts(db) +
    falseOrigins(db);
  return {
    changes: changes.entries,
    journalEntries: journal.entries,
    erased: changes.erased + journal.erased,
    findings: [
      ...found('verify/change-log', isWhole(changes) ? 0 : 1),
      ...found('verify/journal', isWhole(journal) ? 0 : 1),
      ...found('verify/tables', tables),
      ...found('verify/layout', brokenLayoutRules(db)),
      ...found('verify/hand-over', handOver),
      ...found('verify/postures', postures),
      ...found('verify/notes', differingNotes(vault, journalled)),
      ...found('verify/erasures', erasures),
    ],
  };
}

/**
 * Builds the search index anew where it differed. Not where nothing is written, nor from records that are not as they were logged.
 */
async function mendedSearch(vault: OpenVault, differing: number, mayMend: boolean): Promise<Finding[]> {
  if (differing === 0) return [];
  const isMended = mayMend && (await rebuildSearch(vault));
  return found(isMended ? 'verify/search' : 'verify/search-differs', differing);
}

/**
 * Others get their turn meanwhile, but while every page is read. @returns counts, and what was found: nothing when all is well; `isAsLogged` is about
 * the contents alone, as they are then. @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function verifyVault(
  vault: OpenVault,
  isReadOnly: boolean,
): Promise<Verification & { isAsLogged: boolean }> {
  const { store } = vault;
  const { people } = vault.access.roster.body;
  const pages = found('verify/pages', store.integrityCheck().length);
  const contents = await compareContents(vault);
  const { changes, journalEntries } = contents;
  const sealed = await inTurns(store, compareSealed(vault));
  const searched = await inTurns(store, compareSearch(vault));
  const authorship = await inTurns(
    store,
    checkAuthorship(
      store.db,
      vault.vaultId,
      { sizes: { changes, journal: journalEntries }, ownSince: vault.ownSince },
      vault.access.roster.body,
    ),
  );
  const witnesses = await inTurns(store, falseWitnesses(store.db, people));
  let unchecked = 0;
  const damaged = damagedAttachments(vault, () => (unchecked += 1));
  const attachments = await inTurns(store, damaged);
  const records = together([
    ...contents.findings,
    ...found('verify/tables', searched.sortKeys),
    ...found('verify/record-keys', sealed.brokenKeys),
    ...found('verify/blind-index', sealed.blindIndex),
  ]);
  const search = await mendedSearch(
    vault,
    searched.texts + (searched.isIndexRight === false ? 1 : 0),
    !isReadOnly && records.length === 0,
  );
  return {
    customers: store.db.value<number>('SELECT count(*) FROM customer') ?? 0,
    changes,
    journalEntries,
    unchecked,
    uncheckedValues: sealed.unchecked,
    isSearchChecked: searched.isIndexRight !== null,
    unsigned: authorship.tail,
    erased: contents.erased,
    isAsLogged:
      records.length === 0 &&
      attachments === 0 &&
      search.every(({ code }) => code !== 'verify/search-differs'),
    findings: [
      ...pages,
      ...records,
      ...found('verify/checkpoint-signature', authorship.badSignatures + witnesses),
      ...found('verify/checkpoint-head', authorship.brokenHeads),
      ...found('verify/foreign-entries', authorship.foreign),
      ...found('verify/unsigned-entries', authorship.unsigned),
      ...found('verify/time-stamps', differingStamps(vault)),
      ...found('verify/policy', againstPolicies(vault)),
      ...found(
        'verify/key-claim',
        isSignerStanding(vault.access.roster.keyClaim, vault.access.roster.body) ? 0 : 1,
      ),
      ...search,
      ...found('verify/attachments', attachments),
    ],
  };
}
