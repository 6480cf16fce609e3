/** Options and tags that a file calls by their names. Plain data and ids made here: the rows may be read in another thread. */
import { comparableName } from '../../../../src-preload/contract/names.ts';
import { maxNameLength, nameFrom, nameLine } from '../../../../src-preload/contract/texts.ts';
import { newId } from '../../crypto/id.ts';

export interface KnownNames {
  /** For each field that has options: their ids by name, as names are compared. */
  readonly options: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Options that were deleted, in the same way: one of its name is that one again. */
  readonly goneOptions: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The fields that take new options: those that the import makes, or shares with an earlier one. */
  readonly takingOptions: ReadonlySet<string>;
  /** Tags' ids by name, as names are compared. */
  readonly tags: ReadonlyMap<string, string>;
}

export interface NewOption {
  readonly fieldId: string;
  readonly id: string;
  readonly name: string;
}

export interface NewTag {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
}

/** What has no place in the vault yet. */
export interface NewNames {
  readonly options: readonly NewOption[];
  readonly tags: readonly NewTag[];
}

export interface Names {
  /** `null` for an option that is not there and cannot be added. */
  readonly optionId: (fieldId: string, name: string) => string | null;
  readonly tagId: (name: string) => string;
  /** Takes over what others met first. */
  readonly learn: (names: NewNames) => void;
}

/** As many as the contract lets a field have. */
const maxOptions = 500;
const tagColours = 12;

/** `onNew` hears of each name when it is met first. */
export function namesOver(
  known: KnownNames,
  onNew: { readonly option: (option: NewOption) => void; readonly tag: (tag: NewTag) => void },
): Names {
  const options = new Map([...known.options].map(([id, ids]) => [id, new Map(ids)]));
  const tags = new Map(known.tags);
  return {
    optionId: (fieldId, text) => {
      const name = nameLine(text);
      const key = comparableName(name);
      const ids = options.get(fieldId);
      const id = ids?.get(key);
      if (id !== undefined || ids === undefined || !known.takingOptions.has(fieldId)) return id ?? null;
      if (
        ids.size >= maxOptions ||
        Math.max(key.length, name.length) > maxNameLength ||
        nameFrom(name) === ''
      )
        return null;
      const added = known.goneOptions.get(fieldId)?.get(key) ?? newId();
      ids.set(key, added);
      onNew.option({ fieldId, id: added, name });
      return added;
    },
    tagId: (name) => {
      const key = comparableName(name);
      const id = tags.get(key);
      if (id !== undefined) return id;
      const added = newId();
      onNew.tag({ id: added, name, colour: tags.size % tagColours });
      tags.set(key, added);
      return added;
    },
    learn: (names) => {
      for (const { fieldId, id, name } of names.options) options.get(fieldId)?.set(comparableName(name), id);
      for (const { id, name } of names.tags) tags.set(comparableName(name), id);
    },
  };
}

/** Names and ids of what is there, for {@link KnownNames}. */
export function byName(named: Iterable<readonly [id: string, name: string]>): Map<string, string> {
  return new Map([...named].map(([id, name]) => [comparableName(name), id]));
}
