import type { OpenVault } from '../../context.ts';
import { newId } from '../../crypto/id.ts';
import { lookupOf } from '../../customers/phone.ts';
import { catalogOf } from '../../fields/catalog.ts';
import { createTag } from '../../fields/tags.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Naming } from './edits.ts';
import { byName, namesOver, type KnownNames, type Names, type NewNames, type NewTag } from './names.ts';
import { addOptions, type FieldsOfImport } from './new-fields.ts';

/** The names of an import as its transaction has them. */
export interface ImportNames extends Names, Naming {
  /** What the rows were prepared with. */
  readonly known: KnownNames;
  /** Takes over what the next rows are the first to name: options come into being at once, tags when they are used. */
  readonly add: (names: NewNames) => void;
  /** Makes those of the tags that are not there yet. */
  readonly ensureTags: (ids: readonly string[]) => void;
}

export function importNames(vault: OpenVault, tx: WriteTx, fields: FieldsOfImport): ImportNames {
  const catalog = catalogOf(vault);
  const liveTags = [...catalog.tags.values()].filter((tag) => !tag.isDeleted);
  const known = { ...fields.optionNames(), tags: byName(liveTags.map(({ id, name }) => [id, name])) };
  const { country } = catalog;
  const unused = new Map<string, NewTag>();
  const names = namesOver(known, {
    option: (option) => {
      addOptions(tx, vault, [option]);
    },
    tag: (tag) => unused.set(tag.id, tag),
  });
  const ensureTags = (ids: readonly string[]): void => {
    for (const id of ids) {
      const tag = unused.get(id);
      if (tag === undefined) continue;
      createTag(tx, tag.name, tag.colour, id);
      unused.delete(id);
    }
  };
  return {
    ...names,
    known,
    newId,
    tagId: (name) => {
      const id = names.tagId(name);
      ensureTags([id]);
      return id;
    },
    lookup: (type, value) => lookupOf(type, value, country),
    add: (added) => {
      names.learn(added);
      if (added.options.length > 0) addOptions(tx, vault, added.options);
      for (const tag of added.tags) unused.set(tag.id, tag);
    },
    ensureTags,
  };
}
