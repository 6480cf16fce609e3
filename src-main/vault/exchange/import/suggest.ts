import type { ImportSource, Target } from '../../../../src-preload/contract/exchange.ts';
import type { CustomField } from '../../../../src-preload/contract/fields.ts';
import { nameFrom } from '../../../../src-preload/contract/texts.ts';
import { guessField, proposalFor } from './guess-type.ts';
import { headingKey, isOwnRemark, ownFile } from '../own-files.ts';
import { readBeside } from './beside.ts';
import { saysNothing } from './heading-says.ts';
import { readHeading } from './heading-words.ts';
import { targetOfHeading, type Layout } from './headings.ts';
import { readKind } from './kind.ts';
import { listTarget } from './list-headings.ts';
import { factsOf, type ColumnFacts, type Survey } from './survey.ts';

type Column = ImportSource['columns'][number];
type KnownField = Pick<CustomField, 'id' | 'name' | 'type' | 'class'>;

interface Suggestion {
  target: Target;
  confidence: Column['confidence'];
}

/**
 * A home for every column: by its heading, else a field of the vault with that name, else by what its values look
 * like, else a new field of a guessed type. Only columns without any value and those of our own files and reports that say
 * nothing of the customer are skipped.
 */
export function suggestColumns(
  headings: readonly string[],
  hasHeader: boolean,
  layout: Layout,
  survey: Survey,
  fields: readonly KnownField[],
  people: ReadonlyMap<string, string> = new Map(),
  declared: ReadonlyMap<number, Target> = new Map(),
): Column[] {
  const isOurs = hasHeader && ownFile(headings) !== null;
  const suggestions = headings.map((heading, index): Suggestion =>
    isOurs && isOwnRemark(heading)
      ? { target: { to: 'skip' }, confidence: 'sure' }
      : suggestOne(heading, hasHeader, layout, factsOf(survey, index), fields, people),
  );
  if (hasHeader)
    readBeside(headings, suggestions, survey, (column) => {
      suggestions[column] = byValues(headings[column] ?? '', true, factsOf(survey, column));
    });
  separateGroups(headings, suggestions);
  keepOneOfEach(headings, suggestions, survey);
  findName(headings, suggestions, survey, layout);
  if (suggestions.length > 1) findCompany(headings, hasHeader, suggestions, survey);
  nameContact(headings, suggestions, survey);
  for (const [index, target] of declared) suggestions[index] = { target, confidence: 'sure' };
  return headings.map((name, index) => {
    const { target, confidence } = suggestions[index] ?? { target: { to: 'skip' }, confidence: 'guess' };
    const facts = factsOf(survey, index);
    const proposal = proposalFor(hasHeader ? name : '', facts);
    return { name, samples: [...facts.samples], suggestion: target, confidence, proposal };
  });
}

function suggestOne(
  heading: string,
  hasHeader: boolean,
  layout: Layout,
  facts: ColumnFacts,
  fields: readonly KnownField[],
  people: ReadonlyMap<string, string>,
): Suggestion {
  if (hasHeader) {
    const key = headingKey(heading);
    const known = fields.find((field) => headingKey(field.name) === key && key !== '');
    const byHeading = targetOfHeading(heading, layout);
    if (byHeading !== null && !contradicts(byHeading, facts, people))
      return {
        target: byHeading,
        confidence: byHeading.to === 'kind' && layout === 'unknown' ? 'likely' : 'sure',
      };
    if (known !== undefined) return { target: { to: 'field', fieldId: known.id }, confidence: 'sure' };
    if (facts.filled === 0) return { target: { to: 'skip' }, confidence: 'sure' };
  }
  return byValues(heading, hasHeader, facts);
}

/** A heading that its own values belie: 类型 without people and companies, Phone full of addresses, 负责人 of other firms. */
function contradicts(target: Target, facts: ColumnFacts, people: ReadonlyMap<string, string>): boolean {
  if (target.to === 'assignee')
    return ![...(facts.distinct ?? []), ...facts.samples].some((value) =>
      people.has(value.trim().toLowerCase()),
    );
  if (facts.filled === 0) return false;
  if (isSurelyOther(target, facts)) return true;
  if (target.to === 'kind')
    return facts.distinct === null || ![...facts.distinct].every((value) => readKind(value) !== null);
  if (target.to === 'phone' && target.part === 'value') return facts.emails > facts.filled / 2;
  if (target.to === 'email' && target.part === 'value')
    return facts.emails === 0 && facts.filled > 5 && !facts.isMultiline;
  if (target.to === 'tags') return facts.isMultiline;
  return false;
}

/** Values that can be one thing only, under the heading of another. Notes and tags may say anything that everybody may read. */
function isSurelyOther(target: Target, facts: ColumnFacts): boolean {
  const most = facts.filled * 0.9;
  const isList = 'part' in target && target.part !== 'value';
  if (isList || target.to === 'skip' || target.to === 'name') return false;
  if (facts.idNumbers >= most) return true;
  if (target.to === 'notes' || target.to === 'tags' || target.to === 'organisation') return false;
  return (target.to !== 'email' && facts.emails >= most) || (target.to !== 'phone' && facts.phones >= most);
}

function byValues(heading: string, hasHeader: boolean, facts: ColumnFacts): Suggestion {
  if (facts.filled === 0) return { target: { to: 'skip' }, confidence: 'sure' };
  const most = facts.filled * 0.8;
  const guessed = guessField(hasHeader ? heading : '', facts);
  const isNamed = hasHeader && !saysNothing(heading);
  // What the heading says stays with the number.
  const label = isNamed && readHeading(heading) === null ? heading.trim().slice(0, 100) : '';
  if (guessed.class === 'internal') {
    if (facts.emails >= most)
      return { target: { to: 'email', group: 0, part: 'value', label }, confidence: 'likely' };
    if (facts.phones >= most)
      return { target: { to: 'phone', group: 0, part: 'value', label }, confidence: 'likely' };
    if (facts.links >= most && !isNamed)
      return { target: { to: 'link', group: 0, part: 'value', label }, confidence: 'likely' };
    if (facts.addresses >= most)
      return { target: { to: 'address', group: 0, part: 'value', label }, confidence: 'guess' };
  }
  return {
    target: { to: 'new-field', name: nameFrom(heading) || '?', ...guessed },
    confidence: hasHeader ? 'likely' : 'guess',
  };
}

/**
 * Two columns of telephone numbers are two numbers: each value column that says no group of its own gets the next. Columns of all
 * numbers come first, since those of their labels go with them.
 */
function separateGroups(headings: readonly string[], suggestions: readonly Suggestion[]): void {
  const isList = headings.map((heading) => listTarget(heading) !== null);
  const districts = new Set(
    suggestions.filter((_, index) => readHeading(headings[index] ?? '')?.thing === 'district'),
  );
  const inOrder = [
    ...suggestions.filter((_, index) => isList[index] === true),
    ...suggestions.filter((_, index) => isList[index] !== true),
  ];
  for (const kind of ['phone', 'email', 'link', 'address'] as const) {
    const taken = new Set<string>();
    // Parts without a name of their own belong to the address without one, wherever it stands: 省 and 市 to 详细地址, not to 公司地址.
    const columns =
      kind === 'address'
        ? [...inOrder.filter(isNameless), ...inOrder.filter((one) => !isNameless(one))]
        : inOrder;
    for (const suggestion of columns) {
      const { target } = suggestion;
      if (target.to !== kind) continue;
      // Street 2 continues Street, and a district its city; several lines of one address are joined.
      if (target.to === 'address' && (target.part === 'street' || districts.has(suggestion))) continue;
      const place = () => `${String(target.group)} ${target.part} ${target.of ?? ''}`;
      while (taken.has(place())) target.group++;
      taken.add(place());
    }
  }
}

const isNameless = ({ target }: Suggestion): boolean => target.to === 'address' && target.label === '';

/** Name, organisation and kind are one each; further columns of the sort keep their values in fields of their own. */
function keepOneOfEach(
  headings: readonly string[],
  suggestions: readonly Suggestion[],
  survey: Survey,
): void {
  const single = new Set([
    'name',
    'given-name',
    'middle-name',
    'family-name',
    'kind',
    'organisation',
    'jobTitle',
    'assignee',
    'contact-name',
    'contact-job-title',
    'contact-department',
  ]);
  const fullest = new Map<string, number>();
  suggestions.forEach(({ target }, index) => {
    if (!single.has(target.to)) return;
    const before = fullest.get(target.to);
    if (before === undefined || (factsOf(survey, before).filled === 0 && factsOf(survey, index).filled > 0))
      fullest.set(target.to, index);
  });
  suggestions.forEach((suggestion, index) => {
    if (single.has(suggestion.target.to) && fullest.get(suggestion.target.to) !== index)
      asField(suggestion, headings[index] ?? '', factsOf(survey, index));
  });
}

function asField(suggestion: Suggestion, heading: string, facts: ColumnFacts): void {
  suggestion.target =
    facts.filled === 0
      ? { to: 'skip' }
      : { to: 'new-field', name: nameFrom(heading) || '?', ...guessField(heading, facts) };
  suggestion.confidence = 'likely';
}

/** Every customer needs a name. Where no heading gives one, the column that looks most like names does. */
function findName(
  headings: readonly string[],
  suggestions: readonly Suggestion[],
  survey: Survey,
  layout: Layout,
): void {
  const has = (to: Target['to']) => suggestions.some(({ target }) => target.to === to);
  if (has('name') || has('given-name') || has('family-name')) {
    // In a file of contacts the account is where they work.
    if (layout === 'salesforce' && has('family-name')) retarget(suggestions, 'name', 'organisation');
    return;
  }
  if (has('contact-name') && !has('organisation')) return retarget(suggestions, 'contact-name', 'name');
  if (has('organisation'))
    return has('contact-name') ? retarget(suggestions, 'organisation', 'name') : undefined;
  let best = -1;
  let bestScore = 0;
  suggestions.forEach(({ target }, index) => {
    const facts = factsOf(survey, index);
    if (
      target.to !== 'new-field' ||
      target.class === 'restricted' ||
      facts.filled === 0 ||
      facts.allNumbers ||
      facts.allDates
    )
      return;
    const looks = (facts.people + facts.companies) / facts.filled;
    const variety = facts.distinct === null ? 1 : facts.distinct.size / facts.filled;
    const score =
      looks * 2 +
      variety +
      (facts.longest > 120 ? 0 : 0.5) +
      0.3 / (index + 1) +
      (/name|名/i.test(headings[index] ?? '') ? 1 : 0);
    if (score > bestScore) [best, bestScore] = [index, score];
  });
  const chosen = suggestions[best];
  if (chosen !== undefined) Object.assign(chosen, { target: { to: 'name' }, confidence: 'guess' });
}

/** Where no heading says otherwise: companies beside people are where they work, and people beside companies their contacts. */
function findCompany(
  headings: readonly string[],
  hasHeader: boolean,
  suggestions: readonly Suggestion[],
  survey: Survey,
): void {
  const has = (to: Target['to']) => suggestions.some(({ target }) => target.to === to);
  if (has('contact-name') || has('given-name') || has('family-name')) return;
  const isWork = has('organisation');
  if (isWork && has('name')) return;
  const name = factsOf(
    survey,
    suggestions.findIndex(({ target }) => target.to === 'name'),
  );
  const isCompanies = isWork || name.companies > name.people;
  suggestions.forEach((suggestion, index) => {
    const { filled, people, companies } = factsOf(survey, index);
    const isUnsaid = !hasHeader || saysNothing(headings[index] ?? '');
    if (suggestion.target.to !== 'new-field' || !isUnsaid || filled === 0) return;
    if ((isCompanies ? people : companies) < filled * 0.8) return;
    const to = isCompanies ? 'contact-name' : 'organisation';
    if (has(to)) return;
    Object.assign(suggestion, { target: { to }, confidence: 'guess' });
    if (isWork) retarget(suggestions, 'organisation', 'name');
  });
}

function retarget(
  suggestions: readonly Suggestion[],
  from: Target['to'],
  to: 'name' | 'organisation' | 'jobTitle',
): void {
  for (const suggestion of suggestions) if (suggestion.target.to === from) suggestion.target = { to };
}

/** 联系人 beside 客户名称 is the company's contact; without any other name it is the customer itself, as is what belongs to it. */
function nameContact(headings: readonly string[], suggestions: readonly Suggestion[], survey: Survey): void {
  const has = (...wanted: Target['to'][]) => suggestions.some(({ target }) => wanted.includes(target.to));
  if (!has('name', 'given-name', 'family-name')) retarget(suggestions, 'contact-name', 'name');
  if (has('contact-name')) return;
  if (!has('jobTitle')) retarget(suggestions, 'contact-job-title', 'jobTitle');
  suggestions.forEach((suggestion, index) => {
    // A customer has no department.
    if (suggestion.target.to === 'contact-department')
      asField(suggestion, headings[index] ?? '', factsOf(survey, index));
  });
  if (!suggestions.some(({ target }) => 'of' in target)) return;
  for (const { target } of suggestions) if ('of' in target) delete target.of;
  separateGroups(headings, suggestions);
}
