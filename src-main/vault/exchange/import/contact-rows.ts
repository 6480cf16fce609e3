/** Files with a row for each contact: further rows of a company are further contacts of it. */
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import type { PreparedCustomer } from '../../customers/new-customer.ts';
import type { CustomerRef } from '../../customers/sealed.ts';
import type { ReadDb } from '../../store/store.ts';
import { ownFile } from '../own-files.ts';
import type { SourceRow } from '../source.ts';
import { contactsOfFile } from './contacts-of-file.ts';
import type { ContactChoice } from './edits.ts';
import { saysRecordCode } from './heading-says.ts';
import type { MatchKeys } from './match.ts';

export interface CompaniesOfFile {
  /** The file gives its customers no numbers of their own by which companies of one name would be told apart. */
  readonly areNamesEnough: boolean;
  /** Remembers the customer that a row made. */
  readonly note: (row: SourceRow, keys: MatchKeys, customer: PreparedCustomer) => void;
  /** Remembers the customer of the vault that a row turned out to be. */
  readonly noteFound: (row: SourceRow, keys: MatchKeys, customerId: string) => void;
  /** The customer of this file that a row names a further contact of. */
  readonly find: (db: ReadDb, row: SourceRow, keys: MatchKeys) => CustomerRef | null;
  /** By the file's own number: the customer that an earlier row was. */
  readonly findNumbered: (db: ReadDb, row: SourceRow, keys: MatchKeys) => CustomerRef | null;
  /** A row with the number that a file of ours gives each of its customers. */
  readonly isNumbered: (row: SourceRow) => boolean;
  /** By the file's own number: whether a customer is another one's. */
  readonly isOther: (row: SourceRow, keys: MatchKeys, customerId: string) => boolean;
  readonly contactOf: (row: SourceRow) => ContactChoice;
}

/**
 * A company is the same by its name and, where the file numbers its customers, by the number; a card by what it refers to. In
 * a file of ours, numbers count in that file only, and a row that somebody added may have none.
 */
export function companiesOfFile(targets: readonly Target[], headings: readonly string[]): CompaniesOfFile {
  const hasContacts = targets.some(({ to }) => to === 'contact-name');
  const numbers = headings.flatMap((heading, index) => (saysRecordCode(heading) ? [index] : []));
  const ours = ownFile(headings) ?? { customerNumber: -1, contactNumber: -1 };
  const made = new Map<string, string>();
  const numbered = new Map<string, string>();
  const numberOf = new Map<string, string>();
  const contacts = contactsOfFile(ours.contactNumber);
  const cell = (row: SourceRow, index: number): string => (row.cells[index] ?? '').trim();
  const keyOf = (row: SourceRow, { nameKey, organisationKey }: MatchKeys, number = ''): string =>
    JSON.stringify([nameKey, organisationKey, number, ...numbers.map((index) => cell(row, index))]);
  const cardKey = (uid: string): string => JSON.stringify([uid]);
  /** `null` for a row without a number of ours. */
  const numberedKey = (row: SourceRow, keys: MatchKeys): string | null => {
    const number = cell(row, ours.customerNumber);
    return number === '' ? null : keyOf(row, keys, number);
  };
  const noteNumber = (row: SourceRow, keys: MatchKeys, customerId: string): void => {
    const key = numberedKey(row, keys);
    if (key === null) return;
    numbered.set(key, customerId);
    numberOf.set(customerId, key);
  };
  const refTo = (db: ReadDb, id: string | undefined): CustomerRef | null =>
    id === undefined
      ? null
      : (db.get<CustomerRef>('SELECT row, id FROM customer WHERE id = ? AND deleted_at IS NULL', id) ?? null);
  return {
    areNamesEnough: hasContacts && numbers.length === 0,
    note: (row, keys, customer) => {
      noteNumber(row, keys, customer.id);
      if (!hasContacts) return;
      if (row.card !== undefined && row.card.uid !== '') made.set(cardKey(row.card.uid), customer.id);
      if (keys.isContactRow !== true) return;
      for (const key of [numberedKey(row, keys), keyOf(row, keys)])
        if (key !== null) made.set(key, customer.id);
      const [contact] = customer.contacts;
      if (contact !== undefined) contacts.choice(row).chosen(contact.id);
    },
    noteFound: noteNumber,
    find: (db, row, keys) => {
      if (!hasContacts) return null;
      const companyUid = row.card?.companyUid ?? null;
      if (companyUid !== null) return refTo(db, made.get(cardKey(companyUid)));
      if (keys.isContactRow !== true) return null;
      return refTo(db, made.get(numberedKey(row, keys) ?? keyOf(row, keys)));
    },
    findNumbered: (db, row, keys) => {
      const key = numberedKey(row, keys);
      return key === null ? null : refTo(db, numbered.get(key));
    },
    isNumbered: (row) => cell(row, ours.customerNumber) !== '',
    isOther: (row, keys, customerId) => {
      const key = numberedKey(row, keys);
      const other = key === null ? undefined : numberOf.get(customerId);
      return other !== undefined && other !== key;
    },
    contactOf: (row) => contacts.choice(row),
  };
}
