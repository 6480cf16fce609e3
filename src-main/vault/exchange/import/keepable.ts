import type { Edit } from '../../../../src-preload/contract/customers.ts';
import { cellEdit } from '../../customers/rules.ts';
import { VaultError } from '../../errors.ts';
import type { Catalog } from '../../fields/catalog.ts';

/**
 * The edits that are not too long to be kept, as what is added to again and again becomes. `onTooLong` hears of each other
 * one: what it would change stays as it is, and so one row does not end the import of all.
 * @throws VaultError customers/bad-value for anything else
 */
export function keepable(edits: readonly Edit[], catalog: Catalog, onTooLong: () => void): Edit[] {
  return edits.filter((edit) => {
    try {
      cellEdit(edit, catalog);
      return true;
    } catch (error) {
      if (!(error instanceof VaultError) || error.details['reason'] !== 'too-long') throw error;
      onTooLong();
      return false;
    }
  });
}
