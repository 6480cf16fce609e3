/** Identity cards: this person's own, and those of the people this vault exchanges bundles with. */
import { base64 } from '@scure/base';
import type {
  CardStanding,
  CardSummary,
  CheckedBy,
  KnownCard,
} from '../../../src-preload/contract/handover.ts';
import { atAGlance } from '../../../src-preload/contract/look-alike.ts';
import type { Card } from '../../../src-preload/contract/bundle.ts';
import { fingerprintOf } from '../bundle/fingerprint.ts';
import type { OpenVault } from '../context.ts';
import { checkOf, endCheck, isKeptFrom, signCheck } from './checked-cards.ts';
import { ageRecipient, signingPublicKey } from '../crypto/identity.ts';
import { VaultError } from '../errors.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import { nameOfPerson } from '../people/names.ts';
import type { ReadDb, WriteTx } from '../store/store.ts';
import { ownOrganisation } from './own-organisation.ts';

/** This person's card, made from the keys that are open. */
export function myCard(vault: OpenVault): Card {
  return {
    format: 'coffer-card',
    version: 1,
    personId: vault.personId,
    name: nameOfPerson(vault, vault.personId),
    organisation: ownOrganisation(vault),
    signingKey: base64.encode(signingPublicKey(vault.keys.signingKey)),
    recipient: ageRecipient(vault.keys.ageIdentity),
  };
}

/** The card of one of this vault's own people, by the signed roster. */
export function rosterCard({ access }: OpenVault, personId: string): Card | null {
  const found = access.roster.body.people.find(({ id }) => id === personId);
  if (found === undefined) return null;
  const { name, signingKey, recipient } = found;
  return { format: 'coffer-card', version: 1, personId, name, organisation: '', signingKey, recipient };
}

/** What a window is shown of a card. */
export function summaryOf(card: Card): CardSummary {
  const { personId, name, organisation } = card;
  return { personId, name, organisation, fingerprint: fingerprintOf(card) };
}

export interface CardRow {
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

export function cardOf(row: CardRow): Card {
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

/** Finds the names of others known here that are the same as a card's, or look it. */
export function namesakes(
  { store, access }: OpenVault,
  people: readonly RosterPerson[] = access.roster.body.people,
): (card: Card) => string[] {
  const cards = store.db.all<{ id: string; name: string }>(
    'SELECT person AS id, name FROM card ORDER BY name',
  );
  const known = Map.groupBy([...people, ...cards], ({ name }) => atAGlance(name));
  return ({ personId, name }) => {
    const others = (known.get(atAGlance(name)) ?? []).filter(({ id }) => id !== personId);
    return [...new Set(others.map((other) => other.name))];
  };
}

function knownOf(vault: OpenVault, row: CardRow, alike = namesakes(vault)): KnownCard {
  const card = cardOf(row);
  const check = checkOf(vault, card);
  return {
    ...summaryOf(card),
    namesakes: alike(card),
    addedAt: row.added_at,
    checked: check && { at: check.at, how: check.how, note: row.checked_note },
  };
}

export const rowOf = (db: ReadDb, personId: string): CardRow | undefined =>
  db.get<CardRow>('SELECT * FROM card WHERE person = ?', personId);

function existingRow(db: ReadDb, personId: string): CardRow {
  const row = rowOf(db, personId);
  if (row === undefined) throw new VaultError('card/unknown');
  return row;
}

export function listCards(vault: OpenVault): KnownCard[] {
  const alike = namesakes(vault);
  const rows = vault.store.db.all<CardRow>('SELECT * FROM card ORDER BY name, person');
  return rows.map((row) => knownOf(vault, row, alike));
}

/** A known card and whether its fingerprint was compared. @throws VaultError card/unknown */
export function knownCard(
  vault: OpenVault,
  personId: string,
): { readonly card: Card; readonly isChecked: boolean } {
  const card = cardOf(existingRow(vault.store.db, personId));
  return { card, isChecked: checkOf(vault, card) !== null };
}

/** The card of somebody whose keys are known for sure: an account here, or a card that was compared. */
export function comparedCard(vault: OpenVault, personId: string): Card | null {
  const account = vault.access.roster.body.people.find(({ id }) => id === personId);
  if (account !== undefined) {
    const { name, signingKey, recipient } = account;
    return { format: 'coffer-card', version: 1, personId, name, organisation: '', signingKey, recipient };
  }
  const row = rowOf(vault.store.db, personId);
  const card = row === undefined ? null : cardOf(row);
  return card === null || checkOf(vault, card) === null ? null : card;
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
  return checkOf(vault, cardOf(row)) === null ? 'unchecked' : 'checked';
}

/** What the change log says of a card. */
export function loggedCard(row: CardRow): string {
  return JSON.stringify({
    ...cardOf(row),
    addedAt: row.added_at,
    checkedAt: row.checked_at,
    checkedHow: row.checked_how,
    checkedNote: row.checked_note,
  });
}

/** What the change log has of a card: public keys and how they were checked. */
export function recordCard(
  tx: WriteTx,
  personId: string,
  before: CardRow | undefined,
  after: CardRow | undefined,
): void {
  const json = (row: CardRow | undefined): string | null => (row === undefined ? null : loggedCard(row));
  tx.record({ entity: 'card', entityId: personId, field: '*', oldValue: json(before), value: json(after) });
}

/**
 * Keeps a card within a write. The same keys again only bring the name up to date and stay checked; other keys replace
 * the ones known and count as unchecked. A card that was compared stays as it is where the person may compare none.
 */
export function keepCard(
  tx: WriteTx,
  vault: OpenVault,
  card: Card,
  checked: { readonly how: CheckedBy } | null = null,
): void {
  if (isKeptFrom(vault, card.personId)) return;
  const before = rowOf(tx, card.personId);
  const isSame = before !== undefined && sameKeys(card, cardOf(before));
  const stays = isSame && checked === null;
  const check = stays ? checkOf(vault, cardOf(before)) : checked && { how: checked.how, at: tx.now };
  if (check === null) endCheck(tx, vault, card.personId);
  else signCheck(tx, vault, card, check);
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
    check?.at ?? null,
    check?.how ?? null,
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
    keepCard(tx, vault, card);
    store.journal('card-added', { name: card.name, card: standing === 'changed' ? 'changed' : 'new' });
  });
  return knownOf(vault, existingRow(store.db, card.personId));
}

/** Notes that somebody compared the fingerprint. @throws VaultError card/unknown */
export function checkCard(vault: OpenVault, personId: string, how: CheckedBy, note: string): KnownCard {
  const { store } = vault;
  const before = existingRow(store.db, personId);
  store.write({ kind: 'edit', label: 'card' }, (tx) => {
    signCheck(tx, vault, cardOf(before), { how, at: tx.now });
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
  return knownOf(vault, existingRow(store.db, personId));
}

/** @throws VaultError card/unknown */
export function removeCard(vault: OpenVault, personId: string): void {
  const { store } = vault;
  const before = existingRow(store.db, personId);
  store.write({ kind: 'edit', label: 'card' }, (tx) => {
    endCheck(tx, vault, personId);
    tx.run('DELETE FROM card WHERE person = ?', personId);
    recordCard(tx, personId, before, undefined);
    store.journal('card-removed', { name: before.name });
  });
}
