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

/** Settings and people that are not what the log last said of them. */
function differingSettings(db: ReadDb): number {
  const settings =
    db.value<number>(
      `SELECT count(*) FROM (
         SELECT key, value FROM setting EXCEPT
         SELECT entity_id, value FROM change WHERE seq IN (SELECT max(seq) FROM change WHERE entity = 'setting' GROUP BY entity_id))`,
    ) ?? 0;
  const people =
    db.value<number>(
      `SELECT count(*) FROM person p WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.entity = 'person'
         AND c.entity_id = p.id AND c.field = '*' AND c.value ->> 'name' = p.name AND c.value ->> 'ageRecipient' = p.age_recipient)`,
    ) ?? 0;
  return settings + people;
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
  add('verify/attachments', await inTurns(damagedAttachments(vault)));
  const result = {
    customers: store.db.value<number>('SELECT count(*) FROM customer') ?? 0,
    changes: changes.entries,
    journalEntries: journal.entries,
    findings,
  };
  store.journal('verified', { findings: findings.length });
  return result;
}
