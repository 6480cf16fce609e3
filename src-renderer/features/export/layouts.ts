/** The columns of a table as they are asked for: with those that go with a list, and where each contact has a row of its own. */

export interface ExportColumn {
  readonly key: string;
  readonly heading: string;
}

const labelled = ['label'] as const;
const lists = {
  phones: labelled,
  emails: labelled,
  links: labelled,
  addresses: ['label', 'street', 'city', 'region', 'postalCode', 'country'],
} as const;
type List = keyof typeof lists;
type Part = 'phones.label' | 'emails.label' | 'links.label' | `addresses.${(typeof lists.addresses)[number]}`;

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
  return Object.hasOwn(lists, key);
}

function partsOf(list: List, prefix: '' | 'contact.', words: HeadingWords): ExportColumn[] {
  return lists[list].map((part) => ({
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
