/** Everything that the change log has of a customer, of now and of before. */
import { cellsOfCreation } from '../customers/snapshot.ts';
import type { ReadDb } from '../store/store.ts';

/** Cells that begin with one of `prefixes`, with each value that they had; to be read before anything is destroyed. */
export function* cellsEver(
  db: ReadDb,
  customerId: string,
  prefixes: readonly string[],
): Generator<readonly [cell: string, json: string]> {
  const isWanted = (cell: string): boolean => prefixes.some((prefix) => cell.startsWith(prefix));
  const changes = db.iterate<{ field: string; old_value: string | null; value: string | null }>(
    "SELECT field, old_value, value FROM change WHERE entity_id = ? AND entity = 'customer' AND salt IS NOT NULL",
    customerId,
  );
  for (const { field, old_value: before, value } of changes) {
    if (field === '*') {
      for (const [cell, json] of cellsOfCreation(value ?? '{}')) if (isWanted(cell)) yield [cell, json];
    } else if (isWanted(field)) for (const json of [before, value]) if (json !== null) yield [field, json];
  }
}
