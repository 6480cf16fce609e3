/** The columns of a table that the command line exports. Their headings are their keys, which the import knows. */

import { tableLists } from '../../src-preload/contract/exchange.ts';

interface Layout {
  readonly columns: string[];
  readonly headings: string[];
}

/** What an export can hold beside the columns of a list. */
export const moreColumns = ['kind', 'notes', 'phones', 'emails', 'links', 'addresses'] as const;

const partsOf: Readonly<Record<string, readonly string[]>> = tableLists;
const ofContact = ['name', 'jobTitle', 'department', ...Object.keys(partsOf), 'note'];

/** By which the import tells a file of our own. */
const headings: Readonly<Record<string, string>> = {
  number: 'customer no. in this file',
  'contact:number': 'contact no. in this file',
  phones: 'all phones',
  emails: 'all emails',
  links: 'all links',
  addresses: 'all addresses',
};

const withParts = (columns: readonly string[], owner = ''): string[] =>
  columns.flatMap((column) => [
    owner + column,
    ...(partsOf[column] ?? []).map((part) => `${owner}${column}:${part}`),
  ]);

/** `fieldName`: what a column of a field is called. `hasContacts`: each contact gets a row. */
export function exportLayouts(
  columns: readonly string[],
  fieldName: (column: string) => string | undefined,
  hasContacts: boolean,
): Layout & { readonly perContact: Layout | null } {
  const layout = (keys: readonly string[]): Layout => ({
    columns: [...keys],
    headings: keys.map((key) => headings[key] ?? fieldName(key) ?? key),
  });
  const own = withParts(columns);
  const perContact = ['number', ...own, 'contact:number', ...withParts(ofContact, 'contact:')];
  return { ...layout(own), perContact: hasContacts ? layout(perContact) : null };
}
