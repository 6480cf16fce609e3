/** A tombstone: a signed document that says of customers that they were erased; docs/file-format.md, section 21. */
import { hash as digest } from 'node:crypto';
import { base64 } from '@scure/base';
import { z } from 'zod';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import { canonicalBytes, canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign } from '../crypto/identity.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { canonicalJsonBy } from '../json-by-schema.ts';
import { canonicalOf, isAllowed, signature, type RosterBody } from '../keyring/roster.ts';
import { signingKeysOf } from '../keyring/signing-keys.ts';

/** Of the customers of one tombstone. */
export const mostCustomers = 1000;
/** Of the numbers of them all. */
export const mostMarks = 10_000;

const inOrder = (texts: readonly string[]): boolean =>
  texts.every((text, at) => at === 0 || (texts[at - 1] ?? '') < text);

const bodyShape = z.strictObject({
  context: z.literal(contexts.erasure),
  vault: id,
  /** Of the erasure. */
  id,
  at: timestamp,
  person: id,
  /** {@link customerHash} of each, in order. */
  customers: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .min(1)
    .max(mostCustomers)
    .refine(inOrder),
  /** Of the numbers that they had (marks.ts), in order; none where whoever erased them wanted it so. */
  marks: z
    .array(z.string().regex(/^[0-9a-f]{32}$/))
    .max(mostMarks)
    .refine(inOrder),
});
const shape = z.strictObject({ body: bodyShape, signature });

export type Tombstone = z.infer<typeof bodyShape>;

/**
 * What a tombstone has of a customer, 64 hexadecimal digits. Ids are random: nobody finds one by its hash, and who has the customer's data
 * somewhere else can tell that it is meant.
 */
export function customerHash(customerId: string): string {
  return digest('sha256', `${contexts.erasedCustomer}\0${customerId}`, 'hex');
}

/** The document's text, as it is stored and travels. */
export function signTombstone(body: Omit<Tombstone, 'context'>, key: SigningKey): string {
  const whole = canonicalOf({ ...body, context: contexts.erasure });
  return canonicalText({ body: whole, signature: base64.encode(sign(key, canonicalBytes(whole))) });
}

/** @returns `null` for what is no tombstone. Nothing of it is verified. */
export function parseTombstone(text: string): z.infer<typeof shape> | null {
  return canonicalJsonBy(shape, text);
}

/** Whether the person that it names has signed it, by the keys that the roster has of them. */
export function isSignedTombstone(read: z.infer<typeof shape>, roster: Pick<RosterBody, 'people'>): boolean {
  const message = canonicalBytes(canonicalOf(read.body));
  return signingKeysOf(roster, read.body.person, read.body.at).some((key) =>
    isSignatureOf(key, message, base64.decode(read.signature)),
  );
}

/** Whether a person may have customers erased, by the roster. */
export function mayErase(roster: RosterBody, personId: string): boolean {
  return isAllowed(roster, personId, 'erase');
}

/**
 * A tombstone from elsewhere. Who may not erase any more counts no more than who never might: a signature says nothing of when it was made.
 * @param rosters of the vaults whose tombstones count, by their ids @returns `null` where it does not count
 */
export function judgeTombstone(text: string, rosters: ReadonlyMap<string, RosterBody>): Tombstone | null {
  const read = parseTombstone(text);
  const roster = read === null ? undefined : rosters.get(read.body.vault);
  if (read === null || roster === undefined) return null;
  return mayErase(roster, read.body.person) && isSignedTombstone(read, roster) ? read.body : null;
}
