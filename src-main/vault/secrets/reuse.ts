/** Where else the very same secret stands: candidates by the blind index, each compared whole. */
import type { OpenVault } from '../context.ts';
import type { CustomerRef } from '../customers/sealed.ts';
import { VaultError } from '../errors.ts';
import type { FieldFacts } from '../fields/catalog.ts';
import { wholeToken } from '../fields/blind-index.ts';
import { pace } from '../pace.ts';
import { openSecret, secretFields } from './read.ts';

export interface ReusePlace {
  readonly customer: CustomerRef & { readonly name: string };
  readonly field: FieldFacts;
}

interface Candidate extends CustomerRef {
  readonly name: string;
  readonly field: number;
}

/** More candidates than this are not opened: there are then at least so many. */
const mostCandidates = 500;

/**
 * Values whose normalised text is the same, or that have a word of that text: equal ones are among them. Normalising drops
 * case and signs, so most of the work of telling them apart is left to who compares.
 */
function candidates(vault: OpenVault, text: string): Candidate[] {
  const { db } = vault.store;
  const token = wholeToken(vault, text, 'restricted');
  if (token !== null)
    return db.all<Candidate>(
      `SELECT c.row, c.id, c.name, b.field FROM blind_index b JOIN customer c ON c.row = b.customer
       WHERE b.token = ? AND c.deleted_at IS NULL LIMIT ?`,
      token,
      mostCandidates + 1,
    );
  // Signs alone have no token: they are among the few values without one.
  return [...secretFields(vault).keys()].flatMap((field) =>
    db.all<Candidate>(
      `SELECT c.row, c.id, c.name, v.field FROM field_value v JOIN customer c ON c.row = v.customer
       WHERE v.field = ? AND v.sealed IS NOT NULL AND c.deleted_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM blind_index b WHERE b.customer = v.customer AND b.field = v.field) LIMIT ?`,
      field,
      mostCandidates + 1,
    ),
  );
}

/**
 * Other places with exactly that secret, customers in the bin left out. Others get their turn meanwhile.
 * @throws VaultError vault/locked when the vault was closed meanwhile
 */
export async function placesOf(
  vault: OpenVault,
  own: { readonly customer: CustomerRef; readonly field: FieldFacts },
  text: string,
): Promise<{ places: ReusePlace[]; isExact: boolean }> {
  const fields = secretFields(vault);
  const found = candidates(vault, text);
  const places: ReusePlace[] = [];
  const rest = pace();
  for (const candidate of found.slice(0, mostCandidates)) {
    const field = fields.get(candidate.field);
    const isOwn = candidate.row === own.customer.row && candidate.field === own.field.row;
    if (field === undefined || isOwn) continue;
    if (openSecret(vault, candidate, field) === text) places.push({ customer: candidate, field });
    await rest();
    if (vault.store.isClosed) throw new VaultError('vault/locked');
  }
  return { places, isExact: found.length <= mostCandidates };
}
