/** What headings are made of in one language. Lists are parted by commas; width, case, accents and signs do not count. */

/** What a column holds. `district` and `house-number` go on with a city or a street. */
export type Thing =
  | 'name'
  | 'given-name'
  | 'middle-name'
  | 'family-name'
  | 'name-prefix'
  | 'name-suffix'
  | 'kind'
  | 'organisation'
  | 'jobTitle'
  | 'notes'
  | 'tags'
  | 'assignee'
  | 'contact-name'
  | 'contact-job-title'
  | 'contact-department'
  | 'contact-note'
  | 'phone'
  | 'email'
  | 'link'
  | 'address'
  | 'street'
  | 'house-number'
  | 'district'
  | 'city'
  | 'region'
  | 'postal-code'
  | 'country'
  | 'po-box';

/** Which of several numbers or addresses. `main` says no more than the number itself. */
export type Which =
  | 'main'
  | 'mobile'
  | 'work'
  | 'home'
  | 'fax'
  | 'other'
  | 'billing'
  | 'shipping'
  | 'registered';

export interface LanguageWords {
  readonly things: Readonly<Partial<Record<Thing, string>>>;
  /** Headings of telephone numbers that say which they are, without the word for telephone: Handy, Fax. */
  readonly phones: Readonly<Partial<Record<Which, string>>>;
  /** What stands before or after the word for a number or an address. */
  readonly which: Readonly<Partial<Record<Which, string>>>;
  /** Headings of links that are labelled by them. */
  readonly links?: Readonly<Record<string, string>>;
  /** Of the things, those that are a whole name alone and one part of it beside the other: Nom, Nombre, Name. */
  readonly eitherName?: string;
  /** A title before a name or a job. */
  readonly eitherTitle?: string;
  /** Those that are meant only beside other parts of an address: Estado is a state, or how something stands. */
  readonly inAddress?: Readonly<Partial<Record<Thing, string>>>;
  /** Words for the person at a company, beside which the customer is somebody else. */
  readonly contact: string;
  /** Words for the customer. */
  readonly customer: string;
  /** Number, as in telephone number. */
  readonly number: string;
  /** Name, as in name of the company. */
  readonly called: string;
  /** Words that say nothing of what the column holds: required, optional. */
  readonly hints: string;
  /** Words between the others: de, of, の. */
  readonly joining: string;
  /** What a program gives its rows as numbers, beside the words for the customer. */
  readonly code: string;
  /** What columns are called that nobody named: Spalte 1, Field 7. */
  readonly column: string;
  /** A company of the customer, in the heading of its name. */
  readonly company: string;
}
