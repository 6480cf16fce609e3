/** What a search must find, worked out the slow way: every customer is read and looked through. */
import type { Customer, FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { FieldFacts } from '../../../../src-main/vault/fields/catalog.ts';
import { catalogOf } from '../../../../src-main/vault/fields/catalog.ts';
import { getCustomer, reveal } from '../../../../src-main/vault/customers/queries.ts';
import { soughtNumber } from '../../../../src-main/vault/customers/phone.ts';
import { normalise, words } from '../../../../src-main/vault/search/normalise.ts';
import { nameReadings } from '../../../../src-main/vault/search/pinyin.ts';
import type { OpenVault } from '../../../../src-main/vault/context.ts';

export function everyone(vault: OpenVault): Customer[] {
  return vault.store.db
    .all<{ id: string }>('SELECT id FROM customer WHERE gone = 0 ORDER BY row')
    .map(({ id }) => getCustomer(vault, id));
}

const initial = (syllable: string): string => [...syllable][0] ?? '';

/** A name as it can be typed: as written, in pinyin, by its initials. */
function spellings(name: string): string[] {
  return [
    name,
    ...nameReadings(name).flatMap(({ syllables }) => [syllables.join(''), syllables.map(initial).join('')]),
  ].map(normalise);
}

function shown(value: FieldValue, field: FieldFacts): string {
  if (Array.isArray(value)) return value.map((id) => field.options.get(id) ?? '').join(', ');
  return typeof value === 'object' ? `${value.amount} ${value.currency}` : String(value);
}

export interface Findable {
  /** Normalised; a word of a query must be within one of them. */
  readonly texts: readonly string[];
  /** As they are written; a sign of a query must be within one of them. */
  readonly written: readonly string[];
  /** Normalised; a whole query must be one of them. */
  readonly sealed: ReadonlySet<string>;
}

export function findable(vault: OpenVault, customer: Customer): Findable {
  const catalog = catalogOf(vault);
  const plain = [
    customer.jobTitle,
    customer.notes,
    ...customer.contacts.flatMap(({ jobTitle, department, note }) => [jobTitle, department, note]),
    ...customer.points.map(({ value }) => value),
    ...customer.tagIds.map((id) => catalog.tags.get(id)?.name ?? ''),
  ];
  const sealed: string[] = [];
  for (const [id, shownAs] of Object.entries(customer.values)) {
    const field = catalog.fields.get(id);
    if (field === undefined || field.type === 'yes-no') continue;
    const value = 'masked' in shownAs ? reveal(vault, customer.id, id).value : shownAs.value;
    const text = shown(value, field);
    if (field.class === 'public' || field.class === 'internal') plain.push(text);
    else sealed.push(normalise(text), ...words(text));
  }
  const names = [customer.name, customer.organisation, ...customer.contacts.map(({ name }) => name)];
  return {
    texts: [...names.flatMap(spellings), ...plain.map(normalise)],
    written: [...names, ...plain].map((text) => text.toWellFormed()),
    sealed: new Set(sealed),
  };
}

/** Whether a query's text finds what there is to find of a customer. */
export function isFoundBy(query: string, { texts, written, sealed }: Findable): boolean {
  if (query.trim() === '') return true;
  const has = (wanted: readonly string[]): boolean =>
    wanted.every((word) => texts.some((text) => text.includes(word)));
  const number = soughtNumber(query, 'CN');
  const asNumber = number === null ? [] : [number.core, number.extension].filter(Boolean);
  const hasWords = words(query).length > 0;
  const isPunctuation = (piece: string): boolean => /^[\p{P}\p{M}\p{Z}\p{C}\x21-\x7e]*$/u.test(piece);
  const signs = query
    .trim()
    .split(/\s+/u)
    .filter((piece) => normalise(piece) === '' && !(hasWords && isPunctuation(piece)));
  return (
    signs.every((sign) => written.some((text) => text.includes(sign.toWellFormed()))) &&
    (!hasWords || has(words(query)) || (asNumber.length > 0 && has(asNumber)) || sealed.has(normalise(query)))
  );
}

/** Whether one of the names begins with the query as a whole, or from one of its first words on. */
export function beginsName(query: string, customer: Customer): boolean {
  const whole = normalise(query);
  return [customer.name, customer.organisation, ...customer.contacts.map(({ name }) => name)].some((name) => {
    const written = words(name).slice(0, 4);
    return (
      spellings(name).some((spelling) => spelling.startsWith(whole)) ||
      written.some((_, from) => words(name).slice(from).join('').startsWith(whole))
    );
  });
}
