import type { ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import type { ReadDb } from '../../store/store.ts';
import { nameMark } from './known-marks.ts';
import * as queries from './queries.ts';
import type { NamedCustomer } from './queries.ts';

/** A field of ID numbers, with the way to find equal ones in it. */
export interface IdField {
  readonly id: string;
  readonly row: number;
  /** The blind-index token of a whole value; `null` where the field's values are plain. */
  readonly token: ((value: string) => Uint8Array | null) | null;
}

/** What a row is found again by. */
export interface MatchKeys {
  readonly name: string;
  readonly nameKey: string;
  readonly organisationKey: string;
  /** Says that it names a contact of the company. */
  readonly isContactRow?: boolean;
  /** Telephone numbers and e-mail addresses in the form in which equal ones are equal. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** By field. */
  readonly idNumbers: ReadonlyMap<string, string>;
}

export interface MatchRules {
  readonly isByNameAlone?: boolean;
  readonly mayHave?: (mark: string) => boolean;
  readonly isOther?: (customerId: string) => boolean;
}

/**
 * Finds the customer that a row already is. What counts, in this order:
 *
 * 1. The same ID number. Two different ID numbers in one field are never the same customer, whatever else is equal.
 * 2. The same e-mail address, unless the names differ and each side has telephone numbers and none in common.
 * 3. The same telephone number, unless the names differ and each side has e-mail addresses and none in common:
 *    that is a switchboard shared by colleagues. With equal or missing addresses it is a duplicate.
 * 4. The same name and organisation, unless each side has telephone numbers, or e-mail addresses, and none in common:
 *    that is another person, or another branch, of the same name. Rows that name a contact of a company are the company's
 *    whatever the contact's numbers are (`isByNameAlone`).
 *
 * Names differ when neither contains the other, compared without case, width, spaces and punctuation.
 *
 * `mayHave` says of which lookups and names (`nameMark`) it is known that no customer has them, `isOther` of customers that they
 * are others than the row's.
 */
export function findDuplicate(
  db: ReadDb,
  keys: MatchKeys,
  idFields: readonly IdField[],
  matchBy: ImportPlan['matchBy'],
  { isByNameAlone = false, mayHave = () => true, isOther = () => false }: MatchRules = {},
): NamedCustomer | null {
  const ruledOut = (candidate: NamedCustomer) =>
    isOther(candidate.id) || hasOtherIdNumber(db, keys, candidate.row, idFields);
  if (matchBy.includes('id-number')) {
    for (const field of idFields) {
      const value = keys.idNumbers.get(field.id);
      const found = value === undefined ? undefined : byIdNumber(db, field, value)[0];
      if (found !== undefined) return found;
    }
  }
  if (matchBy.includes('email')) {
    for (const email of keys.emails.filter(mayHave)) {
      const found = queries
        .customersByLookup(db, email)
        .find(
          (candidate) =>
            !ruledOut(candidate) &&
            !(namesDiffer(keys.name, candidate.name) && isForeign(db, candidate.row, 'phone', keys.phones)),
        );
      if (found !== undefined) return found;
    }
  }
  if (matchBy.includes('phone')) {
    for (const phone of keys.phones.filter(mayHave)) {
      const found = queries
        .customersByLookup(db, phone)
        .find(
          (candidate) =>
            !ruledOut(candidate) &&
            !(namesDiffer(keys.name, candidate.name) && isForeign(db, candidate.row, 'email', keys.emails)),
        );
      if (found !== undefined) return found;
    }
  }
  if (!matchBy.includes('name-organisation') || !mayHave(nameMark(keys.nameKey, keys.organisationKey)))
    return null;
  return (
    queries
      .customersByName(db, keys.nameKey, keys.organisationKey)
      .find(
        (candidate) =>
          !ruledOut(candidate) &&
          (isByNameAlone ||
            (!isForeign(db, candidate.row, 'phone', keys.phones) &&
              !isForeign(db, candidate.row, 'email', keys.emails))),
      ) ?? null
  );
}

/**
 * The customer of a row's own name that has most in common with it: in a file of our own, names count before numbers, which
 * companies may share. A row that names a contact is that of its company, whatever numbers it has.
 */
export function findNamesake(
  db: ReadDb,
  keys: MatchKeys,
  idFields: readonly IdField[],
  contactName: string | null,
  isOther: (customerId: string) => boolean,
): NamedCustomer | null {
  const ours = [...keys.phones, ...keys.emails];
  const inCommon = ({ row }: NamedCustomer): number =>
    queries.lookupsOf(db, row).filter(({ lookup }) => ours.includes(lookup)).length +
    (contactName !== null && queries.hasContact(db, row, contactName) ? 1 : 0);
  const candidates = queries
    .customersByName(db, keys.nameKey, keys.organisationKey)
    .filter(
      ({ id, row }) =>
        !isOther(id) &&
        !hasOtherIdNumber(db, keys, row, idFields) &&
        (contactName !== null ||
          (!isForeign(db, row, 'phone', keys.phones) && !isForeign(db, row, 'email', keys.emails))),
    )
    .map((candidate) => ({ candidate, score: inCommon(candidate) }));
  // Where nothing tells them apart, the one that came first stands first in the file.
  candidates.sort((one, other) => other.score - one.score || one.candidate.row - other.candidate.row);
  return candidates[0]?.candidate ?? null;
}

/** A name without what does not tell names apart: case, width, spaces, punctuation. */
function plainName(name: string): string {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '') || name
  );
}

function namesDiffer(oneName: string, otherName: string): boolean {
  const [one, other] = [plainName(oneName), plainName(otherName)];
  return !one.includes(other) && !other.includes(one);
}

/** Both sides have some of that kind, and none in common. */
function isForeign(db: ReadDb, customer: number, type: 'phone' | 'email', ours: readonly string[]): boolean {
  if (ours.length === 0) return false;
  const theirs = queries.lookupsOf(db, customer).filter((point) => point.type === type);
  return theirs.length > 0 && !theirs.some(({ lookup }) => ours.includes(lookup));
}

function byIdNumber(db: ReadDb, field: IdField, value: string): NamedCustomer[] {
  if (field.token === null) return queries.customersByPlainValue(db, field.row, value);
  const token = field.token(value);
  return token === null ? [] : queries.customersByToken(db, field.row, token);
}

/** Whether the customer has another ID number than the row in some field. */
export function hasOtherIdNumber(
  db: ReadDb,
  keys: MatchKeys,
  customer: number,
  idFields: readonly IdField[],
): boolean {
  return idFields.some((field) => {
    const value = keys.idNumbers.get(field.id);
    if (value === undefined || !queries.hasValue(db, customer, field.row)) return false;
    return !byIdNumber(db, field, value).some((candidate) => candidate.row === customer);
  });
}
