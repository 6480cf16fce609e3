/** What there is to say of contacts, labels and parts in a table, before its first row is written. */
import type { OpenVault } from '../../context.ts';
import { pace } from '../../pace.ts';
import { listColumn } from './lists.ts';

export interface ExportSurvey {
  readonly hasContacts: boolean;
  /** Whether a column is worth having: those of the customers themselves are; others where somebody fills them. */
  readonly isFilled: (column: string, isPerContact: boolean) => boolean;
}

/** So many customers are looked at in one go. */
const atOnce = 500;

type Counted<K extends string> = Readonly<Record<K, 0 | 1 | null>>;

const pointsOfSome = `SELECT DISTINCT point.type, contact.id IS NOT NULL AS linked, point.label <> '' AS label,
   coalesce(street, '') <> '' AS street, coalesce(city, '') <> '' AS city, coalesce(region, '') <> '' AS region,
   coalesce(postal_code, '') <> '' AS postalCode, coalesce(country, '') <> '' AS country
 FROM point LEFT JOIN contact ON contact.id = point.contact AND contact.customer = point.customer
 WHERE point.customer IN (SELECT value FROM json_each(?)) AND trim(point.value) <> ''`;
const contactsOfSome = `SELECT count(*) > 0 AS name, max(job_title <> '') AS jobTitle, max(department <> '') AS department,
   max(note <> '') AS note, max(trim(name) = '') AS number
 FROM contact WHERE customer IN (SELECT value FROM json_each(?))`;
const namesakesOfSome = `SELECT 1 FROM contact WHERE customer IN (SELECT value FROM json_each(?))
 GROUP BY customer, trim(name) HAVING count(*) > 1 LIMIT 1`;

/** Looks through the customers of some rows. Contacts get numbers only where names do not tell them apart. */
export async function exportSurvey({ store }: OpenVault, rows: readonly number[]): Promise<ExportSurvey> {
  const rest = pace();
  const filled = new Set<string>();
  for (let at = 0; at < rows.length; at += atOnce) {
    const some = JSON.stringify(rows.slice(at, at + atOnce));
    const contacts = store.db.all<Counted<'name' | 'jobTitle' | 'department' | 'note' | 'number'>>(
      contactsOfSome,
      some,
    );
    for (const each of contacts)
      for (const [part, has] of Object.entries(each)) if (has === 1) filled.add(`contact:${part}`);
    if (store.db.value<number>(namesakesOfSome, some) !== undefined) filled.add('contact:number');
    for (const { type, linked, ...parts } of store.db.all<
      Counted<'linked' | 'label' | 'street' | 'city' | 'region' | 'postalCode' | 'country'> & { type: string }
    >(pointsOfSome, some)) {
      const owner = linked === 1 ? 'contact' : 'customer';
      filled.add(`${owner} ${type} value`);
      for (const [part, has] of Object.entries(parts)) if (has === 1) filled.add(`${owner} ${type} ${part}`);
    }
    await rest();
  }
  return {
    hasContacts: filled.has('contact:name'),
    isFilled: (column, isPerContact) => {
      const list = listColumn(column);
      if (list === null) return !column.startsWith('contact:') || filled.has(column);
      const { isOfContact, type, part } = list;
      if (!isOfContact && part === 'value') return true;
      if (isOfContact) return filled.has(`contact ${type} ${part}`);
      return (
        filled.has(`customer ${type} ${part}`) || (!isPerContact && filled.has(`contact ${type} ${part}`))
      );
    },
  };
}
