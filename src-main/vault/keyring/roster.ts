/**
 * The roster: who has an account, with which role and which public keys. Signed by somebody who may manage people,
 * sealed under the vault key, kept in the keyring; docs/file-format.md, section 5.
 */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import {
  builtInRole,
  builtInRoles,
  customRole,
  requiredFactors,
  roleId,
  type RoleRules,
} from '../../../src-preload/contract/roles.ts';
import { open, seal } from '../crypto/aead.ts';
import { canonicalBytes, canonicalText, type CanonicalValue } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { deriveBytes, equalInConstantTime } from '../crypto/derive.ts';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import type { SigningKey, VaultKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';

const publicKey = z.base64().length(44);
const signature = z.base64().length(88);

const rosterPerson = z.strictObject({
  id,
  name: z.string().min(1).max(200),
  role: roleId,
  status: z.enum(['active', 'suspended', 'removed']),
  /** Ed25519 public key in base64, and age recipient. */
  signingKey: publicKey,
  recipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
  /** Since when role and status are what they are. */
  since: timestamp,
});
export type RosterPerson = z.infer<typeof rosterPerson>;

/** Says that the holder of a key may manage people; signed with the root key or by another administrator. */
const administrator = z.strictObject({ person: id, signingKey: publicKey, by: publicKey, signature });
type Administrator = z.infer<typeof administrator>;

const rosterShape = z.strictObject({
  version: z.literal(1),
  vaultId: id,
  /** One more with each change of it. */
  seq: z.number().int().min(1),
  at: timestamp,
  /** The key that signs this. */
  signedBy: publicKey,
  administrators: z.array(administrator).max(50),
  people: z.array(rosterPerson).min(1).max(200),
  roles: z.array(customRole.strict()).max(50),
  /** Factors that built-in roles want; none where it is left out. Roles of the vault's own say it themselves. */
  builtInFactors: z
    .array(requiredFactors.extend({ role: builtInRole }).strict())
    .max(4)
    .optional(),
  /** Binds the roster to the vault key of its time: no other vault key opens a vault with this roster. */
  vaultKeyCommitment: publicKey,
});
const isDistinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;
const rosterBody = rosterShape.refine(
  ({ people, roles }) =>
    isDistinct(people.map((person) => person.id)) &&
    isDistinct(roles.map((role) => role.id)) &&
    people.every(({ role }) => role in builtInRoles || roles.some((custom) => custom.id === role)),
);
export type RosterBody = z.infer<typeof rosterBody>;

export interface Roster {
  readonly body: RosterBody;
  /** Ed25519 over {@link rosterMessage}. */
  readonly signature: Uint8Array;
}

const signedRoster = z.strictObject({ body: rosterBody, signature });

// The schema gives plain JSON values, which canonical JSON takes.
const canonical = (value: unknown): CanonicalValue => value as CanonicalValue;

function rosterMessage(body: RosterBody): Uint8Array {
  return canonicalBytes({ context: contexts.rosterSignature, roster: canonical(body) });
}

function administratorMessage(vaultId: string, { person, signingKey, by }: Omit<Administrator, 'signature'>) {
  return canonicalBytes({ context: contexts.administrator, vault: vaultId, person, signingKey, by });
}

/** What a roster says of the vault key: HKDF of it, which gives nothing of it away. */
export function commitmentOf(vaultKey: VaultKey): Uint8Array {
  return vaultKey.use((bytes) => deriveBytes(bytes, contexts.vaultKeyCommitment));
}

/** Signs a roster. The signer must be the root key's holder or one of its administrators, or nobody accepts it. */
export function signRoster(body: Omit<RosterBody, 'signedBy'>, key: SigningKey): Roster {
  const whole = { ...body, signedBy: base64.encode(signingPublicKey(key)) };
  return { body: whole, signature: sign(key, rosterMessage(whole)) };
}

/** Makes somebody an administrator. */
export function certifyAdministrator(
  vaultId: string,
  { person, signingKey }: Pick<Administrator, 'person' | 'signingKey'>,
  key: SigningKey,
): Administrator {
  const claim = { person, signingKey, by: base64.encode(signingPublicKey(key)) };
  return { ...claim, signature: base64.encode(sign(key, administratorMessage(vaultId, claim))) };
}

/** The keys that may sign rosters: the root key, and those that it or one of them certified. */
function administratorKeys(body: RosterBody, rootKey: Uint8Array): ReadonlySet<string> {
  const trusted = new Set([base64.encode(rootKey)]);
  // Each round may trust one more, whatever the order they stand in.
  for (let before = 0; before < trusted.size;) {
    before = trusted.size;
    for (const claim of body.administrators) {
      if (trusted.has(claim.signingKey) || !trusted.has(claim.by)) continue;
      const message = administratorMessage(body.vaultId, claim);
      if (isSignatureOf(base64.decode(claim.by), message, base64.decode(claim.signature)))
        trusted.add(claim.signingKey);
    }
  }
  return trusted;
}

/** Whether the roster was signed by somebody who may: the root key's holder, or who that key's holder made an administrator. */
export function isSignedByAdministrator(roster: Roster, rootKey: Uint8Array): boolean {
  const { body, signature: bytes } = roster;
  const isRoot = body.signedBy === base64.encode(rootKey);
  if (!isRoot && !administratorKeys(body, rootKey).has(body.signedBy)) return false;
  return isSignatureOf(base64.decode(body.signedBy), rosterMessage(body), bytes);
}

/** @throws VaultError vault/keyring-edited when it is of another vault or another vault key, or nobody who may has signed it */
export function verifyRoster(
  roster: Roster,
  expected: { readonly vaultId: string; readonly vaultKey: VaultKey; readonly rootKey: Uint8Array },
): void {
  const { body } = roster;
  const isRight =
    body.vaultId === expected.vaultId &&
    equalInConstantTime(base64.decode(body.vaultKeyCommitment), commitmentOf(expected.vaultKey)) &&
    isSignedByAdministrator(roster, expected.rootKey);
  if (!isRight) throw new VaultError('vault/keyring-edited', { part: 'roster' });
}

/** The roster with its signature as JSON, for the keyring and for bundles. */
export function rosterText({ body, signature: bytes }: Roster): string {
  return canonicalText({ body: canonical(body), signature: base64.encode(bytes) });
}

/** @returns `null` for what is no roster */
export function parseRoster(text: string): Roster | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const result = signedRoster.safeParse(parsed);
  return result.success ? { body: result.data.body, signature: base64.decode(result.data.signature) } : null;
}

function rosterContext(vaultId: string): Uint8Array {
  return canonicalBytes({ context: contexts.roster, vault: vaultId });
}

function withRosterKey<T>(vaultKey: VaultKey, fn: (key: Uint8Array) => T): T {
  const key = vaultKey.use((bytes) => deriveBytes(bytes, contexts.roster));
  try {
    return fn(key);
  } finally {
    key.fill(0);
  }
}

/** For the keyring: names and roles are nobody's business who cannot open the vault. */
export function sealRoster(roster: Roster, vaultKey: VaultKey): Uint8Array {
  const plain = new TextEncoder().encode(rosterText(roster));
  return withRosterKey(vaultKey, (key) => seal(key, rosterContext(roster.body.vaultId), plain));
}

/** Opens and verifies. @throws VaultError vault/keyring-edited */
export function openRoster(
  sealed: Uint8Array,
  expected: { readonly vaultId: string; readonly vaultKey: VaultKey; readonly rootKey: Uint8Array },
): Roster {
  const plain = withRosterKey(expected.vaultKey, (key) => open(key, rosterContext(expected.vaultId), sealed));
  const roster = plain === null ? null : parseRoster(new TextDecoder().decode(plain));
  if (roster === null) throw new VaultError('vault/keyring-edited', { part: 'roster' });
  verifyRoster(roster, expected);
  return roster;
}

const noFactors = { keyFile: false, device: false };

/** What a role of this roster means. @throws Error for a role that is neither built in nor in the roster */
export function rulesOf(body: Pick<RosterBody, 'roles' | 'builtInFactors'>, role: string): RoleRules {
  const builtIn: Readonly<Record<string, RoleRules>> = builtInRoles;
  const { keyFile, device } = body.builtInFactors?.find((each) => each.role === role) ?? noFactors;
  const fixed = builtIn[role];
  if (fixed !== undefined) return { ...fixed, factors: { keyFile, device } };
  const rules = body.roles.find((custom) => custom.id === role);
  if (rules === undefined) throw new Error('a role that is not in the roster');
  return rules;
}
