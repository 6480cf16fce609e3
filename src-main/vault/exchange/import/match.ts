import type { ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import type { ReadDb } from '../../store/store.ts';
import { nameMark } from './known-marks.ts';
import { isAkin, isSameName, nameKeysOf } from './same-name.ts';
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
  /** Under which keys the name may stand. */
  readonly nameKeys?: readonly string[];
  readonly mayHave?: (mark: string) => boolean;
  readonly isOther?: (customerId: string) => boolean;
  /** Customers that are the row's only under the same name: an update makes no two rows of one file one person. */
  readonly needsSameName?: (customerRow: number) => boolean;
}

/**
 * Finds the customer that a row already is. Whoever has another name is somebody else, whatever they share: families and offices
 * have one number among them. Names are the same without spaces, width, case, titles and the order of their parts (`isSameName`).
 * What else counts, in this order:
 *
 * 1. The same ID number; here a name will do that has something of the other (`isAkin`), unless `needsSameName`. Two different ID
 *    numbers in one field are never the same customer, whatever else is equal.
 * 2. The same e-mail address.
 * 3. The same telephone number.
 * 4. The same organisation, unless each side has telephone numbers, or e-mail addresses, and none in common:
 *    that is another person, or another branch, of the same name. Rows that name a contact of a company are the company's
 *    whatever the contact's numbers are (`isByNameAlone`).
 *
 * `mayHave` says of which lookups and names (`nameMark`) it is known that no customer has them, `isOther` of customers that they
 * are others than the row's.
 */
export function findDuplicate(
  db: ReadDb,
  keys: MatchKeys,
  idFields: readonly IdField[],
  matchBy: ImportPlan['matchBy'],
  {
    isByNameAlone = false,
    nameKeys = nameKeysOf(keys),
    mayHave = () => true,
    isOther = () => false,
    needsSameName = () => false,
  }: MatchRules = {},
): NamedCustomer | null {
  if (matchBy.includes('id-number')) {
    for (const field of idFields) {
      const value = keys.idNumbers.get(field.id);
      const found =
        value === undefined
          ? undefined
          : byIdNumber(db, field, value).find(
              ({ row, name }) =>
                isSameName(keys.name, name) || (!needsSameName(row) && isAkin(keys.name, name)),
            );
      if (found !== undefined) return found;
    }
  }
  const isWanted = (candidate: NamedCustomer): boolean =>
    isSameName(keys.name, candidate.name) &&
    !isOther(candidate.id) &&
    !hasOtherIdNumber(db, keys, candidate.row, idFields);
  const lookups = [
    ...(matchBy.includes('email') ? keys.emails : []),
    ...(matchBy.includes('phone') ? keys.phones : []),
  ];
  for (const lookup of lookups.filter(mayHave)) {
    const found = queries.customersByLookup(db, lookup, nameKeys).find(isWanted);
    if (found !== undefined) return found;
  }
  if (!matchBy.includes('name-organisation')) return null;
  const isNear = ({ row }: NamedCustomer): boolean =>
    isByNameAlone || (!isForeign(db, row, 'phone', keys.phones) && !isForeign(db, row, 'email', keys.emails));
  for (const nameKey of nameKeys.filter((each) => mayHave(nameMark(each, keys.organisationKey)))) {
    const found = queries
      .customersByName(db, nameKey, keys.organisationKey)
      .find((candidate) => isWanted(candidate) && isNear(candidate));
    if (found !== undefined) return found;
  }
  return null;
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
      ({ id, row, name }) =>
        isSameName(keys.name, name) &&
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
