/** In which form the content of a class is kept, and the keys of each form. */
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { OpenVault } from '../context.ts';
import { blobHash, deriveBlobHashKey } from '../crypto/blob.ts';
import { compartmentKey, isSealed, type SealedClass } from '../fields/compartment.ts';

export type BlobForm = 'plain' | SealedClass;

/** Plain text of one chunk, in bytes. Every chunk of a blob but its last has just that. */
export const chunkBytes = 1024 ** 2;

export function formOfClass(fieldClass: FieldClass): BlobForm {
  return isSealed(fieldClass) ? fieldClass : 'plain';
}

/** How many chunks content of that size has: an empty file has one, an empty one. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / chunkBytes));
}

/** By what content is recognised among others of its form. */
export function keyedHash(vault: Pick<OpenVault, 'keys'>, form: BlobForm, sha256: Uint8Array): Uint8Array {
  using key = deriveBlobHashKey(form === 'plain' ? vault.keys.vaultKey : compartmentKey(vault.keys, form));
  return blobHash(key, sha256);
}
