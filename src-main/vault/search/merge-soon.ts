/**
 * Merging the parts of the full-text index that an import left, after its result. FTS5 would do it by itself in one go, two
 * seconds long, as soon as a number of edits had added theirs.
 */
import type { OpenVault } from '../context.ts';
import { unattended, whenWritable } from '../when-writable.ts';
import { mergeSome } from './segments.ts';

const merging = { kind: 'edit', label: 'search-merge' } as const;

/** By then the result of an import, or the first screen, is there. */
const startsAfterMs = 1500;

/** Merges in small writes, between those of others, until there are few parts. @throws VaultError vault/locked and the store's codes */
export async function mergeNow(vault: Pick<OpenVault, 'store'>): Promise<void> {
  do await whenWritable(vault);
  while (vault.store.write(merging, mergeSome));
}

/** Does what {@link mergeNow} does, in a while. */
export function mergeSoon(vault: Pick<OpenVault, 'store'>): void {
  unattended(() => mergeNow(vault), startsAfterMs);
}
