/** What the text of a query asks for. */
import type { OpenVault } from '../context.ts';
import { isSearchable } from '../customers/search-text.ts';
import { soughtNumber } from '../customers/phone.ts';
import { catalogOf } from '../fields/catalog.ts';
import type { Condition, Sql } from './condition.ts';
import { normalise, words as wordsOf } from './normalise.ts';

/** Words of which each must be somewhere in a customer's texts. */
type Words = readonly [string, ...string[]];

/** Either of the two parts is there, or both: a text that is not blank always asks for something. */
export interface WantedText {
  /** All words of one of these must be found; empty where the text has no letter or digit. */
  readonly ways: readonly Words[];
  /** Signs of no normal form, which must be there as they are written: ★, 🌸. */
  readonly signs: readonly string[];
  /** All as one, for the beginnings of names. */
  readonly whole: string;
}

const isWords = (words: readonly string[]): words is Words => words.length > 0;

/** @param country how numbers without a country code are read. @returns `null` for a blank text, which asks for nothing */
export function wantedText(text: string, country: string): WantedText | null {
  if (text.trim() === '') return null;
  const words = [...new Set(wordsOf(text))];
  const ways: Words[] = isWords(words) ? [words] : [];
  const number = soughtNumber(text, country);
  if (number !== null) {
    const { core, extension } = number;
    ways.unshift(extension === '' ? [core] : [core, extension]);
  }
  const pieces = text.trim().split(/\s+/u);
  // Beside words, punctuation only parts them; alone it is all there is.
  const signs = pieces.filter(
    (piece) =>
      normalise(piece) === '' && (ways.length === 0 || /[^\p{P}\p{M}\p{Z}\p{C}\x20-\x7e]/u.test(piece)),
  );
  return { ways, signs, whole: normalise(text) };
}

/** Every word and sign, for showing where a customer's texts have them. */
export function sightings(wanted: WantedText | null): string[] {
  return wanted === null ? [] : [...new Set([...wanted.ways.flat(), ...wanted.signs])];
}

/** That a sign is in one of the texts of `customer c` that can be searched. The search index has letters and digits only. */
function hasSign(vault: OpenVault, sign: string): Sql {
  const { fields, tags } = catalogOf(vault);
  const searchable = [...fields.values()].filter(isSearchable);
  const isChoice = ({ type }: (typeof searchable)[number]): boolean =>
    type === 'choice' || type === 'choices';
  const rowsOf = (chosen: typeof searchable): string => JSON.stringify(chosen.map(({ row }) => row));
  const options = searchable.flatMap((field) =>
    [...field.options].flatMap(([id, name]) => (name.includes(sign) ? [id] : [])),
  );
  const tagRows = [...tags.values()].flatMap(({ row, name, isDeleted }) =>
    !isDeleted && name.includes(sign) ? [row] : [],
  );
  return {
    sql: `(instr(c.name, ?) > 0 OR instr(c.organisation, ?) > 0 OR instr(c.job_title, ?) > 0 OR instr(c.notes, ?) > 0
      OR EXISTS (SELECT 1 FROM point p WHERE p.customer = c.row AND instr(p.value, ?) > 0)
      OR EXISTS (SELECT 1 FROM contact k WHERE k.customer = c.row AND (instr(k.name, ?) > 0 OR instr(k.job_title, ?) > 0
        OR instr(k.department, ?) > 0 OR instr(k.note, ?) > 0))
      OR EXISTS (SELECT 1 FROM customer_tag t WHERE t.customer = c.row AND t.tag IN (SELECT value FROM json_each(?)))
      OR EXISTS (SELECT 1 FROM field_value v WHERE v.customer = c.row AND v.field IN (SELECT value FROM json_each(?))
        AND instr(v.text, ?) > 0)
      OR EXISTS (SELECT 1 FROM field_value v, json_each(CASE WHEN json_valid(v.text) THEN v.text ELSE '[]' END) o WHERE v.customer = c.row
        AND v.field IN (SELECT value FROM json_each(?)) AND o.value IN (SELECT value FROM json_each(?))))`,
    params: [
      ...Array.from({ length: 9 }, () => sign),
      JSON.stringify(tagRows),
      rowsOf(searchable.filter((field) => !isChoice(field))),
      sign,
      rowsOf(searchable.filter(isChoice)),
      JSON.stringify(options),
    ],
  };
}

/** That all of the signs are somewhere in a customer's texts. */
export function hasSigns(vault: OpenVault, signs: readonly string[]): Condition[] {
  return signs.map((sign) => hasSign(vault, sign));
}
