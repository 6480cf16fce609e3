/** The headings of one language, some of them in any order: each goes where it goes in any other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { targetOfHeading } from '../../../../src-main/vault/exchange/import/headings.ts';
import { languages } from '../../../../src-main/vault/exchange/import/heading-words.ts';
import { suggestColumns } from '../../../../src-main/vault/exchange/import/suggest.ts';
import { emptySurvey, settle, surveyRow } from '../../../../src-main/vault/exchange/import/survey.ts';

function placesOf(headings: readonly string[]): Map<string, string> {
  const survey = emptySurvey();
  surveyRow(survey, { line: 2, cells: headings.map(() => 'x'), fault: null });
  settle(survey, 'ymd');
  const columns = suggestColumns(headings, true, 'unknown', survey, []);
  return new Map(columns.map(({ name, suggestion }) => [name, JSON.stringify(suggestion)]));
}

const written = fc.constantFrom(
  (heading: string) => heading,
  (heading: string) => heading.toUpperCase(),
  (heading: string) => `* ${heading}:`,
  (heading: string) => `${heading} (必填)`,
);

const isName = (heading: string): boolean =>
  ['name', 'given-name', 'family-name'].includes(targetOfHeading(heading, 'unknown')?.to ?? '');

const some = fc.constantFrom(...Object.values(languages)).chain(({ things }) => {
  const each = Object.values(things).map((list) => list.split(',').map((word) => word.trim()));
  return (
    fc
      .tuple(...each.map((list) => fc.option(fc.constantFrom(...list), { freq: 2 })))
      .map((headings) => headings.filter((heading) => heading !== null))
      // Where nothing says the name, the first column that may be one is guessed.
      .map((headings) => (headings.some(isName) ? headings : [...headings, 'Full name']))
  );
});

it('the order of the columns says nothing, and neither does how a heading is written', () => {
  fc.assert(
    fc.property(
      some.chain((headings) =>
        fc.record({
          headings: fc.constant(headings),
          shuffled: fc.shuffledSubarray(headings, { minLength: headings.length }),
        }),
      ),
      written,
      ({ headings, shuffled }, write) => {
        expect(placesOf(shuffled)).toEqual(placesOf(headings));
        for (const heading of headings) {
          const plain = targetOfHeading(heading, 'unknown');
          expect(plain, heading).not.toBeNull();
          expect(targetOfHeading(write(heading), 'unknown'), write(heading)).toEqual(plain);
        }
      },
    ),
    { numRuns: 500 },
  );
});
