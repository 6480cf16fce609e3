/** At an opening: where what is stored is not what was signed last, that is put back, or the safe state takes its place. */
import type { PolicyFault, PolicyOutcome } from '../../../src-preload/contract/policy.ts';
import { settingText, writeSettingText } from '../store/setting-rows.ts';
import { judge, type Policy } from './document.ts';
import { policyKinds, safeContents, type PolicyKind } from './kinds.ts';
import { maySign, policyKey, setPolicy, storedPolicy, type PolicyVault } from './policies.ts';

/** What was wrong with one kind, and what came of it. */
export interface Settled {
  readonly kind: PolicyKind;
  readonly fault: PolicyFault;
  readonly outcome: PolicyOutcome;
}

const lastSql = `SELECT value FROM change WHERE entity_id = ? AND entity = 'setting' AND value IS NOT NULL
  ORDER BY seq DESC LIMIT 1`;
/**
 * All there are: whoever writes into the log could push the right one out of any number of the last. SQLite reads the
 * number right in every document that counts, which is canonical; what it makes of others only costs that they are judged.
 */
const aboveSql = `SELECT DISTINCT value, json_extract(value, '$.body.seq') AS number FROM change
  WHERE entity_id = ? AND entity = 'setting' AND value IS NOT NULL
    AND CASE WHEN json_valid(value) THEN json_extract(value, '$.body.seq') > ? END ORDER BY number DESC`;

interface Found {
  readonly text: string;
  readonly policy: Policy<PolicyKind>;
}

/** The one of the highest number in the log that counts, where that is above another. */
function bestLogged(vault: PolicyVault, kind: PolicyKind, above = 0): Found | null {
  const { store, vaultId, access, knownPolicies } = vault;
  const expected = { vaultId, kind, roster: access.roster.body, known: knownPolicies[kind] ?? 0 };
  for (const { value: text } of store.db.all<{ value: string }>(aboveSql, policyKey(kind), above)) {
    const policy = judge(text, expected);
    if (typeof policy !== 'string') return { text, policy };
  }
  return null;
}

/** What is wrong with what is stored; `null` where nothing is. */
function faultOf(vault: PolicyVault, kind: PolicyKind): PolicyFault | null {
  const stored = storedPolicy(vault, kind);
  if (typeof stored === 'string') return stored;
  const { db } = vault.store;
  const key = policyKey(kind);
  if (db.value<string>(lastSql, key) !== settingText(db, key)) return 'changed';
  return bestLogged(vault, kind, stored.seq) === null ? null : 'older';
}

/** The text of the document that is to stand, the stored one or one of the log; `undefined` where none counts. */
function textToStand(vault: PolicyVault, kind: PolicyKind): string | undefined {
  const stored = storedPolicy(vault, kind);
  const best = bestLogged(vault, kind);
  const isStoredBest = typeof stored !== 'string' && (best === null || stored.seq > best.policy.seq);
  return isStoredBest ? settingText(vault.store.db, policyKey(kind)) : best?.text;
}

/** Judges one kind by what is stored now. @returns `null` where nothing is wrong with it */
function unsettled(vault: PolicyVault, kind: PolicyKind): (Settled & { text: string | undefined }) | null {
  const fault = faultOf(vault, kind);
  if (fault === null) return null;
  const text = textToStand(vault, kind);
  return { kind, fault, outcome: text === undefined ? 'lost' : 'restored', text };
}

/**
 * Holds what is stored to what was signed. Says the same at each opening until somebody who may has signed anew.
 * @returns what was not as it was signed
 */
export function settlePolicies(vault: PolicyVault): Settled[] {
  const { store } = vault;
  return policyKinds.flatMap((kind) => {
    const found = unsettled(vault, kind);
    if (found === null) return [];
    const { text, ...settled } = found;
    store.write({ kind: 'edit', label: 'policy' }, (tx) => {
      if (text !== undefined) writeSettingText(tx, policyKey(kind), text);
      else if (maySign(vault, kind)) setPolicy(tx, vault, kind, safeContents[kind]);
      store.journal('policy-put-back', { policy: kind, fault: settled.fault, outcome: settled.outcome });
    });
    return [settled];
  });
}

/** The same without writing anything: what an opening would say. */
export function unsettledPolicies(vault: PolicyVault): Settled[] {
  return policyKinds.flatMap((kind) => {
    const found = unsettled(vault, kind);
    return found === null ? [] : [{ kind, fault: found.fault, outcome: found.outcome }];
  });
}
