/** A signed policy document, and whether it counts; docs/file-format.md, section 18. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import type { PolicyFault } from '../../../src-preload/contract/policy.ts';
import { canonicalBytes, canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { isSignatureOf, sign } from '../crypto/identity.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { canonicalJsonBy } from '../json-by-schema.ts';
import { canonicalOf, isAllowed, signature, type RosterBody } from '../keyring/roster.ts';
import { contents, permissionFor, type PolicyContents, type PolicyKind } from './kinds.ts';

const shapes = z.strictObject({
  body: z.strictObject({
    context: z.literal(contexts.policy),
    vault: id,
    kind: z.string(),
    /** One more than in every document of the kind that the signer knew. */
    seq: z.number().int().min(1),
    at: timestamp,
    person: id,
    content: z.unknown(),
  }),
  signature,
});

export interface Policy<K extends PolicyKind> {
  readonly seq: number;
  readonly at: number;
  readonly person: string;
  readonly content: PolicyContents[K];
}

/** Why a document does not count. */
export type Fault = Extract<PolicyFault, 'unreadable' | 'not-allowed' | 'forged' | 'older'>;

export interface Expected<K extends PolicyKind> {
  readonly vaultId: string;
  readonly kind: K;
  readonly roster: RosterBody;
  /** The highest number that was seen. */
  readonly known: number;
}

/** Whether a person may sign documents of that kind, by the roster. */
export function maySignAs(roster: RosterBody, personId: string, kind: PolicyKind): boolean {
  return isAllowed(roster, personId, permissionFor[kind]);
}

/** The document's text, as it is stored. */
export function signDocument<K extends PolicyKind>(
  about: { readonly vaultId: string; readonly kind: K } & Policy<K>,
  key: SigningKey,
): string {
  const { vaultId, kind, seq, at, person, content } = about;
  const body = canonicalOf({ context: contexts.policy, vault: vaultId, kind, seq, at, person, content });
  return canonicalText({ body, signature: base64.encode(sign(key, canonicalBytes(body))) });
}

/**
 * Judges a stored document. Whoever may not sign any more counts no more than somebody who never might: a signature says
 * nothing of when it was made.
 */
export function judge<K extends PolicyKind>(text: string, expected: Expected<K>): Policy<K> | Fault {
  const read = canonicalJsonBy(shapes, text);
  if (read === null) return 'unreadable';
  const { body } = read;
  if (body.vault !== expected.vaultId || body.kind !== expected.kind) return 'forged';
  const content = contents[expected.kind].safeParse(body.content);
  if (!content.success) return 'unreadable';
  if (!maySignAs(expected.roster, body.person, expected.kind)) return 'not-allowed';
  const signer = expected.roster.people.find((each) => each.id === body.person);
  if (
    signer === undefined ||
    !isSignatureOf(
      base64.decode(signer.signingKey),
      canonicalBytes(canonicalOf(body)),
      base64.decode(read.signature),
    )
  )
    return 'forged';
  if (body.seq < expected.known) return 'older';
  const { seq, at, person } = body;
  // The schema of the kind has just read it.
  return { seq, at, person, content: content.data as PolicyContents[K] };
}
