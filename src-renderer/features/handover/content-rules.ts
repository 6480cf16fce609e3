import type { ListQuery, Selection } from '../../../src-preload/contract/customers.ts';
import type { CustomField, FieldClass } from '../../../src-preload/contract/fields.ts';
import type { CustomerPart } from '../../../src-preload/contract/handover.ts';

/** In the order in which a customer's page shows them. */
export const customerParts: readonly CustomerPart[] = [
  'organisation',
  'jobTitle',
  'phones',
  'emails',
  'addresses',
  'links',
  'contacts',
  'tags',
  'notes',
  'attachments',
];

/** Customers that a person chose before coming here. */
export interface Chosen {
  readonly selection: Selection;
  readonly count: number;
  /** The name, where it is only one. */
  readonly name: string | null;
}

/** A saved view by its id. */
export type ViewScope = `view:${string}`;
export type Scope = 'chosen' | 'shown' | 'all' | ViewScope;

/** The saved view that a scope means, as long as it is there. */
export function viewOf<V extends { readonly id: string }>(
  scope: Scope | null,
  views: readonly V[],
): V | undefined {
  return views.find(({ id }) => scope === `view:${id}`);
}

export const everyone: ListQuery = {
  text: '',
  bin: false,
  kind: null,
  tagIds: [],
  tagMode: 'any',
  filters: [],
  sort: { by: 'relevance', direction: 'ascending' },
};

/** What goes along unless the person says otherwise: every field but the restricted ones. */
export function fieldsAtFirst(fields: readonly CustomField[]): ReadonlySet<string> {
  return new Set(fields.filter((field) => field.class !== 'restricted').map((field) => field.id));
}

/** Whether none, some or all of these are chosen. */
export function shareOf(ids: readonly string[], chosen: ReadonlySet<string>): 'none' | 'some' | 'all' {
  const count = ids.filter((id) => chosen.has(id)).length;
  return count === 0 ? 'none' : count === ids.length ? 'all' : 'some';
}

/** The set with these put in or taken out. */
export function withAll<T>(chosen: ReadonlySet<T>, members: readonly T[], isIn: boolean): ReadonlySet<T> {
  const next = new Set(chosen);
  for (const member of members) {
    if (isIn) next.add(member);
    else next.delete(member);
  }
  return next;
}

/** Whether restricted data goes along, so that a reason is asked for. */
export function needsReason(
  fields: readonly CustomField[],
  fieldIds: ReadonlySet<string>,
  parts: ReadonlySet<CustomerPart>,
  attachmentClasses: ReadonlySet<FieldClass>,
): boolean {
  return (
    fields.some((field) => field.class === 'restricted' && fieldIds.has(field.id)) ||
    (parts.has('attachments') && attachmentClasses.has('restricted'))
  );
}

export type Expiry = 'none' | 'week' | 'month' | 'quarter' | 'date';
const days = { week: 7, month: 30, quarter: 90 } as const;

/** The end of the last day on which a bundle can be taken in, in local time; `null` for always, or for no day chosen yet. */
export function endOf(expiry: Expiry, lastDay: string, now: Date): number | null {
  if (expiry === 'none') return null;
  if (expiry !== 'date')
    return new Date(
      now.getFullYear(),
      now.getMonth(),
      now.getDate() + days[expiry],
      23,
      59,
      59,
      999,
    ).getTime();
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(lastDay);
  if (match === null) return null;
  const end = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]), 23, 59, 59, 999);
  return end.getTime() > now.getTime() ? end.getTime() : null;
}

/** The day as date fields and file names write it, in local time. */
export { isoDay } from '../../../src-preload/contract/dates.ts';
