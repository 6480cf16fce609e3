/** The documents that are in force in an open vault, and signing the next ones. */
import type { OpenVault } from '../context.ts';
import { canonicalText } from '../crypto/canonical.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { canonicalOf, type RosterBody } from '../keyring/roster.ts';
import { putSettingText, settingText } from '../store/setting-rows.ts';
import type { Store, WriteTx } from '../store/store.ts';
import { judge, maySignAs, signDocument, type Fault, type Policy } from './document.ts';
import {
  permissionFor,
  policyKinds,
  safeContents,
  type KnownPolicies,
  type PolicyContents,
  type PolicyKind,
} from './kinds.ts';

/** What is needed of a vault to read its documents, and of the person at it to sign them. */
export type PolicyVault = Pick<OpenVault, 'store' | 'vaultId' | 'personId' | 'knownPolicies'> & {
  readonly keys: { readonly signingKey: SigningKey };
  readonly access: { readonly roster: { readonly body: RosterBody } };
};

export const policyKey = (kind: PolicyKind): string => `policy:${kind}`;

interface Judged {
  readonly text: string | undefined;
  readonly roster: RosterBody;
  readonly verdict: Policy<PolicyKind> | Fault | 'missing';
}

const kept = new WeakMap<Store, Map<PolicyKind, Judged>>();

/** What the stored document says, or why it does not count. Looked at again whenever its text or the roster is another. */
export function storedPolicy<K extends PolicyKind>(
  vault: PolicyVault,
  kind: K,
): Policy<K> | Fault | 'missing' {
  const { store, vaultId, access, knownPolicies } = vault;
  const { body: roster } = access.roster;
  const text = settingText(store.db, policyKey(kind));
  const judged = kept.get(store) ?? new Map<PolicyKind, Judged>();
  kept.set(store, judged);
  const before = judged.get(kind);
  // Kept under its kind.
  if (before?.text === text && before?.roster === roster) return before.verdict as Policy<K> | Fault;
  const known = knownPolicies[kind] ?? 0;
  const verdict = text === undefined ? 'missing' : judge(text, { vaultId, kind, roster, known });
  judged.set(kind, { text, roster, verdict });
  return verdict;
}

/** What is in force; `null` where nobody who may has signed anything. */
export function policyOf<K extends PolicyKind>(vault: PolicyVault, kind: K): Policy<K> | null {
  const stored = storedPolicy(vault, kind);
  return typeof stored === 'string' ? null : stored;
}

/** Whether the person at the vault may sign documents of that kind. */
export function maySign({ access, personId }: PolicyVault, kind: PolicyKind): boolean {
  return maySignAs(access.roster.body, personId, kind);
}

/**
 * Signs and stores the next document, unless it would say what the one in force says.
 * @returns whether it says something else @throws VaultError access/not-allowed
 */
export function setPolicy<K extends PolicyKind>(
  tx: WriteTx,
  vault: PolicyVault,
  kind: K,
  content: PolicyContents[K],
): boolean {
  const before = policyOf(vault, kind);
  if (before !== null && textOf(before.content) === textOf(content)) return false;
  if (!maySign(vault, kind)) throw new VaultError('access/not-allowed', { needs: permissionFor[kind] });
  putSigned(tx, vault, kind, content);
  return true;
}

const textOf = (content: unknown): string => canonicalText(canonicalOf(content));

function putSigned<K extends PolicyKind>(
  tx: WriteTx,
  vault: PolicyVault,
  kind: K,
  content: PolicyContents[K],
): void {
  const { vaultId, personId: person, keys, knownPolicies } = vault;
  const before = Math.max(policyOf(vault, kind)?.seq ?? 0, knownPolicies[kind] ?? 0);
  // Whoever signs with the highest number there is keeps nobody from signing after them: of equal ones, the stored one holds.
  const seq = Math.min(before + 1, Number.MAX_SAFE_INTEGER);
  const text = signDocument({ vaultId, kind, seq, at: tx.now, person, content }, keys.signingKey);
  putSettingText(tx, policyKey(kind), text);
  // A trigger that somebody left in the database would put back what it likes.
  if (settingText(tx, policyKey(kind)) !== text) throw new VaultError('vault/damaged');
}

/** The first documents of a vault, by its founder: a vault that has none has lost them. */
export function foundPolicies(vault: PolicyVault): void {
  vault.store.write({ kind: 'edit', label: 'policy' }, (tx) => {
    for (const kind of policyKinds) setPolicy(tx, vault, kind, safeContents[kind]);
  });
}

/**
 * Before a roster takes effect: what somebody signed who by it may not any more is signed anew by the person at the vault, as far
 * as that one may. What they set while they might so stays, and what they may sign afterwards counts for nothing.
 */
export function signAnew(vault: PolicyVault, next: RosterBody): void {
  const after = { ...vault, access: { roster: { body: next } } };
  vault.store.write({ kind: 'edit', label: 'policy' }, (tx) => {
    for (const kind of policyKinds) {
      const before = policyOf(vault, kind);
      if (before !== null && policyOf(after, kind) === null && maySign(after, kind))
        putSigned(tx, vault, kind, before.content);
    }
  });
}

/** The higher of both, by kind. */
export function latestOf(one: KnownPolicies, other: KnownPolicies): KnownPolicies {
  return Object.fromEntries(
    policyKinds.flatMap((kind) => {
      const seq = Math.max(one[kind] ?? 0, other[kind] ?? 0);
      return seq === 0 ? [] : [[kind, seq]];
    }),
  );
}

/** The numbers to be remembered outside the vault. Never lower than those that were known. */
export function seenPolicies(vault: PolicyVault): KnownPolicies {
  const stored = policyKinds.map((kind) => [kind, policyOf(vault, kind)?.seq ?? 0] as const);
  return latestOf(vault.knownPolicies, Object.fromEntries(stored));
}
