/** Headings that mean one thing beside some headings and another beside others. */
import type { Target } from '../../../../src-preload/contract/exchange.ts';
import { readHeading, type HeadingReading } from './heading-words.ts';
import { factsOf, type Survey } from './survey.ts';

interface Suggestion {
  target: Target;
}

/**
 * Name, Nom and Nombre are whole names, and beside Vorname, Prénom or Apellidos the part that is not said there. A title beside a
 * job is a person's. Estado is a state where other parts of an address are, or else `onOther` says what it is.
 */
export function readBeside(
  headings: readonly string[],
  suggestions: readonly Suggestion[],
  survey: Survey,
  onOther: (column: number) => void,
): void {
  const has = (to: Target['to']): boolean => suggestions.some(({ target }) => target.to === to);
  const readings = headings.map(readHeading);
  const each = (
    is: (reading: HeadingReading) => boolean,
    to: Target['to'],
    change: (suggestion: Suggestion, column: number) => void,
  ): void => {
    suggestions.forEach((suggestion, column) => {
      const reading = readings[column] ?? null;
      if (reading !== null && is(reading) && suggestion.target.to === to) change(suggestion, column);
    });
  };
  const missing = has('given-name') ? (has('family-name') ? null : 'family-name') : 'given-name';
  if (missing !== null && (has('given-name') || has('family-name')))
    each(
      ({ either }) => either === 'name',
      'name',
      (suggestion, column) => {
        if (!holdsWholeNames(survey, column)) suggestion.target = { to: missing };
      },
    );
  const titles = readings.flatMap((reading, column) =>
    reading?.either === 'title' && suggestions[column]?.target.to === 'jobTitle' ? [column] : [],
  );
  const hasJob = suggestions.some(
    ({ target }, column) => target.to === 'jobTitle' && !titles.includes(column),
  );
  for (const column of hasJob ? titles : titles.slice(0, -1)) {
    const suggestion = suggestions[column];
    if (suggestion !== undefined) suggestion.target = { to: 'name-prefix' };
  }
  const hasPlace = suggestions.some(
    ({ target }, column) => target.to === 'address' && readings[column]?.isInAddress !== true,
  );
  if (!hasPlace)
    each(
      ({ isInAddress }) => isInAddress,
      'address',
      (_, column) => {
        onOther(column);
      },
    );
}

/** Several words, or what looks like a person or a company. */
function holdsWholeNames(survey: Survey, column: number): boolean {
  const { people, companies, filled } = factsOf(survey, column);
  return people + companies > filled / 2;
}
