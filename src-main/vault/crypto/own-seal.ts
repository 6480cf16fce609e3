/**
 * What a person seals to themselves, under a key from the seed that they sign with. A recipient is public, so that what is sealed to one may be of
 * anybody; this nobody else can make.
 */
import { open, seal } from './aead.ts';
import { canonicalBytes } from './canonical.ts';
import type { contexts } from './contexts.ts';
import { deriveBytes } from './derive.ts';
import { SecretKey, type AtOnce, type SigningKey } from './secret-key.ts';

export interface Whose {
  readonly vaultId: string;
  readonly personId: string;
}
type OwnContext = typeof contexts.witness | typeof contexts.stepUpCode | typeof contexts.unfinishedFile;

function associated(context: OwnContext, { vaultId, personId }: Whose): Uint8Array {
  return canonicalBytes({ context, vault: vaultId, person: personId });
}

function withKey<T>(signingKey: SigningKey, context: OwnContext, fn: (key: Uint8Array) => T & AtOnce<T>): T {
  using key = signingKey.use((seed) => SecretKey.adopt('to-oneself', deriveBytes(seed, context)));
  return key.use(fn);
}

/** @param signingKey the person's own */
export function sealToOneself(
  context: OwnContext,
  whose: Whose,
  signingKey: SigningKey,
  plain: Uint8Array,
): Uint8Array {
  return withKey(signingKey, context, (key) => seal(key, associated(context, whose), plain));
}

/** @returns `null` for what somebody else made, or the person with another key, or for another purpose or vault */
export function openOwn(
  context: OwnContext,
  whose: Whose,
  signingKey: SigningKey,
  sealed: Uint8Array,
): Uint8Array | null {
  return withKey(signingKey, context, (key) => open(key, associated(context, whose), sealed));
}
