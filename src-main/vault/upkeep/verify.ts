/** Checks everything: every page, both hash chains, every signed checkpoint, and the tables against the change log. */
import type { Output } from '../../../src-preload/contract/define.ts';
import type { VaultCalls } from '../../../src-preload/contract/index.ts';
import { damagedAttachments } from '../attachments/verify.ts';
import type { OpenVault } from '../context.ts';
import { compareWithLog } from '../customers/compare.ts';
import { VaultError } from '../errors.ts';
import { pace } from '../pace.ts';
import { verifyChanges } from '../store/change-log.ts';
import type { ReadDb } from '../store/db.ts';
import { verifyJournal } from '../store/journal.ts';
import { checkCheckpoints } from './checkpoints.ts';

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
    logged.map(({ id, value }) => `${id} ${(JSON.parse(value) as { signingPublic: string }).signingPublic}`),
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

/**
 * Others get their turn meanwhile. @returns counts, and what was found: nothing when all is well. The journal says that
 * it was done. @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function verifyVault(vault: OpenVault): Promise<Verification> {
  const { store } = vault;
  const inTurns = async <T>(steps: Generator<void, T, void>): Promise<T> => {
    const rest = pace();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await rest();
      if (store.isClosed) throw new VaultError('vault/locked');
    }
  };
  const findings: { code: string; count: number }[] = [];
  const add = (code: string, count: number): void => {
    if (count > 0) findings.push({ code, count });
  };
  add('verify/pages', store.integrityCheck().length);
  const changes = await inTurns(verifyChanges(store.db));
  add('verify/change-chain', changes.brokenAt === null ? 0 : 1);
  const journal = verifyJournal(store.db);
  add('verify/journal-chain', journal.brokenAt === null ? 0 : 1);
  const { badSignatures, brokenHeads } = checkCheckpoints(store.db, vault.vaultId);
  add('verify/checkpoint-signature', badSignatures);
  add('verify/checkpoint-head', brokenHeads);
  const differing = (await inTurns(compareWithLog(store))).reduce((sum, { count }) => sum + count, 0);
  add('verify/tables', differing + differingSettings(store.db));
  let unchecked = 0;
  const damaged = damagedAttachments(vault, () => (unchecked += 1));
  add('verify/attachments', await inTurns(damaged));
  const result = {
    customers: store.db.value<number>('SELECT count(*) FROM customer') ?? 0,
    changes: changes.entries,
    journalEntries: journal.entries,
    unchecked,
    findings,
  };
  store.journal('verified', { findings: findings.length });
  return result;
}
