/** What a row calls its customer: a whole name, its parts, what people are addressed with, a company. */
import { hasHan, joinName, looksLikeCompany } from './forms.ts';
import type { Ledger } from './ledger.ts';
import { says } from './says.ts';

export interface RowName {
  /** Empty where the row has none. */
  readonly name: string;
  readonly organisation: string;
  /** It is made of a given and a family name. */
  readonly hasParts: boolean;
}

const parts = ['given-name', 'middle-name', 'family-name'] as const;

/**
 * Where a whole name and its parts say different things, a company's name is where the person works; else the whole name
 * counts. `namesAreCompanies`: the heading of the whole names says that they are those of companies.
 */
export function nameOfRow(ledger: Ledger, namesAreCompanies: boolean): RowName {
  const whole = ledger.text('name');
  const organisation = ledger.text('organisation', ', ');
  const joined = joinName({
    given: ledger.text('given-name'),
    middle: ledger.text('middle-name'),
    family: ledger.text('family-name'),
  });
  ledger.take(ledger.of('organisation'));
  if (joined === '' || says(whole, joined)) {
    ledger.take(ledger.of('name', ...(joined === '' ? [] : parts)));
    const isCompany = namesAreCompanies || ledger.of('contact-name').length > 0;
    const name = isCompany || whole === '' ? whole : addressed(whole, ledger);
    return { name, organisation, hasParts: joined !== '' };
  }
  const isPlaceOfWork =
    whole !== '' && (namesAreCompanies || looksLikeCompany(whole)) && !says(joined, whole);
  if (whole === '' || says(joined, whole) || isPlaceOfWork) {
    ledger.take(ledger.of(...parts));
    if (!isPlaceOfWork || organisation === '' || says(organisation, whole)) ledger.take(ledger.of('name'));
    return {
      name: addressed(joined, ledger),
      organisation: organisation === '' && isPlaceOfWork ? whole : organisation,
      hasParts: true,
    };
  }
  ledger.take(ledger.of('name'));
  return { name: addressed(whole, ledger), organisation, hasParts: true };
}

/** A name with what stands before and after it. In Chinese that is how somebody is spoken to, and no part of the name. */
function addressed(name: string, ledger: Ledger): string {
  let all = name;
  for (const to of ['name-prefix', 'name-suffix'] as const) {
    const text = ledger.text(to);
    if (text === '') continue;
    const isSaid = says(all, text);
    if (!isSaid && hasHan(name)) continue;
    ledger.take(ledger.of(to));
    if (!isSaid) all = to === 'name-prefix' ? `${text} ${all}` : `${all} ${text}`;
  }
  return all;
}
