/**
 * In a field kit: what it heard of the people of the vault that it was made from. They have no account in the kit. Whoever has an account here could
 * write such a setting into any vault: where it came from is signed, and what is not says nothing (docs/file-format.md, P-10).
 */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import { canonicalBytes } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign } from '../crypto/identity.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { jsonBy } from '../json-by-schema.ts';
import {
  canonicalOf,
  isSignedByAdministrator,
  managesPeople,
  publicKey,
  signature,
  type RosterBody,
  type RosterPerson,
  type SignedRoster,
} from '../keyring/roster.ts';
import { parseRosters, rosterText } from '../keyring/roster-seal.ts';
import { joined } from '../keyring/rosters.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';
import { settingText } from '../store/setting-rows.ts';
import type { ReadDb } from '../store/store.ts';

/** The setting that holds it. */
export const heardKey = 'kit-people';

const originShape = z.strictObject({
  body: z.strictObject({
    context: z.literal(contexts.kitOrigin),
    /** The kit's own id. */
    kit: id,
    /** The vault that it was made from, and the key in which every claim about that vault's people ends. */
    vault: id,
    rootKey: publicKey,
    at: timestamp,
    person: id,
  }),
  signature,
});
export type KitOrigin = z.infer<typeof originShape>;
const settingShape = z.strictObject({ origin: originShape, rosters: z.string() });

export interface Heard {
  readonly vaultId: string;
  readonly rootKey: Uint8Array;
  readonly rosters: readonly SignedRoster[];
  readonly origin: KitOrigin;
}

/** Where a kit comes from, signed by its founder when it is made. */
export function signKitOrigin(about: Omit<KitOrigin['body'], 'context'>, key: SigningKey): KitOrigin {
  const body = { ...about, context: contexts.kitOrigin };
  return { body, signature: base64.encode(sign(key, canonicalBytes(canonicalOf(body)))) };
}

/** As the setting has it. */
export function heardSetting({ origin, rosters }: Pick<Heard, 'origin' | 'rosters'>) {
  return { origin, rosters: rosterText({ signed: rosters }) };
}

/** Whether somebody signed it who manages people here. */
function isOrigin({ body, signature: given }: KitOrigin, roster: RosterBody): boolean {
  const signer = roster.people.find((person) => person.id === body.person);
  if (body.kit !== roster.vaultId || body.vault === body.kit) return false;
  if (signer === undefined || !managesPeople(roster, signer)) return false;
  const message = canonicalBytes(canonicalOf(body));
  return signingKeysOf(roster, body.person, body.at).some((key) =>
    isSignatureOf(key, message, base64.decode(given)),
  );
}

function judged(text: string, roster: RosterBody): Heard | null {
  const read = jsonBy(settingShape, text);
  if (read === null || !isOrigin(read.origin, roster)) return null;
  const { vault: vaultId, rootKey: key } = read.origin.body;
  const rootKey = base64.decode(key);
  const rosters = parseRosters(read.rosters);
  const isRight = rosters?.every(
    (each) => each.body.vaultId === vaultId && isSignedByAdministrator(each, rootKey),
  );
  return rosters !== null && isRight === true ? { vaultId, rootKey, rosters, origin: read.origin } : null;
}

/** @param roster of this vault @returns `null` in a vault that is no kit, or where nobody who may signed that it is one */
export function heardFrom(db: ReadDb, roster: RosterBody): Heard | null {
  const text = settingText(db, heardKey);
  return text === undefined ? null : judged(text, roster);
}

/** Whether something is there that does not count. */
export function isHeardFalse(db: ReadDb, roster: RosterBody): boolean {
  const text = settingText(db, heardKey);
  return text !== undefined && judged(text, roster) === null;
}

/** This vault's people, and those of the vault that a kit was made from as far as they are others: what was heard says nothing of people here. */
export function withHeard({ people }: RosterBody, heard: RosterBody | null): readonly RosterPerson[] {
  const own = new Set(people.map((person) => person.id));
  return [...people, ...(heard?.people ?? []).filter((person) => !own.has(person.id))];
}

/** Everybody of whom this vault knows. */
export function knownPeople(db: ReadDb, roster: RosterBody): readonly RosterPerson[] {
  const heard = heardFrom(db, roster);
  return withHeard(roster, heard === null ? null : joined(heard.rosters));
}
