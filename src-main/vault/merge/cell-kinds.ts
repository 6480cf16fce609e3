/** The kinds of cells that a record line may hold, and what each accepts. Docs/architecture.md lists what a new one takes. */
import { z } from 'zod';
import {
  contact,
  customerKind,
  fieldValue,
  point,
  type Edit,
} from '../../../src-preload/contract/customers.ts';
import { maxTextLength } from '../../../src-preload/contract/texts.ts';
import { id, timestamp } from '../../../src-preload/contract/define.ts';
import { cellParts, isCellPart, splitCell, type CellPart } from '../customers/cell-parts.ts';
import { cellEdit, keptValue } from '../customers/rules.ts';
import { VaultError } from '../errors.ts';
import type { Catalog } from '../fields/catalog.ts';
import { travellingAttachment, travellingJson } from './attachment-cells.ts';
import type { Mapping } from './mapping.ts';

/** Why a line is refused; the details of `merge/bad-record`. */
export type LineProblem =
  | 'not-json'
  | 'bad-shape'
  | 'too-long'
  | 'unknown-cell'
  | 'unknown-field'
  | 'unknown-tag'
  | 'bad-value'
  | 'bad-stamp'
  | 'bad-seen'
  | 'given-twice';

/** A line that is refused. Whoever reads the lines adds which one it was. */
export class LineError extends Error {
  readonly problem: LineProblem;
  /** The kind of cell, never its content. */
  readonly part: string;

  constructor(problem: LineProblem, part = '') {
    super(problem);
    this.name = 'LineError';
    this.problem = problem;
    this.part = part;
  }
}

/** What fields and tags of this vault those of the sender are. */
export interface Place {
  readonly catalog: Catalog;
  readonly mapping: Mapping;
}

export interface ReadCell {
  /** The cell in this vault. */
  readonly cell: string;
  /** Plain, in the one form in which it is kept; `null` where it was removed. */
  readonly json: string | null;
  /** What sets it in a new customer; `null` where that is not an edit. */
  readonly edit: Edit | null;
}

interface Kind {
  readonly read: (value: unknown, key: string, place: Place) => ReadCell;
}

function checked<T>(schema: z.ZodType<T>, value: unknown, part: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const isTooLong = result.error.issues.some(({ code }) => code === 'too_big');
  throw new LineError(isTooLong ? 'too-long' : 'bad-value', part);
}

/** What the rules of a vault say of a value, said of the line that it came in. @throws LineError */
function refusedAsLine(part: string, read: () => ReadCell): ReadCell {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new LineError(error.details['reason'] === 'too-long' ? 'too-long' : 'bad-value', part);
  }
}

/** A cell as an edit of a person's would keep it, so that all vaults have the same, whether the customer is new there or not. */
function asEdited(edit: Edit, { catalog }: Place): ReadCell {
  return refusedAsLine(edit.field, () => {
    const { cell, json } = cellEdit(edit, catalog);
    return { cell, json, edit };
  });
}

const text = z.string().max(maxTextLength);

function textColumn(field: 'name' | 'organisation' | 'jobTitle' | 'notes'): Kind {
  return {
    read: (given, _key, place) => {
      const read = asEdited({ field, value: given === null ? '' : checked(text, given, field) }, place);
      return read.json === '""' ? { ...read, json: null } : read;
    },
  };
}

const kinds: Readonly<Record<CellPart, Kind>> = {
  kind: {
    read: (given) => {
      const value = checked(customerKind, given, 'kind');
      return { cell: 'kind', json: JSON.stringify(value), edit: { field: 'kind', value } };
    },
  },
  name: textColumn('name'),
  organisation: textColumn('organisation'),
  jobTitle: textColumn('jobTitle'),
  notes: textColumn('notes'),
  created: {
    read: (given) => ({
      cell: 'created',
      json: String(checked(timestamp, given, 'created')),
      edit: null,
    }),
  },
  deleted: {
    read: (given) => ({
      cell: 'deleted',
      json: given === null ? null : String(checked(timestamp, given, 'deleted')),
      edit: null,
    }),
  },
  assignee: {
    read: (given) => {
      const value = given === null ? null : checked(id, given, 'assignee');
      const json = value === null ? null : JSON.stringify(value);
      return { cell: 'assignee', json, edit: { field: 'assignee', value } };
    },
  },
  point: {
    read: (given, key, place) =>
      asEdited({ field: 'point', key, value: given === null ? null : checked(point, given, 'point') }, place),
  },
  contact: {
    read: (given, key, place) =>
      asEdited(
        { field: 'contact', key, value: given === null ? null : checked(contact, given, 'contact') },
        place,
      ),
  },
  tag: {
    read: (given, theirs, { catalog, mapping }) => {
      const value = given === null ? null : checked(z.literal(true), given, 'tag');
      const key = mapping.tags.get(theirs);
      const tag = key === undefined ? undefined : catalog.tags.get(key);
      if (key === undefined || tag === undefined) throw new LineError('unknown-tag', 'tag');
      return {
        cell: `tag:${key}`,
        json: value === null ? null : 'true',
        edit: tag.isDeleted ? null : { field: 'tag', key, value },
      };
    },
  },
  value: { read: readValue },
  attachment: {
    read: (given, key) => {
      const value = given === null ? null : checked(travellingAttachment, given, 'attachment');
      return { cell: `attachment:${key}`, json: value === null ? null : travellingJson(value), edit: null };
    },
  },
};

function readValue(given: unknown, theirs: string, { catalog, mapping }: Place): ReadCell {
  const key = mapping.fields.get(theirs);
  const field = key === undefined ? undefined : catalog.fields.get(key);
  if (key === undefined || field === undefined) throw new LineError('unknown-field', 'value');
  const cell = `value:${key}`;
  const parsed = given === null ? null : checked(fieldValue, given, 'value');
  const ownOptions = Array.isArray(parsed)
    ? parsed.map((option) => mapping.options.get(option) ?? option)
    : parsed;
  return refusedAsLine('value', () => {
    const value = ownOptions === null ? null : keptValue(field, ownOptions);
    const json = value === null ? null : JSON.stringify(value);
    return { cell, json, edit: field.isDeleted ? null : { field: 'value', key, value } };
  });
}

/** Reads one cell of a line. @throws LineError */
export function readCellOfLine(name: string, value: unknown, place: Place): ReadCell {
  const { part, key } = splitCell(name);
  if (!isCellPart(part) || cellParts[part].isKeyed !== (key !== null)) throw new LineError('unknown-cell');
  if (key !== null && !id.safeParse(key).success) throw new LineError('unknown-cell', part);
  return kinds[part].read(value, key ?? '', place);
}
