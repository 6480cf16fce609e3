/** At an opening: where what is stored is not what was signed last, that is put back, or the safe state takes its place. */
import type { PolicyFault, PolicyOutcome } from '../../../src-preload/contract/policy.ts';
import type { ReadDb } from '../store/store.ts';
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

/** More than this are not tried: each costs the check of a signature. */
const mostTried = 200;
/** So many of the last ones are looked at at every opening. */
const lastOnes = 20;

const loggedSql = `SELECT seq, value FROM change WHERE entity_id = ? AND entity = 'setting' AND value IS NOT NULL`;
const numberSql = `CASE WHEN json_valid(value) THEN json_extract(value, '$.body.seq') END`;

interface Logged {
  readonly value: string;
  /** What it says its number is. */
  readonly number: unknown;
}

/** The documents that were stored last, by the log; the last one first. */
function lastLogged(db: ReadDb, kind: PolicyKind): Logged[] {
  return db.all<Logged>(
    `SELECT value, ${numberSql} AS number FROM (${loggedSql} ORDER BY seq DESC LIMIT ?) ORDER BY seq DESC`,
    policyKey(kind),
    lastOnes,
  );
}

interface Found {
  readonly text: string;
  readonly policy: Policy<PolicyKind>;
}

/** The first of them that counts. */
function firstRight(vault: PolicyVault, kind: PolicyKind, logged: readonly Logged[]): Found | null {
  const { vaultId, access, knownPolicies } = vault;
  const expected = { vaultId, kind, roster: access.roster.body, known: knownPolicies[kind] ?? 0 };
  for (const { value: text } of logged) {
    const policy = judge(text, expected);
    if (typeof policy !== 'string') return { text, policy };
  }
  return null;
}

/** The one of the highest number in the log that counts. */
function bestLogged(vault: PolicyVault, kind: PolicyKind): Found | null {
  const logged = vault.store.db.all<Logged>(
    `SELECT value, ${numberSql} AS number FROM (${loggedSql}) ORDER BY number DESC, seq DESC LIMIT ?`,
    policyKey(kind),
    mostTried,
  );
  return firstRight(vault, kind, logged);
}

/** What is wrong with what is stored; `null` where nothing is. */
function faultOf(vault: PolicyVault, kind: PolicyKind): PolicyFault | null {
  const stored = storedPolicy(vault, kind);
  if (typeof stored === 'string') return stored;
  const logged = lastLogged(vault.store.db, kind);
  if (logged[0]?.value !== settingText(vault.store.db, policyKey(kind))) return 'changed';
  const newer = logged.filter(({ number }) => typeof number === 'number' && number > stored.seq);
  return firstRight(vault, kind, newer) === null ? null : 'older';
}

function settle(vault: PolicyVault, kind: PolicyKind, fault: PolicyFault): Settled {
  const { store } = vault;
  return store.write({ kind: 'edit', label: 'policy' }, (tx) => {
    const key = policyKey(kind);
    const stored = storedPolicy(vault, kind);
    const best = bestLogged(vault, kind);
    const isStoredBest = typeof stored !== 'string' && (best === null || stored.seq > best.policy.seq);
    const text = isStoredBest ? settingText(tx, key) : best?.text;
    const outcome = text === undefined ? 'lost' : 'restored';
    if (text !== undefined) writeSettingText(tx, key, text);
    else if (maySign(vault, kind)) setPolicy(tx, vault, kind, safeContents[kind]);
    store.journal('policy-put-back', { policy: kind, fault, outcome });
    return { kind, fault, outcome };
  });
}

/**
 * Holds what is stored to what was signed. Says the same at each opening until somebody who may has signed anew.
 * @returns what was not as it was signed
 */
export function settlePolicies(vault: PolicyVault): Settled[] {
  return policyKinds.flatMap((kind) => {
    const fault = faultOf(vault, kind);
    return fault === null ? [] : [settle(vault, kind, fault)];
  });
}

/** The same without writing anything: what an opening would say. */
export function unsettledPolicies(vault: PolicyVault): Settled[] {
  return policyKinds.flatMap((kind) => {
    const fault = faultOf(vault, kind);
    if (fault === null) return [];
    const outcome = bestLogged(vault, kind) === null ? 'lost' : 'restored';
    return [{ kind, fault, outcome }];
  });
}
