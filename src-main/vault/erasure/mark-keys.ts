/** The keys under which numbers of erased customers are marked, those of before an exchange of keys too; docs/file-format.md, section 21. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { deriveErasedMarkKey, unwrapErasedMarkKey, wrapErasedMarkKey } from '../crypto/erased-mark.ts';
import type { CompartmentKey } from '../crypto/sealed-value.ts';
import type { ErasedMarkKey, VaultKey } from '../crypto/secret-key.ts';
import { VaultError } from '../errors.ts';
import { isSealed } from '../fields/compartment.ts';
import { jsonBy } from '../json-by-schema.ts';
import { metaOf, putMeta } from '../store/meta.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

type Held = Pick<OpenVault, 'vaultId' | 'keys'>;
type Outer = VaultKey | CompartmentKey;

const earlierKey = 'earlierMarkKeys';

/** What the person at the vault holds, of those that keys of marks come from. */
function outerKeys({ keys: { vaultKey, compartments } }: Held): Outer[] {
  return [vaultKey, compartments.confidential, compartments.restricted].filter((key) => key !== null);
}

/** By role, the wrapped keys in base64, oldest first. */
const shape = z.record(z.string(), z.array(z.base64().min(1)));
type WrappedKeys = z.infer<typeof shape>;

/** `null` for a key that does not open: who has an account can write anything there, and checking the vault says so. */
function opened(wrapped: string, vaultId: string, outer: Outer): ErasedMarkKey | null {
  try {
    return unwrapErasedMarkKey(outer, vaultId, base64.decode(wrapped));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

/** Whether a text of `meta` holds keys, each of which opens as far as it is held. */
export function areMarkKeys(text: string, held: Held): boolean {
  const wrapped = jsonBy(shape, text);
  return (
    wrapped !== null &&
    outerKeys(held).every((outer) =>
      (wrapped[outer.role] ?? []).every((each) => {
        using key = opened(each, held.vaultId, outer);
        return key !== null;
      }),
    )
  );
}

function earlierKeys(db: Pick<ReadDb, 'value'>, { vaultId }: Held, outer: Outer): ErasedMarkKey[] {
  const wrapped: WrappedKeys = jsonBy(shape, metaOf(db, earlierKey) ?? '{}') ?? {};
  return (wrapped[outer.role] ?? []).flatMap((each) => opened(each, vaultId, outer) ?? []);
}

/** The key for what is of a class. The caller destroys it. @returns `null` where the person does not hold that of the class */
export function markKeyOf({ keys }: Held, fieldClass: FieldClass): ErasedMarkKey | null {
  const outer = isSealed(fieldClass) ? keys.compartments[fieldClass] : keys.vaultKey;
  return outer === null ? null : deriveErasedMarkKey(outer);
}

/** All keys under which a mark may have been made, as far as they are held. The caller destroys them. */
export function allMarkKeys(db: Pick<ReadDb, 'value'>, held: Held): ErasedMarkKey[] {
  return outerKeys(held).flatMap((outer) => [deriveErasedMarkKey(outer), ...earlierKeys(db, held, outer)]);
}

/** Where the vault's keys are exchanged: marks stay what they are, so the keys that they were made with are kept under the new ones. */
export function keepMarkKeys(tx: WriteTx, before: Held, after: Held): void {
  const next = outerKeys(after).map((outer, at): [string, string[]] => {
    const old = outerKeys(before)[at];
    if (old?.role !== outer.role) throw new Error('keys of another kind');
    const kept = [...earlierKeys(tx, before, old), deriveErasedMarkKey(old)];
    try {
      return [outer.role, kept.map((key) => base64.encode(wrapErasedMarkKey(outer, after.vaultId, key)))];
    } finally {
      for (const key of kept) key.destroy();
    }
  });
  putMeta(tx, earlierKey, JSON.stringify(Object.fromEntries(next)));
}
