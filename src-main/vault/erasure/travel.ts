/** Tombstones on their way between copies of a vault and to its field kits; docs/file-format.md, section 21. */
import { z } from 'zod';
import type { OpenVault } from '../context.ts';
import { canonicalText } from '../crypto/canonical.ts';
import { jsonBy } from '../json-by-schema.ts';
import { canonicalOf } from '../keyring/roster.ts';
import { heedTombstones } from './erase.ts';
import { judgeBy } from './judge.ts';
import { tombstonesOf } from './ledger.ts';

const shape = z.strictObject({ tombstones: z.array(z.string()).max(100_000) });

/** The text of `erasures.json`; `null` where nobody was erased. */
export function travellingTombstones({ store }: Pick<OpenVault, 'store'>): string | null {
  const tombstones = tombstonesOf(store.db);
  return tombstones.length === 0 ? null : `${canonicalText(canonicalOf({ tombstones }))}\n`;
}

function documentsIn(text: string): readonly string[] {
  return jsonBy(shape, text)?.tombstones ?? [];
}

/**
 * Does what the tombstones of a bundle say, as far as they count, but for what SQLite keeps of it.
 * @param text of `erasures.json`, or `null` where the bundle has none @returns how many customers are gone by it
 */
export function heedTravelled(vault: OpenVault, text: string | null): number {
  if (text === null) return 0;
  const { store, access } = vault;
  return heedTombstones(vault, documentsIn(text), judgeBy(store.db, access.roster.body));
}
