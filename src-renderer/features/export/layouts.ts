/** The columns of a table as they are asked for: with those that go with a list, and where each contact has a row of its own. */

import { tableLists } from '../../../src-preload/contract/exchange.ts';

export interface ExportColumn {
  readonly key: string;
  readonly heading: string;
}

type Lists = typeof tableLists;
type List = keyof Lists;
type Part = { [L in List]: `${L}.${Lists[L][number]}` }[List];

const facts = ['name', 'jobTitle', 'department'] as const;

/** Words of a heading, as the catalogues have them under `exchange.export`. */
export type HeadingWords = (
  path:
    | `parts.${Part}`
    | `contact.parts.${Part}`
    | `own.${List}`
    | `contact.${List}`
    | `contact.${(typeof facts)[number] | 'note' | 'number' | 'customerNumber'}`,
) => string;

function isList(key: string): key is List {
  return Object.hasOwn(tableLists, key);
}

function partsOf(list: List, prefix: '' | 'contact.', words: HeadingWords): ExportColumn[] {
  return tableLists[list].map((part) => ({
    key: `${prefix === '' ? '' : 'contact:'}${list}:${part}`,
    // The template's type is wider than the pairs that there are.
    heading: words(`${prefix}parts.${list}.${part}` as `parts.${Part}`),
  }));
}

/** The columns chosen, those of all phones and so on with their labels and parts. */
export function plainLayout(chosen: readonly ExportColumn[], words: HeadingWords): ExportColumn[] {
  return chosen.flatMap((column) =>
    isList(column.key) ? [column, ...partsOf(column.key, '', words)] : [column],
  );
}

/** The columns of a table with a row for each contact, who comes after the customer's name. */
export function contactLayout(chosen: readonly ExportColumn[], words: HeadingWords): ExportColumn[] {
  const own = chosen
    .filter(({ key }) => key !== 'contacts')
    .map((column) => (isList(column.key) ? { ...column, heading: words(`own.${column.key}`) } : column));
  const names = own.filter(({ key }) => key === 'name');
  const ofContact = (['phones', 'emails', 'links', 'addresses'] as const).flatMap((list) => [
    { key: `contact:${list}`, heading: words(`contact.${list}`) },
    ...partsOf(list, 'contact.', words),
  ]);
  return [
    { key: 'number', heading: words('contact.customerNumber') },
    ...names,
    { key: 'contact:number', heading: words('contact.number') },
    ...facts.map((fact) => ({ key: `contact:${fact}`, heading: words(`contact.${fact}`) })),
    ...ofContact,
    { key: 'contact:note', heading: words('contact.note') },
    ...plainLayout(
      own.filter(({ key }) => key !== 'name'),
      words,
    ),
  ];
}
