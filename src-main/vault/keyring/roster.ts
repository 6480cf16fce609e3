/**
 * A signed roster: who has an account, with which role and which public keys; docs/file-format.md, section 5. What several
 * of them say together is in rosters.ts, how they lie in the keyring in roster-seal.ts.
 */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { base64Of32Bytes, id, signedName, timestamp } from '../../../src-preload/contract/define.ts';
import {
  builtInRole,
  builtInRoles,
  customRole,
  requiredFactors,
  roleId,
  type Permission,
  type RoleRules,
} from '../../../src-preload/contract/roles.ts';
import { canonicalBytes, type CanonicalValue } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign, signingPublicKey } from '../crypto/identity.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { isDistinct } from '../distinct.ts';

export const publicKey = base64Of32Bytes;
/** 64 bytes in base64, in the one form that they have. */
export const signature = z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/);
/** The `seq` of the roster that set something last: what one administrator did after another counts, whoever hears of it first. */
const setIn = z.number().int().min(1);

const rosterPerson = z.strictObject({
  id,
  name: signedName,
  role: roleId,
  status: z.enum(['active', 'suspended', 'removed']),
  /** Ed25519 public key in base64, and age recipient. */
  signingKey: publicKey,
  recipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
  /** Keys of before, and until when the person signed with them. */
  pastKeys: z.array(z.strictObject({ signingKey: publicKey, until: timestamp })).max(50),
  /** Since when the status is what it is, and whose doing that is. */
  since: timestamp,
  by: id,
  setIn: z.strictObject({ name: setIn, role: setIn, status: setIn, keys: setIn }),
  /** Times of being suspended that are over: changes made in them stay refused. */
  pauses: z.array(z.strictObject({ from: timestamp, to: timestamp })).max(50),
});
export type RosterPerson = z.infer<typeof rosterPerson>;

/** Says that the holder of a key may manage people, from that roster on; signed with the root key or by another administrator. */
const administrator = z.strictObject({
  person: id,
  signingKey: publicKey,
  setIn,
  /** By which role: since which roster the person has it, and since which it means what it does; 0 for one that is built in. */
  assignment: z.strictObject({ role: roleId, setIn, rulesSetIn: z.number().int().min(0) }),
  by: publicKey,
  signature,
});
export type Administrator = z.infer<typeof administrator>;
export const administratorList = z.array(administrator).max(50);

const rosterRole = customRole.extend({ setIn }).strict();
export type RosterRole = z.infer<typeof rosterRole>;

const rosterShape = z.strictObject({
  version: z.literal(1),
  vaultId: id,
  /** One more than in every roster that the signer knew. */
  seq: z.number().int().min(1),
  at: timestamp,
  /** The key that signs this. */
  signedBy: publicKey,
  administrators: administratorList,
  people: z.array(rosterPerson).min(1).max(200),
  roles: z.array(rosterRole).max(50),
  /** Factors that built-in roles want; none where it is left out. Roles of the vault's own say it themselves. */
  builtInFactors: z
    .array(requiredFactors.extend({ role: builtInRole, setIn }).strict())
    .max(4)
    .optional(),
});
const rosterBody = rosterShape.refine(
  ({ people, roles, builtInFactors = [] }) =>
    isDistinct(people.map((person) => person.id)) &&
    isDistinct(roles.map((role) => role.id)) &&
    isDistinct(builtInFactors.map((each) => each.role)) &&
    people.every(({ role }) => role in builtInRoles || roles.some((custom) => custom.id === role)),
);
export type RosterBody = z.infer<typeof rosterBody>;

/** In JSON, as it lies in the keyring and in bundles. */
export const signedRosterShape = z.strictObject({ body: rosterBody, signature });
export type SignedRoster = z.infer<typeof signedRosterShape>;

/** The schema gives plain JSON values, which canonical JSON takes. */
export const canonicalOf = (value: unknown): CanonicalValue => value as CanonicalValue;

function rosterMessage(body: RosterBody): Uint8Array {
  return canonicalBytes({ context: contexts.rosterSignature, roster: canonicalOf(body) });
}

function administratorMessage(vaultId: string, claim: Omit<Administrator, 'signature'>): Uint8Array {
  const { person, signingKey, setIn: seq, assignment, by } = claim;
  return canonicalBytes({
    context: contexts.administrator,
    vault: vaultId,
    person,
    signingKey,
    setIn: seq,
    assignment: canonicalOf(assignment),
    by,
  });
}

/** Signs a roster. The signer must be the root key's holder or one of its administrators, or nobody accepts it. */
export function signRoster(body: Omit<RosterBody, 'signedBy'>, key: SigningKey): SignedRoster {
  const whole = { ...body, signedBy: base64.encode(signingPublicKey(key)) };
  return { body: whole, signature: base64.encode(sign(key, rosterMessage(whole))) };
}

/** Makes somebody an administrator. */
export function certifyAdministrator(
  vaultId: string,
  about: Pick<Administrator, 'person' | 'signingKey' | 'setIn' | 'assignment'>,
  key: SigningKey,
): Administrator {
  const claim = { ...about, by: base64.encode(signingPublicKey(key)) };
  return { ...claim, signature: base64.encode(sign(key, administratorMessage(vaultId, claim))) };
}

/** Whether a certificate's signature is right; whether its signer may give one is another matter. */
export function isCertificate(vaultId: string, claim: Administrator): boolean {
  const message = administratorMessage(vaultId, claim);
  return isSignatureOf(base64.decode(claim.by), message, base64.decode(claim.signature));
}

/**
 * The keys that may sign: those given, and whomever one of them certified, directly or through others.
 * @param counts asked of each certificate whose signature is right
 */
export function certifiedKeys(
  { vaultId, administrators }: Pick<RosterBody, 'vaultId' | 'administrators'>,
  anchors: Iterable<string>,
  counts: (claim: Administrator) => boolean = () => true,
): ReadonlySet<string> {
  const trusted = new Set(anchors);
  // Each round may trust one more, whatever the order they stand in.
  for (let before = -1; before < trusted.size;) {
    before = trusted.size;
    for (const claim of administrators) {
      if (trusted.has(claim.signingKey) || !trusted.has(claim.by) || !counts(claim)) continue;
      if (isCertificate(vaultId, claim)) trusted.add(claim.signingKey);
    }
  }
  return trusted;
}

/** Whether the roster was signed by somebody who may: the root key's holder, or who that key's holder made an administrator. */
export function isSignedByAdministrator({ body, signature: given }: SignedRoster, rootKey: Uint8Array) {
  return (
    certifiedKeys(body, [base64.encode(rootKey)]).has(body.signedBy) &&
    isSignatureOf(base64.decode(body.signedBy), rosterMessage(body), base64.decode(given))
  );
}

const noFactors = { keyFile: false, device: false };

interface RolesOf extends Pick<RosterBody, 'builtInFactors'> {
  readonly roles: readonly ({ id: string } & RoleRules)[];
}

/** What a role of this roster means. @throws Error for a role that is neither built in nor in the roster */
export function rulesOf(body: RolesOf, role: string): RoleRules {
  const builtIn: Readonly<Record<string, RoleRules>> = builtInRoles;
  const fixed = builtIn[role];
  const { keyFile, device } = body.builtInFactors?.find((each) => each.role === role) ?? noFactors;
  if (fixed !== undefined) return { ...fixed, factors: { keyFile, device } };
  const rules = body.roles.find((custom) => custom.id === role);
  if (rules === undefined) throw new Error('a role that is not in the roster');
  return rules;
}

/** Whether somebody may do that, by that roster: never while the account is suspended or has ended. */
function hasPermission(
  body: RolesOf,
  { status, role }: Pick<RosterPerson, 'status' | 'role'>,
  permission: Permission,
): boolean {
  return status === 'active' && rulesOf(body, role).permissions.includes(permission);
}

/** The same by id: who is not in the roster may do nothing. */
export function isAllowed(
  roster: RolesOf & Pick<RosterBody, 'people'>,
  personId: string,
  permission: Permission,
): boolean {
  const person = roster.people.find(({ id: each }) => each === personId);
  return person !== undefined && hasPermission(roster, person, permission);
}

/** Whether somebody may manage people, by that roster. */
export function managesPeople(
  body: Pick<RosterBody, 'roles'>,
  person: Pick<RosterPerson, 'status' | 'role'>,
): boolean {
  return hasPermission(body, person, 'people');
}

/** The role by which a person may do what they may, as a certificate names it. */
export function assignmentOf(
  { roles }: Pick<RosterBody, 'roles'>,
  { role, setIn: given }: Pick<RosterPerson, 'role' | 'setIn'>,
): Administrator['assignment'] {
  return { role, setIn: given.role, rulesSetIn: roles.find(({ id }) => id === role)?.setIn ?? 0 };
}

/**
 * Whether a certificate rests on a role that somebody has by a roster, or on one that they were given later, and that means no less by then. Two copies
 * that heard nothing of each other may have taken the role from the person in the one, and let it manage people in the other: together that gives nobody
 * the right.
 */
export function isAssignmentStanding(
  { roles }: Pick<RosterBody, 'roles'>,
  { role, setIn: given }: Pick<RosterPerson, 'role' | 'setIn'>,
  { assignment }: Pick<Administrator, 'assignment'>,
): boolean {
  const isHad =
    assignment.setIn > given.role || (assignment.setIn === given.role && assignment.role === role);
  const known = roles.find(({ id }) => id === assignment.role);
  return (
    isHad &&
    (known === undefined ||
      assignment.rulesSetIn > known.setIn ||
      (assignment.rulesSetIn === known.setIn && known.permissions.includes('people')))
  );
}

/**
 * The `seq` of the roster that said last what the person may do and with which key: by a change of their role, of what that role means, or of their keys.
 * Certificates cannot be taken back, so one of no higher number says nothing any more.
 */
export function rightsSetIn(
  { roles }: Pick<RosterBody, 'roles'>,
  { role, setIn: given }: Pick<RosterPerson, 'role' | 'setIn'>,
): number {
  return Math.max(given.role, given.keys, roles.find(({ id }) => id === role)?.setIn ?? 0);
}
