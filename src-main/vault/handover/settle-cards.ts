/** Held to what was signed of cards: at an opening, the table has the cards that were compared, and none beside them that says so. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { card as cardShape, type Card } from '../../../src-preload/contract/bundle.ts';
import type { OpenVault } from '../context.ts';
import { jsonBy } from '../json-by-schema.ts';
import { maySign, policyOf } from '../policy/policies.ts';
import { cardOf, recordCard, rowOf, type CardRow } from './cards.ts';
import { endCheck, isOf, type CheckedCard } from './checked-cards.ts';

/** A card of which the table does not say what was signed. */
interface Difference {
  readonly personId: string;
  readonly row: CardRow | undefined;
  readonly entry: CheckedCard | undefined;
  /** As it was compared; `null` where the log has no such card. */
  readonly card: Card | null;
}

/** As `recordCard` writes it: a card, and how it was compared. */
const loggedShape = z.object(cardShape.shape);

/** The card that was compared, as the log has it. */
function loggedCard({ store }: OpenVault, personId: string, entry: CheckedCard): Card | null {
  const values = store.db.iterate<{ value: string }>(
    `SELECT value FROM change WHERE entity_id = ? AND entity = 'card' AND value IS NOT NULL ORDER BY seq DESC`,
    personId,
  );
  for (const { value } of values) {
    const card = jsonBy(loggedShape, value);
    if (card?.personId === personId && isOf(entry, card)) return card;
  }
  return null;
}

const saysWhatWasSigned = (row: CardRow, entry: CheckedCard): boolean =>
  row.checked_at === entry.at && row.checked_how === entry.how && isOf(entry, cardOf(row));

/** Every card that differs. Reads the table of cards and the signed document, and the log where something differs. */
function differences(vault: OpenVault): Difference[] {
  const { db } = vault.store;
  const signed = policyOf(vault, 'cards')?.content ?? {};
  const rows = new Map(db.all<CardRow>('SELECT * FROM card').map((row) => [row.person, row]));
  const found: Difference[] = [];
  for (const [personId, entry] of Object.entries(signed)) {
    const row = rows.get(personId);
    if (row !== undefined && saysWhatWasSigned(row, entry)) continue;
    const isThere = row !== undefined && isOf(entry, cardOf(row));
    const card = isThere ? cardOf(row) : loggedCard(vault, personId, entry);
    if (row !== undefined || card !== null) found.push({ personId, row, entry, card });
  }
  for (const [personId, row] of rows)
    if (signed[personId] === undefined && row.checked_at !== null)
      found.push({ personId, row, entry: undefined, card: null });
  return found;
}

/** How many cards are back as they were compared, and how many count as not compared any more. */
export interface SettledCards {
  readonly restored: number;
  readonly unchecked: number;
}

const counted = (found: readonly Difference[]): SettledCards => {
  const restored = found.filter(({ card }) => card !== null).length;
  return { restored, unchecked: found.length - restored };
};

/** What {@link settleCards} would do. */
export function unsettledCards(vault: OpenVault): SettledCards {
  return counted(differences(vault));
}

/** Puts cards back as they were compared; one that cannot be, or that nobody signed, counts as not compared. */
export function settleCards(vault: OpenVault): SettledCards {
  const found = differences(vault);
  if (found.length === 0) return counted(found);
  const { store } = vault;
  store.write({ kind: 'edit', label: 'card' }, (tx) => {
    for (const { personId, row, entry, card } of found) {
      if (card === null && entry !== undefined && maySign(vault, 'cards')) endCheck(tx, vault, personId);
      const now = card ?? (row === undefined ? null : cardOf(row));
      if (now === null || (card === null && row?.checked_at === null)) continue;
      const check = card === null ? undefined : entry;
      tx.run(
        `INSERT INTO card (person, name, organisation, signing_key, recipient, added_at, checked_at, checked_how, checked_note)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (person) DO UPDATE SET name = excluded.name, organisation = excluded.organisation,
           signing_key = excluded.signing_key, recipient = excluded.recipient, checked_at = excluded.checked_at,
           checked_how = excluded.checked_how`,
        personId,
        now.name,
        now.organisation,
        base64.decode(now.signingKey),
        now.recipient,
        row?.added_at ?? check?.at ?? tx.now,
        check?.at ?? null,
        check?.how ?? null,
        row?.checked_note ?? '',
      );
      recordCard(tx, personId, row, rowOf(tx, personId));
    }
    const { restored, unchecked } = counted(found);
    for (const [outcome, count] of [
      ['restored', restored],
      ['lost', unchecked],
    ] as const)
      if (count > 0) store.journal('policy-put-back', { policy: 'cards', fault: 'changed', outcome, count });
  });
  return counted(found);
}
