/** Whether identity cards and the ledger are what the change log last said of them. */
import { canonicalText, type CanonicalValue } from '../crypto/canonical.ts';
import { ownJson } from '../json.ts';
import type { ReadDb } from '../store/db.ts';
import { loggedCard, type CardRow } from './cards.ts';
import { loggedEntry, type LedgerRow } from './ledger.ts';

type Entity = 'card' | 'ledger';

const lastWord =
  "SELECT value FROM change WHERE entity_id = ? AND entity = ? AND field = '*' ORDER BY seq DESC LIMIT 1";

// Both are this program's own JSON, whose members may stand in another order.
const inOneForm = (json: string): string => canonicalText(ownJson(json) as CanonicalValue);

/** @returns how many rows differ, are missing or were never logged */
export function differingHandOver(db: ReadDb): number {
  const there: Readonly<Record<Entity, Map<string, string>>> = {
    card: new Map(db.all<CardRow>('SELECT * FROM card').map((row) => [row.person, loggedCard(row)])),
    ledger: new Map(db.all<LedgerRow>('SELECT * FROM ledger').map((row) => [row.id, loggedEntry(row)])),
  };
  const logged = db.all<{ entity: Entity; id: string }>(
    "SELECT DISTINCT entity, entity_id AS id FROM change WHERE entity IN ('card', 'ledger') AND field = '*'",
  );
  let differing = 0;
  for (const { entity, id } of logged) {
    const said = db.value<string | null>(lastWord, id, entity) ?? null;
    const is = there[entity].get(id) ?? null;
    there[entity].delete(id);
    if ((said === null ? null : inOneForm(said)) !== (is === null ? null : inOneForm(is))) differing += 1;
  }
  return differing + there.card.size + there.ledger.size;
}
