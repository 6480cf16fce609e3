/**
 * What a person saw last of the vault, sealed to themselves in their own entry of the keyring: nobody else can make one, so that a history that was
 * rewritten is told on every computer, also on one that never saw the vault; docs/file-format.md, section 5.
 */
import { z } from 'zod';
import { id } from '../../../src-preload/contract/define.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { contexts } from '../crypto/contexts.ts';
import { openOwn, sealToOneself, type Whose } from '../crypto/own-seal.ts';
import type { SigningKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { outsideJson } from '../json.ts';
import type { KeyringPerson } from './keyring.ts';
import { signature } from './roster.ts';

/** An entry of the keyring has a bound, and a note that somebody made up has none. */
export const mostNoteCharacters = 400;

const head = z.strictObject({
  size: z.number().int().nonnegative(),
  root: z.string().regex(/^[0-9a-f]{64}$/),
});
const shape = z.strictObject({
  copyId: id,
  changes: head,
  journal: head,
  /** The newest signed note, with its author's signature alone; `null` where there was none. */
  note: z.string().max(mostNoteCharacters).nullable(),
  roster: z.strictObject({ seq: z.number().int().min(1), signature: z.string() }),
  /** The signature of the word for the vault's keys. */
  keyClaim: signature,
});
/** The copy, how far its two logs had come, roots in hexadecimal, the newest roster, and whose word the vault's keys rested on. */
export type Witnessed = z.infer<typeof shape>;

/** @param signingKey the person's own */
export function sealWitness(
  whose: Whose,
  signingKey: SigningKey,
  { copyId, changes, journal, note, roster, keyClaim }: Witnessed,
) {
  const text = canonicalText({ copyId, changes, journal, note, roster, keyClaim });
  return sealToOneself(contexts.witness, whose, signingKey, new TextEncoder().encode(text));
}

/** @returns `null` for a person who was not here yet @throws VaultError vault/keyring-edited for one that somebody else made */
export function openWitness(
  whose: Whose,
  signingKey: SigningKey,
  { witness }: Pick<KeyringPerson, 'witness'>,
): Witnessed | null {
  if (witness === null) return null;
  const plain = openOwn(contexts.witness, whose, signingKey, witness);
  if (plain === null) throw new VaultError('vault/keyring-edited', { part: 'witness' });
  return shape.parse(outsideJson(new TextDecoder().decode(plain)));
}
