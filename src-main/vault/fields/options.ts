/** Options of a field as they change: what customers have is never without its name. */
import { isSameName } from '../../../src-preload/contract/names.ts';
import { newId } from '../crypto/id.ts';
import type { StoredOption } from './catalog.ts';

export interface OptionName {
  readonly id?: string | undefined;
  readonly name: string;
}

/**
 * The options as they are to be, then those that were there and are not given: they are gone, and keep their names. One that comes
 * without an id under the name of one that is gone is that one again, for all who had it.
 */
export function changedOptions(
  before: readonly StoredOption[],
  given: readonly OptionName[],
): StoredOption[] {
  const gone = before.filter((option) => option.gone === true);
  const taken = new Set(given.flatMap(({ id }) => id ?? []));
  const live = given.map(({ id, name }): StoredOption => {
    const again = gone.find((one) => !taken.has(one.id) && isSameName(one.name, name));
    const known = id ?? again?.id ?? newId();
    taken.add(known);
    return { id: known, name };
  });
  return [
    ...live,
    ...before.filter(({ id }) => !taken.has(id)).map(({ id, name }) => ({ id, name, gone: true as const })),
  ];
}

/** Earlier options put back: those that came since are gone, and keep their names. */
export function restoredOptions(
  earlier: readonly StoredOption[],
  now: readonly StoredOption[],
): StoredOption[] {
  const since = now.filter(({ id }) => !earlier.some((option) => option.id === id));
  return [...earlier, ...since.map(({ id, name }) => ({ id, name, gone: true as const }))];
}
