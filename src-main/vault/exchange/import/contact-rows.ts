/** Files with a row for each contact: further rows of a company are further contacts of it. */
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import type { CustomerRef } from '../../customers/sealed.ts';
import type { ReadDb } from '../../store/store.ts';
import type { SourceRow } from '../source.ts';
import { isRecordNumber } from './headings.ts';
import type { MatchKeys } from './match.ts';

export interface CompaniesOfFile {
  /** The file gives its customers no numbers of their own by which companies of one name would be told apart. */
  readonly areNamesEnough: boolean;
  /** Remembers the customer that a row made. */
  readonly note: (row: SourceRow, keys: MatchKeys, customerId: string) => void;
  /** The customer of this file that a row names a further contact of. */
  readonly find: (db: ReadDb, row: SourceRow, keys: MatchKeys) => CustomerRef | null;
}

/** A company is the same by its name and, where the file numbers its customers, by the number; a card by what it refers to. */
export function companiesOfFile(targets: readonly Target[], headings: readonly string[]): CompaniesOfFile {
  const hasContacts = targets.some(({ to }) => to === 'contact-name');
  const numbers = headings.flatMap((heading, index) => (isRecordNumber(heading) ? [index] : []));
  const made = new Map<string, string>();
  const keyOf = (row: SourceRow, { nameKey, organisationKey }: MatchKeys): string =>
    JSON.stringify([nameKey, organisationKey, ...numbers.map((index) => (row.cells[index] ?? '').trim())]);
  const cardKey = (uid: string): string => JSON.stringify([uid]);
  return {
    areNamesEnough: hasContacts && numbers.length === 0,
    note: (row, keys, customerId) => {
      if (!hasContacts) return;
      if (row.card !== undefined && row.card.uid !== '') made.set(cardKey(row.card.uid), customerId);
      if (keys.isContactRow === true) made.set(keyOf(row, keys), customerId);
    },
    find: (db, row, keys) => {
      if (!hasContacts) return null;
      const companyUid = row.card?.companyUid ?? null;
      const id =
        companyUid !== null
          ? made.get(cardKey(companyUid))
          : keys.isContactRow === true
            ? made.get(keyOf(row, keys))
            : undefined;
      if (id === undefined) return null;
      return db.get<CustomerRef>('SELECT row, id FROM customer WHERE id = ?', id) ?? null;
    },
  };
}
