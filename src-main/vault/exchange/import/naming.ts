import type { OpenVault } from '../../context.ts';
import { lookupOf } from '../../customers/phone.ts';
import { newId } from '../../crypto/id.ts';
import { catalogOf } from '../../fields/catalog.ts';
import { createTag } from '../../fields/tags.ts';
import { sortKey } from '../../search/sort-key.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Draft } from './draft.ts';
import type { Naming } from './edits.ts';
import type { MatchKeys } from './match.ts';

/** Ids for what an import adds; tags are made when first needed. */
export function naming(vault: OpenVault, tx: WriteTx): Naming {
  const tags = new Map<string, string>();
  for (const tag of catalogOf(vault).tags.values())
    if (!tag.isDeleted) tags.set(tag.name.toLowerCase(), tag.id);
  const { country } = catalogOf(vault);
  return {
    newId,
    tagId: (name) => {
      const key = name.toLowerCase();
      let id = tags.get(key);
      if (id === undefined) tags.set(key, (id = createTag(tx, name, tags.size % 12).id));
      return id;
    },
    lookup: (type, value) => lookupOf(type, value, country),
  };
}

/** What a draft is found again by. */
export function keysOf(draft: Draft, { lookup }: Pick<Naming, 'lookup'>): MatchKeys {
  const phones = new Set<string>();
  const emails = new Set<string>();
  for (const { type, value } of draft.points) {
    if (type === 'phone') phones.add(lookup('phone', value));
    if (type === 'email') emails.add(lookup('email', value));
  }
  phones.delete('');
  emails.delete('');
  return {
    phones: [...phones],
    emails: [...emails],
    nameKey: sortKey(draft.name),
    organisationKey: sortKey(draft.organisation),
  };
}
