/** The cells of a row, read: what they say that is no name, number or address. */
import { comparableName } from '../../../../src-preload/contract/names.ts';
import type { FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { DateOrder } from '../../../../src-preload/contract/dates.ts';
import type { RowProblem } from '../../../../src-preload/contract/exchange.ts';
import { maxNameLength } from '../../../../src-preload/contract/texts.ts';
import { isSealed } from '../../fields/compartment.ts';
import { maxCellLength } from '../source.ts';
import { writtenValue } from '../vcard/own-fields.ts';
import { readFieldValue, type ReadValue } from './field-value.ts';
import type { Cell, Ledger, PlannedColumn } from './ledger.ts';
import { splitList } from './lists.ts';

/** How cells are read that do not say it themselves. */
export interface CellRules {
  readonly dateOrder: DateOrder;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** The people to whom customers can be given, by their names as they are compared. */
  readonly people: ReadonlyMap<string, string>;
}

/** Says what is wrong with a row, or with a cell of it. */
export type Refuse = (code: RowProblem['code'], column?: string) => void;

export interface FieldValues {
  readonly values: Map<string, FieldValue>;
  /** Their cells as they are written, with their headings. */
  readonly texts: Map<string, string>;
}

/** Google's name for "all contacts": it says nothing of anybody, and nothing is lost with it. */
const everybody = 'mycontacts';

// eslint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** A text whose control characters are their visible signs (U+2400 and on), so that nothing is lost and nothing acts. */
export function readableText(cell: string, column: PlannedColumn, warn: Refuse, refuse: Refuse): string {
  if (cell === '') return cell;
  if (cell.length > maxCellLength) refuse('import/too-long', column.heading);
  if (cell.includes('\ufffd')) warn('import/undecodable', column.heading);
  if (!control.test(cell)) return cell;
  warn('import/control-characters', column.heading);
  // eslint-disable-next-line no-control-regex -- as above
  return cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (character) =>
    character === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}

/** The tags of a row; one that is too long for a tag stays behind. */
export function readTags(ledger: Ledger): string[] {
  return ledger.of('tags').flatMap((cell) => {
    const names = cell.parts ?? splitList(cell.text).map((tag) => tag.replace(/^\*\s*/, ''));
    ledger.take([cell], names.filter((name) => name.length > maxNameLength).join('; '));
    const isEverybody = (name: string): boolean => cell.parts === null && name.toLowerCase() === everybody;
    return names.filter((name) => name !== '' && name.length <= maxNameLength && !isEverybody(name));
  });
}

/** Who looks after the customer, and the cell that says so with its heading. */
export type Assignee = { readonly id: string; readonly text: string } | null;

export function readAssignee(ledger: Ledger, people: CellRules['people'], warn: Refuse): Assignee {
  let assignee: Assignee = null;
  for (const cell of ledger.of('assignee')) {
    const { heading } = cell.column;
    const id = people.get(comparableName(cell.text));
    if (id === undefined) warn('import/unknown-person', heading);
    else if (assignee === null || assignee.id === id) {
      assignee = { id, text: `${heading}: ${cell.text}` };
      ledger.take([cell]);
    }
  }
  return assignee;
}

/**
 * The values of fields. What a field cannot hold, or holds already of another column, goes into a field of texts of the same class
 * where that is a sealed one, and else stays behind.
 */
export function readValues(ledger: Ledger, { dateOrder, today }: CellRules, warn: Refuse): FieldValues {
  const values = new Map<string, FieldValue>();
  const texts = new Map<string, string>();
  const keepBeside = (cell: Cell): boolean => {
    const { overflow, heading } = cell.column;
    if (overflow === undefined || overflow === null) return false;
    const before = values.get(overflow.id);
    values.set(overflow.id, typeof before === 'string' ? `${before}\n${cell.text}` : cell.text);
    texts.set(overflow.id, `${heading}: ${cell.text}`);
    ledger.take([cell]);
    return true;
  };
  // They are named already.
  for (const cell of ledger.spoilt('field', 'new-field')) keepBeside(cell);
  for (const cell of ledger.of('field', 'new-field')) {
    const { field, heading, decimalMark, isOfPast } = cell.column;
    if (field === null) continue;
    const rules = { order: dateOrder, today, isPast: isOfPast };
    const written = cell.parts && writtenValue(field.type, cell.parts, field.optionId);
    const { value, problem, isPart }: ReadValue =
      written === null
        ? readFieldValue(field, cell.text, rules, decimalMark)
        : { value: written, problem: null };
    const text = `${heading}: ${cell.text}`;
    const isFree = value !== null && !values.has(field.id);
    const isWhole = isFree && isPart !== true;
    if (isFree) {
      values.set(field.id, value);
      texts.set(field.id, text);
      ledger.take([cell], isWhole ? '' : cell.text);
    }
    if (!isWhole && keepBeside(cell)) warn('import/kept-as-text', heading);
    else if (problem !== null && (isWhole || !isSealed(field.class))) warn(problem, heading);
  }
  return { values, texts };
}
