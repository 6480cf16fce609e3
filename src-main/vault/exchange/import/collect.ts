/** The cells of a row, read and put where their columns go. */
import type { FieldValue } from '../../../../src-preload/contract/customers.ts';
import type { RowProblem, Target } from '../../../../src-preload/contract/exchange.ts';
import { maxCellLength } from '../source.ts';
import type { DateOrder } from './dates.ts';
import { readFieldValue, type DraftField } from './field-value.ts';
import { splitList } from './lists.ts';
import type { DecimalMark } from './numbers.ts';
import type { CellGroup } from './points.ts';

/** A column with everything needed to read its cells. */
export interface PlannedColumn {
  readonly heading: string;
  readonly target: Target;
  readonly field: DraftField | null;
  readonly decimalMark: DecimalMark;
}

/** How cells are read that do not say it themselves. */
export interface CellRules {
  readonly dateOrder: DateOrder;
  /** The people to whom customers can be given, by name in lower case. */
  readonly people: ReadonlyMap<string, string>;
}

/** Says what is wrong with a row, or with a cell of it. */
export type Refuse = (code: RowProblem['code'], column?: string) => void;

/** A row's cells by what they say. */
export interface Collected {
  readonly text: Map<string, string>;
  readonly groups: CellGroup[];
  readonly notes: string[];
  readonly tags: string[];
  /** Who looks after the customer, and the cell that says so with its heading. */
  assignee: { readonly id: string; readonly text: string } | null;
  readonly values: Map<string, FieldValue>;
  readonly valueTexts: Map<string, string>;
}

// eslint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** A cell's text without spaces around it. Control characters become their visible signs (U+2400 and on), so that nothing is lost and nothing acts. */
export function readableCell(raw: string, column: PlannedColumn, warn: Refuse, refuse: Refuse): string {
  if (raw === '') return raw;
  const cell = raw.trim();
  if (cell.length > maxCellLength) refuse('import/too-long', column.heading);
  if (cell.includes('\ufffd')) warn('import/undecodable', column.heading);
  if (!control.test(cell)) return cell;
  warn('import/control-characters', column.heading);
  // eslint-disable-next-line no-control-regex -- as above
  return cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (character) =>
    character === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}

/** Takes one cell's text to what its column is for. */
export function collect(
  rules: CellRules,
  column: PlannedColumn,
  cell: string,
  into: Collected,
  warn: Refuse,
  refuse: Refuse,
): void {
  const { target } = column;
  switch (target.to) {
    case 'skip':
      return;
    case 'notes':
      into.notes.push(cell);
      return;
    case 'tags':
      for (const tag of splitList(cell)) {
        const name = tag.replace(/^\*\s*/, '').slice(0, 200);
        // Google's name for "all contacts", which says nothing.
        if (name !== '' && name.toLowerCase() !== 'mycontacts') into.tags.push(name);
      }
      return;
    case 'assignee': {
      const id = rules.people.get(cell.toLowerCase());
      const text = `${column.heading}: ${cell}`;
      if (id !== undefined) into.assignee = { id, text };
      else {
        warn('import/unknown-person', column.heading);
        into.notes.push(text);
      }
      return;
    }
    case 'phone':
    case 'email':
    case 'link':
    case 'address': {
      const group = groupOf(target, into.groups);
      if (target.label !== '' && target.part !== 'label') group.defaultLabel = target.label;
      if (target.part === 'value') group.heading = column.heading;
      const before = group.cells[target.part];
      group.cells[target.part] = before === undefined ? cell : `${before}\n${cell}`;
      return;
    }
    case 'field':
    case 'new-field': {
      if (column.field === null) return;
      const read = readFieldValue(column.field, cell, rules.dateOrder, column.decimalMark);
      if (read.value !== null) {
        into.values.set(column.field.id, read.value);
        into.valueTexts.set(column.field.id, `${column.heading}: ${cell}`);
      }
      if (read.problem === null) return;
      if (read.value !== null) return warn(read.problem, column.heading);
      if (column.field.class === 'confidential' || column.field.class === 'restricted')
        return refuse(read.problem, column.heading);
      warn(read.problem, column.heading);
      into.notes.push(`${column.heading}: ${cell}`);
      return;
    }
    default: {
      const before = into.text.get(target.to);
      into.text.set(target.to, before === undefined ? cell : `${before} ${cell}`);
    }
  }
}

/** The cells of a target's group, of which this may be the first. */
function groupOf(target: Extract<Target, { readonly group: number }>, groups: CellGroup[]): CellGroup {
  const { to: type, group, label } = target;
  const of = target.of ?? null;
  const known = groups.find((one) => one.type === type && one.group === group && one.of === of);
  if (known !== undefined) return known;
  const made: CellGroup = { type, group, of, cells: {}, heading: '', defaultLabel: label };
  groups.push(made);
  return made;
}
