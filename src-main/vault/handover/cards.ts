/** Identity cards: this person's own, and those of the people this vault exchanges bundles with. */
import { base64 } from '@scure/base';
import type {
  CardStanding,
  CardSummary,
  CheckedBy,
  KnownCard,
} from '../../../src-preload/contract/handover.ts';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import { fingerprintOf } from '../bundle/fingerprint.ts';
import type { OpenVault } from '../context.ts';
import { ageRecipient, signingPublicKey } from '../crypto/identity.ts';
import { VaultError } from '../errors.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';

/** The setting that holds it. */
export const organisationKey = 'organisation';

/** This person's card, made from the keys that are open. */
export function myCard(vault: OpenVault): Card {
  const { db } = vault.store;
  const stored = db.value<string>('SELECT value FROM setting WHERE key = ?', organisationKey);
  return {
    format: 'coffer-card',
    version: 1,
    personId: vault.personId,
    name: db.value<string>('SELECT name FROM person WHERE id = ?', vault.personId) ?? '',
    // Written as JSON text by `cards/set-mine`.
    organisation: stored === undefined ? '' : (JSON.parse(stored) as string),
    signingKey: base64.encode(signingPublicKey(vault.keys.signingKey)),
    recipient: ageRecipient(vault.keys.ageIdentity),
  };
}

/** What a window is shown of a card. */
export function summaryOf(card: Card): CardSummary {
  const { personId, name, organisation } = card;
  return { personId, name, organisation, fingerprint: fingerprintOf(card) };
}

interface CardRow {
  readonly person: string;
  readonly name: string;
  readonly organisation: string;
  readonly signing_key: Uint8Array;
  readonly recipient: string;
  readonly added_at: number;
  readonly checked_at: number | null;
  readonly checked_how: CheckedBy | null;
  readonly checked_note: string;
}

function cardOf(row: CardRow): Card {
  return {
    format: 'coffer-card',
    version: 1,
    personId: row.person,
    name: row.name,
    organisation: row.organisation,
    signingKey: base64.encode(row.signing_key),
    recipient: row.recipient,
  };
}

function knownOf(row: CardRow): KnownCard {
  const { checked_at: at, checked_how: how, checked_note: note } = row;
  return {
    ...summaryOf(cardOf(row)),
    addedAt: row.added_at,
    checked: at === null || how === null ? null : { at, how, note },
  };
}

const rowOf = (db: ReadDb, personId: string): CardRow | undefined =>
  db.get<CardRow>('SELECT * FROM card WHERE person = ?', personId);

function existingRow(db: ReadDb, personId: string): CardRow {
  const row = rowOf(db, personId);
  if (row === undefined) throw new VaultError('card/unknown');
  return row;
}

export function listCards(db: ReadDb): KnownCard[] {
  return db.all<CardRow>('SELECT * FROM card ORDER BY name, person').map(knownOf);
}

/** A known card and whether its fingerprint was compared. @throws VaultError card/unknown */
export function knownCard(
  db: ReadDb,
  personId: string,
): { readonly card: Card; readonly isChecked: boolean } {
  const row = existingRow(db, personId);
  return { card: cardOf(row), isChecked: row.checked_at !== null };
}

const sameKeys = (a: Card, b: Card): boolean => a.signingKey === b.signingKey && a.recipient === b.recipient;

/**
 * How this vault knows the one whose card it is. Somebody with an account is known by the keys that the roster has.
 * @param people as they are known by now
 */
export function standingOf(
  vault: OpenVault,
  card: Card,
  people: readonly RosterPerson[] = vault.access.roster.body.people,
): CardStanding {
  if (card.personId === vault.personId) return sameKeys(card, myCard(vault)) ? 'mine' : 'changed';
  const account = people.find(({ id }) => id === card.personId);
  if (account !== undefined)
    return account.signingKey === card.signingKey && account.recipient === card.recipient
      ? 'checked'
      : 'changed';
  const row = rowOf(vault.store.db, card.personId);
  if (row === undefined) return 'unknown';
  if (!sameKeys(card, cardOf(row))) return 'changed';
  return row.checked_at === null ? 'unchecked' : 'checked';
}

/** What the change log has of a card: public keys and how they were checked. */
function recordCard(
  tx: WriteTx,
  personId: string,
  before: CardRow | undefined,
  after: CardRow | undefined,
): void {
  const json = (row: CardRow | undefined): string | null =>
    row === undefined
      ? null
      : JSON.stringify({
          ...cardOf(row),
          addedAt: row.added_at,
          checkedAt: row.checked_at,
          checkedHow: row.checked_how,
          checkedNote: row.checked_note,
        });
  tx.record({ entity: 'card', entityId: personId, field: '*', oldValue: json(before), value: json(after) });
}

/**
 * Keeps a card within a write. The same keys again only bring the name up to date and stay checked; other keys replace
 * the ones known and count as unchecked.
 */
export function keepCard(tx: WriteTx, card: Card, checked: { readonly how: CheckedBy } | null = null): void {
  const before = rowOf(tx, card.personId);
  const isSame = before !== undefined && sameKeys(card, cardOf(before));
  const stays = isSame && checked === null;
  tx.run(
    `INSERT INTO card (person, name, organisation, signing_key, recipient, added_at, checked_at, checked_how, checked_note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET name = excluded.name, organisation = excluded.organisation,
       signing_key = excluded.signing_key, recipient = excluded.recipient, added_at = excluded.added_at,
       checked_at = excluded.checked_at, checked_how = excluded.checked_how, checked_note = excluded.checked_note`,
    card.personId,
    card.name,
    card.organisation,
    base64.decode(card.signingKey),
    card.recipient,
    isSame ? before.added_at : tx.now,
    stays ? before.checked_at : checked && tx.now,
    stays ? before.checked_how : (checked?.how ?? null),
    stays ? before.checked_note : '',
  );
  recordCard(tx, card.personId, before, rowOf(tx, card.personId));
}

/** @throws VaultError card/own */
export function addCard(vault: OpenVault, card: Card): KnownCard {
  const { store } = vault;
  if (card.personId === vault.personId) throw new VaultError('card/own');
  const standing = standingOf(vault, card);
  store.write({ kind: 'edit', label: 'card' }, (tx) => {
    keepCard(tx, card);
    store.journal('card-added', { name: card.name, keys: standing === 'changed' ? 'changed' : 'new' });
  });
  return knownOf(existingRow(store.db, card.personId));
}

/** Notes that somebody compared the fingerprint. @throws VaultError card/unknown */
export function checkCard({ store }: OpenVault, personId: string, how: CheckedBy, note: string): KnownCard {
  const before = existingRow(store.db, personId);
  store.write({ kind: 'edit', label: 'card' }, (tx) => {
    tx.run(
      'UPDATE card SET checked_at = ?, checked_how = ?, checked_note = ? WHERE person = ?',
      tx.now,
      how,
      note,
      personId,
    );
    recordCard(tx, personId, before, rowOf(tx, personId));
    store.journal('card-checked', { name: before.name, how });
  });
  return knownOf(existingRow(store.db, personId));
}

/** @throws VaultError card/unknown */
export function removeCard({ store }: OpenVault, personId: string): void {
  const before = existingRow(store.db, personId);
  store.write({ kind: 'edit', label: 'card' }, (tx) => {
    tx.run('DELETE FROM card WHERE person = ?', personId);
    recordCard(tx, personId, before, undefined);
    store.journal('card-removed', { name: before.name });
  });
}
