import type { ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import type { PreparedCustomer } from '../../customers/new-customer.ts';
import type { CustomerRef } from '../../customers/sealed.ts';
import type { ReadDb } from '../../store/store.ts';
import type { SourceRow } from '../source.ts';
import type { CompaniesOfFile } from './contact-rows.ts';
import type { KnownMarks } from './known-marks.ts';
import { findDuplicate, findNamesake, hasOtherIdNumber, type IdField, type MatchKeys } from './match.ts';

interface Search {
  readonly tx: ReadDb;
  readonly companies: CompaniesOfFile;
  readonly idFields: readonly IdField[];
  readonly plan: Pick<ImportPlan, 'matchBy' | 'duplicates'>;
  readonly marks: KnownMarks;
  /** Customers above this row came from this file. */
  readonly lastRowBefore: number;
  /** Customers of the vault, by their rows, that a row of this file with an ID number turned out to be. */
  readonly foundByFile: ReadonlySet<number>;
}

const never = (): boolean => false;

/** What is known of the marks of a row. */
interface RowMarks {
  /** No customer has any of them. */
  readonly isNew: boolean;
  /** The keys under which somebody of its name is found. */
  readonly nameKeys: readonly string[];
}

/** The customer that a row already is: by the number that a file of ours gives it, or by what they have in common. */
export function findCustomer(
  { tx, companies, idFields, plan: { matchBy, duplicates }, marks, lastRowBefore, foundByFile }: Search,
  row: SourceRow,
  keys: MatchKeys,
  { contacts }: PreparedCustomer,
  { isNew, nameKeys }: RowMarks,
): CustomerRef | null {
  const mayHave = isNew ? never : marks.mayHave;
  const needsSameName = (customerRow: number): boolean =>
    duplicates === 'update' && (customerRow > lastRowBefore || foundByFile.has(customerRow));
  const isByNameAlone = keys.isContactRow === true && companies.areNamesEnough;
  if (!companies.isNumbered(row))
    return findDuplicate(tx, keys, idFields, matchBy, { isByNameAlone, nameKeys, mayHave, needsSameName });
  const isOther = (id: string): boolean => companies.isOther(row, keys, id);
  const earlier = companies.findNumbered(tx, row, keys);
  if (earlier !== null && !hasOtherIdNumber(tx, keys, earlier.row, idFields)) return earlier;
  const contactName = keys.isContactRow === true ? (contacts[0]?.contact.name ?? null) : null;
  const namesake = matchBy.includes('name-organisation')
    ? findNamesake(tx, keys, idFields, contactName, isOther)
    : null;
  return (
    namesake ??
    findDuplicate(tx, keys, idFields, matchBy, { isByNameAlone, nameKeys, mayHave, isOther, needsSameName })
  );
}
