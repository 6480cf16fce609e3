/** Checks everything: every page, both hash chains, every signed checkpoint, and the tables against the change log. */
import type { Output } from '../../../src-preload/contract/define.ts';
import type { VaultCalls } from '../../../src-preload/contract/index.ts';
import type { OpenVault } from '../context.ts';
import { verifyChanges } from '../store/change-log.ts';
import { verifyJournal } from '../store/journal.ts';
import { checkCheckpoints } from './checkpoints.ts';

type Verification = Output<VaultCalls['vault/verify']>;

/** @returns counts, and what was found: nothing when all is well. The journal says that it was done. */
export function verifyVault(vault: OpenVault): Verification {
  const { store } = vault;
  const findings: { code: string; count: number }[] = [];
  const add = (code: string, count: number): void => {
    if (count > 0) findings.push({ code, count });
  };
  add('verify/pages', store.integrityCheck().length);
  const changes = verifyChanges(store.db);
  add('verify/change-chain', changes.brokenAt === null ? 0 : 1);
  const journal = verifyJournal(store.db);
  add('verify/journal-chain', journal.brokenAt === null ? 0 : 1);
  const { badSignatures, brokenHeads } = checkCheckpoints(store.db, vault.vaultId);
  add('verify/checkpoint-signature', badSignatures);
  add('verify/checkpoint-head', brokenHeads);
  const result = {
    customers: store.db.value<number>('SELECT count(*) FROM customer') ?? 0,
    changes: changes.entries,
    journalEntries: journal.entries,
    findings,
  };
  store.journal('verified', { findings: findings.length });
  return result;
}
