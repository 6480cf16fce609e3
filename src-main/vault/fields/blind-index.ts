/** Finding sealed values without opening them: keyed tokens of a value and of its words (docs/file-format.md). */
import type { OpenVault, UnlockedKeys } from '../context.ts';
import { blindToken, deriveBlindIndexKey } from '../crypto/sealed-value.ts';
import type { BlindIndexKey } from '../crypto/secret-key.ts';
import { normalise, words } from '../search/normalise.ts';
import { compartmentKey, type SealedClass } from './compartment.ts';

/** Words of one value that get a token; a long text is not indexed to its end. */
const mostWords = 64;
const normalisedLength = 1000;

const keysOf = new WeakMap<UnlockedKeys, Map<SealedClass, BlindIndexKey>>();

function indexKey(keys: UnlockedKeys, sealedClass: SealedClass): BlindIndexKey {
  let derived = keysOf.get(keys);
  if (derived === undefined) keysOf.set(keys, (derived = new Map<SealedClass, BlindIndexKey>()));
  let key = derived.get(sealedClass);
  if (key === undefined)
    derived.set(sealedClass, (key = deriveBlindIndexKey(compartmentKey(keys, sealedClass))));
  return key;
}

/** Zeroes the derived keys of a vault that is being closed. */
export function forgetBlindIndexKeys(keys: UnlockedKeys): void {
  for (const key of keysOf.get(keys)?.values() ?? []) key.destroy();
  keysOf.delete(keys);
}

/** The token of a whole value; `null` for one without letters and digits. */
export function wholeToken(
  vault: Pick<OpenVault, 'keys'>,
  text: string,
  sealedClass: SealedClass,
): Uint8Array | null {
  const whole = normalise(text.slice(0, normalisedLength));
  return whole === '' ? null : blindToken(indexKey(vault.keys, sealedClass), whole);
}

/** The tokens under which a value is found: of the whole, and of each of its words. */
export function blindTokens(
  vault: Pick<OpenVault, 'keys'>,
  text: string,
  sealedClass: SealedClass,
): Uint8Array[] {
  const head = text.slice(0, normalisedLength);
  const texts = new Set([normalise(head), ...words(head).slice(0, mostWords)]);
  texts.delete('');
  const key = indexKey(vault.keys, sealedClass);
  return [...texts].map((each) => blindToken(key, each));
}
