/** Checks everything: every page, both logs and their trees, every signed checkpoint and whose the entries are, and the tables against the change log. */
import type { Output } from '../../../src-preload/contract/define.ts';
import type { VaultCalls } from '../../../src-preload/contract/index.ts';
import { damagedAttachments } from '../attachments/verify.ts';
import type { OpenVault } from '../context.ts';
import { compareWithLog } from '../customers/compare.ts';
import { brokenRecordKeys } from '../customers/verify-keys.ts';
import { differingErasures } from '../erasure/verify.ts';
import { VaultError } from '../errors.ts';
import { brokenLayoutRules } from '../fields/layout-rules.ts';
import { fieldsWithPlainValues, unsettledFields } from '../fields/settle-layout.ts';
import { unsettledCards } from '../handover/settle-cards.ts';
import { differingHandOver } from '../handover/compare.ts';
import { ownJson } from '../json.ts';
import { isSignerStanding } from '../keyring/key-claim.ts';
import { pace, paced } from '../pace.ts';
import { unsettledPolicies } from '../policy/settle.ts';
import { verifyChanges } from '../store/change-log.ts';
import type { ReadDb } from '../store/db.ts';
import { verifyJournal } from '../store/journal.ts';
import type { Store } from '../store/store.ts';
import { checkAuthorship } from './authorship.ts';

type Verification = Output<VaultCalls['vault/verify']>;

/** Settings, people and their keys that are not what the log last said of them. */
function differingSettings(db: ReadDb): number {
  const settings =
    db.value<number>(
      `SELECT count(*) FROM (
         SELECT key, value FROM setting EXCEPT
         SELECT entity_id, value FROM change WHERE seq IN (SELECT max(seq) FROM change WHERE entity = 'setting' GROUP BY entity_id))`,
    ) ?? 0;
  return settings + differingPeople(db);
}

/** People, and the keys that they ever signed with, that are not what the log said of them. */
function differingPeople(db: ReadDb): number {
  const logged = db.all<{ id: string; value: string }>(
    "SELECT entity_id AS id, value FROM change WHERE entity = 'person' AND field = '*' ORDER BY seq",
  );
  const last = new Map(logged.map(({ id, value }) => [id, value]));
  const keys = new Set(
    // This program's own form, written by people/sync.ts.
    logged.map(({ id, value }) => `${id} ${(ownJson(value) as { signingPublic: string }).signingPublic}`),
  );
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const people = db
    .all<{ id: string; name: string; signing_public: Uint8Array; age_recipient: string }>(
      'SELECT id, name, signing_public, age_recipient FROM person',
    )
    .filter(({ id, name, signing_public: key, age_recipient: ageRecipient }) => {
      const value = { id, name, signingPublic: base64(key), ageRecipient };
      return last.get(id) !== JSON.stringify(value);
    });
  const signing = db
    .all<{ person: string; signing_public: Uint8Array }>('SELECT person, signing_public FROM person_key')
    .filter(({ person, signing_public: key }) => !keys.has(`${person} ${base64(key)}`));
  return people.length + signing.length;
}

/** Others get their turn meanwhile. @throws VaultError vault/locked when the vault was closed */
async function inTurns<T>(store: Store, steps: Iterator<unknown, T>): Promise<T> {
  return paced(steps, pace(), () => {
    if (store.isClosed) throw new VaultError('vault/locked');
  });
}

type Finding = Verification['findings'][number];
const found = (code: string, count: number): Finding[] => (count > 0 ? [{ code, count }] : []);

/** Documents that do not count, and what the tables have otherwise than they were signed. */
function againstPolicies(vault: OpenVault): number {
  const { restored, unchecked } = unsettledCards(vault);
  const fields = unsettledFields(vault) + fieldsWithPlainValues(vault);
  return unsettledPolicies(vault).length + restored + unchecked + fields;
}

/**
 * Whether everything is as the logs say, and the logs as their trees do: what older pages would change. Others get their turn meanwhile.
 * @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function compareContents({ store }: Pick<OpenVault, 'store'>) {
  const changes = await inTurns(store, verifyChanges(store.db));
  const journal = await inTurns(store, verifyJournal(store.db));
  const differing = (await inTurns(store, compareWithLog(store))).reduce((sum, { count }) => sum + count, 0);
  const isWhole = (log: typeof changes): boolean => log.brokenAt === null && log.isTreeRight;
  return {
    changes: changes.entries,
    journalEntries: journal.entries,
    erased: changes.erased + journal.erased,
    findings: [
      ...found('verify/change-log', isWhole(changes) ? 0 : 1),
      ...found('verify/journal', isWhole(journal) ? 0 : 1),
      ...found('verify/tables', differing + differingSettings(store.db) + differingHandOver(store.db)),
      ...found('verify/layout', brokenLayoutRules(store.db)),
    ],
  };
}

/**
 * Others get their turn meanwhile, but while every page is read. @returns counts, and what was found: nothing when all is well; `isAsLogged` is about
 * the contents alone. @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function verifyVault(vault: OpenVault): Promise<Verification & { isAsLogged: boolean }> {
  const { store } = vault;
  const pages = found('verify/pages', store.integrityCheck().length);
  const contents = await compareContents(vault);
  const { changes, journalEntries } = contents;
  const authorship = await inTurns(
    store,
    checkAuthorship(
      store.db,
      vault.vaultId,
      { sizes: { changes, journal: journalEntries }, ownSince: vault.ownSince },
      vault.access.roster.body,
    ),
  );
  const recordKeys = await inTurns(store, brokenRecordKeys(vault));
  const erasures = await inTurns(store, differingErasures(store.db, vault.access.roster.body));
  let unchecked = 0;
  const damaged = damagedAttachments(vault, () => (unchecked += 1));
  const attachments = await inTurns(store, damaged);
  return {
    customers: store.db.value<number>('SELECT count(*) FROM customer') ?? 0,
    changes,
    journalEntries,
    unchecked,
    unsigned: authorship.tail,
    erased: contents.erased,
    isAsLogged: contents.findings.length === 0,
    findings: [
      ...pages,
      ...contents.findings,
      ...found('verify/checkpoint-signature', authorship.badSignatures),
      ...found('verify/checkpoint-head', authorship.brokenHeads),
      ...found('verify/foreign-entries', authorship.foreign),
      ...found('verify/unsigned-entries', authorship.unsigned),
      ...found('verify/policy', againstPolicies(vault)),
      ...found(
        'verify/key-claim',
        isSignerStanding(vault.access.roster.keyClaim, vault.access.roster.body) ? 0 : 1,
      ),
      ...found('verify/erasures', erasures),
      ...found('verify/record-keys', recordKeys),
      ...found('verify/attachments', attachments),
    ],
  };
}
