/** What a query and its columns refer to by id, and what is left of them when some of that was deleted. Pure. */
import { z } from 'zod';
import type { ListQuery } from './customers.ts';

const valuePrefix = 'value:';

/** A part of a list that was left out because what it refers to is gone. Without a filter or a tag, the list may show more. */
export const lostPart = z.object({ part: z.enum(['filter', 'tag', 'sort', 'column']), name: z.string() });
export type LostPart = z.infer<typeof lostPart>;

export interface Here {
  readonly field: (id: string) => boolean;
  readonly tag: (id: string) => boolean;
}

export interface Kept<C extends string> {
  readonly query: ListQuery;
  readonly columns: readonly C[];
  /** By id instead of by name. */
  readonly lost: readonly { readonly part: LostPart['part']; readonly id: string }[];
}

/** A query and columns without what refers to fields and tags that are gone. */
export function withoutGone<C extends string>(query: ListQuery, columns: readonly C[], here: Here): Kept<C> {
  const lost: { part: LostPart['part']; id: string }[] = [];
  const isKept = (part: LostPart['part'], id: string | null, isHere: (id: string) => boolean): boolean => {
    if (id === null || isHere(id)) return true;
    lost.push({ part, id });
    return false;
  };
  const fieldOf = (name: string): string | null =>
    name.startsWith(valuePrefix) ? name.slice(valuePrefix.length) : null;
  const filters = query.filters.filter(({ field }) => isKept('filter', fieldOf(field), here.field));
  const tagIds = query.tagIds.filter((id) => isKept('tag', id, here.tag));
  const sort: ListQuery['sort'] = isKept('sort', fieldOf(query.sort.by), here.field)
    ? query.sort
    : { by: 'relevance', direction: 'ascending' };
  return {
    query: { ...query, filters, tagIds, sort },
    columns: columns.filter((column) => isKept('column', fieldOf(column), here.field)),
    lost,
  };
}

/** Whether the list asks for less than it did: it may show more. */
export function mayShowMore(lost: readonly LostPart[]): boolean {
  return lost.some(({ part }) => part === 'filter' || part === 'tag');
}
