/** Customers with contacts who have numbers of their own, on their way out to a table and back. */
import { join } from 'node:path';
import type { Contact, CustomerKind, Edit, Point } from '../../../../src-preload/contract/customers.ts';
import type { ImportOutcome, ImportPlan } from '../../../../src-preload/contract/exchange.ts';
import { newId } from '../../../../src-main/vault/crypto/id.ts';
import { createCustomer } from '../../../../src-main/vault/customers/create.ts';
import {
  contactLayout,
  plainLayout,
  type ExportColumn,
  type HeadingWords,
} from '../../../../src-renderer/features/export/layouts.ts';
import { en } from '../../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../../src-renderer/i18n/zh-CN/index.ts';
import { recordsOf } from './records.ts';
import type { TestVault } from './test-vault.ts';

const catalogues = { en, zh: zhCN };
export type Words = keyof typeof catalogues;
export const languages: readonly Words[] = ['en', 'zh'];
export const formats = ['csv', 'xlsx'] as const;
export type Format = (typeof formats)[number];

type PlainPoint = Pick<Point, 'type' | 'label' | 'value'> & { address?: Point['address'] };
type PlainContact = Partial<Omit<Contact, 'position'>> & { points?: readonly PlainPoint[] };
export interface Linked {
  readonly kind?: CustomerKind;
  readonly name: string;
  readonly organisation?: string;
  readonly jobTitle?: string;
  readonly notes?: string;
  readonly points?: readonly PlainPoint[];
  readonly contacts?: readonly PlainContact[];
}

export const point = (type: Point['type'], value: string, label = ''): PlainPoint => ({ type, label, value });

/** Puts customers into a vault. */
export function make({ vault }: TestVault, customers: readonly Linked[]): string[] {
  return vault.store.write({ kind: 'edit', label: 'customers/edit' }, (tx) =>
    customers.map((customer) => {
      const { kind = 'company', name, notes = '', points = [], contacts = [] } = customer;
      const { organisation = '', jobTitle = '' } = customer;
      let position = 0;
      const edits = (given: readonly PlainPoint[], contactId: string | null): Edit[] =>
        given.map((each) => ({
          field: 'point',
          key: newId(),
          value: { address: null, ...each, contactId, position: ++position },
        }));
      const own = edits(points, null);
      const people = contacts.map(({ points: theirs = [], ...facts }, index): Edit[] => {
        const key = newId();
        const value = { name: '', jobTitle: '', department: '', note: '', ...facts, position: index + 1 };
        return [{ field: 'contact', key, value }, ...edits(theirs, key)];
      });
      return createCustomer(tx, vault, {
        kind,
        edits: [
          { field: 'name', value: name },
          { field: 'organisation', value: organisation },
          { field: 'jobTitle', value: jobTitle },
          { field: 'notes', value: notes },
          ...own,
          ...people.flat(),
        ],
      }).id;
    }),
  );
}

/** Everything of the customers but their ids, with each number under whose it is. */
export function linksOf({ vault }: TestVault) {
  return recordsOf(vault).customers.map((customer) => {
    const { kind, name, organisation, jobTitle, notes, points, contacts, values } = customer;
    const of = (id: string | null) =>
      points
        .filter(({ contactId }) => contactId === id)
        .map(({ type, label, value, address }) => ({ type, label, value, address }))
        // A table has a column for each type.
        .sort((one, other) => (one.type < other.type ? -1 : one.type > other.type ? 1 : 0));
    return {
      kind,
      name,
      organisation,
      jobTitle,
      notes,
      values,
      own: of(null),
      contacts: contacts.map(({ id, name: called, jobTitle, department, note }) => ({
        name: called,
        jobTitle,
        department,
        note,
        points: of(id),
      })),
    };
  });
}

/** The same, where rows came in another order. */
export function unordered(customers: ReturnType<typeof linksOf>): unknown[] {
  const text = (customer: (typeof customers)[number]) =>
    JSON.stringify({
      ...customer,
      contacts: customer.contacts.map((contact) => JSON.stringify(contact)).sort(),
    });
  return customers.map(text).sort();
}

const lists = ['phones', 'emails', 'links', 'addresses'] as const;

/** The columns that the window would ask for. */
export function layouts(
  words: Words,
  keys: readonly string[] = ['name', 'kind', 'notes', ...lists],
): { plain: ExportColumn[]; perContact: ExportColumn[] } {
  const { customers, exchange } = catalogues[words];
  const known: Readonly<Record<string, string>> = { ...customers.column, ...exchange.export.extra };
  const chosen = keys.map((key) => ({ key, heading: known[key] ?? '?' }));
  const say: HeadingWords = (path) => {
    let at: unknown = exchange.export;
    for (const step of path.split('.')) at = (at as Readonly<Record<string, unknown>>)[step];
    if (typeof at !== 'string') throw new Error(`no words for ${path}`);
    return at;
  };
  return { plain: plainLayout(chosen, say), perContact: contactLayout(chosen, say) };
}

/** Every column that the window offers. */
export const everyColumn: readonly string[] = [
  'name',
  'organisation',
  'jobTitle',
  'phone',
  'email',
  'city',
  'tags',
  'created',
  'updated',
  'kind',
  ...lists,
  'notes',
];

const asked = (columns: readonly ExportColumn[]) => ({
  columns: columns.map(({ key }) => key),
  headings: columns.map(({ heading }) => heading),
});

/** Exports everything as the window does. */
export async function exported(
  vault: TestVault,
  format: Format,
  words: Words,
  keys?: readonly string[],
  isPerContact = true,
): Promise<string> {
  const path = join(vault.folder, `out.${format}`);
  const { plain, perContact } = layouts(words, keys);
  const ids = recordsOf(vault.vault).customers.map(({ id }) => id);
  const request = {
    selection: { ids },
    ...asked(plain),
    perContact: isPerContact ? asked(perContact) : null,
    reason: 'move',
    save: vault.ticket(path),
    jobId: '0'.repeat(26),
  };
  if (format === 'csv') await vault.call('export/csv', { ...request, encoding: 'utf-8-bom' });
  else await vault.call('export/xlsx', request);
  return path;
}

/** What an import says of rows that are here already, whichever rule is chosen for them. */
export async function again(vault: TestVault, path: string): Promise<ImportOutcome[]> {
  const rules: ImportPlan['duplicates'][] = ['skip', 'update'];
  const outcomes: ImportOutcome[] = [];
  for (const duplicates of rules) outcomes.push(await vault.importFile(path, { duplicates }));
  return outcomes;
}
