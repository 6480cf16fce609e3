/** Every kind of cell that a customer has, and what is so of each wherever it is written, merged, taken back or searched. */
import type { Cell } from './rules.ts';

/** What changed of what can be searched of a customer: its names and perhaps more, or only other texts. */
export type SearchChange = 'names' | 'texts';

interface CellFacts {
  /** Whether an id stands behind a colon. */
  readonly isKeyed: boolean;
  /** JSON of where nothing was ever set, or no more; `null` where there is nothing then. */
  readonly empty: string | null;
  /** What a change of it is to the search index; `null` where its text is not in there. */
  readonly search: SearchChange | null;
}

export const cellParts = {
  kind: { isKeyed: false, empty: '"person"', search: null },
  name: { isKeyed: false, empty: '""', search: 'names' },
  organisation: { isKeyed: false, empty: '""', search: 'names' },
  jobTitle: { isKeyed: false, empty: '""', search: 'texts' },
  notes: { isKeyed: false, empty: '""', search: 'texts' },
  created: { isKeyed: false, empty: null, search: null },
  assignee: { isKeyed: false, empty: null, search: null },
  deleted: { isKeyed: false, empty: null, search: null },
  point: { isKeyed: true, empty: null, search: 'texts' },
  contact: { isKeyed: true, empty: null, search: 'names' },
  tag: { isKeyed: true, empty: null, search: 'texts' },
  value: { isKeyed: true, empty: null, search: 'texts' },
  attachment: { isKeyed: true, empty: null, search: null },
} as const satisfies Readonly<Record<string, CellFacts>>;

export type CellPart = keyof typeof cellParts;

export function isCellPart(part: string): part is CellPart {
  return Object.hasOwn(cellParts, part);
}

/** A cell's part before the colon, and the id behind it (`null` for one that has no key). */
export function splitCell(cell: Cell): { readonly part: string; readonly key: string | null } {
  const colon = cell.indexOf(':');
  return colon < 0 ? { part: cell, key: null } : { part: cell.slice(0, colon), key: cell.slice(colon + 1) };
}

/** What is so of a cell's kind; `undefined` for a name that another program wrote into the log. */
export function factsOfCell(cell: Cell): CellFacts | undefined {
  const { part } = splitCell(cell);
  return isCellPart(part) ? cellParts[part] : undefined;
}

/** JSON of a cell where nothing was ever set, or no more. */
export function emptyJson(cell: Cell): string | null {
  return factsOfCell(cell)?.empty ?? null;
}
