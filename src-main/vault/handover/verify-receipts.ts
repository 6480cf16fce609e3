/** Whether receipts are signed, of people known, and those that the change log has; and what was vouched for is what they say. */
import { base64 } from '@scure/base';
import { z } from 'zod';
import { jsonBy } from '../json-by-schema.ts';
import type { RosterPerson } from '../keyring/roster.ts';
import { everSignedWith } from '../keyring/signing-keys.ts';
import { checkpointIn, type Checkpoint } from '../log/note.ts';
import type { ReadDb } from '../store/db.ts';
import { genuineReceipt } from './receipts.ts';

type Receipt = NonNullable<ReturnType<typeof genuineReceipt>>;

interface ReceiptRow {
  readonly ledger: number;
  readonly person: string;
  readonly name: string;
  readonly at: number;
  readonly body: string;
  readonly bundle: string;
  readonly content_hash: string;
}

const signingKey = z.object({ signingKey: z.string() });

/** The Ed25519 public keys, in base64, of everybody whose card was ever kept, by person. */
export function keysOfCards(db: ReadDb): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { id, value } of db.iterate<{ id: string; value: string }>(
    "SELECT entity_id AS id, value FROM change WHERE entity = 'card' AND value IS NOT NULL",
  )) {
    const key = jsonBy(signingKey, value)?.signingKey;
    if (key === undefined) continue;
    const known = keys.get(id) ?? new Set<string>();
    keys.set(id, known.add(key));
  }
  return keys;
}

const sameBundle = (receipt: Receipt): string =>
  [receipt.bundleId, receipt.contentHash, receipt.person.personId].join(' ');

interface Logged {
  /** Those of the change log, in its order. */
  readonly receipts: ReadonlyMap<string, Receipt>;
  /** The last of each bundle and person, as text. */
  readonly last: ReadonlyMap<string, string>;
}

function* loggedReceipts(db: ReadDb): Generator<void, Logged, void> {
  const receipts = new Map<string, Receipt>();
  const last = new Map<string, string>();
  const texts = db.all<{ value: string }>(
    "SELECT value FROM change WHERE entity = 'ledger' AND field = 'receipt' AND value IS NOT NULL ORDER BY seq",
  );
  for (const { value } of texts) {
    const receipt = genuineReceipt(value);
    yield;
    if (receipt === null) continue;
    receipts.set(value, receipt);
    last.set(sameBundle(receipt), value);
  }
  return { receipts, last };
}

/** What was vouched for of each origin: the longest that a receipt of a received bundle says. Those that came back are about our own logs. */
function vouchedFor(db: ReadDb, receipts: Iterable<Receipt>) {
  const received = new Set(
    db
      .all<{ bundle: string }>("SELECT bundle FROM ledger WHERE direction = 'received'")
      .map(({ bundle }) => bundle),
  );
  const vouched = new Map<string, Checkpoint & { readonly at: number }>();
  for (const { bundleId, witnessed, takenInAt } of receipts) {
    if (witnessed === null || !received.has(bundleId)) continue;
    const said = checkpointIn(witnessed);
    if (said !== null && said.size >= (vouched.get(said.origin)?.size ?? 0))
      vouched.set(said.origin, { ...said, at: takenInAt });
  }
  return vouched;
}

function differingWitnessed(db: ReadDb, vouched: ReturnType<typeof vouchedFor>): number {
  const rows = db.all<{ origin: string; size: number; root: Uint8Array; at: number }>(
    'SELECT origin, size, root, at FROM witnessed',
  );
  const right = rows.filter(({ origin, size, root, at }) => {
    const said = vouched.get(origin);
    return said?.size === size && said.at === at && Buffer.compare(said.root, root) === 0;
  }).length;
  return Math.max(rows.length, vouched.size) - right;
}

/**
 * Yields after each receipt. @param people of the roster
 * @returns how many rows are not what was signed and logged, or are missing
 */
export function* differingReceipts(
  db: ReadDb,
  people: readonly RosterPerson[],
): Generator<void, number, void> {
  const { receipts, last } = yield* loggedReceipts(db);
  const cards = keysOfCards(db);
  const isKnown = ({ person: { personId: id, signingKey: key } }: Receipt): boolean => {
    const account = people.find((person) => person.id === id);
    return (account !== undefined && everSignedWith(account, key)) || cards.get(id)?.has(key) === true;
  };
  const rows = db.all<ReceiptRow>(
    `SELECT r.ledger, r.person, r.name, r.at, r.body, l.bundle, l.content_hash
     FROM receipt r LEFT JOIN ledger l ON l.row = r.ledger`,
  );
  const kept = new Set<string>();
  let differing = 0;
  for (const { person, name, at, body, bundle, content_hash: contentHash } of rows) {
    const receipt = receipts.get(body);
    kept.add(body);
    const isRight =
      receipt !== undefined &&
      isKnown(receipt) &&
      receipt.person.personId === person &&
      receipt.person.name === name &&
      receipt.takenInAt === at &&
      receipt.bundleId === bundle &&
      receipt.contentHash === contentHash;
    if (!isRight) differing += 1;
  }
  for (const text of last.values()) if (!kept.has(text)) differing += 1;
  return differing + differingWitnessed(db, vouchedFor(db, receipts.values()));
}

/** Keys of somebody by whom a note may be cosigned: an account's, and those of a card. */
export function cosigningKeys(
  personId: string,
  people: readonly RosterPerson[],
  cards: ReadonlyMap<string, ReadonlySet<string>>,
): Uint8Array[] {
  const account = people.find(({ id }) => id === personId);
  const ofAccount =
    account === undefined ? [] : [account.signingKey, ...account.pastKeys.map(({ signingKey: key }) => key)];
  return [...ofAccount, ...(cards.get(personId) ?? [])].map((key) => base64.decode(key));
}
